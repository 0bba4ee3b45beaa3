package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/keyring"
	"rialto/internal/stockwatch"
)

const (
	bulkJobs        = 20_000
	paymentLimit    = time.Second
	paymentsPerTurn = 200
	paymentsAt      = 20 // a second
	settleWithin    = 5 * time.Minute
)

// jobsUnderLoad measures how long a job of a payment takes, from its insertion until
// it is done, with and without a crowd of bulk jobs in the queue: alerts of low stock,
// each of which brings a second one.
func jobsUnderLoad(ctx context.Context, b *bench) error {
	m, err := b.openMarket(ctx)
	if err != nil {
		return err
	}
	p, err := b.serve(ctx, m.dsn)
	if err != nil {
		return err
	}
	defer p.stop() //nolint:errcheck // it is killed if it does not end
	bulk, err := m.bulkBus()
	if err != nil {
		return err
	}
	alone, err := m.payInTurn(ctx, p)
	if err != nil {
		return fmt.Errorf("payments alone: %w", err)
	}
	if err := m.publishBulk(ctx, bulk); err != nil {
		return err
	}
	crowded, err := m.payInTurn(ctx, p)
	if err != nil {
		return fmt.Errorf("payments beside bulk jobs: %w", err)
	}
	done, left, err := m.dropBulk(ctx)
	if err != nil {
		return err
	}
	if done == 0 || left == 0 {
		return fmt.Errorf("%d bulk jobs were done beside the payments and %d left: nothing was measured", done, left)
	}
	const before = "job of a payment, inserted to done"
	b.report.add(row{
		work: fmt.Sprintf("%s, %d bulk jobs queued", before, bulkJobs), ours: crowded.String(),
		reference: "without them: " + alone.String(), ratio: fmt.Sprintf("p95 %.1f×", crowded.p95.Seconds()/alone.p95.Seconds()),
		target: "p95 < " + paymentLimit.String(), met: yesNo(crowded.p95 < paymentLimit),
	})
	b.report.note("%d bulk jobs were done beside the payments, and %d waited still when the last payment was done", done, left)
	if err := m.settled(ctx); err != nil {
		return err
	}
	return m.verify(ctx, b.report)
}

// payInTurn orders, and then pays at a steady rate, and returns how long the
// webhooks' jobs took.
func (m *market) payInTurn(ctx context.Context, p *program) (quantiles, error) {
	m.dropCarts()
	if err := m.fillCarts(ctx, paymentsPerTurn, m.twoStores); err != nil {
		return quantiles{}, err
	}
	var pages []string
	c := httpConn{address: p.address}
	defer c.close()
	for range paymentsPerTurn {
		page, err := m.order(&c)
		if err != nil {
			return quantiles{}, err
		}
		pages = append(pages, page)
	}
	m.ordered += paymentsPerTurn
	var since time.Time
	if err := m.pool.QueryRow(ctx, "SELECT now()").Scan(&since); err != nil {
		return quantiles{}, err
	}
	tick := time.NewTicker(time.Second / paymentsAt)
	defer tick.Stop()
	for _, page := range pages {
		select {
		case <-ctx.Done():
			return quantiles{}, ctx.Err()
		case <-tick.C:
		}
		if err := pay(&c, page); err != nil {
			return quantiles{}, err
		}
	}
	return m.paymentJobs(ctx, since)
}

// order orders the next cart and returns where it is paid.
func (m *market) order(c *httpConn) (string, error) {
	cart, err := m.nextCart()
	if err != nil {
		return "", err
	}
	status, body, err := c.call(orderRequest(c.address, cart))
	if err != nil {
		return "", err
	}
	var placed struct{ PaymentURL *string }
	if err := json.Unmarshal(body, &placed); err != nil || status != http.StatusCreated || placed.PaymentURL == nil {
		return "", fmt.Errorf("POST /orders: %d %s", status, body)
	}
	return *placed.PaymentURL, nil
}

// pay pays on the simulator's page, as a browser does.
func pay(c *httpConn, page string) error {
	at, err := url.Parse(page)
	if err != nil {
		return err
	}
	status, body, err := c.call(formText(c.address, at.RequestURI(), url.Values{"outcome": {"paid"}}))
	if err == nil && status != http.StatusSeeOther {
		err = fmt.Errorf("pay: %d %s", status, body)
	}
	return err
}

// paymentJobs waits for the jobs of webhooks since then, and returns how long they
// took from their insertion.
func (m *market) paymentJobs(ctx context.Context, since time.Time) (quantiles, error) {
	const job = "args ->> 'consumer' = 'payments.process_webhook' AND created_at >= $1"
	for deadline := time.Now().Add(settleWithin); ; {
		rows, err := m.pool.Query(ctx, "SELECT extract(epoch FROM finalized_at - created_at)::float8 FROM "+db.JobsSchema+
			".river_job WHERE state = 'completed' AND "+job, since)
		if err != nil {
			return quantiles{}, err
		}
		took, err := pgx.CollectRows(rows, pgx.RowTo[float64])
		if err != nil {
			return quantiles{}, err
		}
		if len(took) >= paymentsPerTurn {
			each := make([]time.Duration, len(took))
			for i, s := range took {
				each[i] = time.Duration(s * float64(time.Second))
			}
			return quantilesOf(each), nil
		}
		if time.Now().After(deadline) {
			return quantiles{}, fmt.Errorf("%d of %d payments are done after %s", len(took), paymentsPerTurn, settleWithin)
		}
		if err := pause(ctx, 50*time.Millisecond); err != nil {
			return quantiles{}, err
		}
	}
}

// bulkBus is a bus that knows who wants to hear of low stock, and works on nothing.
func (m *market) bulkBus() (*events.Bus, error) {
	bus, err := events.New(m.pool, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	stockwatch.New(stockwatch.Deps{Pool: m.pool, Bus: bus, Now: time.Now}, keyring.New([]byte("a key of the bench")))
	return bus, nil
}

func (m *market) publishBulk(ctx context.Context, bus *events.Bus) error {
	list := make([]events.Event, bulkJobs)
	for i := range list {
		store := i % len(m.stores)
		list[i] = catalog.StockLow{StoreID: m.stores[store], VariantIDs: []uuid.UUID{m.variants[store]}}
	}
	return db.InTx(ctx, m.pool, func(tx db.Tx) error { return bus.PublishAllTx(ctx, tx, list) })
}

// dropBulk forgets the bulk jobs and returns how many were done and how many not.
func (m *market) dropBulk(ctx context.Context) (done, left int, err error) {
	err = m.pool.QueryRow(ctx, "WITH gone AS (DELETE FROM "+db.JobsSchema+".river_job WHERE queue = 'bulk' AND state <> 'running' RETURNING state) "+
		"SELECT count(*) FILTER (WHERE state = 'completed'), count(*) FILTER (WHERE state <> 'completed') FROM gone").Scan(&done, &left)
	return done, left, err
}

// settled waits until nothing is left to do.
func (m *market) settled(ctx context.Context) error {
	for deadline := time.Now().Add(settleWithin); ; {
		left, err := m.unfinished(ctx, "kind <> 'chore'")
		if err != nil || left == 0 {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%d jobs are left after %s", left, settleWithin)
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
}

func (m *market) unfinished(ctx context.Context, which string) (n int, err error) {
	err = m.pool.QueryRow(ctx, "SELECT count(*) FROM "+db.JobsSchema+".river_job WHERE state IN ('available', 'running', 'retryable', 'scheduled') AND "+which).Scan(&n)
	return n, err
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
