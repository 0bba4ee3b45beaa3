package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed texts
var textFiles embed.FS

// texts are messages in ICU format by language and key. The keys and the words
// are those of web/src/*/locales, which a test compares; "meta.…" are only here.
type texts map[string]map[string]string

func readTexts() (texts, error) {
	found := texts{}
	for _, lang := range languages {
		raw, err := textFiles.ReadFile("texts/" + lang + ".json")
		if err != nil {
			return nil, err
		}
		messages := map[string]string{}
		if err := json.Unmarshal(raw, &messages); err != nil {
			return nil, fmt.Errorf("texts of %s: %w", lang, err)
		}
		found[lang] = messages
	}
	return found, nil
}

// say is the message with its arguments, given as name and value by turns. It
// knows of ICU what the messages use: {name}, and {name, plural, =0 {…} one {…}
// other {…}} with # for the number.
func (t texts) say(lang, key string, arguments ...any) string {
	message, known := t[lang][key]
	if !known {
		return key
	}
	values := map[string]any{}
	for i := 0; i+1 < len(arguments); i += 2 {
		values[fmt.Sprint(arguments[i])] = arguments[i+1]
	}
	return format(message, values)
}

func format(message string, values map[string]any) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(message, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		inner, after := block(rest)
		name, choices, isPlural := strings.Cut(inner, ", plural,")
		value := values[strings.TrimSpace(name)]
		if isPlural {
			b.WriteString(strings.ReplaceAll(format(plural(choices, value), values), "#", fmt.Sprint(value)))
		} else {
			fmt.Fprint(&b, value)
		}
		message = after
	}
}

// block splits what follows an opening brace at the brace that closes it.
func block(text string) (inner, after string) {
	depth := 1
	for i, r := range text {
		switch r {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth == 0 {
			return text[:i], text[i+1:]
		}
	}
	return text, ""
}

// plural picks the branch for a number: its own ("=0"), "one" for 1, else "other".
func plural(choices string, value any) string {
	branches := map[string]string{}
	for {
		name, rest, found := strings.Cut(choices, "{")
		if !found {
			break
		}
		branches[strings.TrimSpace(name)], choices = block(rest)
	}
	if branch, ok := branches["="+fmt.Sprint(value)]; ok {
		return branch
	}
	if one, ok := branches["one"]; ok && fmt.Sprint(value) == "1" {
		return one
	}
	return branches["other"]
}
