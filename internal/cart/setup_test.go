package cart_test

import (
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/cart"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/events"
	"rialto/internal/money"
	"rialto/internal/stores"
)

// shop is the carts with a catalog of one store behind them.
type shop struct {
	*cart.Service
	pool    *db.Pool
	catalog *catalog.Service
	store   uuid.UUID
}

func setup(t *testing.T) *shop {
	t.Helper()
	pool := dbtest.New(t)
	bus, err := events.New(pool, slog.New(slog.DiscardHandler))
	check(t, err)
	cat, err := catalog.New(t.Context(), pool, bus, time.Now)
	check(t, err)
	st, err := stores.New(pool, time.Now).Create(t.Context(), stores.CreateInput{Slug: "lamplight", Name: "Lamplight"})
	check(t, err)
	return &shop{Service: cart.New(pool, cat, "EUR", time.Now), pool: pool, catalog: cat, store: st.ID}
}

// sell puts a product with one variant on sale, or changes it.
func (s *shop) sell(t *testing.T, name string, price money.Amount, pieces int) (product, variant uuid.UUID) {
	t.Helper()
	res, err := s.catalog.Put(t.Context(), s.product(name, price, pieces))
	check(t, err)
	v, err := s.catalog.SoleVariant(t.Context(), res.ProductID)
	check(t, err)
	return res.ProductID, v
}

func (s *shop) product(name string, price money.Amount, pieces int) catalog.PutProductInput {
	return catalog.PutProductInput{
		StoreID: s.store, Slug: catalog.Slug(name), Name: name,
		Variants: []catalog.PutVariant{{Price: price, Quantity: pieces}},
	}
}

func (s *shop) withdraw(t *testing.T, name string) {
	t.Helper()
	in := s.product(name, eur(1), 1)
	in.Status = catalog.StatusArchived
	_, err := s.catalog.Put(t.Context(), in)
	check(t, err)
}

func (s *shop) add(t *testing.T, id, variant uuid.UUID, quantity int) cart.Cart {
	t.Helper()
	c, err := s.Add(t.Context(), id, cart.AddInput{VariantID: &variant, Quantity: quantity})
	check(t, err)
	return c
}

// show writes a cart as "2×1000 1×500out_of_stock = 2500".
func show(c cart.Cart) string {
	text := ""
	for _, it := range c.Items {
		text += fmt.Sprintf("%d×%d%s ", it.Quantity, it.UnitPrice.Minor, it.Change)
	}
	return text + fmt.Sprintf("= %d", c.Total.Minor)
}

func wantCart(t *testing.T, c cart.Cart, want string) {
	t.Helper()
	if got := show(c); got != want {
		t.Errorf("got %s, want %s", got, want)
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
