package orders_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/keyring"
	"rialto/internal/orders"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	order := uuid.New()
	before := orders.NewTokens(keyring.New([]byte("old")))
	rotated := orders.NewTokens(keyring.New([]byte("new"), []byte("old")))
	done := orders.NewTokens(keyring.New([]byte("new")))
	token := before.Token(order)

	for name, c := range map[string]struct {
		tokens orders.Tokens
		token  string
		want   bool
	}{
		"its own":                   {before, token, true},
		"one of the key before":     {rotated, token, true},
		"one of the new key":        {rotated, rotated.Token(order), true},
		"one of a key that is gone": {done, token, false},
		"another order's":           {before, before.Token(uuid.New()), false},
		"none":                      {before, "", false},
		"garbage":                   {before, "%%%", false},
		"a shorter one":             {before, token[:20], false},
		"a longer one":              {before, token + "AAAA", false},
		"one in another case":       {before, strings.ToUpper(token), false},
		"the order's id":            {before, base64.RawURLEncoding.EncodeToString(order[:]), false},
	} {
		if got := c.tokens.Valid(order, c.token); got != c.want {
			t.Errorf("%s opens it: %t", name, got)
		}
	}
	if rotated.Token(order) == token {
		t.Error("the old key still signs")
	}
}

func TestOrderOpensWithItsTokenOnly(t *testing.T) {
	t.Parallel()
	m := setup(t)
	lamp := m.sell(t, "Lamp", 1000, 5)
	mine, theirs := m.place(t, lamp), m.place(t, lamp)
	for name, token := range map[string]string{"none": "", "garbage": "AAAA", "another order's": theirs.Token} {
		t.Run(name, func(t *testing.T) {
			_, err := m.Order(t.Context(), orders.Key{ID: mine.OrderID, Token: token})
			wantErr(t, err, orders.ErrNotFound)
			_, err = m.Cancel(t.Context(), orders.Key{ID: mine.OrderID, Token: token})
			wantErr(t, err, orders.ErrNotFound)
			_, err = m.Pay(t.Context(), orders.Key{ID: mine.OrderID, Token: token})
			wantErr(t, err, orders.ErrNotFound)
		})
	}
	nobody := uuid.New()
	_, err := m.Order(t.Context(), orders.Key{ID: nobody, Token: orders.NewTokens(keyring.New([]byte("key"))).Token(nobody)})
	wantErr(t, err, orders.ErrNotFound)
	m.wantOrder(t, mine, orders.StatusPaymentPending, orders.StoreOrderAwaitingPayment)
}
