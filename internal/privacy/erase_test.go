package privacy

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/auth"
	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/notify"
	"rialto/internal/orders"
	"rialto/internal/stores"
	"rialto/internal/stripesim"
)

func (s *shop) own(t *testing.T, store, user uuid.UUID) {
	t.Helper()
	s.exec(t, "INSERT INTO stores.members (store_id, user_id, role, added_at) VALUES ($1, $2, 'owner', now())", store, user)
}

func (s *shop) owners(t *testing.T, store uuid.UUID) string {
	t.Helper()
	return s.text(t, "SELECT count(*)::text FROM stores.members WHERE store_id = $1 AND role = 'owner'", store)
}

// gossip refuses every mail and says to whom it was.
type gossip struct{ final bool }

func (g gossip) Send(_ context.Context, m notify.Message) error {
	return &notify.SendError{Reason: "refused", Detail: "550 <" + m.To + "> is unknown here", Final: g.final}
}

// Somebody whose mails are refused is in the words of the mail server, too.
func TestErasureOfSomebodyWhoGetsNoMail(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]gossip{"for now": {false}, "for good": {true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := setupWith(t, server)
			u, err := s.auth.Create(t.Context(), auth.CreateInput{Email: canary + "@example.org", Password: password, Name: canary})
			check(t, err)
			check(t, s.auth.ForgotPassword(t.Context(), u.Email))
			drain := func() { _ = s.bus.Drain(t.Context()) } // it says that mails fail
			drain()
			if problem := s.text(t, "SELECT problem FROM notify.mails"); !strings.Contains(problem, canary) {
				t.Fatalf("the server said %q: this shows nothing", problem)
			}
			check(t, s.Erase(t.Context(), auth.Actor{UserID: u.ID}))
			drain()
			s.skip(25 * time.Hour) // after a day a mail is given up
			drain()
			if traces := s.traces(t); len(traces) > 0 {
				t.Errorf("found %q", traces)
			}
			wantEqual(t, "mails", s.text(t, "SELECT string_agg(kind || ' ' || status, ' ') FROM notify.mails"), "account_erased failed")
		})
	}
}

func TestErase(t *testing.T) {
	t.Parallel()

	t.Run("refuses the only owner of a store, and cancels nothing", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		store, variant := s.sell(t, "lamplight")
		ada := s.join(t, "ada@example.org", "Ada")
		s.own(t, store, ada.actor.UserID)
		placed := s.order(t, &ada.actor.UserID, ada.email, "Ada Byron", variant)
		wantErr(t, s.Erase(t.Context(), ada.actor), stores.ErrSoleOwner)
		wantEqual(t, "the unpaid order", s.status(t, placed), orders.StatusPaymentPending)

		bob := s.join(t, "bob@example.org", "Bob")
		s.own(t, store, bob.actor.UserID)
		check(t, s.Erase(t.Context(), ada.actor))
		wantEqual(t, "owners", s.owners(t, store), "1")
		wantEqual(t, "the unpaid order", s.status(t, placed), orders.StatusCancelled)
	})

	t.Run("leaves one owner when both go at once", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		store, _ := s.sell(t, "lamplight")
		members := []member{s.join(t, "ada@example.org", "Ada"), s.join(t, "bob@example.org", "Bob")}
		for _, m := range members {
			s.own(t, store, m.actor.UserID)
		}
		refused := make([]error, len(members))
		var wg sync.WaitGroup
		for i, m := range members {
			wg.Go(func() { refused[i] = s.Erase(t.Context(), m.actor) })
		}
		wg.Wait()
		wantErr(t, errors.Join(refused...), stores.ErrSoleOwner)
		wantEqual(t, "owners", s.owners(t, store), "1")
	})

	t.Run("does not wait for a provider that is down: the order expires without its buyer", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		_, variant := s.sell(t, "lamplight")
		m := s.join(t, canary+"@example.org", canary)
		placed := s.order(t, &m.actor.UserID, m.email, canary, variant)
		s.sim.SetFault(stripesim.Fault{Refuse: true})
		check(t, s.Erase(t.Context(), m.actor))
		wantEqual(t, "the unpaid order", s.status(t, placed), orders.StatusPaymentPending)

		s.sim.SetFault(stripesim.Fault{})
		s.skip(31 * time.Minute)
		check(t, s.orders.ExpireOverdue(t.Context()))
		s.work(t)
		wantEqual(t, "the unpaid order", s.status(t, placed), orders.StatusExpired)
		if traces := ours(s.traces(t)); len(traces) > 0 {
			t.Errorf("found %q", traces)
		}
		s.wantHealthy(t)
	})

	t.Run("takes money that comes afterwards, and not the buyer with it", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		_, variant := s.sell(t, "lamplight")
		m := s.join(t, canary+"@example.org", canary)
		placed := s.order(t, &m.actor.UserID, m.email, canary, variant)
		s.sim.SetFault(stripesim.Fault{Refuse: true})
		check(t, s.Erase(t.Context(), m.actor))
		s.sim.SetFault(stripesim.Fault{})
		s.pay(t, placed, "paid")
		wantEqual(t, "the order", s.status(t, placed), orders.StatusPaid)
		if traces := ours(s.traces(t)); len(traces) > 0 {
			t.Errorf("found %q", traces)
		}
		s.wantHealthy(t)
	})

	t.Run("leaves orders that can be shown, without the buyer", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		_, variant := s.sell(t, "lamplight")
		m := s.join(t, "ada@example.org", "Ada")
		placed := s.order(t, &m.actor.UserID, m.email, "Ada Byron", variant)
		s.pay(t, placed, "paid")
		check(t, s.Erase(t.Context(), m.actor))
		o, err := s.orders.Order(t.Context(), orders.Key{ID: placed.OrderID, Token: placed.Token})
		check(t, err)
		if o.Email != "" || o.Shipping.Name != "–" || o.Billing.Line1 != "–" || o.Shipping.Phone != "" || o.Shipping.Country != "DE" {
			t.Errorf("got %+v", o)
		}
		if o.Total.Minor != 1250 || len(o.Stores) != 1 || o.Stores[0].Items[0].Name != "Mug" {
			t.Errorf("got %+v", o)
		}
	})

	t.Run("tells of it once: a mail, an event, and the log without an address", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		var heard []uuid.UUID
		events.Subscribe(s.bus, "test.erased", func(_ context.Context, _ db.Tx, ev auth.Erased) error {
			heard = append(heard, ev.UserID)
			return nil
		})
		m := s.join(t, "ada@example.org", "Ada")
		check(t, s.Erase(audit.WithOrigin(t.Context(), fromHome), m.actor))
		wantErr(t, s.Erase(t.Context(), m.actor), auth.ErrUserNotFound)
		s.work(t)
		wantEqual(t, "events", heard, []uuid.UUID{m.actor.UserID})
		wantEqual(t, "mails", s.text(t, "SELECT string_agg(kind || ' ' || status || ' to ' || recipient, ', ') FROM notify.mails"), "account_erased sent to ")
		wantEqual(t, "log", s.text(t, `SELECT format('%s %s %s', e.action, e.target_id, o.ip) FROM audit.entries e LEFT JOIN audit.origins o ON o.seq = e.seq
			WHERE e.actor_id = $1 AND e.action = 'user.erased'`, m.actor.UserID), "user.erased "+m.actor.UserID.String()+" ")
	})

	t.Run("lets nobody touch what belongs to an address that is not proven theirs", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		_, variant := s.sell(t, "lamplight")
		s.order(t, nil, "ada@example.org", "Ada Byron", variant)
		check(t, s.auth.Register(t.Context(), auth.RegisterInput{Email: "ada@example.org", Password: password, Name: "Mallory", TermsAccepted: true}))
		var mallory uuid.UUID
		check(t, s.owner.QueryRow(t.Context(), "SELECT id FROM auth.users").Scan(&mallory))

		_, doc, err := s.collect(t.Context(), mallory)
		check(t, err)
		for _, part := range doc.Sections {
			if part.Title == "orders" && len(part.Rows) > 0 {
				t.Errorf("the copy holds %v", part.Rows)
			}
		}
		check(t, s.Erase(t.Context(), auth.Actor{UserID: mallory}))
		wantEqual(t, "orders of the address", s.text(t, "SELECT count(*)::text FROM orders.orders WHERE email = 'ada@example.org'"), "1")
		wantEqual(t, "names", s.text(t, "SELECT DISTINCT name FROM orders.addresses"), "Ada Byron")
	})

	t.Run("by an operator takes the account and what was ordered as a guest", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		_, variant := s.sell(t, "lamplight")
		m := s.join(t, canary+"@example.org", canary)
		s.pay(t, s.order(t, &m.actor.UserID, m.email, canary, variant), "paid")
		s.order(t, nil, canary+"@example.org", canary, variant)
		s.exec(t, "INSERT INTO stockwatch.wishes (id, variant_id, email, locale, created_at) VALUES (gen_random_uuid(), $1, $2, 'en', now())", variant, m.email)
		report, err := s.EraseAddress(t.Context(), m.email)
		check(t, err)
		wantEqual(t, "report", report, Report{Account: true, Orders: 2})
		s.work(t)
		if traces := ours(s.traces(t)); len(traces) > 0 {
			t.Errorf("found %q", traces)
		}
		wantEqual(t, "who did it", s.text(t, "SELECT coalesce(actor_id::text, 'the program') FROM audit.entries WHERE action = 'user.erased'"), "the program")
	})
}
