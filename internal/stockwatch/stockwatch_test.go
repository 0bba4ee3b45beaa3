package stockwatch_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/stockwatch"
	"rialto/internal/stores"
)

func TestTeamIsToldOfWhatRunsOut(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.member(t, "owner@example.org", stores.RoleOwner)
	manager := s.member(t, "manager@example.org", stores.RoleManager)
	s.member(t, "staff@example.org", stores.RoleStaff)
	mug, lamp, pot := s.sells(t, "Mug", 10), s.sells(t, "Lamp", 10), s.sells(t, "Pot", 10)
	step := func(want ...string) {
		t.Helper()
		s.settle(t)
		wantEqual(t, "mails", s.mails(t), want)
	}
	s.moves(t, mug, -8)
	s.moves(t, lamp, -9)
	step("manager@example.org: Ink: 2 running low", "owner@example.org: Ink: 2 running low")
	s.moves(t, mug, -1)
	step() // it is low as before
	check(t, s.SetWants(t.Context(), s.store, manager, false))
	s.moves(t, mug, -1)
	s.moves(t, pot, -10)
	step("owner@example.org: Ink: 2 sold out")
	check(t, s.SetWants(t.Context(), s.store, manager, true))
	s.moves(t, mug, +10)
	step()
	s.moves(t, mug, -10)
	step("manager@example.org: Ink: 1 sold out", "owner@example.org: Ink: 1 sold out")
	s.moves(t, lamp, -1)
	s.moves(t, lamp, +10) // before anybody could be told
	step()
}

func TestGuestsWish(t *testing.T) {
	t.Parallel()
	s := setup(t)
	mug := s.sells(t, "Mug", 0)
	ctx := t.Context()
	wish := stockwatch.WishInput{VariantID: mug, Email: "Ada@Example.org", Locale: "de"}

	toConfirm, err := s.Wish(ctx, wish)
	check(t, err)
	wantEqual(t, "to confirm", toConfirm, true)
	s.settle(t)
	wantEqual(t, "mails", s.mails(t), []string{"ada@example.org: Sollen wir dir sagen, wenn Mug wieder da ist?"})
	token := s.token(t)

	t.Run("is nothing until it is confirmed", func(t *testing.T) {
		s.moves(t, mug, +1)
		s.settle(t)
		wantEqual(t, "mails", s.mails(t), nil)
		s.moves(t, mug, -1)
	})
	t.Run("is confirmed by the link, twice if need be", func(t *testing.T) {
		for range 2 {
			w, err := s.Confirm(ctx, token)
			check(t, err)
			wantEqual(t, "wish", w, stockwatch.Wished{Product: "Mug", StoreSlug: "ink", ProductSlug: "mug"})
		}
	})
	t.Run("then asks nobody again, and says the same", func(t *testing.T) {
		toConfirm, err := s.Wish(ctx, wish)
		check(t, err)
		wantEqual(t, "to confirm", toConfirm, true)
		s.settle(t)
		wantEqual(t, "mails", s.mails(t), nil)
	})
	t.Run("is told once when it is back", func(t *testing.T) {
		s.moves(t, mug, +5)
		s.settle(t)
		wantEqual(t, "mails", s.mails(t), []string{"ada@example.org: Mug ist wieder da"})
		s.moves(t, mug, -5)
		s.settle(t)
		s.moves(t, mug, +5)
		s.settle(t)
		wantEqual(t, "mails", s.mails(t), nil)
		s.moves(t, mug, -5)
	})
	t.Run("has to be confirmed anew after that", func(t *testing.T) {
		_, err := s.Wish(ctx, wish)
		check(t, err)
		s.settle(t)
		wantEqual(t, "mails", s.mails(t), []string{"ada@example.org: Sollen wir dir sagen, wenn Mug wieder da ist?"})
	})
	t.Run("is not told where no such mails are wanted any more, until the next wish", func(t *testing.T) {
		confirm := func() {
			t.Helper()
			_, err := s.Confirm(ctx, s.token(t))
			check(t, err)
		}
		confirm()
		_, err := s.pool.Exec(ctx, "INSERT INTO notify.opt_outs (address_digest, topic, since) VALUES (sha256('ada@example.org'), 'back_in_stock', now())")
		check(t, err)
		s.moves(t, mug, +5)
		s.settle(t)
		wantEqual(t, "mails", s.mails(t), nil)
		s.moves(t, mug, -5)
		_, err = s.Wish(ctx, wish)
		check(t, err)
		s.settle(t)
		wantEqual(t, "mails", s.mails(t), []string{"ada@example.org: Sollen wir dir sagen, wenn Mug wieder da ist?"})
		confirm()
		s.moves(t, mug, +5)
		s.settle(t)
		wantEqual(t, "mails", s.mails(t), []string{"ada@example.org: Mug ist wieder da"})
	})
}

func TestWishOfSomethingThatComesBackMeanwhile(t *testing.T) {
	t.Parallel()
	s := setup(t)
	mug := s.sells(t, "Mug", 0)
	_, err := s.Wish(t.Context(), stockwatch.WishInput{VariantID: mug, Email: "ada@example.org"})
	check(t, err)
	s.settle(t)
	s.mails(t)
	s.moves(t, mug, +1)
	s.settle(t)
	_, err = s.Confirm(t.Context(), s.token(t))
	check(t, err)
	s.settle(t)
	wantEqual(t, "mails", s.mails(t), []string{"ada@example.org: Mug is back"})
}

func TestEverybodyWhoWishedIsTold(t *testing.T) {
	t.Parallel()
	s := setup(t)
	mug := s.sells(t, "Mug", 0)
	ada, bob := s.person(t, "ada@example.org", "de"), s.person(t, "bob@example.org", "en")
	for _, who := range []uuid.UUID{ada, bob, ada} {
		toConfirm, err := s.Wish(t.Context(), stockwatch.WishInput{VariantID: mug, UserID: &who})
		check(t, err)
		wantEqual(t, "to confirm", toConfirm, false)
	}
	s.moves(t, mug, +1)
	check(t, s.catalog.TellLevels(t.Context()))
	check(t, s.bus.Drain(t.Context()))
	s.moves(t, mug, -1)
	s.settle(t)
	wantEqual(t, "sold out again before anybody was told", s.mails(t), nil)
	s.moves(t, mug, +1)
	s.settle(t)
	wantEqual(t, "mails", s.mails(t), []string{"ada@example.org: Mug ist wieder da", "bob@example.org: Mug is back"})
}

func TestWishIsRefused(t *testing.T) {
	t.Parallel()
	s := setup(t)
	mug, lamp := s.sells(t, "Mug", 0), s.sells(t, "Lamp", 1)
	for name, c := range map[string]struct {
		in   stockwatch.WishInput
		want error
	}{
		"without anybody":              {stockwatch.WishInput{VariantID: mug}, stockwatch.ErrEmailNeeded},
		"for what can be bought":       {stockwatch.WishInput{VariantID: lamp, Email: "ada@example.org"}, stockwatch.ErrInStock},
		"for a variant that never was": {stockwatch.WishInput{VariantID: uuid.New(), Email: "ada@example.org"}, catalog.ErrVariantNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Wish(t.Context(), c.in)
			wantErr(t, err, c.want)
		})
	}
	for name, token := range map[string]string{"of nobody": "x", "of another key": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} {
		_, err := s.Confirm(t.Context(), token)
		wantErr(t, err, stockwatch.ErrLinkOver)
		_ = name
	}
}

// Nobody can have an address written to again and again.
func TestAddressIsNotFlooded(t *testing.T) {
	t.Parallel()
	s := setup(t)
	mug := s.sells(t, "Mug", 0)
	for range 30 {
		_, err := s.Wish(t.Context(), stockwatch.WishInput{VariantID: mug, Email: "ada@example.org"})
		check(t, err)
	}
	s.settle(t)
	if n := len(s.mails(t)); n == 0 || n > 5 {
		t.Errorf("%d mails", n)
	}
}

func TestWishesAreForgotten(t *testing.T) {
	t.Parallel()
	s := setup(t)
	mug := s.sells(t, "Mug", 0)
	ada := s.person(t, "ada@example.org", "en")
	_, err := s.Wish(t.Context(), stockwatch.WishInput{VariantID: mug, UserID: &ada})
	check(t, err)
	_, err = s.Wish(t.Context(), stockwatch.WishInput{VariantID: mug, Email: "bob@example.org"})
	check(t, err)
	left := func(want int) {
		t.Helper()
		check(t, stockwatch.Forget(s.Service, t.Context()))
		var n int
		check(t, s.pool.QueryRow(t.Context(), "SELECT count(*) FROM stockwatch.wishes").Scan(&n))
		wantEqual(t, "wishes", []int{n}, []int{want})
	}
	left(2)
	s.skip(49 * time.Hour) // nobody confirmed the guest's
	left(1)
	s.moves(t, mug, +1)
	s.settle(t)
	left(1)
	s.skip(31 * 24 * time.Hour) // told a month ago
	left(0)
}
