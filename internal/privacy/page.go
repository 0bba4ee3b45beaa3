package privacy

import (
	"archive/zip"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"

	"gocloud.dev/blob"

	"rialto/internal/money"
)

//go:embed page.html
var pageSource string

var pageTemplate = template.Must(template.New("page").Parse(pageSource))

// phrases are what the readable page says in one language.
type phrases struct{ Title, Intro, Machine, Contents, Nothing, Yes, No, Withheld string }

var phrasesIn = map[string]phrases{
	"en": {
		Title: "Your data", Intro: "Everything personal that we keep about you.", Contents: "Contents",
		Machine: "The same, for programs, is in data.json. What would open your account to whoever has this file is not shown; the page says where there is such a thing.",
		Nothing: "Nothing.", Yes: "yes", No: "no", Withheld: "there, not shown",
	},
	"de": {
		Title: "Ihre Daten", Intro: "Alles Persönliche, das wir über Sie aufbewahren.", Contents: "Inhalt",
		Machine: "Dasselbe steht, für Programme, in data.json. Was jedem, der diese Datei hat, Ihr Konto öffnen würde, ist nicht gezeigt; die Seite sagt, wo es so etwas gibt.",
		Nothing: "Nichts.", Yes: "ja", No: "nein", Withheld: "vorhanden, nicht gezeigt",
	},
}

// write stores the document as a zip and returns its size in bytes.
func (s *Service) write(ctx context.Context, file string, doc document, locale string) (int64, error) {
	ctx, abandon := context.WithCancel(ctx)
	defer abandon() // before Close, it drops the file
	w, err := s.files.NewWriter(ctx, file, &blob.WriterOptions{ContentType: "application/zip"})
	if err != nil {
		return 0, fmt.Errorf("begin file of export: %w", err)
	}
	size := &counter{to: w}
	if err := doc.zip(size, locale); err != nil {
		abandon()
		_ = w.Close() // it only drops the file
		return 0, fmt.Errorf("write export: %w", err)
	}
	if err := w.Close(); err != nil {
		return 0, fmt.Errorf("store export: %w", err)
	}
	return size.n, nil
}

func (d document) zip(w io.Writer, locale string) error {
	z := zip.NewWriter(w)
	data, err := z.CreateHeader(&zip.FileHeader{Name: "data.json", Method: zip.Deflate, Modified: d.CreatedAt})
	if err != nil {
		return err
	}
	enc := json.NewEncoder(data)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(d); err != nil {
		return err
	}
	readable, err := z.CreateHeader(&zip.FileHeader{Name: "index.html", Method: zip.Deflate, Modified: d.CreatedAt})
	if err != nil {
		return err
	}
	if err := pageTemplate.Execute(readable, d.page(locale)); err != nil {
		return err
	}
	return z.Close()
}

type counter struct {
	to io.Writer
	n  int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.to.Write(b)
	c.n += int64(n)
	return n, err
}

// pageView is the document as people read it.
type pageView struct {
	Locale, Marketplace, CreatedAt string
	Words                          phrases
	Sections                       []sectionView
}

type sectionView struct {
	ID, Heading string
	Columns     []string
	Rows        [][]cell
}

type cell struct {
	Text  string
	Quiet bool // it is not the value itself
}

func (d document) page(locale string) pageView {
	if _, known := phrasesIn[locale]; !known {
		locale = "en"
	}
	v := pageView{Locale: locale, Marketplace: d.Marketplace, CreatedAt: moment(d.CreatedAt), Words: phrasesIn[locale]}
	for _, part := range d.Sections {
		h := headings[placeOf(part.Title)]
		s := sectionView{ID: part.Title, Heading: h.en}
		if locale == "de" {
			s.Heading = h.de
		}
		for _, c := range part.columns {
			s.Columns = append(s.Columns, label(c, locale))
		}
		for _, r := range part.Rows {
			var cells []cell
			for _, c := range part.columns {
				cells = append(cells, v.Words.cell(c, r))
			}
			s.Rows = append(s.Rows, cells)
		}
		v.Sections = append(v.Sections, s)
	}
	return v
}

func (w phrases) cell(column string, r row) cell {
	switch v := r[column].(type) {
	case nil:
		return cell{"–", true}
	case withheld:
		return cell{w.Withheld, true}
	case bool:
		if v {
			return cell{w.Yes, false}
		}
		return cell{w.No, false}
	case string:
		if at, err := time.Parse(time.RFC3339, v); err == nil && strings.HasSuffix(column, "at") {
			return cell{moment(at), false}
		}
		return cell{v, false}
	case json.Number:
		currency, _ := r["currency"].(string)
		if minor, err := v.Int64(); err == nil && currency != "" && strings.HasSuffix(column, "amount") {
			return cell{money.Amount{Minor: minor, Currency: currency}.String(), false}
		}
		return cell{v.String(), false}
	default:
		b, err := json.Marshal(v)
		if err != nil {
			return cell{"?", true} // it was JSON a moment ago
		}
		return cell{string(b), false}
	}
}

func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") + " UTC" }
