package orders_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/cart"
	"rialto/internal/catalog"
	"rialto/internal/errs"
	"rialto/internal/orders"
	"rialto/internal/stripesim"
)

// Whatever happens, in whatever order and at once: when all has settled, stock,
// orders, payments and refunds agree.
func TestEverythingAtOnceStaysHealthy(t *testing.T) {
	t.Parallel()
	m := setup(t)
	var goods []uuid.UUID
	for i := range 5 {
		goods = append(goods, m.sell(t, fmt.Sprint("Product ", i), int64(100+i), 30))
	}
	var wg sync.WaitGroup
	for worker := range 6 {
		seed := rand.Uint64()
		t.Logf("seed of worker %d: %d", worker, seed)
		r := rand.New(rand.NewPCG(seed, 0))
		wg.Go(func() {
			for range 15 {
				m.doSomething(t, r, goods)
			}
		})
	}
	wg.Wait()

	m.sim.SetFault(stripesim.Fault{})
	for range 4 { // late webhooks, late money, overdue orders, refunds
		m.skip(window / 2)
		check(t, m.payments.Reconcile(t.Context()))
		check(t, m.ExpireOverdue(t.Context()))
		m.work(t)
		check(t, m.payments.SendRefunds(t.Context()))
	}
	wantEqual(t, "orders that nobody settled", m.count(t, "orders.orders WHERE status = 'payment_pending'"), 0)
	wantEqual(t, "refunds that nobody sent", m.count(t, "payments.refunds WHERE status <> 'succeeded'"), 0)
	m.wantHealthy(t)
}

func (m *market) doSomething(t *testing.T, r *rand.Rand, goods []uuid.UUID) {
	t.Helper()
	chosen := slices.Clone(goods)
	r.Shuffle(len(chosen), func(i, j int) { chosen[i], chosen[j] = chosen[j], chosen[i] })
	id := uuid.New()
	for _, v := range chosen[:1+r.IntN(3)] {
		_, err := m.cart.Add(t.Context(), cart.Key{ID: id}, cart.AddInput{VariantID: &v, Quantity: 1 + r.IntN(2)})
		if err != nil && !errors.Is(err, catalog.ErrOutOfStock) {
			t.Error(err)
		}
	}
	o, err := m.Place(t.Context(), input(id))
	if _, shown := errs.As(err); shown {
		return // the merchant or another buyer was quicker
	}
	if err != nil {
		t.Error(err)
		return
	}
	switch r.IntN(12) {
	case 0:
		_, _ = m.Cancel(t.Context(), key(o))
	case 1:
		m.skip(time.Minute)
	case 2:
		_, err = m.catalog.Put(t.Context(), catalog.PutProductInput{
			StoreID: m.store, Slug: "product-0", Name: "Product 0",
			Variants: []catalog.PutVariant{{SKU: "sku Product 0", Price: eur(int64(90 + r.IntN(20))), Quantity: r.IntN(40)}},
		})
	case 3:
		m.sim.SetFault([]stripesim.Fault{{Status: 500}, {Refuse: true}, {LoseAnswer: true}}[r.IntN(3)])
		err = m.payments.Reconcile(t.Context())
		m.sim.SetFault(stripesim.Fault{})
	default:
		err = m.payOne(t, r, o)
	}
	if err == nil {
		err = m.ExpireOverdue(t.Context())
	}
	if err != nil {
		t.Error(err)
	}
}

func (m *market) payOne(t *testing.T, r *rand.Rand, o orders.PlacedOrder) error {
	t.Helper()
	if o.PaymentURL != "" {
		m.press(t, o.PaymentURL, []string{"paid", "paid", "declined"}[r.IntN(3)], []string{"once", "twice", "never", "late:600"}[r.IntN(4)])
	}
	if r.IntN(4) == 0 {
		_, _ = m.Cancel(t.Context(), key(o))
	}
	_, err := m.sim.DeliverDue(t.Context())
	return err
}
