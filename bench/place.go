package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"time"

	"github.com/google/uuid"
)

// What placing an order has to reach against the SQL function: see DESIGN.
const (
	targetSpread = .6
	targetHot    = 1
)

func placeSpread(ctx context.Context, b *bench) error {
	m, err := b.openMarket(ctx)
	if err != nil {
		return err
	}
	if err := m.fillCarts(ctx, 220, m.twoStores); err != nil {
		return err
	}
	if err := m.noteTrips(ctx, b.report); err != nil {
		return err
	}
	return b.place(ctx, m, "place, spread", m.twoStores, targetSpread)
}

func placeHot(ctx context.Context, b *bench) error {
	m, err := b.openMarket(ctx)
	if err != nil {
		return err
	}
	return b.place(ctx, m, "place, hot", m.hotOne, targetHot)
}

// place compares three ways to place an order, from the transaction alone to
// the whole request, with the function. The carts are made before each turn.
func (b *bench) place(ctx context.Context, m *market, work string, choose func() []uuid.UUID, target float64) error {
	p, err := b.serve(ctx, m.dsn)
	if err != nil {
		return err
	}
	defer p.stop()  //nolint:errcheck // it is killed if it does not end
	var perTurn int // of the function, so that pgbench takes as long
	function := side{"SQL function, Go client", func(ctx context.Context, d time.Duration) (load, error) {
		l := m.placeByFunction(ctx, b.clients, d)
		perTurn = l.done
		return l, nil
	}}
	transaction := side{"orders.Place, its transaction only", func(ctx context.Context, d time.Duration) (load, error) {
		return m.placeByService(ctx, b.clients, d, transactionOnly)
	}}
	service := side{"orders.Place, provider that answers at once", func(ctx context.Context, d time.Duration) (load, error) {
		return m.placeByService(ctx, b.clients, d, func(ctx context.Context) context.Context { return ctx })
	}}
	http := side{"POST /api/v1/orders, built-in simulator", func(ctx context.Context, d time.Duration) (load, error) {
		return m.placeByHTTP(ctx, p, b.clients, d)
	}}
	sides := []side{function, transaction, service, http}
	const pgbenchSide = 4
	if _, err := exec.LookPath("pgbench"); err == nil {
		sides = append(sides, side{"SQL function, pgbench", func(ctx context.Context, _ time.Duration) (load, error) {
			return m.placeByPgbench(ctx, b.dir, b.clients, perTurn)
		}})
	}
	spent := make([]spent, len(sides))
	for i := range sides {
		sides[i] = spent[i].watch(sides[i], p)
	}
	stopProfile := p.profile(ctx, b, work, len(sides))
	all, err := b.compare(ctx, func(ctx context.Context) error { return m.refill(ctx, b, choose) }, sides...)
	if err := errors.Join(err, stopProfile()); err != nil {
		return err
	}
	if err := m.noteStatements(ctx, b); err != nil {
		return err
	}
	b.report.rate(work+": transaction", all[1], all[0], "SQL function", target)
	if len(all) > pgbenchSide {
		b.report.rate(work+": transaction", all[1], all[pgbenchSide], "SQL function by pgbench", target)
	}
	b.report.rate(work+": service call", all[2], all[0], "SQL function", 0)
	b.report.rate(work+": HTTP request", all[3], all[0], "SQL function", 0)
	for i, t := range all {
		b.report.note("%s, %s: %s; CPU of an order: %s", work, sides[i].name, t.sum().quantiles(), spent[i].each(t.sum().done))
	}
	return m.verify(ctx, b.report)
}

// mostPerSecond is more than any side places.
const mostPerSecond = 6000

// refill makes the carts of a turn. A checkpoint lets every turn begin alike,
// and fresh statistics let the function's plans, which are made once for each
// connection, fit the tables.
func (m *market) refill(ctx context.Context, b *bench, choose func() []uuid.UUID) error {
	want := int(mostPerSecond * b.duration.Seconds() / rounds)
	if err := m.fillCarts(ctx, max(0, want-len(m.carts)), choose); err != nil {
		return err
	}
	// Payments that nobody opened are work for the program's reconciler, which
	// must not come into another side's turn.
	const later = "UPDATE payments.payments SET next_check_at = now() + interval '1 day' WHERE next_check_at < now() + interval '1 hour'"
	for _, sql := range []string{later, "ANALYZE cart.carts, cart.items, orders.orders, orders.items, orders.store_orders, payments.payments", "CHECKPOINT"} {
		if _, err := m.owner.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

func (m *market) placeByService(ctx context.Context, clients int, d time.Duration, with func(context.Context) context.Context) (load, error) {
	l := drive(ctx, clients, d, func(ctx context.Context, _ int) error {
		cart, err := m.nextCart()
		if err != nil {
			return err
		}
		if _, err := m.orders.Place(with(ctx), placeInput(cart)); !errors.Is(err, errTransactionDone) {
			return err
		}
		return nil
	})
	m.ordered += l.done
	return l, nil
}

// spent is the CPU time that one side of a comparison used up.
type spent struct{ postgres, program, bench time.Duration }

// watch adds up what s uses.
func (c *spent) watch(s side, p *program) side {
	return side{s.name, func(ctx context.Context, d time.Duration) (load, error) {
		postgres, program, bench := postgresCPU(), p.cpu(), ownCPU()
		l, err := s.run(ctx, d)
		c.postgres += postgresCPU() - postgres
		c.program += p.cpu() - program
		c.bench += ownCPU() - bench
		return l, err
	}}
}

func (c *spent) each(n int) string {
	of := func(d time.Duration) string { return ms(d / time.Duration(max(1, n))) }
	return fmt.Sprintf("PostgreSQL %s, program %s, bench %s", of(c.postgres), of(c.program), of(c.bench))
}
