package app

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/cart"
	"rialto/internal/db"
	"rialto/internal/stores"
)

// customerCart is a cart as the API shows it.
type customerCart struct {
	ID, Status string
	ItemCount  int
	Stores     []struct {
		Items []struct {
			ID, VariantID string
			Quantity      int
		}
	}
}

// holds says how many of each variant are in the cart.
func (c customerCart) holds() map[string]int {
	all := map[string]int{}
	for _, st := range c.Stores {
		for _, it := range st.Items {
			all[it.VariantID] += it.Quantity
		}
	}
	return all
}

func (m *market) myCart(t *testing.T, who somebody) (c customerCart) {
	t.Helper()
	a := m.call("GET", "/me/cart", "", who.bearer()...)
	if a.status != http.StatusOK {
		t.Fatalf("my cart: %d %s", a.status, a.body)
	}
	a.into(t, &c)
	return c
}

func (m *market) addTo(t *testing.T, cart string, variant uuid.UUID, quantity int, header ...string) {
	t.Helper()
	a := m.call("POST", "/carts/"+cart+"/items", fmt.Sprintf(`{"variantId":%q,"quantity":%d}`, variant, quantity), header...)
	if a.status != http.StatusOK {
		t.Fatalf("add to cart: %d %s", a.status, a.body)
	}
}

// TestSignInSentTwiceMergesTheCartOnce merges a guest's 65 products into a cart
// of 40, 25 of them the same, while the request is sent twice at once.
func TestSignInSentTwiceMergesTheCartOnce(t *testing.T) {
	t.Parallel()
	m := start(t)
	ada := m.signUp(t, "ada@example.org")
	user := uuid.MustParse(ada.ID)
	carts := cart.New(m.pool, m.catalog, "EUR", time.Now)
	fill := func(k cart.Key, variants []uuid.UUID, each int) {
		t.Helper()
		for i, v := range variants {
			if _, err := carts.Add(t.Context(), k, cart.AddInput{VariantID: &v, Quantity: each + i%3}); err != nil {
				t.Fatal(err)
			}
		}
	}
	var goods []uuid.UUID
	for range 80 {
		goods = append(goods, m.goods(t, 20))
	}
	want := map[string]int{}
	for i, v := range goods[:65] {
		want[v.String()] += 1 + i%3
	}
	for i, v := range goods[40:] {
		want[v.String()] += 4 + i%3
	}
	for round := range rounds {
		guest := uuid.New()
		fill(cart.Key{ID: guest}, goods[:65], 1)
		mine := uuid.MustParse(m.myCart(t, ada).ID)
		fill(cart.Key{ID: mine, UserID: &user}, goods[40:], 4)

		answers := make([]answer, 2)
		var wg sync.WaitGroup
		for i := range answers {
			wg.Go(func() {
				answers[i] = m.call("POST", "/me/cart/merge", fmt.Sprintf(`{"cartId":%q}`, guest), ada.bearer()...)
			})
		}
		wg.Wait()
		for _, a := range answers {
			var merged struct {
				Cart        customerCart
				Adjustments []any
			}
			if a.status != http.StatusOK {
				t.Fatalf("round %d: %d %s", round, a.status, a.body)
			}
			a.into(t, &merged)
			if merged.Cart.ID != mine.String() || len(merged.Adjustments) > 0 || !equalCounts(merged.Cart.holds(), want) {
				t.Fatalf("round %d: %s", round, a.body)
			}
		}
		if got := m.myCart(t, ada); !equalCounts(got.holds(), want) {
			t.Fatalf("round %d: the cart holds %v, want %v", round, got.holds(), want)
		}
		if a := m.call("GET", "/carts/"+guest.String(), ""); a.status != http.StatusNotFound {
			t.Fatalf("round %d: the guest's cart is still there: %d", round, a.status)
		}
		if err := db.InTx(t.Context(), m.pool, func(tx db.Tx) error { return carts.ConvertTx(t.Context(), tx, mine) }); err != nil {
			t.Fatal(err)
		}
	}
}

func equalCounts(got, want map[string]int) bool {
	if len(got) != len(want) {
		return false
	}
	for k, n := range want {
		if got[k] != n {
			return false
		}
	}
	return true
}

func TestMergeTellsWhatIsShort(t *testing.T) {
	t.Parallel()
	m := start(t)
	ada := m.signUp(t, "ada@example.org")
	mug := m.goods(t, 5)
	m.addTo(t, m.myCart(t, ada).ID, mug, 3, ada.bearer()...)
	guest := uuid.NewString()
	m.addTo(t, guest, mug, 4)
	for range 2 {
		a := m.call("POST", "/me/cart/merge", fmt.Sprintf(`{"cartId":%q}`, guest), ada.bearer()...)
		const told = `"adjustments":[{"name":"Mug","quantity":5,"quantityWanted":7,"reason":"capped_by_stock","variantId":"`
		if a.status != http.StatusOK || !strings.Contains(string(a.body), told) || !strings.Contains(string(a.body), `"itemCount":5`) {
			t.Errorf("%d %s", a.status, a.body)
		}
	}
}

func TestCartsAndOrdersOfOthersAreNotThere(t *testing.T) {
	t.Parallel()
	m := start(t)
	ada, bob := m.signUp(t, "ada@example.org"), m.signUp(t, "bob@example.org")
	mug := m.goods(t, 50)
	mine := m.myCart(t, ada).ID
	m.addTo(t, mine, mug, 1, ada.bearer()...)
	item := m.myCart(t, ada).Stores[0].Items[0].ID
	key := []string{"Idempotency-Key", uuid.NewString()}

	for who, header := range map[string][]string{"a guest": nil, "another account": bob.bearer()} {
		for _, r := range []struct{ method, path, body, code string }{
			{"GET", "/carts/" + mine, "", "cart_not_found"},
			{"POST", "/carts/" + mine + "/items", fmt.Sprintf(`{"variantId":%q,"quantity":1}`, mug), "cart_not_found"},
			{"PATCH", "/carts/" + mine + "/items/" + item, `{"quantity":2}`, "cart_not_found"},
			{"DELETE", "/carts/" + mine + "/items/" + item, "", "cart_not_found"},
			{"POST", "/carts/" + mine + "/accept-changes", "", "cart_not_found"},
			{"POST", "/orders", orderBody(mine), "cart_not_found"},
		} {
			t.Run(who+": "+r.method+" "+r.path[:7], func(t *testing.T) {
				a := m.call(r.method, r.path, r.body, slices.Concat(header, key)...)
				if a.status != http.StatusNotFound || a.code() != r.code {
					t.Errorf("%d %s, want 404 %s", a.status, a.body, r.code)
				}
			})
		}
	}
	a := m.call("POST", "/me/cart/merge", fmt.Sprintf(`{"cartId":%q}`, mine), bob.bearer()...)
	if a.status != http.StatusNotFound || a.code() != "cart_not_found" {
		t.Errorf("merging another's cart: %d %s", a.status, a.body)
	}

	a = m.call("POST", "/orders", orderBody(mine), slices.Concat(ada.bearer(), key)...)
	var p placed
	a.into(t, &p)
	order := "/orders/" + p.OrderID
	for _, r := range []struct{ method, path string }{{"GET", order}, {"POST", order + "/payment-session"}, {"POST", order + "/cancel"}} {
		for who, header := range map[string][]string{"a guest": nil, "another account": bob.bearer()} {
			if a := m.call(r.method, r.path, "", header...); a.status != http.StatusNotFound || a.code() != "order_not_found" {
				t.Errorf("%s: %s %s: %d %s", who, r.method, r.path, a.status, a.body)
			}
		}
		if a := m.call(r.method, r.path, "", ada.bearer()...); a.status != http.StatusOK {
			t.Errorf("its owner: %s %s: %d %s", r.method, r.path, a.status, a.body)
		}
	}
	if next := m.myCart(t, ada); next.ID == mine || next.Status != "open" {
		t.Errorf("after the order the cart is %+v", next)
	}
}

// history returns the ids of an account's orders, the newest first.
func (m *market) history(t *testing.T, who somebody, limit int) (ids []string) {
	t.Helper()
	for cursor := ""; ; {
		a := m.call("GET", fmt.Sprintf("/orders?limit=%d%s", limit, cursor), "", who.bearer()...)
		if a.status != http.StatusOK || a.header.Get("Cache-Control") != "no-store" {
			t.Fatalf("orders: %d %s %s", a.status, a.header.Get("Cache-Control"), a.body)
		}
		var page struct {
			Items      []struct{ ID string }
			NextCursor *string
		}
		a.into(t, &page)
		for _, o := range page.Items {
			ids = append(ids, o.ID)
		}
		if page.NextCursor == nil {
			return ids
		}
		cursor = "&cursor=" + *page.NextCursor
	}
}

func TestOrderHistory(t *testing.T) {
	t.Parallel()
	m := start(t)
	mug, pot := m.goods(t, 50), m.goods(t, 50)
	guests := m.placeOne(t, m.cart(t, mug)) // by ada@example.org, without an account
	ada, bob := m.signUp(t, "ada@example.org"), m.signUp(t, "bob@example.org")
	eventually(t, 20*time.Second, func() bool { return len(m.history(t, ada, 10)) == 1 })

	want := []string{guests.OrderID}
	for range 5 {
		a := m.call("POST", "/orders", orderBody(m.cart(t, mug, pot)), slices.Concat(ada.bearer(), []string{"Idempotency-Key", uuid.NewString()})...)
		var p placed
		a.into(t, &p)
		want = append([]string{p.OrderID}, want...)
	}
	m.placeOne(t, m.cart(t, mug)) // a guest again, under the same address
	for _, limit := range []int{1, 4, 6, 100} {
		if got := m.history(t, ada, limit); !slices.Equal(got, want) {
			t.Errorf("in pages of %d: got %v, want %v", limit, got, want)
		}
	}
	if got := m.history(t, bob, 10); len(got) > 0 {
		t.Errorf("another account has %v", got)
	}
	if got := m.order(t, guests); got.Status != "payment_pending" {
		t.Errorf("the guest's link shows %+v", got)
	}
	if a := m.call("GET", "/orders?cursor=eyJ4IjoxfQ", "", ada.bearer()...); a.status != http.StatusUnprocessableEntity || a.code() != "cursor_invalid" {
		t.Errorf("a cursor of nowhere: %d %s", a.status, a.body)
	}
	m.mustBeHealthy(t)
}

func TestAddressBook(t *testing.T) {
	t.Parallel()
	m := start(t)
	ada, bob := m.signUp(t, "ada@example.org"), m.signUp(t, "bob@example.org")
	save := func(city string, more string) string {
		return fmt.Sprintf(`{"address":%s%s}`, strings.ReplaceAll(addressJSON, "Berlin", city), more)
	}
	var first struct{ ID string }
	a := m.call("POST", "/me/addresses", save("Berlin", ""), ada.bearer()...)
	a.into(t, &first)
	one := "/me/addresses/" + first.ID

	// In order: later rows build on earlier ones.
	for _, r := range []struct {
		name, method, path, body string
		who                      somebody
		status                   int
		code, contains           string
	}{
		{"the first is the default", "GET", "/me/addresses", "", ada, 200, "", `"defaultBilling":true,"defaultShipping":true`},
		{"another takes over", "POST", "/me/addresses", save("Bonn", `,"defaultShipping":true`), ada, 201, "", `"defaultBilling":false,"defaultShipping":true`},
		{"the defaults come first", "GET", "/me/addresses", "", ada, 200, "", `{"items":[{"address":{"city":"Bonn"`},
		{"changing one", "PUT", one, save("Cologne", ""), ada, 200, "", `"city":"Cologne"`},
		{"another's", "PUT", one, save("Rome", ""), bob, 404, "address_not_found", ""},
		{"to nowhere", "POST", "/me/addresses", strings.Replace(save("Rome", ""), `"DE"`, `"ZZ"`, 1), ada, 422, "address_invalid", `"path":"address.country"`},
		{"removing another's", "DELETE", one, "", bob, 404, "address_not_found", ""},
		{"it is still there", "GET", "/me/addresses", "", ada, 200, "", `"city":"Cologne"`},
		{"removing it", "DELETE", one, "", ada, 204, "", ""},
		{"removing it again", "DELETE", one, "", ada, 404, "address_not_found", ""},
		{"it is gone", "PUT", one, save("Rome", ""), ada, 404, "address_not_found", ""},
		{"nobody else's are shown", "GET", "/me/addresses", "", bob, 200, "", `{"items":[]}`},
	} {
		t.Run(r.name, func(t *testing.T) {
			a := m.call(r.method, r.path, r.body, r.who.bearer()...)
			if a.status != r.status || a.code() != r.code || !strings.Contains(string(a.body), r.contains) {
				t.Errorf("%d %s %s, want %d %q with %s", a.status, a.code(), a.body, r.status, r.code, r.contains)
			}
		})
	}
}

func TestTeamOfAStore(t *testing.T) {
	t.Parallel()
	m := start(t)
	s, other := m.shop(t, "north"), m.shop(t, "south")
	ada, bob, eve := m.signUp(t, "ada@example.org"), m.signUp(t, "bob@example.org"), m.signUp(t, "eve@example.org")
	if err := m.stores.Appoint(context.Background(), s.store.ID, uuid.MustParse(ada.ID), stores.RoleOwner); err != nil {
		t.Fatal(err)
	}
	if err := m.stores.Appoint(context.Background(), other.store.ID, uuid.MustParse(eve.ID), stores.RoleOwner); err != nil {
		t.Fatal(err)
	}
	m.placeOne(t, m.cart(t, s.mugVariant, other.mugVariant))
	m.placeOne(t, m.cart(t, other.mugVariant))
	var queue struct{ Items []struct{ ID string } }
	m.call("GET", "/stores/south/orders", "", eve.bearer()...).into(t, &queue)
	if len(queue.Items) != 2 {
		t.Fatalf("the other store has %d orders", len(queue.Items))
	}
	theirs := queue.Items[0].ID
	m.call("GET", "/stores/north/orders", "", ada.bearer()...).into(t, &queue)
	if len(queue.Items) != 1 {
		t.Fatalf("the store has %d orders", len(queue.Items))
	}
	ours := queue.Items[0].ID
	members, bobsPlace, invitations := "/stores/north/members", "/stores/north/members/"+bob.ID, "/stores/north/invitations"
	type row struct {
		name, method, path, body string
		who                      somebody
		status                   int
		code, contains           string
	}
	inOrder := func(rows []row) { // later rows build on earlier ones
		for _, r := range rows {
			t.Run(r.name, func(t *testing.T) {
				a := m.call(r.method, r.path, r.body, r.who.bearer()...)
				if a.status != r.status || a.code() != r.code || !strings.Contains(string(a.body), r.contains) {
					t.Errorf("%d %s %s, want %d %q with %s", a.status, a.code(), a.body, r.status, r.code, r.contains)
				}
				if strings.HasPrefix(r.path, "/stores/north/orders") && strings.Contains(string(a.body), "@") {
					t.Errorf("a merchant sees an address of e-mail: %s", a.body)
				}
			})
		}
	}
	inOrder([]row{
		{"one's stores", "GET", "/me/stores", "", ada, 200, "", `"name":"NORTH","role":"owner","slug":"north"`},
		{"the team", "GET", members, "", ada, 200, "", `"email":"ada@example.org","name":"Ada Byron","role":"owner"`},
		{"inviting somebody without an account", "POST", invitations, `{"email":"nobody@example.org","role":"staff"}`, ada, 201, "", `"email":"nobody@example.org"`},
		{"inviting somebody with one, who is not told apart", "POST", invitations, `{"email":"BOB@example.org","role":"staff"}`, ada, 201, "", `"email":"bob@example.org"`},
		{"the open invitations", "GET", invitations, "", ada, 200, "", `"email":"nobody@example.org"`},
	})
	token := fmt.Sprintf(`{"token":%q}`, m.mailToken(t, "bob@example.org", "store_invitation"))
	inOrder([]row{
		{"what a link offers, to anybody who has it", "POST", "/invitations/look", token, somebody{}, 200, "", `"role":"staff","storeName":"NORTH"`},
		{"accepting, with another's account", "POST", "/invitations/accept", token, eve, 403, "invited_another", ""},
		{"accepting", "POST", "/invitations/accept", token, bob, 200, "", `"role":"staff"`},
		{"accepting again", "POST", "/invitations/accept", token, bob, 404, "invitation_over", ""},
		{"inviting a member", "POST", invitations, `{"email":"bob@example.org","role":"owner"}`, ada, 409, "already_member", ""},
		{"the member's stores", "GET", "/me/stores", "", bob, 200, "", `"role":"staff"`},
		{"the team, seen by staff", "GET", members, "", bob, 200, "", `"ada@example.org"`},
		{"the orders, seen by staff", "GET", "/stores/north/orders?status=awaiting_payment", "", bob, 200, "", ours},
		{"an order, seen by staff", "GET", "/stores/north/orders/" + ours, "", bob, 200, "", `"city":"Berlin"`},
		{"an order of another store", "GET", "/stores/north/orders/" + theirs, "", bob, 404, "store_order_not_found", ""},
		{"the orders of another store", "GET", "/stores/south/orders", "", bob, 404, "store_not_found", ""},
		{"orders in no such state", "GET", "/stores/north/orders?status=lost", "", bob, 400, "bad_request", `"path":"status"`},
		{"the stock, seen by staff", "GET", "/stores/north/inventory", "", bob, 200, "", `"sku":"MUG"`},
		{"inviting, by staff", "POST", invitations, `{"email":"eve@example.org","role":"staff"}`, bob, 403, "forbidden", ""},
		{"removing, by staff", "DELETE", bobsPlace, "", bob, 403, "forbidden", ""},
		{"another role", "PATCH", bobsPlace, `{"role":"manager"}`, ada, 200, "", `"role":"manager"`},
		{"the stock, seen by a manager", "GET", "/stores/north/inventory?limit=2", "", bob, 200, "", `"quantityAvailable":4,"sku":"MUG"`},
		{"a role of somebody else", "PATCH", "/stores/north/members/" + eve.ID, `{"role":"staff"}`, ada, 404, "member_not_found", ""},
		{"the last owner leaves", "DELETE", "/stores/north/members/" + ada.ID, "", ada, 409, "last_owner", ""},
		{"the last owner steps down", "PATCH", "/stores/north/members/" + ada.ID, `{"role":"staff"}`, ada, 409, "last_owner", ""},
		{"a stranger invites", "POST", invitations, `{"email":"eve@example.org","role":"owner"}`, eve, 404, "store_not_found", ""},
		{"a member goes", "DELETE", bobsPlace, "", ada, 204, "", ""},
		{"a member is gone", "DELETE", bobsPlace, "", ada, 404, "member_not_found", ""},
		{"and sees nothing any more", "GET", "/stores/north/orders", "", bob, 404, "store_not_found", ""},
		{"not in the list either", "GET", "/me/stores", "", bob, 200, "", `{"items":[]}`},
	})
}
