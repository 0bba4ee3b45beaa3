//go:build web

// Package dist holds the web pages' built files.
package dist

import (
	"embed"
	"io/fs"
)

// "all:" because Vite names some chunks with a leading "_", which embed leaves out otherwise.
//
//go:embed all:dist
var built embed.FS

// FS is what `npm run build` made, index.html at the top.
func FS() fs.FS {
	files, err := fs.Sub(built, "dist")
	if err != nil {
		panic(err) // the directive above names the folder
	}
	return files
}
