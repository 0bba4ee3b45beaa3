package demo_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"rialto/internal/analytics"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/demo"
	"rialto/internal/doctor"
	"rialto/internal/events"
	"rialto/internal/keyring"
	"rialto/internal/orders"
	"rialto/internal/stripesim"
)

func TestSeedHistory(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool, services := setup(t)
	if err := demo.Seed(ctx, services, demo.Config{Currency: "EUR", Limit: 2, Shrink: 8}); err != nil {
		t.Fatal(err)
	}
	if err := stripesim.Install(ctx, dbtest.Owner(t, pool)); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	bus, err := events.New(pool, log)
	if err != nil {
		t.Fatal(err)
	}
	sold := orders.New(orders.Deps{Pool: pool, Bus: bus, Catalog: services.Catalog, Now: time.Now}, orders.Config{})
	figures, err := analytics.New(ctx, analytics.Deps{
		Pool: pool, Bus: bus, Orders: sold, Catalog: services.Catalog, Stores: services.Stores, Log: log, Now: time.Now,
	}, analytics.Config{Currency: "EUR"})
	if err != nil {
		t.Fatal(err)
	}
	stock := func() (text string) {
		const q = "SELECT string_agg(variant_id || ' ' || quantity_available, ' ' ORDER BY variant_id) FROM catalog.inventory"
		if err := pool.QueryRow(ctx, q).Scan(&text); err != nil {
			t.Fatal(err)
		}
		return text
	}
	people := accounts(t, pool)
	check(t, demo.SeedAccounts(ctx, people, services.Stores))
	before, days := stock(), 0
	to := demo.History{
		Pool: pool, Accounts: people, Analytics: figures, Tokens: orders.NewTokens(keyring.New([]byte("key"))), PublicURL: "http://shop.example",
		Remember: func(ctx context.Context, tx db.Tx, intent string, o orders.PastOrder, at time.Time) error {
			return stripesim.RememberTx(ctx, tx, []stripesim.Paid{{Intent: intent, Amount: o.Total.Minor, Currency: o.Total.Currency, At: at}})
		},
		Progress: func(done, _ int) { days = done },
	}
	begun := time.Now()
	if err := demo.SeedHistory(ctx, to); err != nil {
		t.Fatal(err)
	}
	t.Logf("in %s", time.Since(begun))
	var n, completed, waiting, returned, mails, jobs, ofAccount int
	err = pool.QueryRow(ctx, `SELECT count(*), count(*) FILTER (WHERE status = 'completed'), count(*) FILTER (WHERE status = 'paid'),
			count(*) FILTER (WHERE refunded_amount > 0), (SELECT count(*) FROM notify.mails), (SELECT count(*) FROM jobs.river_job),
			count(*) FILTER (WHERE user_id IS NOT NULL)
		FROM orders.orders`).Scan(&n, &completed, &waiting, &returned, &mails, &jobs, &ofAccount)
	if err != nil || n < 200 || completed < n/2 || waiting < 3 || returned < 3 || ofAccount < 3 || mails+jobs != 0 || days < 60 {
		t.Errorf("%d orders over %d days, %d completed, %d waiting, %d returned, %d of the account, %d mails, %d jobs: %v",
			n, days, completed, waiting, returned, ofAccount, mails, jobs, err)
	}
	if stock() != before {
		t.Error("the stock is another than before")
	}
	t.Run("is in the figures, and all is as the doctor wants it", func(t *testing.T) {
		sum, err := figures.Market(ctx, analytics.Question{Days: 30, Compare: true})
		if err != nil || sum.Total.Orders < 60 || sum.Total.Visits < sum.Total.Orders || sum.Previous.Total.Orders < 50 {
			t.Errorf("%+v before %+v: %v", sum.Total, sum.Previous, err)
		}
		var report strings.Builder
		if healthy, err := doctor.Examine(ctx, pool, time.Now().Add(time.Hour), &report); !healthy || err != nil {
			t.Errorf("%v\n%s", err, report.String())
		}
	})
	t.Run("a second time changes nothing", func(t *testing.T) {
		if err := demo.SeedHistory(ctx, to); err != nil {
			t.Fatal(err)
		}
		var again int
		if err := pool.QueryRow(ctx, "SELECT count(*) FROM orders.orders").Scan(&again); err != nil || again != n {
			t.Errorf("%d orders, want %d (%v)", again, n, err)
		}
	})
}
