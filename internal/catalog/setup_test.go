package catalog_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/events"
	"rialto/internal/money"
	"rialto/internal/stores"
)

// shop is a catalog with a store in it and a clock that the test moves.
type shop struct {
	*catalog.Service
	pool   *db.Pool
	bus    *events.Bus
	stores *stores.Service
	store  uuid.UUID

	mu   sync.Mutex
	time time.Time
}

func setup(t *testing.T) *shop {
	t.Helper()
	s := &shop{pool: dbtest.New(t), time: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)}
	var err error
	s.bus, err = events.New(s.pool, slog.New(slog.DiscardHandler))
	check(t, err)
	s.Service, err = catalog.New(t.Context(), s.pool, s.bus, s.now)
	check(t, err)
	s.stores = stores.New(s.pool, s.now)
	s.store = s.newStore(t, "lamplight")
	return s
}

func (s *shop) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.time
}

func (s *shop) skip(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.time = s.time.Add(d)
}

func (s *shop) newStore(t *testing.T, slug string) uuid.UUID {
	t.Helper()
	st, err := s.stores.Create(t.Context(), stores.CreateInput{Slug: slug, Name: slug})
	check(t, err)
	return st.ID
}

// simple is a product without options, five pieces at 10 EUR.
func (s *shop) simple(name string) catalog.PutProductInput {
	return catalog.PutProductInput{
		StoreID: s.store, Slug: catalog.Slug(name), Name: name,
		Variants: []catalog.PutVariant{{Price: eur(1000), Quantity: 5}},
	}
}

// sizes is a product with a variant for each size, whose SKU is "sku-" and the
// size, five pieces at 10 EUR each.
func (s *shop) sizes(name string, sizes ...string) catalog.PutProductInput {
	in := s.simple(name)
	in.Options, in.Variants = []string{"Size"}, nil
	for _, size := range sizes {
		in.Variants = append(in.Variants, variant("sku-"+size, size))
	}
	return in
}

func variant(sku string, options ...string) catalog.PutVariant {
	return catalog.PutVariant{SKU: sku, Options: options, Price: eur(1000), Quantity: 5}
}

func (s *shop) put(t *testing.T, in catalog.PutProductInput) catalog.PutResult {
	t.Helper()
	res, err := s.Put(t.Context(), in)
	check(t, err)
	return res
}

func (s *shop) product(t *testing.T, id uuid.UUID) catalog.Product {
	t.Helper()
	p, err := s.Product(t.Context(), id)
	check(t, err)
	return p
}

// sold puts a product on sale with that many pieces and returns its variant.
func (s *shop) sold(t *testing.T, name string, pieces int) uuid.UUID {
	t.Helper()
	in := s.simple(name)
	in.Variants[0].Quantity = pieces
	return s.product(t, s.put(t, in).ProductID).Variants[0].ID
}

func (s *shop) take(ctx context.Context, quantities ...catalog.Quantity) error {
	return db.InTx(ctx, s.pool, func(tx db.Tx) error { return s.TakeTx(ctx, tx, db.NewID(), quantities) })
}

func (s *shop) giveBack(ctx context.Context, quantities ...catalog.Quantity) error {
	return db.InTx(ctx, s.pool, func(tx db.Tx) error { return s.ReturnTx(ctx, tx, db.NewID(), quantities) })
}

func (s *shop) wantStock(t *testing.T, variant uuid.UUID, available, received int) {
	t.Helper()
	var a, r int
	const q = "SELECT quantity_available, quantity_received FROM catalog.inventory WHERE variant_id = $1"
	check(t, s.pool.QueryRow(t.Context(), q, variant).Scan(&a, &r))
	if a != available || r != received {
		t.Errorf("%d available of %d received, want %d of %d", a, r, available, received)
	}
}

func eur(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "EUR"} }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got error %v, want %v", err, want)
	}
}

func wantEqual[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("%s: got %s, want %s", what, g, w)
	}
}
