package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"time"
)

// The blueprint's limits, for the 95th percentile.
const (
	readLimit  = 200 * time.Millisecond
	orderLimit = 500 * time.Millisecond
	pageLimit  = 300 * time.Millisecond
)

// limits lets a crowd read, order and look at pages, without a pause between
// one request and the next.
func limits(ctx context.Context, b *bench) error {
	m, err := b.openMarket(ctx)
	if err != nil {
		return err
	}
	p, err := b.serve(ctx, m.dsn)
	if err != nil {
		return err
	}
	defer p.stop() //nolint:errcheck // it is killed if it does not end

	stopProfile := p.profile(ctx, b, "mixed reads", 1)
	reads := readPaths(ctx, p.address, b.crowd, b.duration, m.mixedRead)
	if err := errors.Join(reads.check(), stopProfile()); err != nil {
		return fmt.Errorf("mixed reads: %w", err)
	}
	b.limit("API, 40 % lists, 40 % products, 20 % searches, hardly cached", reads, readLimit)

	m.dropCarts()
	if err := m.fillCarts(ctx, int(mostPerSecond*b.duration.Seconds()/2), m.twoStores); err != nil {
		return err
	}
	placed, err := m.placeByHTTP(ctx, p, b.crowd, b.duration)
	if err := errors.Join(err, placed.check()); err != nil {
		return fmt.Errorf("orders: %w", err)
	}
	b.limit("POST /orders", placed, orderLimit)

	pages := []string{"/", "/products"}
	for _, path := range pages {
		if _, err := p.get(path); err != nil {
			b.report.note("pages are not measured: the program has none (%v)", err)
			return m.verify(ctx, b.report)
		}
	}
	shown := readPaths(ctx, p.address, b.crowd, b.duration, func() string { return random(pages) })
	if err := shown.check(); err != nil {
		return fmt.Errorf("pages: %w", err)
	}
	b.limit("cached page, home and products", shown, pageLimit)
	return m.verify(ctx, b.report)
}

func (b *bench) limit(work string, l load, limit time.Duration) {
	q := l.quantiles()
	b.report.limit(fmt.Sprintf("%s, %d clients", work, b.crowd), fmt.Sprintf("%s, %.0f/s", q, l.rate()), "p95 < "+limit.String(), q.p95 < limit)
}

// mixedRead is what one of a crowd asks for: lists of all kinds, some product,
// a word somebody types.
func (m *market) mixedRead() string {
	const api = "/api/v1"
	switch n := rand.IntN(10); {
	case n < 2:
		return api + "/stores/" + random(m.slugs) + "/products"
	case n < 4:
		q := url.Values{"sort": {random([]string{"newest", "price_asc", "price_desc"})}, "category": {random(m.categories)},
			"minPrice": {fmt.Sprint(rand.IntN(20_000))}, "inStock": {"true"}}
		return api + "/products?" + q.Encode()
	case n < 8:
		return api + "/products/" + random(m.products).String()
	default:
		return api + "/search?q=" + url.QueryEscape(random(adjectives)+" "+random(nouns)[:3])
	}
}
