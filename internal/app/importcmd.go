package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"rialto/internal/shopify"
	"rialto/internal/stores"
)

type importCmd struct {
	Shopify importShopifyCmd `cmd:"" help:"Import a product export of Shopify."`
}

type importShopifyCmd struct {
	File    *os.File `arg:"" help:"The CSV file." placeholder:"FILE"`
	Store   string   `help:"Slug of the store that sells the products; made when there is none." required:"" placeholder:"SLUG"`
	SkipBad bool     `help:"Import what is good in a file with bad rows. Without it, nothing is imported then."`
	Images  bool     `help:"Fetch the pictures." default:"true" negatable:""`
}

// Run imports the file and prints a report. Done twice, it doubles nothing.
func (c *importShopifyCmd) Run(ctx context.Context, cfg *Config, o output) error {
	defer c.File.Close()
	return withModules(ctx, *cfg, o, func(m *modules) error {
		st, err := ensureStore(ctx, m.stores, c.Store, o.err)
		if err != nil {
			return err
		}
		bar := newBar(o.err, "import", true)
		report, err := shopify.New(m.db.pool, m.catalog, m.media).Import(ctx, c.File, shopify.Options{
			StoreID: st.ID, Currency: cfg.Currency, SkipBad: c.SkipBad, FetchImages: c.Images, Progress: bar.show,
		})
		bar.finish()
		printReport(o.out, report)
		if errors.Is(err, shopify.ErrBadRows) {
			fmt.Fprintln(o.err, "nothing was imported; mend the rows, or use --skip-bad to import the rest")
			return errReported
		}
		return err
	})
}

// ensureStore returns the store of that slug and opens it when there is none.
func ensureStore(ctx context.Context, s *stores.Service, slug string, progress io.Writer) (stores.Store, error) {
	st, err := s.Store(ctx, slug)
	if !errors.Is(err, stores.ErrNotFound) {
		return st, err
	}
	name := strings.ReplaceAll(slug, "-", " ")
	if name != "" {
		name = strings.ToUpper(name[:1]) + name[1:]
	}
	st, err = s.Create(ctx, stores.CreateInput{Slug: slug, Name: name})
	if err != nil {
		return stores.Store{}, fmt.Errorf("open store %q: %w", slug, err)
	}
	fmt.Fprintf(progress, "there was no store %q: opened it as %q\n", slug, name)
	return st, nil
}

func printReport(w io.Writer, r shopify.Report) {
	fmt.Fprintf(w, "%d products (%d new, %d changed, %d left out), %d variants, %d images\n",
		r.Products, r.Created, r.Updated, r.Skipped, r.Variants, r.Images)
	printProblems(w, "bad rows", r.Problems)
	printProblems(w, "warnings", r.Warnings)
}

func printProblems(w io.Writer, title string, list []shopify.Problem) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s:\n", title)
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "row\tcolumn\twhat")
	for _, p := range list {
		fmt.Fprintf(t, "%d\t%s\t%s\n", p.Row, p.Column, p.Message)
	}
	_ = t.Flush() // like the lines before, for whoever reads
}
