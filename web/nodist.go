//go:build !web

// Package dist holds the web pages' built files. Built without the tag "web",
// which needs Node, it holds a page that says so.
package dist

import (
	"embed"
	"io/fs"
)

//go:embed nodist
var placeholder embed.FS

// FS is the placeholder's index.html.
func FS() fs.FS {
	files, err := fs.Sub(placeholder, "nodist")
	if err != nil {
		panic(err) // the directive above names the folder
	}
	return files
}
