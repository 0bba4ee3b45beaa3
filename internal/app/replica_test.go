package app

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/db/dbtest"
	"rialto/internal/money"
	"rialto/internal/stores"
)

// replicated is a market whose public reads go to a streaming replica.
type replicated struct {
	*market
	pair  *dbtest.Pair
	admin string
}

const replicaMaxLag = 2 * time.Second

func startReplicated(t *testing.T) replicated {
	t.Helper()
	pair, admin := dbtest.NewPair(t), freeAddress(t)
	m := startServing(t, func(cfg *Config, listen *ListenConfig) {
		cfg.DatabaseURL, cfg.DatabaseReplicaURL, cfg.ReplicaMaxLag = pair.URL(), []string{pair.ReplicaURL()}, replicaMaxLag
		listen.AdminAddr = admin
	})
	return replicated{m, pair, admin}
}

// figure is the value of a metric, with its labels as they are written.
func (m replicated) figure(t *testing.T, metric string) float64 {
	t.Helper()
	res, err := m.client.Get("http://" + m.admin + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		if text, found := strings.CutPrefix(lines.Text(), metric+" "); found {
			v, err := strconv.ParseFloat(text, 64)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
	}
	t.Fatalf("there is no %s", metric)
	return 0
}

func (m replicated) reads(t *testing.T, target, reason string) float64 {
	t.Helper()
	return m.figure(t, fmt.Sprintf(`rialto_reads_total{reason=%q,target=%q}`, reason, target))
}

// caughtUp waits until the replica has all that is there, and reads go to it.
func (m replicated) caughtUp(t *testing.T) {
	t.Helper()
	var written string
	if err := m.pool.QueryRow(t.Context(), "SELECT pg_current_wal_insert_lsn()::text").Scan(&written); err != nil {
		t.Fatal(err)
	}
	eventually(t, time.Minute, func() bool {
		var there bool
		m.pair.AskReplica(t, &there, "SELECT pg_last_wal_replay_lsn() >= $1::text::pg_lsn", written)
		return there
	}, "the replica has all")
	before := m.reads(t, "replica", "fresh")
	eventually(t, time.Minute, func() bool {
		m.call("GET", m.uncached(), "")
		return m.reads(t, "replica", "fresh") > before
	}, "reads go to the replica")
}

var uncached atomic.Int64

// uncached is the address of a list that nobody has asked for.
func (m replicated) uncached() string {
	return fmt.Sprintf("/products?maxPrice=%d", 1e9+uncached.Add(1))
}

// put makes a product, or changes it, and returns its id. Its price says which version of
// it one sees.
func (m replicated) put(t *testing.T, store stores.Store, slug string, price int64) uuid.UUID {
	t.Helper()
	done, err := m.catalog.Put(t.Context(), catalog.PutProductInput{
		StoreID: store.ID, Slug: slug, Name: "Piece", Variants: []catalog.PutVariant{{Price: money.Amount{Minor: price, Currency: "EUR"}, Quantity: 1000}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return done.ProductID
}

func (m replicated) store(t *testing.T) stores.Store {
	t.Helper()
	slug := "s" + strings.ReplaceAll(uuid.NewString(), "-", "")
	st, err := m.stores.Create(t.Context(), stores.CreateInput{Slug: slug, Name: "Store"})
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// seen is what the API says of a product.
type seen struct {
	Price             struct{ Amount int64 }
	QuantityAvailable int
}

func (m replicated) see(product uuid.UUID, header ...string) (s seen, err error) {
	a := m.call("GET", "/products/"+product.String(), "", header...)
	if a.status != http.StatusOK {
		return s, fmt.Errorf("%d %s", a.status, a.body)
	}
	return s, json.Unmarshal(a.body, &s)
}

// listed is what a list that is in no memory says of a product.
func (m replicated) listed(store stores.Store, product uuid.UUID, header ...string) (seen, error) {
	a := m.call("GET", m.uncached()+"&limit=100&store="+store.Slug, "", header...)
	var list struct {
		Items []struct {
			ID uuid.UUID
			seen
		}
	}
	if err := json.Unmarshal(a.body, &list); err != nil || a.status != http.StatusOK {
		return seen{}, fmt.Errorf("%d %s", a.status, a.body)
	}
	for _, p := range list.Items {
		if p.ID == product {
			return p.seen, nil
		}
	}
	return seen{}, errors.New("it is not on the list")
}

// page is the HTML of a page, or why there is none.
func (m replicated) page(path string, header ...string) string {
	req, err := http.NewRequest(http.MethodGet, m.url+path, http.NoBody)
	if err != nil {
		return err.Error()
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return string(m.do(req).body)
}

func TestReplica(t *testing.T) {
	t.Parallel()
	m := startReplicated(t)
	store := m.store(t)
	m.caughtUp(t)

	t.Run("is what public reads go to", func(t *testing.T) {
		before := m.reads(t, "replica", "fresh")
		const n = 20
		for range n {
			if a := m.call("GET", m.uncached(), ""); a.status != http.StatusOK {
				t.Fatalf("%d %s", a.status, a.body)
			}
		}
		if got := m.reads(t, "replica", "fresh") - before; got != n {
			t.Errorf("%v of %d reads went to the replica", got, n)
		}
		eventually(t, time.Minute, func() bool { // it counts a little later
			var scans int
			m.pair.AskReplica(t, &scans, "SELECT seq_scan + coalesce(idx_scan, 0) FROM pg_stat_user_tables WHERE relid = 'catalog.products'::regclass")
			return scans >= n
		}, "its table of products is read")
		if lag := m.figure(t, fmt.Sprintf(`rialto_replica_lag_seconds{replica=%q}`, m.replicaName())); lag > 5 {
			t.Errorf("an idle replica is %v s behind", lag)
		}
	})

	t.Run("does not hide from writers what they wrote", func(t *testing.T) { testOwnWrites(t, m, store, func() {}) })

	t.Run("may stop replaying", func(t *testing.T) {
		defer m.pair.OnReplica(t, "SELECT pg_wal_replay_resume()")
		t.Run("writers see what they wrote", func(t *testing.T) {
			own := m.reads(t, "primary", "own_write")
			testOwnWrites(t, m, store, func() {
				m.put(t, store, "fresh", 1)
				m.caughtUp(t)
				m.pair.OnReplica(t, "SELECT pg_wal_replay_pause()")
				missing := m.reads(t, "primary", "missing")
				if _, err := m.see(m.put(t, store, "new", 1)); err != nil {
					t.Errorf("a new product is not found: %v", err)
				}
				if m.reads(t, "primary", "missing") == missing {
					t.Error("a new product was not looked for on the replica")
				}
			})
			if m.reads(t, "primary", "own_write") == own {
				t.Error("nobody read before the replica had what they wrote")
			}
		})
		t.Run("nobody sees what is older than the limit", func(t *testing.T) { testFresh(t, m, store) })
		if lag := m.figure(t, fmt.Sprintf(`rialto_replica_lag_seconds{replica=%q}`, m.replicaName())); lag < replicaMaxLag.Seconds() {
			t.Errorf("a replica that stands still is %v s behind", lag)
		}
	})
	m.caughtUp(t)

	t.Run("may cut connections and cancel statements", func(t *testing.T) {
		before := m.reads(t, "primary", "failed")
		m.underLoad(t, func(func()) {
			eventually(t, time.Minute, func() bool {
				m.pair.OnReplica(t, `SELECT pg_terminate_backend(pid), pg_cancel_backend(pid) FROM pg_stat_activity
					WHERE application_name = 'rialto' AND backend_type = 'client backend'`)
				m.pair.OnReplica(t, "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'rialto' AND state = 'active'")
				return m.reads(t, "primary", "failed") > before
			}, "a read fails on the replica")
		})
	})
	t.Run("may be stopped, killed and started", func(t *testing.T) {
		for what, end := range map[string]func(testing.TB){"stopped": m.pair.StopReplica, "killed": m.pair.KillReplica} {
			m.caughtUp(t)
			before := m.reads(t, "primary", "unreachable")
			m.underLoad(t, func(func()) {
				end(t)
				eventually(t, time.Minute, func() bool { return m.reads(t, "primary", "unreachable") > before+10 }, what)
				m.pair.StartReplica(t)
				m.caughtUp(t)
			})
		}
	})
	t.Run("may hang", func(t *testing.T) {
		before := m.reads(t, "primary", "unreachable")
		m.underLoad(t, func(everybody func()) {
			m.pair.SignalReplica(t, syscall.SIGSTOP)
			defer m.pair.SignalReplica(t, syscall.SIGCONT)
			eventually(t, time.Minute, func() bool { return m.reads(t, "primary", "unreachable") > before }, "hangs")
			everybody()
		})
		m.caughtUp(t)
	})
	t.Run("is not read once it is promoted", func(t *testing.T) {
		before := m.reads(t, "primary", "promoted")
		p := m.put(t, store, "split", 1)
		m.caughtUp(t)
		m.underLoad(t, func(func()) {
			m.pair.OnReplica(t, "SELECT pg_promote()")
			m.pair.OnReplica(t, "UPDATE catalog.products SET price_amount = 666 WHERE id = $1", p)
			for range 50 {
				if s, err := m.see(p, "Rialto-Position", "0/0", "Cache-Control", "no-cache"); err != nil || s.Price.Amount != 1 {
					t.Fatalf("it says %+v, %v", s, err)
				}
				m.call("GET", m.uncached(), "")
			}
		})
		if m.reads(t, "primary", "promoted") == before {
			t.Error("nothing noticed that it was promoted")
		}
	})
}

func (m replicated) replicaName() string {
	at := strings.TrimSuffix(m.pair.ReplicaURL()[strings.Index(m.pair.ReplicaURL(), "host=")+len("host="):], "&port=5432")
	return at + ":5432"
}

// underLoad lets visitors read while do is done, of whom none may get a failure.
// everybody waits until each of them has got answers to two more reads.
func (m replicated) underLoad(t *testing.T, do func(everybody func())) {
	t.Helper()
	var done atomic.Bool
	var asked [8]atomic.Int64
	var visitors sync.WaitGroup
	for i := range asked {
		visitors.Go(func() {
			for !done.Load() && !t.Failed() {
				if a := m.call("GET", m.uncached(), ""); a.status != http.StatusOK {
					t.Errorf("a read failed: %d %s", a.status, a.body)
				}
				asked[i].Add(1)
			}
		})
	}
	defer func() { done.Store(true); visitors.Wait() }()
	do(func() {
		for i := range asked {
			before := asked[i].Load()
			eventually(t, 10*time.Second, func() bool { return asked[i].Load() >= before+2 }, "everybody reads on")
		}
	})
}

// testOwnWrites lets many guests buy piece by piece, and look at the stock at once: by the
// header, by the cookie, and on the page.
// before is called when the products are there.
func testOwnWrites(t *testing.T, m replicated, store stores.Store, before func()) {
	const guestsAtOnce = 8
	slugs, products := make([]string, guestsAtOnce), make([]uuid.UUID, guestsAtOnce)
	for i := range products {
		slugs[i] = "own-" + uuid.NewString()
		products[i] = m.put(t, store, slugs[i], 100)
	}
	before()
	var guests sync.WaitGroup
	for guest, p := range products {
		variant, err := m.catalog.SoleVariant(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		guests.Go(func() {
			if _, err := m.see(p); err != nil { // now it is in memory
				t.Error(err)
			}
			for bought := 1; bought <= 5; bought++ {
				cart := uuid.NewString()
				m.call("POST", "/carts/"+cart+"/items", fmt.Sprintf(`{"variantId":%q,"quantity":1}`, variant))
				a := m.placeOrder(cart, uuid.NewString())
				position, cookie := a.header.Get("Rialto-Position"), cookieOf(a, "rialto_position")
				if a.status != http.StatusCreated || position == "" || cookie == nil || cookie.Value != position || !cookie.HttpOnly {
					t.Errorf("place order: %d %s, %q, %v", a.status, a.body, position, cookie)
					return
				}
				carries := [][]string{{"Rialto-Position", position}, {"Cookie", "rialto_position=" + position}}[guest%2]
				s, err := m.see(p, carries...)
				if err != nil || s.QuantityAvailable != 1000-bought {
					t.Errorf("of 1000 pieces %d were bought, and the buyer sees %d: %v", bought, s.QuantityAvailable, err)
				}
				if s, err := m.listed(store, p, carries...); err != nil || s.QuantityAvailable != 1000-bought {
					t.Errorf("of 1000 pieces %d were bought, and a list that nobody asked for before says %d: %v", bought, s.QuantityAvailable, err)
				}
				if page := m.page("/stores/"+store.Slug+"/products/"+slugs[guest], "Cookie", "rialto_position="+position); !strings.Contains(page, fmt.Sprintf(`"quantityAvailable":%d,`, 1000-bought)) {
					t.Errorf("of 1000 pieces %d were bought, and the page does not say so", bought)
				}
				if s, err := m.see(p, "Authorization", "Bearer of-somebody"); err != nil || s.QuantityAvailable != 1000-bought {
					t.Errorf("of 1000 pieces %d were bought, and who says nothing sees %d: %v", bought, s.QuantityAvailable, err)
				}
			}
		})
	}
	guests.Wait()
}

// testFresh changes a price again and again, and lets those who have written nothing look
// at it: what they see may be as old as a replica that is read and what is kept in memory.
func testFresh(t *testing.T, m replicated, store stores.Store) {
	const oldest = replicaMaxLag + 2*time.Second + 500*time.Millisecond // the machine may be slow
	p := m.put(t, store, "fresh", 1)
	committed := []time.Time{time.Now()} // when each price was
	changes := time.NewTicker(20 * time.Millisecond)
	defer changes.Stop()
	for begun := time.Now(); time.Since(begun) < oldest+time.Second; <-changes.C {
		asked := time.Now()
		s, err := m.see(p)
		if err != nil {
			t.Fatal(err)
		}
		for next := int(s.Price.Amount); next < len(committed); next++ {
			if age := asked.Sub(committed[next]); age > oldest {
				t.Fatalf("price %d of %d is seen, and the next is %s old", s.Price.Amount, len(committed), age)
			}
		}
		m.put(t, store, "fresh", int64(len(committed))+1)
		committed = append(committed, time.Now())
	}
	if m.reads(t, "primary", "lagging") == 0 {
		t.Error("no read went to the primary because the replica lags")
	}
	t.Logf("%d prices", len(committed))
}
