package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

// index is the HTML of one of Vite's entries, cut at its placeholders.
type index struct {
	beforeLang, beforeHead, beforeBody, beforeState, rest string

	app    string // the folder of web/src that it starts
	entry  string // its name in the manifest
	chunks map[string]chunk
}

// chunk is an entry of Vite's manifest.
type chunk struct {
	File    string   `json:"file"`
	Imports []string `json:"imports"`
}

// themeColor is left out of the built page: a visitor's own theme has another.
var themeColor = regexp.MustCompile(`\s*<meta name="theme-color"[^>]*>`)

// readIndex reads the entry's HTML, such as "index.html", that starts an app.
func readIndex(dist fs.FS, entry, app string) (index, error) {
	raw, err := fs.ReadFile(dist, entry)
	if err != nil {
		return index{}, fmt.Errorf("read the built page: %w", err)
	}
	rest := themeColor.ReplaceAllString(string(raw), "")
	var parts []string
	for _, mark := range []string{`<html lang="en"`, "<!--head-->", "<!--ssr-->", "<!--state-->"} {
		before, after, found := strings.Cut(rest, mark)
		if !found {
			return index{}, fmt.Errorf("%s has no %s in its place", entry, mark)
		}
		parts, rest = append(parts, before), after
	}
	x := index{parts[0], parts[1], parts[2], parts[3], rest, app, entry, nil}
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

// scripts are the files of the app's modules and of what they import, less what
// the entry loads already. An unknown module has none.
func (x index) scripts(modules ...string) []string {
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
	walk(x.entry, false)
	for _, module := range modules {
		walk(module, true)
	}
	return found
}

// routeModule is the manifest's name of what draws a page. The storefront's
// routes are files that its router's plugin splits.
func (x index) routeModule(route string) string {
	module := "src/" + x.app + "/routes/" + route
	if x.app == "storefront" {
		module += "?tsr-split=component"
	}
	return module
}
