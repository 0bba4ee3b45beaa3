package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/events"
)

const (
	targetDepth = 2.0 // times the first page at 1 k products
	pageSize    = 24
	depthReads  = 250 // of each page
	smallSize   = 1000
)

// depths are how far into a list pages are read, as shares of it.
var depths = []float64{0, .01, .25, .5, .99}

// shelf is a catalog of one size.
type shelf struct {
	filled
	catalog *catalog.Service
	// walker reads the same catalog over other connections, in steps so large
	// that PostgreSQL would choose its plans for them.
	walker *catalog.Service
	pools  []*db.Pool
	size   int
}

func (s *shelf) close() {
	for _, p := range s.pools {
		p.Close()
	}
}

func (b *bench) newShelf(ctx context.Context, g goods) (*shelf, error) {
	dsn, err := b.newDatabase(ctx)
	if err != nil {
		return nil, err
	}
	s := &shelf{size: g.products}
	if s.catalog, err = s.open(ctx, dsn); err != nil {
		return nil, err
	}
	owner, err := db.OpenOwner(ctx, dsn, 2)
	if err != nil {
		return nil, err
	}
	defer owner.Close()
	begin := time.Now()
	if s.filled, err = fill(ctx, owner, g); err != nil {
		return nil, err
	}
	b.report.progress("  filled %d products in %s", g.products, time.Since(begin).Round(time.Millisecond))
	s.walker, err = s.open(ctx, dsn)
	return s, err
}

func (s *shelf) open(ctx context.Context, dsn string) (*catalog.Service, error) {
	pool, err := db.Open(ctx, dsn, 4)
	if err != nil {
		return nil, err
	}
	s.pools = append(s.pools, pool)
	bus, err := events.New(pool, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	return catalog.New(ctx, pool, bus, time.Now)
}

// window is a list as a visitor filters it.
type window struct {
	name   string
	filter func(*shelf) catalog.Filter
	sorts  []catalog.Sort
	// odd windows are shown and have no target.
	odd bool
}

var (
	allSorts = []catalog.Sort{catalog.SortNewest, catalog.SortPriceAsc, catalog.SortPriceDesc}
	windows  = []window{
		{"all", func(*shelf) catalog.Filter { return catalog.Filter{} }, allSorts, false},
		{"in stock", func(*shelf) catalog.Filter { return catalog.Filter{InStock: true} }, allSorts, false},
		{"a store", func(s *shelf) catalog.Filter { return catalog.Filter{Store: &s.stores[1]} }, allSorts, false},
		{"a store, in stock", func(s *shelf) catalog.Filter { return catalog.Filter{Store: &s.stores[1], InStock: true} }, allSorts, false},
		{"a category", func(s *shelf) catalog.Filter { return catalog.Filter{Categories: s.categories[:1]} }, allSorts, false},
		{"a category, in stock", func(s *shelf) catalog.Filter {
			return catalog.Filter{Categories: s.categories[:1], InStock: true}
		}, allSorts, false},
		{"a category of 40 products", func(s *shelf) catalog.Filter { return catalog.Filter{Categories: s.categories[len(s.categories)-1:]} }, allSorts, true},
		{"a price range", func(*shelf) catalog.Filter { return catalog.Filter{MinPrice: ptr(1000), MaxPrice: ptr(3000)} }, allSorts, false},
		{"a store with 99.8 % sold out, in stock", func(s *shelf) catalog.Filter {
			return catalog.Filter{Store: &s.stores[0], InStock: true}
		}, allSorts[:1], true},
		{"a store and a category", func(s *shelf) catalog.Filter {
			return catalog.Filter{Store: &s.stores[1], Categories: s.categories[:1]}
		}, allSorts[:1], true},
		{"search: a word of every 30th product", func(*shelf) catalog.Filter { return catalog.Filter{Words: "teapot"} }, []catalog.Sort{catalog.SortRelevance}, true},
		{"search: one product", func(s *shelf) catalog.Filter { return catalog.Filter{Words: fmt.Sprint(s.size - 7)} }, []catalog.Sort{catalog.SortRelevance}, true},
	}
)

func ptr(n int64) *int64 { return &n }

// listDepth reads pages at all depths of a small and a large catalog, in turn.
func listDepth(ctx context.Context, b *bench) error {
	shape := goods{stores: 10, categories: 5, stock: 50, soldOut: .05, exhausted: true}
	shape.products = smallSize
	small, err := b.newShelf(ctx, shape)
	if err != nil {
		return err
	}
	defer small.close()
	shape.products, shape.stores, shape.categories = b.products, max(10, b.products/2000), 40
	large, err := b.newShelf(ctx, shape)
	if err != nil {
		return err
	}
	defer large.close()
	for _, w := range windows {
		var worst compared
		for _, sort := range w.sorts {
			c, err := b.window(ctx, w, sort, small, large)
			if err != nil {
				return fmt.Errorf("%s by %s: %w", w.name, sort, err)
			}
			if c.slowness() > worst.slowness() {
				worst = c
			}
		}
		b.report.add(worst.row(large.size))
	}
	return nil
}

// compared is the slowest page of a list beside the first of a small catalog.
type compared struct {
	window
	sort      catalog.Sort
	at, total int
	worst     quantiles
	reference quantiles
}

func (c compared) ratio() float64 {
	return float64(c.worst.p95) / float64(max(1, c.reference.p95))
}

// slowness tells which order of a list is the worst. The median is steadier
// than the 95th percentile.
func (c compared) slowness() float64 {
	return float64(c.worst.p50) / float64(max(1, c.reference.p50))
}

func (c compared) row(size int) row {
	r := row{
		work:      fmt.Sprintf("list of %d k products: %s", size/1000, c.name),
		ours:      fmt.Sprintf("p50 %s, p95 %s (slowest: by %s, at %d of %d)", ms(c.worst.p50), ms(c.worst.p95), c.sort, c.at, c.total),
		reference: fmt.Sprintf("first page at 1 k: p50 %s, p95 %s", ms(c.reference.p50), ms(c.reference.p95)),
		ratio:     fmt.Sprintf("p50 %.1f×, p95 %.1f×", c.slowness(), c.ratio()), target: "–",
	}
	if !c.odd {
		r.target, r.met = "p95 ≤ 2×", yesNo(c.ratio() <= targetDepth)
	}
	return r
}

// window compares the first page of the small catalog with pages of the large
// one.
func (b *bench) window(ctx context.Context, w window, sort catalog.Sort, small, large *shelf) (compared, error) {
	page := func(s *shelf, cursor string) catalog.Filter {
		f := w.filter(s)
		f.Sort, f.Cursor, f.Limit = sort, cursor, pageSize
		return f
	}
	cursors, total, err := large.walk(ctx, page(large, ""))
	if err != nil {
		return compared{}, err
	}
	first := make([]time.Duration, 0, depthReads)
	deep := make([][]time.Duration, len(cursors))
	read := func(s *shelf, cursor string) (time.Duration, error) {
		begin := time.Now()
		_, _, err := s.catalog.Products(ctx, page(s, cursor))
		return time.Since(begin), err
	}
	const warm = 10 // PostgreSQL decides on a plan after five
	for n := range depthReads + warm {
		took, err := read(small, "")
		if err != nil {
			return compared{}, err
		}
		if n >= warm {
			first = append(first, took)
		}
		for i, c := range cursors {
			if took, err = read(large, c.cursor); err != nil {
				return compared{}, err
			}
			if n >= warm {
				deep[i] = append(deep[i], took)
			}
		}
		if ctx.Err() != nil {
			return compared{}, ctx.Err()
		}
	}
	c := compared{window: w, sort: sort, total: total, reference: calm(first)}
	line := ""
	for i, d := range deep {
		q := calm(d)
		line += fmt.Sprintf("; at %d: %s / %s", cursors[i].at, ms(q.p50), ms(q.p95))
		if q.p50 > c.worst.p50 {
			c.worst, c.at = q, cursors[i].at
		}
	}
	b.report.progress("  %-40s %-10s %d hits; p50 / p95 of the first page at 1 k: %s / %s%s", w.name, sort, total, ms(c.reference.p50), ms(c.reference.p95), line)
	return c, nil
}

// calm returns the median of the quantiles of five parts, in the order in which
// they were measured: a burst of other work on the machine spoils one or two.
func calm(each []time.Duration) quantiles {
	const parts = 5
	var p50, p95, p99 []time.Duration
	for part := range slices.Chunk(each, (len(each)+parts-1)/parts) {
		q := quantilesOf(part)
		p50, p95, p99 = append(p50, q.p50), append(p95, q.p95), append(p99, q.p99)
	}
	middle := func(list []time.Duration) time.Duration { return slices.Sorted(slices.Values(list))[len(list)/2] }
	return quantiles{middle(p50), middle(p95), middle(p99)}
}

// mark is a place in a list.
type mark struct {
	cursor string
	at     int
}

// walk goes through the whole list in large steps, counts it and returns
// cursors at its depths; a cursor does not depend on the size of pages.
func (s *shelf) walk(ctx context.Context, f catalog.Filter) ([]mark, int, error) {
	f.Limit = max(pageSize, s.size/200)
	marks, at := []mark{{}}, 0
	for {
		page, next, err := s.walker.Products(ctx, f)
		if err != nil {
			return nil, 0, err
		}
		at += len(page)
		if next == "" {
			break
		}
		f.Cursor = next
		marks = append(marks, mark{next, at})
	}
	var chosen []mark
	for _, d := range depths {
		m := marks[int(d*float64(len(marks)-1)+.5)]
		if len(chosen) == 0 || chosen[len(chosen)-1].at != m.at {
			chosen = append(chosen, m)
		}
	}
	return chosen, at, nil
}
