package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// followOrders measures what orders cost with all that follows from them: mails,
// invoices, figures. It places a number of orders, waits until nothing is left to do,
// pays them, and waits again.
func followOrders(ctx context.Context, b *bench) error {
	m, err := b.openMarket(ctx)
	if err != nil {
		return err
	}
	p, err := b.serve(ctx, m.dsn)
	if err != nil {
		return err
	}
	defer p.stop() //nolint:errcheck // it is killed if it does not end
	n := b.clients * ordersEach
	m.dropCarts()
	if err := m.fillCarts(ctx, n, m.twoStores); err != nil {
		return err
	}
	pages := make(chan string, n)
	if err := m.noteCost(ctx, b, p, "placing an order", n, func(c *httpConn) error {
		page, err := m.order(c)
		pages <- page
		return err
	}); err != nil {
		return err
	}
	m.ordered += n
	if err := m.noteCost(ctx, b, p, "paying an order", n, func(c *httpConn) error { return pay(c, <-pages) }); err != nil {
		return err
	}
	return m.verify(ctx, b.report)
}

const ordersEach = 150

// noteCost lets the clients do it n times altogether and waits for what follows. It
// tells the CPU time, the transactions and the jobs of each.
func (m *market) noteCost(ctx context.Context, b *bench, p *program, work string, n int, do func(*httpConn) error) error {
	jobs, commits, err := m.counts(ctx)
	if err != nil {
		return err
	}
	postgres, program, begun := postgresCPU(), p.cpu(), time.Now()
	var wg sync.WaitGroup
	failures := make(chan error, b.clients)
	for range b.clients {
		wg.Go(func() {
			c := httpConn{address: p.address}
			defer c.close()
			for range n / b.clients {
				if err := do(&c); err != nil {
					failures <- err
					return
				}
			}
		})
	}
	wg.Wait()
	answered := time.Since(begun)
	select {
	case err := <-failures:
		return fmt.Errorf("%s: %w", work, err)
	default:
	}
	if err := m.settled(ctx); err != nil {
		return err
	}
	each := func(d time.Duration) string { return ms(d / time.Duration(n)) }
	postgres, program = postgresCPU()-postgres, p.cpu()-program
	settled := time.Since(begun)
	jobsNow, commitsNow, err := m.counts(ctx)
	if err != nil {
		return err
	}
	b.report.add(row{
		work: work + ", with all that follows", ours: fmt.Sprintf("CPU %s (PostgreSQL %s, program %s)", each(postgres+program), each(postgres), each(program)),
		reference: "–", ratio: "–", target: "–",
	})
	b.report.note("%s: %.1f jobs and %.1f transactions each; %.0f/s answered, %.0f/s with all that follows", work,
		float64(jobsNow-jobs)/float64(n), float64(commitsNow-commits)/float64(n), float64(n)/answered.Seconds(), float64(n)/settled.Seconds())
	return m.noteStatements(ctx, b)
}

// counts returns how many jobs there have been, and transactions.
func (m *market) counts(ctx context.Context) (jobs, commits int, err error) {
	err = m.owner.QueryRow(ctx, `SELECT (SELECT count(*) FROM jobs.river_job WHERE kind <> 'chore'),
		(SELECT xact_commit FROM pg_stat_database WHERE datname = current_database())`).Scan(&jobs, &commits)
	return jobs, commits, err
}
