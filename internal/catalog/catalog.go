// Package catalog owns products, their variants, their prices and their stock.
//
// A product belongs to a store and comes in one or more variants; a variant
// has the price and the stock. What a shop window lists is in one table, and
// stock is a table of its own, which only this package writes.
package catalog

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/media"
	"rialto/internal/money"
)

// Status says whether buyers see a product.
type Status string

// The states of a product: only an active one is on sale.
const (
	StatusDraft    Status = "draft"
	StatusActive   Status = "active"
	StatusArchived Status = "archived"
)

// Product is something a store sells, with all its variants.
type Product struct {
	ID, StoreID uuid.UUID
	Slug, Name  string
	Status      Status
	// Description is HTML that was sanitised when it was saved.
	Description              string
	Brand                    string
	Category                 *Category
	Tags                     []string
	Price                    money.Amount
	CompareAt                *money.Amount
	PriceVaries              bool
	Available                int
	Images                   []media.Image
	Options                  []Option
	Variants                 []Variant
	Attributes               []AttributeValue
	SEOTitle, SEODescription string
	Version                  int
	CreatedAt, UpdatedAt     time.Time
}

// Option is a choice a buyer makes, such as Size.
type Option struct {
	Name   string
	Values []string
}

// Variant is what is bought: one value for each option of the product.
type Variant struct {
	ID           uuid.UUID
	SKU, Barcode string
	Options      []string
	Price        money.Amount
	CompareAt    *money.Amount
	// LowestBefore is the lowest price of the 30 days before the price or CompareAt
	// changed last; nil when no reduction is announced. See docs/adr/0030.
	LowestBefore *money.Amount
	WeightGrams  int
	Available    int
	Image        *int // index into the product's images
}

// Summary is a product as a list shows it.
type Summary struct {
	ID, StoreID    uuid.UUID
	Slug, Name     string
	Price          money.Amount
	CompareAt      *money.Amount
	PriceVaries    bool
	VariantCount   int
	DefaultVariant *uuid.UUID // the only variant, nil when there are several
	Available      int
	Image          *media.Image
	CreatedAt      time.Time
}

// Service is the catalog.
type Service struct {
	pool     *db.Pool
	q        *catalogdb.Queries
	bus      *events.Bus
	now      func() time.Time
	trigrams bool
}

// New returns a Service that keeps its products in pool. It asks the database
// once whether it can search with typos.
func New(ctx context.Context, pool *db.Pool, bus *events.Bus, now func() time.Time) (*Service, error) {
	s := &Service{pool: pool, q: catalogdb.New(), bus: bus, now: now}
	const q = "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm')"
	if err := pool.QueryRow(ctx, q).Scan(&s.trigrams); err != nil {
		return nil, fmt.Errorf("look for pg_trgm: %w", err)
	}
	bus.Every(tellEvery, "catalog.tell_levels", s.TellLevels)
	return s, nil
}
