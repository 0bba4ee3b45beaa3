package web

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"sync"
)

//go:embed docs/docs.html
var docsTemplate string

//go:embed docs/docs.css
var docsStyle []byte

// newDocs serves the page that shows the contract, readable without JavaScript. It is
// rendered when somebody first asks for it: few do, and it takes as long as all else
// that a start does. The contract is built in, so that a broken one is our mistake.
func newDocs(contract []byte, siteName string) http.Handler {
	rendered := sync.OnceValue(func() file {
		f, err := renderDocs(contract, siteName)
		if err != nil {
			panic(fmt.Errorf("documentation: %w", err))
		}
		return f
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		rendered().send(w, r)
	})
}

func renderDocs(contract []byte, siteName string) (file, error) {
	c, err := readContract(contract)
	if err != nil {
		return file{}, err
	}
	t, err := template.New("docs").Funcs(template.FuncMap{"prose": proseOf, "line": runsOf}).Parse(docsTemplate)
	if err != nil {
		return file{}, err
	}
	var page bytes.Buffer
	if err := t.Execute(&page, struct {
		docsContract
		SiteName string
	}{c, siteName}); err != nil {
		return file{}, err
	}
	return fileOf("text/html; charset=utf-8", page.Bytes())
}

func serveDocsStyle(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache")
	file{contentType: "text/css; charset=utf-8", plain: body{docsStyle, etag(docsStyle)}}.send(w, r)
}
