package catalog

import "strings"

// A category is written as the names of all above it and its own, such as
// "Home > Kitchen > Mugs". A > in a name has a backslash before it.

// SplitCategoryPath returns the names, the outermost first.
func SplitCategoryPath(path string) []string {
	var names []string
	var b strings.Builder
	end := func() {
		if name := strings.TrimSpace(b.String()); name != "" {
			names = append(names, name)
		}
		b.Reset()
	}
	escaped := false
	for _, r := range path {
		switch {
		case escaped:
			escaped = false
			if r != '>' && r != '\\' {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		case r == '\\':
			escaped = true
		case r == '>':
			end()
		default:
			b.WriteRune(r)
		}
	}
	if escaped {
		b.WriteByte('\\')
	}
	end()
	return names
}

var pathEscaper = strings.NewReplacer(`\`, `\\`, `>`, `\>`)

// JoinCategoryPath is the inverse of SplitCategoryPath.
func JoinCategoryPath(names ...string) string {
	for i, name := range names {
		names[i] = pathEscaper.Replace(name)
	}
	return strings.Join(names, " > ")
}
