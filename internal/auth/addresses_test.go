package auth_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/auth"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/postal"
)

func addressIn(city string) auth.SaveAddressInput {
	return auth.SaveAddressInput{Address: postal.Address{
		Name: "Ada Byron", Line1: "Canal Street 1", Line2: "2nd floor", City: city, Region: "BE", PostalCode: "10115", Country: "DE", Phone: "+49 30 1",
	}}
}

// book writes a user's addresses as "Berlin sb, Bonn", s and b for the defaults.
func (h *accounts) book(t *testing.T, user uuid.UUID) string {
	t.Helper()
	list, err := h.Addresses(t.Context(), user)
	check(t, err)
	var lines []string
	for _, a := range list {
		line := a.Address.City + " "
		if a.DefaultShipping {
			line += "s"
		}
		if a.DefaultBilling {
			line += "b"
		}
		lines = append(lines, strings.TrimSpace(line))
	}
	return strings.Join(lines, ", ")
}

func (h *accounts) wantBook(t *testing.T, user uuid.UUID, want string) {
	t.Helper()
	if got := h.book(t, user); got != want {
		t.Errorf("got addresses %q, want %q", got, want)
	}
}

// person makes an account faster than by signing up.
func (h *accounts) person(t *testing.T) uuid.UUID {
	t.Helper()
	id := db.NewID()
	const q = "INSERT INTO auth.users (id, email, created_at, updated_at) VALUES ($1, $2, now(), now())"
	_, err := h.pool.Exec(t.Context(), q, id, id.String()+"@example.org")
	check(t, err)
	return id
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ada, bob := h.person(t), h.person(t)
	add := func(city string, shipping, billing bool) auth.SavedAddress {
		t.Helper()
		in := addressIn(city)
		in.DefaultShipping, in.DefaultBilling = shipping, billing
		a, err := h.AddAddress(t.Context(), ada, in)
		check(t, err)
		return a
	}
	replace := func(id uuid.UUID, city string, shipping, billing bool) error {
		in := addressIn(city)
		in.DefaultShipping, in.DefaultBilling = shipping, billing
		_, err := h.ReplaceAddress(t.Context(), ada, id, in)
		return err
	}

	berlin := add("Berlin", false, false)
	h.wantBook(t, ada, "Berlin sb")
	if !berlin.DefaultShipping || !berlin.DefaultBilling {
		t.Errorf("the first one is not the default: %+v", berlin)
	}
	bonn, cologne := add("Bonn", false, false), add("Cologne", false, true)
	h.wantBook(t, ada, "Berlin s, Cologne b, Bonn")
	check(t, replace(bonn.ID, "Bonn", true, true))
	h.wantBook(t, ada, "Bonn sb, Berlin, Cologne")
	check(t, replace(cologne.ID, "Cologne", true, false))
	h.wantBook(t, ada, "Cologne s, Bonn b, Berlin")
	check(t, replace(cologne.ID, "Dresden", false, false))
	h.wantBook(t, ada, "Bonn b, Berlin, Dresden")

	list, err := h.Addresses(t.Context(), ada)
	check(t, err)
	if want := addressIn("Bonn").Address; list[0].Address != want {
		t.Errorf("got %+v, want %+v", list[0].Address, want)
	}

	t.Run("of another account are not there", func(t *testing.T) {
		_, err := h.ReplaceAddress(t.Context(), bob, bonn.ID, addressIn("Rome"))
		wantErr(t, err, auth.ErrAddressNotFound)
		wantErr(t, h.RemoveAddress(t.Context(), bob, bonn.ID), auth.ErrAddressNotFound)
		h.wantBook(t, ada, "Bonn b, Berlin, Dresden")
		h.wantBook(t, bob, "")
	})
	t.Run("that are not there leave the defaults alone", func(t *testing.T) {
		wantErr(t, replace(uuid.New(), "Rome", true, true), auth.ErrAddressNotFound)
		h.wantBook(t, ada, "Bonn b, Berlin, Dresden")
	})
	t.Run("leave no default behind", func(t *testing.T) {
		check(t, h.RemoveAddress(t.Context(), ada, bonn.ID))
		wantErr(t, h.RemoveAddress(t.Context(), ada, bonn.ID), auth.ErrAddressNotFound)
		h.wantBook(t, ada, "Berlin, Dresden")
	})
	t.Run("are of places that there are", func(t *testing.T) {
		in := addressIn(" ")
		in.Address.Country = "UK"
		_, err := h.AddAddress(t.Context(), ada, in)
		wantErr(t, err, auth.ErrAddressInvalid)
		if e, _ := errs.As(err); fmt.Sprint(e.Fields[0].Path, e.Fields[1].Path) != "address.cityaddress.country" {
			t.Errorf("fields %v", e.Fields)
		}
		wantErr(t, replace(berlin.ID, "", false, false), auth.ErrAddressInvalid)
		h.wantBook(t, ada, "Berlin, Dresden")
	})
	t.Run("need an account", func(t *testing.T) {
		_, err := h.AddAddress(t.Context(), uuid.New(), addressIn("Rome"))
		wantErr(t, err, auth.ErrUserNotFound)
	})
}

func TestAddressesAtOnce(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for range 20 {
		ada := h.person(t)
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Go(func() {
				in := addressIn(fmt.Sprint("City ", i))
				in.DefaultShipping, in.DefaultBilling = i%2 == 0, i%3 == 0
				a, err := h.AddAddress(t.Context(), ada, in)
				if err != nil {
					t.Error(err)
					return
				}
				in.DefaultShipping = true
				if _, err := h.ReplaceAddress(t.Context(), ada, a.ID, in); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		list, err := h.Addresses(t.Context(), ada)
		check(t, err)
		shipping, billing := 0, 0
		for _, a := range list {
			if a.DefaultShipping {
				shipping++
			}
			if a.DefaultBilling {
				billing++
			}
		}
		if len(list) != 6 || shipping != 1 || billing > 1 {
			t.Fatalf("%d addresses, %d and %d of them defaults", len(list), shipping, billing)
		}
	}
}

func TestAnAccountHasFiftyAddresses(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ada := h.person(t)
	for i := range 45 {
		_, err := h.AddAddress(t.Context(), ada, addressIn(fmt.Sprint("City ", i)))
		check(t, err)
	}
	results := make([]error, 10)
	var wg sync.WaitGroup
	for i := range results {
		wg.Go(func() { _, results[i] = h.AddAddress(t.Context(), ada, addressIn("Rome")) })
	}
	wg.Wait()
	kept := 0
	for _, err := range results {
		switch {
		case err == nil:
			kept++
		case !errors.Is(err, auth.ErrTooManyAddresses):
			t.Error(err)
		}
	}
	if kept != 5 {
		t.Errorf("%d were kept, want 5", kept)
	}
}
