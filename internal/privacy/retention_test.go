package privacy

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/cart"
)

func TestForget(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, variant := s.sell(t, "lamplight")
	m := s.join(t, "ada@example.org", "Ada")
	own, err := s.cart.OfUser(t.Context(), m.actor.UserID)
	check(t, err)
	guest := uuid.New()
	_, err = s.cart.Add(t.Context(), cart.Key{ID: guest}, cart.AddInput{VariantID: &variant, Quantity: 1})
	check(t, err)
	s.order(t, nil, "bob@example.org", "Bob Byron", variant)

	const day = 24 * time.Hour
	carts := func() string {
		check(t, s.Forget(t.Context()))
		return s.text(t, "SELECT string_agg(coalesce('account', user_id::text) || ' ' || status, ', ' ORDER BY status, user_id) FROM cart.carts")
	}
	s.skip(keepGuestCarts - day)
	wantEqual(t, "after 89 days", strings.Count(carts(), ","), 2)
	s.skip(2 * day)
	wantEqual(t, "after 91 days", strings.Count(carts(), ","), 1)
	s.skip(90 * day)
	wantEqual(t, "after half a year", s.text(t, "SELECT string_agg(id::text, ' ') FROM cart.carts WHERE $1 <> ''", carts()), own.ID.String())
}
