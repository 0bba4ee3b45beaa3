package web

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// paragraphs is the text of HTML, a paragraph for each block of it. The page's
// shell shows it so: no markup of a merchant gets into a page this way.
func paragraphs(markup string) []string {
	var found []string
	var current strings.Builder
	end := func() {
		if text := strings.Join(strings.Fields(current.String()), " "); text != "" {
			found = append(found, text)
		}
		current.Reset()
	}
	hidden := 0
	for tokens := html.NewTokenizer(strings.NewReader(markup)); ; {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			end()
			return found
		}
		token := tokens.Token()
		switch kind {
		case html.TextToken:
			if hidden == 0 {
				current.WriteString(token.Data)
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			switch token.DataAtom {
			case atom.Script, atom.Style:
				if kind == html.StartTagToken {
					hidden++
				} else if hidden > 0 {
					hidden--
				}
			case atom.A, atom.B, atom.Strong, atom.I, atom.Em, atom.U, atom.S, atom.Span, atom.Code, atom.Sub, atom.Sup, atom.Small:
			default:
				end()
			}
		}
	}
}

// shortened is the text in at most so many characters, cut between words.
func shortened(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	runes := []rune(text)[:most-1]
	for i := len(runes) - 1; i > most/2; i-- {
		if unicode.IsSpace(runes[i]) {
			runes = runes[:i]
			break
		}
	}
	return strings.TrimRight(string(runes), " ,.;:–-") + "…"
}
