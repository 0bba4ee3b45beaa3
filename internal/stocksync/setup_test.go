package stocksync_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/broker"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/events"
	"rialto/internal/money"
	"rialto/internal/stocksync"
	"rialto/internal/stores"
)

// shop is a store with ten pieces each of a mug and a plate.
type shop struct {
	*stocksync.Service
	pool              *db.Pool
	store, mug, plate uuid.UUID
}

func setup(t *testing.T) *shop {
	t.Helper()
	s, err := newShop(t.Context(), dbtest.New(t))
	must(t, err)
	store, err := s.Stores.Create(t.Context(), stores.CreateInput{Slug: "north", Name: "North", Location: "Kiel"})
	must(t, err)
	s.mug, s.plate = s.product(t, store.ID, "mug", "MUG"), s.product(t, store.ID, "plate", "PLATE")
	s.store = store.ID
	return s
}

func newShop(ctx context.Context, pool *db.Pool) (*shop, error) {
	bus, err := events.New(pool, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	cat, err := catalog.New(ctx, pool, bus, time.Now)
	if err != nil {
		return nil, err
	}
	d := stocksync.Deps{Pool: pool, Bus: bus, Catalog: cat, Stores: stores.New(pool, time.Now), Now: time.Now}
	return &shop{Service: stocksync.New(d), pool: pool}, nil
}

func (s *shop) product(t *testing.T, store uuid.UUID, slug, sku string) uuid.UUID {
	t.Helper()
	res, err := s.Catalog.Put(t.Context(), catalog.PutProductInput{
		StoreID: store, Slug: slug, Name: slug,
		Variants: []catalog.PutVariant{{SKU: sku, Price: money.Amount{Minor: 900, Currency: "EUR"}, Quantity: 10}},
	})
	must(t, err)
	id, err := s.Catalog.SoleVariant(t.Context(), res.ProductID)
	must(t, err)
	return id
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// said is a message that sets pieces as of a time; the zero time is none.
func said(id string, at time.Time, items string) broker.Message {
	var when string
	if !at.IsZero() {
		when = fmt.Sprintf(`"time":%q,`, at.Format(time.RFC3339Nano))
	}
	return broker.Message{Body: fmt.Appendf(nil,
		`{"specversion":"1.0","id":%q,"source":"erp.example","type":"inventory.set",%s"data":{"store":"north","items":[%s]}}`, id, when, items)}
}

func (s *shop) stock(t *testing.T, variant uuid.UUID) (n int) {
	t.Helper()
	must(t, s.pool.QueryRow(t.Context(), "SELECT quantity_available FROM catalog.inventory WHERE variant_id = $1", variant).Scan(&n))
	return n
}

// movements counts those of a variant after its opening.
func (s *shop) movements(t *testing.T, variant uuid.UUID) (n int) {
	t.Helper()
	must(t, s.pool.QueryRow(t.Context(), "SELECT count(*) - 1 FROM catalog.stock_movements WHERE variant_id = $1", variant).Scan(&n))
	return n
}

func (s *shop) want(t *testing.T, mugs, plates int) {
	t.Helper()
	if m, p := s.stock(t, s.mug), s.stock(t, s.plate); m != mugs || p != plates {
		t.Errorf("%d mugs and %d plates, want %d and %d", m, p, mugs, plates)
	}
}

func (s *shop) sell(t *testing.T, variant uuid.UUID, n int) {
	t.Helper()
	must(t, db.InTx(t.Context(), s.pool, func(tx db.Tx) error {
		return s.Catalog.TakeTx(t.Context(), tx, uuid.New(), []catalog.Quantity{{VariantID: variant, N: n}})
	}))
}
