package analytics

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
)

const (
	flushEvery = 2 * time.Second
	// maxPages bounds what a flood of made-up ids can fill.
	maxPages = 20_000
)

// crawler are words that programs which are no browser call themselves by.
var crawler = regexp.MustCompile(`(?i)bot|crawl|spider|slurp|preview|scrap|fetch|monitor|headless|lighthouse|curl|wget|python|java/|go-http|okhttp|axios|node`)

// Counter counts views and cart adds in memory and writes them down every two
// seconds. A crash loses what came since; a program that ends in peace nothing.
type Counter struct {
	service *Service

	mu      sync.Mutex
	pages   map[page]seen
	dropped int64
}

// page is a product's, or a store's own.
type page struct{ store, product uuid.UUID }

type seen struct{ views, visits, carted int64 }

func newCounter(s *Service) *Counter { return &Counter{service: s, pages: map[page]seen{}} }

// View says which page is being looked at.
type View struct {
	StoreID, ProductID *uuid.UUID // one of them
	// Visit is set for the first of a store's pages in a tab.
	Visit     bool
	UserAgent string
}

// View counts a view of a page. A crawler's is not counted. It returns
// ErrViewInvalid when not one page is named.
func (c *Counter) View(v View) error {
	var at page
	switch {
	case v.StoreID != nil && v.ProductID == nil:
		at.store = *v.StoreID
	case v.ProductID != nil && v.StoreID == nil:
		at.product = *v.ProductID
	default:
		return ErrViewInvalid
	}
	if v.UserAgent == "" || crawler.MatchString(v.UserAgent) {
		return nil
	}
	one := seen{views: 1}
	if v.Visit {
		one.visits = 1
	}
	c.add(map[page]seen{at: one})
	return nil
}

// Carted counts that a product was put into a cart.
func (c *Counter) Carted(product uuid.UUID) {
	c.add(map[page]seen{{product: product}: {carted: 1}})
}

func (c *Counter) add(more map[page]seen) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for at, n := range more {
		was, known := c.pages[at]
		if !known && len(c.pages) >= maxPages {
			c.dropped++
			continue
		}
		c.pages[at] = seen{was.views + n.views, was.visits + n.visits, was.carted + n.carted}
	}
}

// Run writes down what was counted until ctx ends. Flush does the rest.
func (c *Counter) Run(ctx context.Context) {
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := c.Flush(ctx); err != nil {
				c.service.log.WarnContext(ctx, "views could not be written down yet", "error", err)
			}
		}
	}
}

// Flush writes down what was counted. What is counted of stores and products
// that are not there is forgotten. After a failure it is all counted still.
func (c *Counter) Flush(ctx context.Context) error {
	c.mu.Lock()
	pages, dropped := c.pages, c.dropped
	c.pages, c.dropped = map[page]seen{}, 0
	c.mu.Unlock()
	if dropped > 0 {
		c.service.log.WarnContext(ctx, "too many pages were looked at to count them all", "dropped", dropped)
	}
	if len(pages) == 0 {
		return nil
	}
	if err := c.service.countViews(ctx, pages); err != nil {
		c.add(pages)
		return err
	}
	return nil
}

// PastViews are views, visits and cart adds of a page on one day.
type PastViews struct {
	At                    time.Time
	StoreID, ProductID    uuid.UUID // without a product, of the store's own page
	Views, Visits, Carted int64
}

// RecordViewsTx adds what was counted elsewhere to the figures.
func (s *Service) RecordViewsTx(ctx context.Context, tx db.Tx, list []PastViews) error {
	add := make(deltas, len(list))
	for i, v := range list {
		add[i] = delta{at: v.At, store: v.StoreID, product: v.ProductID, views: v.Views, visits: v.Visits, carted: v.Carted}
	}
	return s.insertTx(ctx, tx, add)
}

func (s *Service) countViews(ctx context.Context, pages map[page]seen) error {
	var storeIDs, productIDs []uuid.UUID
	for at := range maps.Keys(pages) {
		if at.product != uuid.Nil {
			productIDs = append(productIDs, at.product)
		} else {
			storeIDs = append(storeIDs, at.store)
		}
	}
	stores, err := s.stores.ByID(ctx, storeIDs)
	if err != nil {
		return err
	}
	products, err := s.catalog.Labels(ctx, productIDs)
	if err != nil {
		return err
	}
	now := s.now()
	var list deltas
	for at, n := range pages {
		d := delta{at: now, store: at.store, product: at.product, views: n.views, visits: n.visits, carted: n.carted}
		if label, known := products[at.product]; known {
			d.store = label.StoreID
		} else if _, known := stores[at.store]; !known {
			continue
		}
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b delta) int { return slices.Compare(a.product[:], b.product[:]) })
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error { return s.insertTx(ctx, tx, list) })
	if err != nil {
		return fmt.Errorf("write views down: %w", err)
	}
	return nil
}
