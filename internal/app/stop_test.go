package app

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"rialto/internal/db"
	"rialto/internal/events"
)

// TestEndedDuringAThousandJobs asks the program to end while a thousand jobs are
// running, which all wait for a lock of ours at that moment.
func TestEndedDuringAThousandJobs(t *testing.T) {
	t.Parallel()
	const (
		orders = 300 // each makes four jobs when it is paid
		jobs   = 1000
		grace  = 20 * time.Second
	)
	dir := t.TempDir()
	first, at := serve(t, dir, "127.0.0.1:0", "--workers", "events=1000", "--stop-grace", grace.String())
	m := attach(t, dir, at)
	bus, err := events.New(m.pool, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	pause := func(change func(tx db.Tx) error) {
		t.Helper()
		if err := db.InTx(t.Context(), m.pool, change); err != nil {
			t.Fatal(err)
		}
	}
	pause(func(tx db.Tx) error { return bus.PauseTx(t.Context(), tx, "events") })
	m.payMany(t, orders)
	count := func(where string) (n int) {
		t.Helper()
		if err := m.pool.QueryRow(t.Context(), "SELECT count(*) FROM "+db.JobsSchema+".river_job WHERE "+where).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	eventually(t, time.Minute, func() bool { return count("queue = 'events' AND state = 'available'") >= jobs })

	lock, err := m.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock.Exec(t.Context(), "LOCK TABLE notify.mails, orders.invoices, analytics.deltas IN SHARE MODE"); err != nil {
		t.Fatal(err)
	}
	pause(func(tx db.Tx) error { return bus.ResumeTx(t.Context(), tx, "events") })
	eventually(t, time.Minute, func() bool { return count("queue = 'events' AND state = 'running'") >= jobs })
	if err := first.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if err := lock.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-first.ended:
		t.Logf("ended %s after SIGTERM", time.Since(begun).Round(time.Millisecond))
		if err != nil {
			t.Errorf("after SIGTERM: %v\n%s", err, first.said)
		}
	case <-time.After(grace):
		t.Fatalf("still running %s after SIGTERM:\n%s", grace, first.said)
	}
	m.pool.Close()

	second, _ := serve(t, dir, strings.TrimPrefix(at, "http://"))
	m = attach(t, dir, at)
	t.Logf("%d jobs were done before the end, %d are left", count("state = 'completed' AND kind <> 'chore'"), count("state NOT IN ('completed') AND kind <> 'chore'"))
	eventually(t, 2*time.Minute, func() bool { return count("state <> 'completed' AND kind <> 'chore'") == 0 })
	for what, want := range map[string]int{
		"orders.orders WHERE status = 'paid'":                  orders,
		"notify.mails WHERE kind = 'order_paid'":               orders,
		"notify.mails WHERE attempts <> 1 OR status <> 'sent'": 0,
		"orders.invoices": orders,
		db.JobsSchema + ".river_job WHERE kind <> 'chore' AND errors IS NOT NULL":       0,
		db.JobsSchema + ".river_job WHERE args ->> 'consumer' = 'orders.mail_paid'":     orders,
		db.JobsSchema + ".river_job WHERE args ->> 'consumer' = 'analytics.count_sale'": orders,
	} {
		var got int
		if err := m.pool.QueryRow(t.Context(), "SELECT count(*) FROM "+what).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%d of %s, want %d", got, what, want)
		}
	}
	m.mustBeHealthy(t) // every sale is in the figures once
	m.pool.Close()
	if err := second.stop(t, syscall.SIGTERM, grace); err != nil {
		t.Errorf("after SIGTERM: %v\n%s", err, second.said)
	}
}

// payMany places and pays n orders, some at a time.
func (m *market) payMany(t *testing.T, n int) {
	t.Helper()
	goods := m.goods(t, n)
	queue := make(chan string, n)
	for range n {
		queue <- m.cart(t, goods)
	}
	close(queue)
	var paid atomic.Int32
	var buyers sync.WaitGroup
	for range 8 {
		buyers.Go(func() {
			for cart := range queue {
				p := m.placeOne(t, cart)
				if p.PaymentURL == nil {
					t.Error("there is no page to pay on")
					return
				}
				if a := m.post(*p.PaymentURL, url.Values{"outcome": {"paid"}}); a.status != http.StatusSeeOther {
					t.Errorf("pay: %d %s", a.status, a.body)
					return
				}
				paid.Add(1)
			}
		})
	}
	buyers.Wait()
	if int(paid.Load()) != n {
		t.Fatalf("%d of %d orders are paid", paid.Load(), n)
	}
}
