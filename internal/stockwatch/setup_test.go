package stockwatch_test

import (
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/auth"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/events"
	"rialto/internal/keyring"
	"rialto/internal/limits"
	"rialto/internal/money"
	"rialto/internal/notify"
	"rialto/internal/seal"
	"rialto/internal/stockwatch"
	"rialto/internal/stores"
)

// shop is a store with a team, and a clock that the test moves.
type shop struct {
	*stockwatch.Service
	pool    *db.Pool
	bus     *events.Bus
	catalog *catalog.Service
	stores  *stores.Service
	auth    *auth.Service
	store   uuid.UUID

	mu      sync.Mutex
	skipped time.Duration
}

func setup(t *testing.T) *shop {
	t.Helper()
	s := &shop{pool: dbtest.New(t)}
	log := slog.New(slog.DiscardHandler)
	var err error
	s.bus, err = events.New(s.pool, log)
	check(t, err)
	s.stores = stores.New(s.pool, s.now)
	s.catalog, err = catalog.New(t.Context(), s.pool, s.bus, s.now)
	check(t, err)
	mail, err := notify.New(notify.Deps{Pool: s.pool, Bus: s.bus, Log: log, Now: s.now},
		notify.Config{PublicURL: "https://shop.example", SiteName: "Lagoon", From: "shop@example.org", Transport: notify.Mailbox{}, Keys: keyring.New([]byte("key"))})
	check(t, err)
	limiter, err := limits.New(limits.Config{Keys: keyring.New([]byte("key")), Log: log, Now: s.now})
	check(t, err)
	sealer, err := seal.New([]byte("01234567890123456789012345678901"))
	check(t, err)
	s.auth, err = auth.New(auth.Deps{
		Pool: s.pool, Bus: s.bus, Mail: mail, Guard: limiter.Guard(), Log: log, Now: s.now,
	}, auth.Config{PublicURL: "https://shop.example", Seal: sealer})
	check(t, err)
	s.Service = stockwatch.New(stockwatch.Deps{
		Pool: s.pool, Bus: s.bus, Catalog: s.catalog, Stores: s.stores, Auth: s.auth, Notify: mail, Guard: limiter.Guard(), Log: log, Now: s.now,
	}, keyring.New([]byte("key")))
	st, err := s.stores.Create(t.Context(), stores.CreateInput{Slug: "ink", Name: "Ink"})
	check(t, err)
	s.store = st.ID
	return s
}

func (s *shop) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Now().Add(s.skipped)
}

func (s *shop) skip(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.skipped += d
}

// person has an account.
func (s *shop) person(t *testing.T, email, locale string) uuid.UUID {
	t.Helper()
	id := db.NewID()
	_, err := s.pool.Exec(t.Context(), `INSERT INTO auth.users (id, email, name, locale, email_verified_at, created_at, updated_at)
		VALUES ($1, $2, $2, $3, now(), now(), now())`, id, email, locale)
	check(t, err)
	return id
}

func (s *shop) member(t *testing.T, email string, role stores.Role) uuid.UUID {
	t.Helper()
	id := s.person(t, email, "en")
	check(t, s.stores.Appoint(t.Context(), s.store, id, role))
	return id
}

// sells puts a product on sale and returns its variant.
func (s *shop) sells(t *testing.T, name string, pieces int) uuid.UUID {
	t.Helper()
	res, err := s.catalog.Put(t.Context(), catalog.PutProductInput{
		StoreID: s.store, Slug: catalog.Slug(name), Name: name,
		Variants: []catalog.PutVariant{{Price: money.Amount{Minor: 100, Currency: "EUR"}, Quantity: pieces}},
	})
	check(t, err)
	id, err := s.catalog.SoleVariant(t.Context(), res.ProductID)
	check(t, err)
	return id
}

func (s *shop) moves(t *testing.T, variant uuid.UUID, by int) {
	t.Helper()
	check(t, db.InTx(t.Context(), s.pool, func(tx db.Tx) error {
		return s.catalog.AdjustTx(t.Context(), tx, []catalog.Quantity{{VariantID: variant, N: by}}, catalog.Cause{Reason: catalog.ReasonCorrection})
	}))
}

// settle lets everything happen that is due.
func (s *shop) settle(t *testing.T) {
	t.Helper()
	check(t, s.catalog.TellLevels(t.Context()))
	check(t, s.bus.Drain(t.Context()))
	check(t, s.TellWishers(t.Context()))
	check(t, s.bus.Drain(t.Context()))
}

// mails returns those that are new since the last call, as "ada@example.org:
// Mug is back", in alphabetical order.
func (s *shop) mails(t *testing.T) []string {
	t.Helper()
	rows, err := s.pool.Query(t.Context(), "DELETE FROM notify.mails RETURNING recipient, subject, text")
	check(t, err)
	defer rows.Close()
	var list []string
	for rows.Next() {
		var to, subject, text string
		check(t, rows.Scan(&to, &subject, &text))
		list = append(list, to+": "+subject)
		s.lastText(text)
	}
	check(t, rows.Err())
	slices.Sort(list)
	return list
}

var last sync.Map // the text of the last mail of a shop

func (s *shop) lastText(text string) { last.Store(s, text) }

var linkToken = regexp.MustCompile(`\?token=([\w-]+)`)

// token is that of the last mail's link.
func (s *shop) token(t *testing.T) string {
	t.Helper()
	text, _ := last.Load(s)
	found := linkToken.FindStringSubmatch(fmt.Sprint(text))
	if found == nil {
		t.Fatalf("no link in %s", text)
	}
	return found[1]
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got error %v, want %v", err, want)
	}
}

func wantEqual[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("%s: got %s, want %s", what, g, w)
	}
}
