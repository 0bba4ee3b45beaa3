package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// files are the built files by their path on the site.
type files map[string]file

type file struct {
	contentType string
	plain       body
	br, gzip    body // empty where the build made none
}

type body struct {
	bytes []byte
	etag  string
}

// contentTypes are set here, because mime reads the machine's own table.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".ico": "image/x-icon", ".js": "text/javascript; charset=utf-8",
	".json": "application/json", ".png": "image/png", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json", ".webp": "image/webp", ".woff2": "font/woff2",
}

// readFiles reads all that may be asked for. The entries' HTML and Vite's manifest are
// the server's own, and .br and .gz stand behind the file they were made of.
func readFiles(dist fs.FS) (files, error) {
	found := files{}
	read := func(name string) (body, error) {
		raw, err := fs.ReadFile(dist, name)
		if err != nil {
			return body{}, err
		}
		return body{raw, etag(raw)}, nil
	}
	err := fs.WalkDir(dist, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !isPublic(name) {
			return err
		}
		f := file{contentType: contentTypes[path.Ext(name)]}
		if f.contentType == "" {
			f.contentType = mime.TypeByExtension(path.Ext(name))
		}
		if f.contentType == "" {
			f.contentType = "application/octet-stream"
		}
		if f.plain, err = read(name); err != nil {
			return err
		}
		// Not every file has twins: the build leaves out what is small or packed already.
		f.br, _ = read(name + ".br")
		f.gzip, _ = read(name + ".gz")
		found["/"+name] = f
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the built files: %w", err)
	}
	return found, nil
}

func isPublic(name string) bool {
	return path.Ext(name) != ".html" && name != "manifest.json" && !strings.HasPrefix(name, ".") &&
		!strings.HasSuffix(name, ".br") && !strings.HasSuffix(name, ".gz") && !strings.HasSuffix(name, ".map")
}

func (f files) has(path string) bool {
	_, ok := f[path]
	return ok
}

// ServeHTTP serves a file. One that is missing is never answered with a page,
// and the answer is not kept: an older page may ask for it before a newer
// release is everywhere.
func (f files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	found, ok := f[r.URL.Path]
	if !ok {
		h.Set("Cache-Control", "no-store")
		http.Error(w, "404 page not found", http.StatusNotFound)
		return
	}
	h.Set("Cache-Control", "public, max-age=3600")
	if strings.HasPrefix(r.URL.Path, "/assets/") {
		// The name holds a hash of the content.
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	found.send(w, r)
}

// send sends the form of the file that the caller takes. Cache-Control is the
// caller's to set.
func (f file) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	send := f.plain
	if f.br.bytes != nil || f.gzip.bytes != nil {
		h.Add("Vary", "Accept-Encoding")
	}
	switch {
	case f.br.bytes != nil && accepts(r, "br"):
		send = f.br
		h.Set("Content-Encoding", "br")
	case f.gzip.bytes != nil && accepts(r, "gzip"):
		send = f.gzip
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", send.etag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(send.bytes))
}

// fileOf is a file of content that was made here, with its compressed form.
func fileOf(contentType string, content []byte) (file, error) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	if _, err := z.Write(content); err != nil {
		return file{}, err
	}
	if err := z.Close(); err != nil {
		return file{}, err
	}
	return file{
		contentType: contentType, plain: body{content, etag(content)}, gzip: body{zipped.Bytes(), etag(zipped.Bytes())},
	}, nil
}

// etag is a strong validator of the bytes.
func etag(content []byte) string {
	sum := sha256.Sum256(content)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}
