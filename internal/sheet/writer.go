package sheet

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"rialto/internal/catalog"
	"rialto/internal/media"
	"rialto/internal/money"
)

// Record is a product to be written. Input says all but its pictures' addresses:
// those of Input.Images are what Address makes of them.
type Record struct {
	Input      catalog.PutProductInput
	Attributes map[string]string
}

// Writer writes products as a file of our own: one row for each variant and each
// picture, whichever are more.
type Writer struct {
	csv        *csv.Writer
	buffer     *bufio.Writer
	attributes []string
	address    func(media.Image) string
	cells      []string
	at         map[Field]int
}

// NewWriter writes the header. attributes are those that any of the products has;
// address is where a picture can be fetched.
func NewWriter(w io.Writer, attributes []string, address func(media.Image) string) (*Writer, error) {
	out := &Writer{buffer: bufio.NewWriterSize(w, 64<<10), attributes: attributes, address: address, at: map[Field]int{}}
	out.csv = csv.NewWriter(out.buffer)
	header := make([]string, 0, len(own)+len(attributes))
	for i, f := range own {
		out.at[f] = i
		header = append(header, string(f))
	}
	for i, name := range attributes {
		out.at[Attribute(name)] = len(own) + i
		header = append(header, string(Attribute(name)))
	}
	out.cells = make([]string, len(header))
	if err := out.csv.Write(header); err != nil {
		return nil, fmt.Errorf("write header: %w", err)
	}
	return out, nil
}

func (w *Writer) set(f Field, text string) { w.cells[w.at[f]] = escape(text) }

// Write writes one product.
func (w *Writer) Write(p Record) error {
	in := p.Input
	for i := range max(len(in.Variants), len(in.Images)) {
		clear(w.cells)
		w.set(Handle, in.Slug)
		if i == 0 {
			w.product(p)
		}
		if i < len(in.Variants) {
			w.variant(in, in.Variants[i])
		}
		if i < len(in.Images) {
			w.set(ImageURL, w.address(in.Images[i]))
			w.set(ImageAlt, in.Images[i].Alt)
			if f := in.Images[i].Focus; f != nil {
				w.set(ImageFocus, fmt.Sprintf("%d %d", f.X, f.Y))
			}
		}
		if err := w.csv.Write(w.cells); err != nil {
			return fmt.Errorf("write row: %w", err)
		}
	}
	return nil
}

func (w *Writer) product(p Record) {
	in := p.Input
	w.set(Name, in.Name)
	w.set(Description, in.Description)
	w.set(Brand, in.Brand)
	w.set(Category, in.Category)
	w.set(Tags, joinTags(in.Tags))
	w.set(Status, string(in.Status))
	w.set(SEOTitle, in.SEOTitle)
	w.set(SEODescription, in.SEODescription)
	for i, name := range in.Options {
		w.set(optionPairs[i].name, name)
	}
	for _, name := range w.attributes {
		w.set(Attribute(name), p.Attributes[name])
	}
}

func (w *Writer) variant(in catalog.PutProductInput, v catalog.PutVariant) {
	for i, value := range v.Options {
		w.set(optionPairs[i].value, value)
	}
	w.set(SKU, v.SKU)
	w.set(Barcode, v.Barcode)
	w.set(Price, decimal(v.Price))
	if v.CompareAt != nil {
		w.set(CompareAt, decimal(*v.CompareAt))
	}
	if v.WeightGrams > 0 {
		w.set(Grams, strconv.Itoa(v.WeightGrams))
	}
	w.set(Quantity, strconv.Itoa(v.Quantity))
	if v.Image != nil && *v.Image < len(in.Images) {
		w.set(VariantImage, w.address(in.Images[*v.Image]))
	}
}

// Flush writes what is buffered.
func (w *Writer) Flush() error {
	w.csv.Flush()
	if err := w.csv.Error(); err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	return w.buffer.Flush()
}

func decimal(a money.Amount) string {
	text, _, _ := strings.Cut(a.String(), " ")
	return text
}
