package demo_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/demo"
	"rialto/internal/events"
	"rialto/internal/media"
	"rialto/internal/stores"
)

func setup(t testing.TB) (*db.Pool, demo.Services) {
	t.Helper()
	ctx := context.Background()
	pool := dbtest.New(t)
	bus, err := events.New(pool, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalog.New(ctx, pool, bus, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	m, err := media.Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return pool, demo.Services{Stores: stores.New(pool, time.Now), Catalog: c, Media: m}
}

// everything is a digest of all that a seed writes.
func everything(t *testing.T, pool *db.Pool) string {
	t.Helper()
	var digest string
	err := pool.QueryRow(context.Background(), `SELECT md5(concat(
		(SELECT string_agg(s::text, '' ORDER BY id) FROM stores.stores s),
		(SELECT string_agg(p::text, '' ORDER BY id) FROM catalog.products p),
		(SELECT string_agg(v::text, '' ORDER BY id) FROM catalog.variants v),
		(SELECT string_agg(i::text, '' ORDER BY id) FROM catalog.images i),
		(SELECT string_agg(i::text, '' ORDER BY variant_id) FROM catalog.inventory i)))`).Scan(&digest)
	if err != nil {
		t.Fatal(err)
	}
	return digest
}

func TestSeed(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool, services := setup(t)
	var done, total int
	cfg := demo.Config{Currency: "EUR", Limit: 1, Shrink: 8, Progress: func(d, all int) { done, total = d, all }}
	if err := demo.Seed(ctx, services, cfg); err != nil {
		t.Fatal(err)
	}
	if done != total || total < 12*2 {
		t.Errorf("progress ended at %d of %d", done, total)
	}
	var n, withoutImage, withoutSign int
	err := pool.QueryRow(ctx, `SELECT (SELECT count(*) FROM catalog.products), (SELECT count(*) FROM catalog.products WHERE image IS NULL),
		(SELECT count(*) FROM stores.stores WHERE logo IS NULL OR banner IS NULL)`).Scan(&n, &withoutImage, &withoutSign)
	if err != nil || n != total/2 || withoutImage+withoutSign != 0 {
		t.Errorf("%d products, %d without a picture, %d stores without a sign, %v", n, withoutImage, withoutSign, err)
	}

	t.Run("a second time changes nothing", func(t *testing.T) {
		before := everything(t, pool)
		if err := demo.Seed(ctx, services, cfg); err != nil {
			t.Fatal(err)
		}
		if everything(t, pool) != before {
			t.Error("the second seed changed something")
		}
	})
	t.Run("what is missing is added", func(t *testing.T) {
		if _, err := pool.Exec(ctx, "DELETE FROM catalog.products WHERE slug = 'breakfast-mug'"); err != nil {
			t.Fatal(err)
		}
		if err := demo.Seed(ctx, services, cfg); err != nil {
			t.Fatal(err)
		}
		var again int
		if err := pool.QueryRow(ctx, "SELECT count(*) FROM catalog.products").Scan(&again); err != nil || again != n {
			t.Errorf("%d products, want %d (%v)", again, n, err)
		}
	})
}

func TestSeedNeedsEmoji(t *testing.T) {
	t.Parallel()
	_, services := setup(t)
	err := demo.Seed(context.Background(), services, demo.Config{Currency: "EUR", Emoji: t.TempDir() + "/absent"})
	if !errors.Is(err, demo.ErrNoEmoji) {
		t.Errorf("err = %v", err)
	}
}

// BenchmarkSeed is the whole demo; it is to be there within 40 seconds.
func BenchmarkSeed(b *testing.B) {
	for b.Loop() {
		_, services := setup(b)
		if err := demo.Seed(context.Background(), services, demo.Config{Currency: "EUR"}); err != nil {
			b.Fatal(err)
		}
	}
}
