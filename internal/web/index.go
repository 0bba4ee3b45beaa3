package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

// index is Vite's index.html, cut at its placeholders.
type index struct {
	beforeLang, beforeHead, beforeBody, beforeState, rest string

	chunks map[string]chunk
}

// chunk is an entry of Vite's manifest.
type chunk struct {
	File    string   `json:"file"`
	Imports []string `json:"imports"`
	IsEntry bool     `json:"isEntry"`
}

// themeColor is left out of the built page: a visitor's own theme has another.
var themeColor = regexp.MustCompile(`\s*<meta name="theme-color"[^>]*>`)

func readIndex(dist fs.FS) (index, error) {
	raw, err := fs.ReadFile(dist, "index.html")
	if err != nil {
		return index{}, fmt.Errorf("read the built page: %w", err)
	}
	rest := themeColor.ReplaceAllString(string(raw), "")
	var parts []string
	for _, mark := range []string{`<html lang="en"`, "<!--head-->", "<!--ssr-->", "<!--state-->"} {
		before, after, found := strings.Cut(rest, mark)
		if !found {
			return index{}, fmt.Errorf("index.html has no %s in its place", mark)
		}
		parts, rest = append(parts, before), after
	}
	x := index{parts[0], parts[1], parts[2], parts[3], rest, nil}
	manifest, err := fs.ReadFile(dist, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return x, nil
	}
	if err != nil {
		return index{}, fmt.Errorf("read the manifest: %w", err)
	}
	if err := json.Unmarshal(manifest, &x.chunks); err != nil {
		return index{}, fmt.Errorf("read the manifest: %w", err)
	}
	return x, nil
}

// scripts are the files of the manifest's entries and of what they import, less
// what index.html loads already. An unknown entry has none.
func (x index) scripts(entries ...string) []string {
	seen := map[string]bool{}
	var found []string
	var walk func(name string, keep bool)
	walk = func(name string, keep bool) {
		c, known := x.chunks[name]
		if !known || seen[name] {
			return
		}
		seen[name] = true
		if keep {
			found = append(found, "/"+c.File)
		}
		for _, imported := range c.Imports {
			walk(imported, keep)
		}
	}
	for name, c := range x.chunks {
		if c.IsEntry {
			walk(name, false)
		}
	}
	for _, entry := range entries {
		walk(entry, true)
	}
	return found
}
