package app

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"rialto/internal/db/dbtest"
)

// TestRolesApart runs requests and jobs in processes of their own: two that serve, and
// one that works.
func TestRolesApart(t *testing.T) {
	t.Parallel()
	dsn, dir := dbtest.NewURL(t), t.TempDir()
	begin := func(role string) *market {
		p := &process{said: &log{}, ended: make(chan error, 1)}
		p.cmd = program(context.WithoutCancel(t.Context()), dir, "serve", "--addr", "127.0.0.1:0", "--role", role, "--database-conns", "8")
		p.cmd.Env = append(p.cmd.Env, "RIALTO_DATABASE_URL="+dsn)
		p.cmd.Stdout, p.cmd.Stderr = p.said, p.said
		must(t, p.cmd.Start())
		go func() { p.ended <- p.cmd.Wait() }()
		t.Cleanup(func() {
			if err := p.stop(t, syscall.SIGTERM, time.Minute); err != nil || t.Failed() {
				t.Logf("%s ended with %v, and said:\n%s", role, err, p.said)
			}
		})
		m := &market{url: p.said.awaitURL(t, p.ended)}
		m.connect(t, dsn)
		return m
	}
	first, second := begin("api"), begin("api")
	goods := first.goods(t, 10)

	t.Run("processes that serve take orders, and finish none", func(t *testing.T) {
		p := first.placeOne(t, first.cart(t, goods))
		elsewhere := second.follow(t, "/orders/"+p.OrderID+"/events?token="+p.OrderToken)
		if a := first.post(*p.PaymentURL, url.Values{"outcome": {"paid"}}); a.status != http.StatusSeeOther {
			t.Fatalf("pay: %d %s", a.status, a.body)
		}
		var waiting int
		eventually(t, time.Minute, func() bool {
			must(t, first.pool.QueryRow(t.Context(), "SELECT count(*) FROM jobs.river_job WHERE queue = 'payments' AND state = 'available'").Scan(&waiting))
			return waiting > 0
		}, "the webhook's job waits")
		if o := second.order(t, p); o.Status != "payment_pending" {
			t.Errorf("without a worker the order is %s", o.Status)
		}

		worker := begin("worker")
		elsewhere.want(t, "order", p.OrderID) // told by the worker, heard by another process than took the order
		eventually(t, time.Minute, func() bool { return second.order(t, p).Status == "paid" }, "the order is paid")
		if a := worker.call("GET", "/products", ""); a.status != http.StatusNotFound {
			t.Errorf("a worker serves: %d", a.status)
		}
	})
	t.Run("what one has in memory is soon as new as what the other wrote", func(t *testing.T) {
		list := func(m *market) string { return string(m.call("GET", "/products", "").body) }
		list(second) // now it is in memory
		first.placeOne(t, first.cart(t, goods))
		eventually(t, time.Minute, func() bool { return strings.Contains(list(second), `"quantityAvailable":8`) }, "the other's order is seen")
	})
}
