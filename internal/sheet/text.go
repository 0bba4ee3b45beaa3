package sheet

import (
	"slices"
	"strings"
)

// escape writes text into a cell of our own files. A spreadsheet takes a cell
// that begins with =, +, - or @ for a formula, and runs it. An apostrophe before
// it makes it text, and tells us to take the rest as it is: which is also how
// spaces at the ends survive.
func escape(text string) string {
	// The csv package reads a line break as \n, however it was written.
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if text == "" {
		return ""
	}
	if strings.ContainsRune("=+-@'\t\r", rune(text[0])) || strings.TrimSpace(text) != text {
		return "'" + text
	}
	return text
}

// unescape is the inverse of escape.
func unescape(cell string) string {
	if text, verbatim := strings.CutPrefix(strings.TrimLeft(cell, " \t"), "'"); verbatim {
		return text
	}
	return strings.TrimSpace(cell)
}

// splitTags takes a list with commas apart. A tag in quotation marks, which are
// doubled inside of it, may hold a comma and spaces at its ends.
func splitTags(text string) []string {
	var list []string
	add := func(tag string) {
		if tag != "" && !slices.Contains(list, tag) {
			list = append(list, tag)
		}
	}
	for text != "" {
		text = strings.TrimLeft(text, " \t\n,")
		if tag, rest, ok := quotedTag(text); ok {
			add(tag)
			text = rest
			continue
		}
		tag, rest, _ := strings.Cut(text, ",")
		add(strings.TrimSpace(tag))
		text = rest
	}
	return list
}

// quotedTag takes a tag in quotation marks from the beginning of text, if that is
// what it begins with and a comma or the end follows.
func quotedTag(text string) (tag, rest string, ok bool) {
	if !strings.HasPrefix(text, `"`) {
		return "", "", false
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		if text[i] != '"' {
			b.WriteByte(text[i])
			continue
		}
		if i+1 < len(text) && text[i+1] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		rest = strings.TrimLeft(text[i+1:], " ")
		if rest == "" || rest[0] == ',' {
			return b.String(), rest, true
		}
		return "", "", false
	}
	return "", "", false
}

// joinTags is the inverse of splitTags.
func joinTags(tags []string) string {
	quoted := make([]string, len(tags))
	for i, tag := range tags {
		quoted[i] = tag
		if strings.ContainsAny(tag, `,"`) || strings.TrimSpace(tag) != tag {
			quoted[i] = `"` + strings.ReplaceAll(tag, `"`, `""`) + `"`
		}
	}
	return strings.Join(quoted, ", ")
}
