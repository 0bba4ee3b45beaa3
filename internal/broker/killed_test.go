package broker_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"rialto/internal/broker"
	"rialto/internal/broker/brokertest"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/events"
)

// The broker is killed twice while 10 000 events are published, each time in the
// middle of a batch, and starts again with what it has written down. Events go on
// to be made while it is away. Before all that our own program dies with a batch that
// is published and still on the feed.
func TestBrokerIsKilledTwice(t *testing.T) {
	t.Parallel()
	eachKind(t, func(t *testing.T, kind broker.Kind, s *brokertest.Server) {
		prepare(t, kind, s.URL)
		b := open(t, broker.Config{URL: s.URL, Timeout: 5 * time.Second})
		f := newFeed(t, b)
		told := story(10_000, 100)
		f.publish(t, told[:6_000])
		if err := f.bus.Drain(t.Context()); err == nil || f.waiting(t) != 6_000 {
			t.Fatalf("the program did not die: %v", err)
		}
		for i, mark := range []int{3_200, 6_700} {
			killed := make(chan struct{})
			go func() {
				defer close(killed)
				poll := time.NewTicker(100 * time.Microsecond)
				defer poll.Stop()
				for published(b) < mark { // batches have 500
					<-poll.C
				}
				s.Kill()
			}()
			if err := f.bus.Drain(t.Context()); err == nil {
				t.Fatal("all was published to a broker that was killed")
			}
			<-killed
			f.publish(t, told[6_000+2_000*i:8_000+2_000*i])
			before := f.waiting(t)
			if err := f.bus.Drain(t.Context()); err == nil || f.waiting(t) != before {
				t.Fatalf("a dead broker took events: %v", err)
			}
			s.Restart(t)
		}
		must(t, f.bus.Drain(t.Context()))
		if n := f.waiting(t); n != 0 {
			t.Errorf("%d events wait", n)
		}
		repetitions := wantStory(t, f.fed, arrived(t, kind, s.URL, len(told)))
		if known := kind == broker.NATS; known != (repetitions < 500) { // by its id
			t.Errorf("%d repetitions of a batch that was published twice", repetitions)
		}
	})
}

func published(b *broker.Broker) int { return int(testutil.ToFloat64(b.Published())) }

// feed is PostgreSQL with a broker that follows it. The program dies once, at the
// first batch.
type feed struct {
	pool *db.Pool
	bus  *events.Bus
	fed  map[string]bool // ids of events
}

func newFeed(t *testing.T, b *broker.Broker) feed {
	t.Helper()
	pool := dbtest.New(t)
	bus, err := events.New(pool, slog.New(slog.DiscardHandler))
	must(t, err)
	died := false
	bus.Follow("broker", func(ctx context.Context, batch []events.Envelope) (int, error) {
		done, err := b.Forward(ctx, batch)
		if !died {
			died = true
			return 0, errors.New("the program died")
		}
		return done, err
	})
	return feed{pool, bus, map[string]bool{}}
}

func (f feed) publish(t *testing.T, list []events.Event) {
	t.Helper()
	must(t, db.InTx(t.Context(), f.pool, func(tx db.Tx) error { return f.bus.PublishAllTx(t.Context(), tx, list) }))
	rows, err := f.pool.Query(t.Context(), "SELECT id::text FROM events.feed")
	must(t, err)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(t, err)
	for _, id := range ids {
		f.fed[id] = true
	}
}

func (f feed) waiting(t *testing.T) int {
	t.Helper()
	list, err := f.bus.Feeds(t.Context())
	must(t, err)
	return list[0].Waiting
}
