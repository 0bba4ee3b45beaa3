package payments_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stripe/stripe-go/v85/webhook"

	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/money"
	"rialto/internal/payments"
)

// desk is the payments with the provider's simulator behind them.
type desk struct {
	*payments.Service
	sim  *sim
	pool *db.Pool
	bus  *events.Bus

	mu       sync.Mutex
	captured []payments.Captured
	failed   []string // refunds that were announced: final or stuck
	handed   int      // webhooks that Receive got
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	m := newSim(t)
	bus, err := events.New(m.pool, slog.New(slog.DiscardHandler))
	check(t, err)
	d := &desk{sim: m, pool: m.pool, bus: bus}
	d.Service = payments.New(m.pool, bus, m.Stripe, slog.New(slog.DiscardHandler), m.now)
	events.Subscribe(bus, "test.captured", func(_ context.Context, _ db.Tx, ev payments.Captured) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.captured = append(d.captured, ev)
		return nil
	})
	events.Subscribe(bus, "test.refund_failed", func(_ context.Context, _ db.Tx, ev payments.RefundFailed) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.failed = append(d.failed, map[bool]string{true: "final", false: "stuck"}[ev.Final])
		return nil
	})
	return d
}

func (d *desk) announced() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.failed, " ")
}

// bill makes an order that is to be paid with 24.98 EUR.
func (d *desk) bill(t *testing.T) uuid.UUID {
	t.Helper()
	order, now := uuid.New(), d.sim.now()
	check(t, db.InTx(t.Context(), d.pool, func(tx db.Tx) error {
		_, err := tx.Exec(t.Context(), `
			INSERT INTO orders.orders (id, cart_id, email, status, total_amount, currency, placed_at, expires_at)
			VALUES ($1, $1, 'ada@example.com', 'payment_pending', 2498, 'EUR', $2, $3)`, order, now, now.Add(30*time.Minute))
		if err != nil {
			return err
		}
		in := sessionInput()
		return d.CreateTx(t.Context(), tx, payments.CreateInput{
			OrderID: order, OrderNumber: in.OrderNumber, Email: in.Email, Lines: in.Lines, Total: eur(2498),
			SuccessURL: in.SuccessURL, CancelURL: in.CancelURL, ExpiresAt: now.Add(35 * time.Minute),
		})
	}))
	return order
}

// open makes an order whose payment page is open, and returns its session.
func (d *desk) open(t *testing.T) (order uuid.UUID, session payments.Session) {
	t.Helper()
	order = d.bill(t)
	_, err := d.Open(t.Context(), order)
	check(t, err)
	return order, payments.Session{Ref: d.text(t, "SELECT provider_ref FROM payments.payments WHERE order_id = $1", order)}
}

// work hands the webhooks that are due to Receive, works on them, and returns
// what became of all events so far.
func (d *desk) work(t *testing.T) (outcomes string) {
	t.Helper()
	for _, w := range d.sim.delivered(t)[d.handed:] {
		d.handed++
		check(t, d.Receive(t.Context(), w.body, w.signature))
	}
	check(t, d.bus.Drain(t.Context()))
	return d.text(t, "SELECT coalesce(string_agg(coalesce(outcome, 'waiting'), ' ' ORDER BY received_at, id), '') FROM payments.webhook_events")
}

func (d *desk) text(t *testing.T, sql string, args ...any) (s string) {
	t.Helper()
	check(t, d.pool.QueryRow(t.Context(), sql, args...).Scan(&s))
	return s
}

func (d *desk) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	_, err := d.pool.Exec(t.Context(), sql, args...)
	check(t, err)
}

func (d *desk) wantStatus(t *testing.T, order uuid.UUID, want payments.Status) {
	t.Helper()
	if got := d.state(t, order).Status; got != want {
		t.Errorf("the payment is %s, want %s", got, want)
	}
}

func (d *desk) state(t *testing.T, order uuid.UUID) payments.State {
	t.Helper()
	states, err := d.OfOrders(t.Context(), []uuid.UUID{order})
	check(t, err)
	return states[order]
}

// wantCaptured asserts how often the money was announced to the other modules.
func (d *desk) wantCaptured(t *testing.T, order uuid.UUID, times int) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for _, ev := range d.captured {
		if ev.OrderID == order {
			n++
			if ev.Amount != eur(2498) {
				t.Errorf("captured %v", ev.Amount)
			}
		}
	}
	if n != times {
		t.Errorf("captured money was announced %d times, want %d", n, times)
	}
}

func wantText(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// event is a webhook of this type about the session as it is now, with
// something changed in it.
func (d *desk) event(t *testing.T, typ, ref string, change map[string]any) []byte {
	t.Helper()
	var session map[string]any
	check(t, json.Unmarshal([]byte(d.text(t, "SELECT body FROM stripesim.objects WHERE id = $1", ref)), &session))
	for k, v := range change {
		session[k] = v
	}
	return body(t, typ, session)
}

func body(t *testing.T, typ string, object any) []byte {
	t.Helper()
	b, err := json.Marshal(map[string]any{
		"id": "evt_" + strings.ReplaceAll(uuid.NewString(), "-", ""), "object": "event", "type": typ, "api_version": apiVersion,
		"created": time.Now().Unix(), "data": map[string]any{"object": object},
	})
	check(t, err)
	return b
}

func (d *desk) receive(t *testing.T, payload []byte) error {
	t.Helper()
	signed := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: payload, Secret: simSecret})
	return d.Receive(t.Context(), payload, signed.Header)
}

func (d *desk) refund(t *testing.T, order uuid.UUID, amount money.Amount) error {
	t.Helper()
	return db.InTx(t.Context(), d.pool, func(tx db.Tx) error {
		return d.RefundTx(t.Context(), tx, payments.RefundOrderInput{ID: uuid.New(), OrderID: order, Amount: amount, Reason: "test"})
	})
}

// retry tries the only refund again.
func (d *desk) retry(t *testing.T, order uuid.UUID) error {
	t.Helper()
	id := uuid.MustParse(d.text(t, "SELECT id::text FROM payments.refunds"))
	return db.InTx(t.Context(), d.pool, func(tx db.Tx) error { return d.RetryRefundTx(t.Context(), tx, order, id) })
}
