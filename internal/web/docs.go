package web

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
)

//go:embed docs/docs.html
var docsTemplate string

//go:embed docs/docs.css
var docsStyle []byte

// newDocs is the page that shows the contract: rendered once, and readable
// without JavaScript.
func newDocs(contract []byte, siteName string) (http.Handler, error) {
	c, err := readContract(contract)
	if err != nil {
		return nil, err
	}
	t, err := template.New("docs").Funcs(template.FuncMap{"prose": proseOf, "line": runsOf}).Parse(docsTemplate)
	if err != nil {
		return nil, fmt.Errorf("documentation: %w", err)
	}
	var page bytes.Buffer
	if err := t.Execute(&page, struct {
		docsContract
		SiteName string
	}{c, siteName}); err != nil {
		return nil, fmt.Errorf("documentation: %w", err)
	}
	f, err := fileOf("text/html; charset=utf-8", page.Bytes())
	if err != nil {
		return nil, fmt.Errorf("documentation: %w", err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		f.send(w, r)
	}), nil
}

func serveDocsStyle(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache")
	file{contentType: "text/css; charset=utf-8", plain: body{docsStyle, etag(docsStyle)}}.send(w, r)
}
