package demo_test

import (
	"context"
	"log/slog"
	"net/netip"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/auth"
	"rialto/internal/db"
	"rialto/internal/demo"
	"rialto/internal/events"
	"rialto/internal/keyring"
	"rialto/internal/limits"
	"rialto/internal/notify"
	"rialto/internal/seal"
	"rialto/internal/stores"
)

func accounts(t *testing.T, pool *db.Pool) *auth.Service {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	bus, err := events.New(pool, log)
	check(t, err)
	mail, err := notify.New(notify.Deps{Pool: pool, Bus: bus, Log: log, Now: time.Now},
		notify.Config{PublicURL: "https://shop.example", SiteName: "Rialto", From: "hello@shop.example", Transport: notify.Mailbox{}, Keys: keyring.New([]byte("key"))})
	check(t, err)
	limiter, err := limits.New(limits.Config{Off: true, Keys: keyring.New([]byte("key")), Log: log, Now: time.Now})
	check(t, err)
	t.Cleanup(limiter.Close)
	sealer, err := seal.New(make([]byte, seal.MinKey))
	check(t, err)
	consent := func(context.Context, db.Tx, uuid.UUID, string, bool) error { return nil }
	s, err := auth.New(auth.Deps{
		Pool: pool, Bus: bus, Mail: mail, Guard: limiter.Guard(), Consent: consent, Log: log, Now: time.Now,
	}, auth.Config{PublicURL: "https://shop.example", Seal: sealer})
	check(t, err)
	return s
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSeedAccounts(t *testing.T) {
	t.Parallel()
	pool, services := setup(t)
	check(t, demo.Seed(t.Context(), services, demo.Config{Currency: "EUR", Limit: 1, Shrink: 8}))
	people := accounts(t, pool)
	check(t, demo.SeedAccounts(t.Context(), people, services.Stores))
	check(t, demo.SeedAccounts(t.Context(), people, services.Stores))

	var sellers int
	for _, a := range demo.Accounts {
		in, err := people.Login(t.Context(), auth.LoginInput{Email: a.Email, Password: demo.Password, From: limits.Visitor{IP: netip.MustParseAddr("192.0.2.1")}})
		check(t, err)
		if in.SignedIn == nil || in.SignedIn.User.Role != a.Role {
			t.Fatalf("%s: got %+v", a.Email, in)
		}
		teams, err := services.Stores.Memberships(t.Context(), []uuid.UUID{in.SignedIn.User.ID})
		check(t, err)
		got := map[string]stores.Role{}
		for _, m := range teams[in.SignedIn.User.ID] {
			got[m.Slug] = m.Role
		}
		if len(got) != len(a.Teams) {
			t.Errorf("%s is in the teams %v, want %v", a.Email, got, a.Teams)
		}
		for slug, role := range a.Teams {
			sellers++
			if got[slug] != role {
				t.Errorf("%s is %q in %s, want %q", a.Email, got[slug], slug, role)
			}
		}
	}
	if sellers == 0 {
		t.Error("nobody sells anything")
	}
	if found, err := people.HasDemo(t.Context()); err != nil || !found {
		t.Errorf("the accounts are not known as the demo's: %v", err)
	}
}
