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
	c, err := s.Add(t.Context(), guest(id), cart.AddInput{VariantID: &variant, Quantity: quantity})
	check(t, err)
	return c
}

// account makes somebody with an account.
func (s *shop) account(t *testing.T) uuid.UUID {
	t.Helper()
	id := db.NewID()
	const q = "INSERT INTO auth.users (id, email, created_at, updated_at) VALUES ($1, $2, now(), now())"
	_, err := s.pool.Exec(t.Context(), q, id, id.String()+"@example.com")
	check(t, err)
	return id
}

// fillOwn puts one piece of each variant into the account's own cart.
func (s *shop) fillOwn(t *testing.T, user uuid.UUID, variants ...uuid.UUID) uuid.UUID {
	t.Helper()
	c, err := s.OfUser(t.Context(), user)
	check(t, err)
	for _, v := range variants {
		_, err := s.Add(t.Context(), owned(c.ID, user), cart.AddInput{VariantID: &v, Quantity: 1})
		check(t, err)
	}
	return c.ID
}

// convert marks a cart as ordered.
func (s *shop) convert(t *testing.T, id uuid.UUID) {
	t.Helper()
	err := db.InTx(t.Context(), s.pool, func(tx db.Tx) error { return s.ConvertTx(t.Context(), tx, id) })
	if err != nil {
		t.Error(err)
	}
}

// owned is the key of an account to one of its carts.
func owned(id, user uuid.UUID) cart.Key { return cart.Key{ID: id, UserID: &user} }

// guest is the key of who knows a cart's id and has no account.
func guest(id uuid.UUID) cart.Key { return cart.Key{ID: id} }

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
