package web

import (
	"bytes"
	"encoding/xml"
)

// urls writes a file of the sitemap protocol.
type urls struct {
	b          bytes.Buffer
	root, base string
}

func newURLs(root, base string) *urls {
	u := &urls{root: root, base: base}
	u.b.WriteString(xml.Header + "<" + root + ` xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	return u
}

func (u *urls) add(element, path string) {
	u.b.WriteString("<" + element + "><loc>")
	_ = xml.EscapeText(&u.b, []byte(u.base+path)) // a buffer takes everything
	u.b.WriteString("</loc></" + element + ">\n")
}

func (u *urls) end() []byte {
	u.b.WriteString("</" + u.root + ">\n")
	return u.b.Bytes()
}
