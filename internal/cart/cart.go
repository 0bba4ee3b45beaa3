// Package cart owns what a buyer has chosen and not yet ordered, over all
// stores.
//
// A cart's id is random and works as the key to it, until an account owns the
// cart: then only that account opens it. An account has one open cart. An item
// keeps the price at which it was added; when the catalog says something else
// by now, the item says so and the buyer decides, never we.
//
//	open ── an order is placed ────────────────> converted
//	  └──── its items go to an account's cart ──> merged
package cart

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/cart/internal/cartdb"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/money"
)

// Status is a step in the life of a cart.
type Status string

// The states of a cart. A converted one is an order and changes no more; a
// merged one is empty, and nobody finds it.
const (
	StatusOpen      Status = "open"
	StatusConverted Status = "converted"
	StatusMerged    Status = "merged"
)

// Change says what became of an item since the buyer added it.
type Change string

// What may have changed. An item that is as the buyer saw it has none.
const (
	PriceChanged   Change = "price_changed"
	OutOfStock     Change = "out_of_stock" // less is left than the cart asks for
	Unavailable    Change = "unavailable"  // it is no longer sold
	StoreSuspended Change = "store_suspended"
	StoreOnHoliday Change = "store_on_holiday" // its store sells again later
)

const (
	maxItems    = 100
	maxQuantity = 999
)

// Key opens a cart. One that nobody owns opens with its id alone, whoever
// asks; an account's only when that account asks.
type Key struct {
	ID     uuid.UUID
	UserID *uuid.UUID // who asks; nil for a guest
}

// Cart is what a buyer has chosen.
type Cart struct {
	ID     uuid.UUID
	Status Status
	Items  []Item
	Total  money.Amount
}

// Item is a variant in a cart.
type Item struct {
	ID        uuid.UUID
	Quantity  int
	UnitPrice money.Amount     // as the buyer saw it
	Now       catalog.Sellable // as the catalog has it
	Change    Change
}

// LineTotal is the price of the item's whole quantity.
func (i Item) LineTotal() money.Amount { return i.UnitPrice.Times(i.Quantity) }

// gone reports whether nothing of the item can be bought, whatever is left.
func (i Item) gone() bool {
	return i.Change == Unavailable || i.Change == StoreSuspended || i.Change == StoreOnHoliday
}

// Changed reports whether an item is not as the buyer saw it.
func (c Cart) Changed() bool {
	for _, i := range c.Items {
		if i.Change != "" {
			return true
		}
	}
	return false
}

// Service keeps the carts.
type Service struct {
	pool     *db.Pool
	q        *cartdb.Queries
	catalog  *catalog.Service
	currency string
	now      func() time.Time
}

// New returns a Service whose carts are in the marketplace's currency.
func New(pool *db.Pool, cat *catalog.Service, currency string, now func() time.Time) *Service {
	return &Service{pool: pool, q: cartdb.New(), catalog: cat, currency: currency, now: now}
}

// Create starts an empty cart that nobody owns.
func (s *Service) Create(ctx context.Context) (Cart, error) {
	id := newID()
	if err := s.q.InsertCart(ctx, s.pool, cartdb.InsertCartParams{ID: id, Now: s.now()}); err != nil {
		return Cart{}, fmt.Errorf("insert cart: %w", err)
	}
	return s.empty(id), nil
}

func (s *Service) empty(id uuid.UUID) Cart {
	return Cart{ID: id, Status: StatusOpen, Total: money.Amount{Currency: s.currency}}
}

// newID returns an id of which all is random, for it is the key to the cart.
func newID() uuid.UUID { return uuid.New() }

// Cart returns the cart with what changed since its items were added, or
// ErrNotFound.
func (s *Service) Cart(ctx context.Context, k Key) (Cart, error) {
	row, err := s.q.CartByKey(ctx, s.pool, cartdb.CartByKeyParams(k))
	if db.NoRows(err) {
		return Cart{}, ErrNotFound
	}
	if err != nil {
		return Cart{}, fmt.Errorf("cart: %w", err)
	}
	return s.read(ctx, row)
}

func (s *Service) read(ctx context.Context, row cartdb.CartCart) (Cart, error) {
	items, err := s.q.ItemsByCart(ctx, s.pool, row.ID)
	if err != nil {
		return Cart{}, fmt.Errorf("cart items: %w", err)
	}
	known, err := s.catalog.Sellables(ctx, variantsOf(items))
	if err != nil {
		return Cart{}, err
	}
	return s.compare(row, items, known), nil
}

// LockTx returns the cart as tx sees it, after every other change of it has
// ended, and keeps others waiting until tx ends. It returns ErrNotFound.
func (s *Service) LockTx(ctx context.Context, tx db.Tx, k Key) (Cart, error) {
	row, err := s.q.LockCart(ctx, tx, cartdb.LockCartParams(k))
	if db.NoRows(err) {
		return Cart{}, ErrNotFound
	}
	if err != nil {
		return Cart{}, fmt.Errorf("lock cart: %w", err)
	}
	return s.readTx(ctx, tx, row)
}

// readTx is read as tx sees it.
func (s *Service) readTx(ctx context.Context, tx db.Tx, row cartdb.CartCart) (Cart, error) {
	items, err := s.q.ItemsByCart(ctx, tx, row.ID)
	if err != nil {
		return Cart{}, fmt.Errorf("cart items: %w", err)
	}
	known, err := s.catalog.SellablesTx(ctx, tx, variantsOf(items))
	if err != nil {
		return Cart{}, err
	}
	return s.compare(row, items, known), nil
}

// ConvertTx marks a cart that tx has locked as ordered. One that is ordered
// already is ErrConverted.
func (s *Service) ConvertTx(ctx context.Context, tx db.Tx, id uuid.UUID) error {
	n, err := s.q.ConvertCart(ctx, tx, cartdb.ConvertCartParams{ID: id, Now: s.now()})
	if err != nil {
		return fmt.Errorf("convert cart: %w", err)
	}
	if n == 0 {
		return ErrConverted
	}
	return nil
}

func variantsOf(items []cartdb.CartItem) []uuid.UUID {
	ids := make([]uuid.UUID, len(items))
	for i, it := range items {
		ids[i] = it.VariantID
	}
	return ids
}

// sells reports whether a variant can be bought here: it is on sale, and in the
// marketplace's currency, which may have been another when it was saved.
func (s *Service) sells(v catalog.Sellable) bool { return v.OnSale && v.Price.Currency == s.currency }

// compare puts what the buyer saw beside what the catalog says.
func (s *Service) compare(row cartdb.CartCart, items []cartdb.CartItem, known map[uuid.UUID]catalog.Sellable) Cart {
	c := Cart{ID: row.ID, Status: Status(row.Status), Total: money.Amount{Currency: s.currency}}
	for _, r := range items {
		it := Item{ID: r.ID, Quantity: int(r.Quantity), UnitPrice: money.Amount{Minor: r.UnitPriceAmount, Currency: r.Currency}, Now: known[r.VariantID]}
		switch {
		case it.Now.Suspended:
			it.Change = StoreSuspended
		case !s.sells(it.Now):
			it.Change = Unavailable
		case it.Now.OnHoliday:
			it.Change = StoreOnHoliday
		case it.Now.Available < it.Quantity:
			it.Change = OutOfStock
		case it.Now.Price != it.UnitPrice:
			it.Change = PriceChanged
		}
		c.Items = append(c.Items, it)
		c.Total.Minor += it.LineTotal().Minor
	}
	return c
}
