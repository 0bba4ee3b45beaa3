package app

import (
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/doctor"
)

func (m *market) mustBeHealthy(t *testing.T) {
	t.Helper()
	healthy, err := doctor.Examine(t.Context(), m.pool, time.Now(), &testOutput{t})
	if err != nil {
		t.Fatal(err)
	}
	if !healthy {
		t.Error("the doctor found broken invariants")
	}
}

type testOutput struct{ t *testing.T }

func (o *testOutput) Write(b []byte) (int, error) {
	o.t.Logf("%s", b)
	return len(b), nil
}

func TestGuestBuysFromTwoStores(t *testing.T) {
	t.Parallel()
	m := start(t)
	mug, pot := m.goods(t, 5), m.goods(t, 3)

	p := m.placeOne(t, m.cart(t, mug, pot))
	if p.Status != "payment_pending" || p.PaymentURL == nil {
		t.Fatalf("placed: %+v", p)
	}
	if a := m.post(*p.PaymentURL, url.Values{"outcome": {"paid"}}); a.status != http.StatusSeeOther {
		t.Fatalf("pay: %d %s", a.status, a.body)
	}
	eventually(t, 2*time.Second, func() bool { return m.order(t, p).Status == "paid" })

	o := m.order(t, p)
	if len(o.Stores) != 2 || o.Stores[0].Status != "processing" || o.Stores[1].Status != "processing" {
		t.Errorf("store orders = %+v, want two in processing", o.Stores)
	}
	if got := m.stock(t, mug); got != 4 {
		t.Errorf("stock = %d, want 4", got)
	}
	m.mustBeHealthy(t)
}

func TestDeclinedThenPaid(t *testing.T) {
	t.Parallel()
	m := start(t)
	p := m.placeOne(t, m.cart(t, m.goods(t, 1)))

	m.post(*p.PaymentURL, url.Values{"outcome": {"declined"}})
	if got := m.order(t, p).Status; got != "payment_pending" {
		t.Fatalf("after a declined card the order is %s", got)
	}
	m.post(*p.PaymentURL, url.Values{"outcome": {"paid"}, "deliver": {"twice"}})
	eventually(t, 2*time.Second, func() bool { return m.order(t, p).Status == "paid" })
	m.mustBeHealthy(t)
}

const rounds = 20

func TestHundredBuyersOfTenPieces(t *testing.T) {
	t.Parallel()
	m := start(t)
	for round := range rounds {
		mug := m.goods(t, 10)
		got := m.crowd(t, 100, func(int) []uuid.UUID { return []uuid.UUID{mug} })
		if got.placed != 10 || got.outOfStock != 90 {
			t.Fatalf("round %d: %+v, want 10 placed and 90 out of stock", round, got)
		}
		if left := m.stock(t, mug); left != 0 {
			t.Fatalf("round %d: %d left, want 0", round, left)
		}
	}
	m.mustBeHealthy(t)
}

func TestHundredBuyersOfTwoProductsInOppositeOrder(t *testing.T) {
	t.Parallel()
	m := start(t)
	for round := range rounds {
		mug, pot := m.goods(t, 10), m.goods(t, 10)
		got := m.crowd(t, 100, func(i int) []uuid.UUID {
			if i%2 == 0 {
				return []uuid.UUID{mug, pot}
			}
			return []uuid.UUID{pot, mug}
		})
		if got.placed != 10 || got.outOfStock != 90 {
			t.Fatalf("round %d: %+v, want 10 placed and 90 out of stock", round, got)
		}
	}
	m.mustBeHealthy(t)
}

type tally struct {
	placed, outOfStock int
	other              []string
}

// crowd has n buyers fill their carts and then place their orders all at once.
func (m *market) crowd(t *testing.T, n int, wants func(buyer int) []uuid.UUID) tally {
	t.Helper()
	carts := make([]string, n)
	for i := range carts {
		carts[i] = m.cart(t, wants(i)...)
	}
	answers := make([]answer, n)
	gate := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-gate
			answers[i] = m.placeOrder(carts[i], uuid.NewString())
		})
	}
	close(gate)
	wg.Wait()

	var got tally
	for _, a := range answers {
		switch {
		case a.status == http.StatusCreated:
			got.placed++
		case a.status == http.StatusConflict && a.code() == "out_of_stock":
			got.outOfStock++
		default:
			got.other = append(got.other, fmt.Sprintf("%d %s", a.status, a.body))
		}
	}
	return got
}

func TestFiftyRequestsWithOneKey(t *testing.T) {
	t.Parallel()
	m := start(t)
	mug := m.goods(t, 5)
	cart, key := m.cart(t, mug), uuid.NewString()

	answers := make([]answer, 50)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() { answers[i] = m.placeOrder(cart, key) })
	}
	wg.Wait()

	var first []byte
	for _, a := range answers {
		switch {
		case a.status == http.StatusCreated && first == nil:
			first = a.body
		case a.status == http.StatusCreated:
			if string(a.body) != string(first) {
				t.Errorf("another answer: %s, want %s", a.body, first)
			}
		case a.status == http.StatusConflict && a.code() == "idempotency_key_in_flight":
			if a.header.Get("Retry-After") == "" {
				t.Error("in flight without Retry-After")
			}
		default:
			t.Errorf("%d %s", a.status, a.body)
		}
	}
	again := m.placeOrder(cart, key)
	if again.status != http.StatusCreated || string(again.body) != string(first) || again.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("a later repeat: %d %s replayed=%q", again.status, again.body, again.header.Get("Idempotent-Replayed"))
	}
	if got := m.stock(t, mug); got != 4 {
		t.Errorf("stock = %d, want 4: one order", got)
	}
	if a := m.placeOrder(m.cart(t, mug), key); a.status != http.StatusUnprocessableEntity || a.code() != "idempotency_key_reused" {
		t.Errorf("another body: %d %s, want 422 idempotency_key_reused", a.status, a.body)
	}
	m.mustBeHealthy(t)
}

func TestOrderOutlivesTheProvider(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{"error", "hang"} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			m := start(t)
			cart := m.cart(t, m.goods(t, 1))
			control := m.url + simulatorPrefix + "/control"
			if a := m.post(control, url.Values{"fault": {fault}}); a.status >= 400 {
				t.Fatalf("control: %d %s", a.status, a.body)
			}

			begun := time.Now()
			p := m.placeOne(t, cart)
			if took := time.Since(begun); took > 3*time.Second {
				t.Errorf("placing took %s", took)
			}
			if p.Status != "payment_pending" || p.PaymentURL != nil {
				t.Errorf("placed: %+v, want pending without a page", p)
			}

			m.post(control, url.Values{"fault": {"none"}})
			eventually(t, 30*time.Second, func() bool { return m.order(t, p).PaymentURL != "" })
			m.post(m.order(t, p).PaymentURL, url.Values{"outcome": {"paid"}})
			eventually(t, 5*time.Second, func() bool { return m.order(t, p).Status == "paid" })
		})
	}
}
