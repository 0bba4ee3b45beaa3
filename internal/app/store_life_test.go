package app

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/money"
)

// step is a request that has to be answered like this.
type step struct {
	name, method, path, body string
	who                      somebody
	header                   []string
	status                   int
	code, contains           string
}

// inOrder takes steps, each of which builds on those before.
func (m *market) inOrder(t *testing.T, steps ...step) {
	t.Helper()
	for _, s := range steps {
		t.Run(s.name, func(t *testing.T) {
			var header []string
			if s.who.AccessToken != "" {
				header = s.who.bearer()
			}
			a := m.call(s.method, s.path, s.body, append(header, s.header...)...)
			if a.status != s.status || a.code() != s.code || !strings.Contains(string(a.body), s.contains) {
				t.Errorf("%d %s %s, want %d %q with %s", a.status, a.code(), a.body, s.status, s.code, s.contains)
			}
		})
	}
}

func (m *market) mailed(t *testing.T, to, kind, subject string) {
	t.Helper()
	eventually(t, 20*time.Second, func() bool {
		return slices.ContainsFunc(m.mails(t, to), func(l letter) bool { return l.Kind == kind && strings.Contains(l.Subject, subject) })
	})
}

const (
	businessJSON = `{"address":{"name":"Ada Byron Ltd","line1":"Canal 1","city":"Berlin","postalCode":"10115","country":"DE"},
		"email":"shop@example.org","registration":"HRB 1","taxId":"DE 123 456 789"}`
	payoutJSON = `{"holder":"Ada Byron","iban":"DE89 3704 0044 0532 0130 00"}`
)

// TestAStoreOpens goes the whole way in, over HTTP.
func TestAStoreOpens(t *testing.T) {
	t.Parallel()
	m := start(t)
	ada, eve := m.signUp(t, "ada@example.org"), m.signUp(t, "eve@example.org")
	root := m.promoted(t, m.signUp(t, "root@example.org"))
	first := []string{"If-Match", `"0"`}
	m.inOrder(t,
		step{"applying, as nobody", "POST", "/stores", `{"name":"Lamp Light"}`, somebody{}, nil, 401, "unauthenticated", ""},
		step{"applying with a name of marks", "POST", "/stores", `{"name":"!!!"}`, ada, nil, 422, "store_invalid", `"path":"name"`},
		step{"applying", "POST", "/stores", `{"name":"Lamp Light"}`, ada, nil, 201, "", `"role":"owner","slug":"lamp-light","status":"applying"`},
		step{"a name that is taken", "POST", "/stores", `{"name":"Lamp light!"}`, eve, nil, 409, "store_slug_taken", `"path":"slug"`},
		step{"buyers do not see it", "GET", "/stores/lamp-light", "", somebody{}, nil, 404, "store_not_found", ""},
		step{"nor does another's account", "GET", "/stores/lamp-light/onboarding", "", eve, nil, 404, "store_not_found", ""},
		step{"its owner sees what is left", "GET", "/stores/lamp-light/onboarding", "", ada, nil, 200, "", `"complete":false`},
		step{"submitting too early", "POST", "/stores/lamp-light/onboarding/submit", "", ada, nil, 409, "onboarding_incomplete", `"path":"steps.payout"`},
		step{"a profile without its version", "PATCH", "/stores/lamp-light/profile", `{"description":"Lamps."}`, ada, nil, 428, "version_needed", ""},
		step{"a profile", "PATCH", "/stores/lamp-light/profile", `{"description":"Lamps\u0007.","returnsPolicy":"30 days."}`, ada, []string{"If-Match", `"1"`}, 200, "", `"description":"Lamps."`},
		step{"a profile from an old version", "PATCH", "/stores/lamp-light/profile", `{"tagline":"x"}`, ada, []string{"If-Match", `W/"1"`}, 412, "store_changed", ""},
		step{"a business that is none", "PUT", "/stores/lamp-light/business", strings.Replace(businessJSON, "DE 123", "DE 12", 1), ada, first, 422, "business_invalid", `"path":"taxId"`},
		step{"a business nowhere", "PUT", "/stores/lamp-light/business", strings.Replace(businessJSON, `"DE"`, `"ZZ"`, 1), ada, first, 422, "business_invalid", `"path":"address.country"`},
		step{"a business", "PUT", "/stores/lamp-light/business", businessJSON, ada, first, 200, "", `"taxId":"DE123456789","version":1`},
		step{"a business that was changed meanwhile", "PUT", "/stores/lamp-light/business", businessJSON, ada, first, 412, "store_changed", ""},
		step{"an account with a wrong digit", "PUT", "/stores/lamp-light/payout-account", strings.Replace(payoutJSON, "89", "88", 1), ada, first, 422, "payout_invalid", `"path":"iban"`},
		step{"an account", "PUT", "/stores/lamp-light/payout-account", payoutJSON, ada, first, 200, "", `"last4":"3000"`},
		step{"terms of another version", "PUT", "/stores/lamp-light/onboarding/terms", `{"version":"0"}`, ada, nil, 409, "terms_changed", ""},
		step{"the terms", "PUT", "/stores/lamp-light/onboarding/terms", `{"version":"1"}`, ada, nil, 200, "", `"complete":true`},
		step{"an operator wants more", "PUT", "/admin/settings", `{"supportEmail":"help@example.org","termsUrl":"","termsVersion":"1","requiredSteps":["terms"],
			"customSteps":[{"key":"call","title":"Call us"}]}`, root, []string{"If-Match", `"1"`}, 200, "", `"version":2`},
		step{"which is left", "POST", "/stores/lamp-light/onboarding/submit", "", ada, nil, 409, "onboarding_incomplete", `"path":"steps.call"`},
		step{"a step that is none", "PUT", "/stores/lamp-light/onboarding/steps/write", `{"done":true}`, ada, nil, 404, "step_not_found", ""},
		step{"the step", "PUT", "/stores/lamp-light/onboarding/steps/call", `{"done":true}`, ada, nil, 200, "", `"complete":true`},
		step{"approving what was not submitted", "POST", "/admin/stores/lamp-light/approve", "", root, nil, 409, "store_state_forbids", `"code":"applying"`},
		step{"submitting", "POST", "/stores/lamp-light/onboarding/submit", "", ada, nil, 200, "", `"status":"submitted"`},
		step{"the queue", "GET", "/admin/stores?status=submitted&sort=oldest", "", root, nil, 200, "", `"owners":["ada@example.org"]`},
		step{"refusing without a reason", "POST", "/admin/stores/lamp-light/refuse", `{"reason":" "}`, root, nil, 422, "store_invalid", `"path":"reason"`},
		step{"refusing", "POST", "/admin/stores/lamp-light/refuse", `{"reason":"No imprint."}`, root, nil, 200, "", `"status":"refused"`},
		step{"the owner is told why", "GET", "/stores/lamp-light/onboarding", "", ada, nil, 200, "", `"reason":"No imprint."`},
		step{"submitting again", "POST", "/stores/lamp-light/onboarding/submit", "", ada, nil, 200, "", `"status":"submitted"`},
		step{"approving", "POST", "/admin/stores/lamp-light/approve", "", root, nil, 200, "", `"status":"active"`},
		step{"buyers see it, and who is behind it", "GET", "/stores/lamp-light", "", somebody{}, nil, 200, "", `"vatId":"DE123456789"`},
		step{"and what it promises", "GET", "/stores/lamp-light", "", somebody{}, nil, 200, "", `"returns":"30 days."`},
		step{"showing it first", "PUT", "/admin/featured-stores", `{"storeIds":["` + uuid.NewString() + `"]}`, root, []string{"If-Match", `"1"`}, 422, "featured_invalid", ""},
		step{"closing it under another name", "POST", "/stores/lamp-light/close", `{"confirm":"lamp"}`, ada, nil, 422, "confirmation_wrong", ""},
		step{"closing it", "POST", "/stores/lamp-light/close", `{"confirm":"lamp-light"}`, ada, nil, 200, "", `"status":"closed"`},
	)
	m.mailed(t, "ada@example.org", "payout_account_changed", "Lamp Light")
	m.mailed(t, "ada@example.org", "store_decided", "Lamp Light has not been approved")
	m.mailed(t, "ada@example.org", "store_decided", "Lamp Light is open")
	t.Run("the account is nowhere in clear", func(t *testing.T) {
		for _, table := range []string{"stores.payout_accounts", "audit.entries", "notify.mails"} {
			var all string
			must(t, m.pool.QueryRow(t.Context(), `SELECT coalesce(string_agg(encode(convert_to(x::text, 'UTF8'), 'escape'), ' '), '') FROM `+table+` x`).Scan(&all))
			if strings.Contains(all, "0532013000") || strings.Contains(all, "89370400440532013000") {
				t.Errorf("%s holds it", table)
			}
		}
	})
	t.Run("every step is in the audit log", func(t *testing.T) {
		var actions string
		must(t, m.pool.QueryRow(t.Context(), `SELECT string_agg(action, ' ' ORDER BY seq) FROM audit.entries WHERE store_id IS NOT NULL`).Scan(&actions))
		want := "store.applied member.added store.profile_changed store.business_changed store.payout_changed store.terms_accepted " +
			"store.step_confirmed store.submitted store.refused store.submitted store.approved store.closed"
		if actions != want {
			t.Errorf("got %s\nwant %s", actions, want)
		}
	})
}

// TestSuspendedStoreVanishes suspends a store that everybody has just looked at:
// its products are gone from everywhere within five seconds, carts tell, and
// checkout refuses from the moment the operator has the answer.
func TestSuspendedStoreVanishes(t *testing.T) {
	t.Parallel()
	m := start(t)
	s, other := m.shop(t, "north"), m.shop(t, "south")
	ada := m.signUp(t, "ada@example.org")
	root := m.promoted(t, m.signUp(t, "root@example.org"))
	must(t, m.stores.Appoint(t.Context(), s.store.ID, uuid.MustParse(ada.ID), "owner"))
	cart, later := m.cart(t, s.mugVariant, other.mugVariant), m.cart(t, s.shirtSmall)
	ordered := m.placeOne(t, m.cart(t, s.mugVariant))

	// The other store has the same products: what must go is what names the store.
	api := func(path string) func() string { return func() string { return string(m.call("GET", path, "").body) } }
	page := func(path string) func() string {
		return func() string { return string(m.at(t, http.MethodGet, path).body) }
	}
	places := map[string]func() string{
		"the list": api("/products?limit=100"), "the list by price": api("/products?sort=price_asc"), "the search": api("/products?q=mug"),
		"the suggestions": api("/search?q=mug"), "the suggested stores": api("/search?q=nor"), "the stores": api("/stores"),
		"the featured stores": api("/stores?sort=featured"), "the store": api("/stores/north"), "the store's products": api("/stores/north/products"),
		"the product": api("/stores/north/products/mug"), "the product by id": api("/products/" + s.mug.String()),
		"the home page": page("/"), "the page of products": page("/products"), "the store's page": page("/stores/north"),
		"the product's page": page("/stores/north/products/mug"), "the sitemap": page("/sitemap.xml"),
	}
	names := func(text string) bool {
		return strings.Contains(text, "NORTH") || strings.Contains(text, "<loc>"+m.url+"/stores/north")
	}
	for name, look := range places {
		if text := look(); !names(text) {
			t.Errorf("%s does not show the store to begin with: %.300s", name, text)
		}
	}
	count := func() string { return string(m.call("GET", "/categories", "").body) }
	if !strings.Contains(count(), `"productCount":2,"slug":"kitchen"`) {
		t.Errorf("categories: %s", count())
	}

	suspended := time.Now()
	m.inOrder(t, step{"suspending", "POST", "/admin/stores/north/suspend", `{"reason":"Fakes."}`, root, nil, 200, "", `"status":"suspended"`})
	t.Run("checkout refuses at once, and says which item", func(t *testing.T) {
		a := m.placeOrder(cart, uuid.NewString())
		if a.status != 409 || a.code() != "store_suspended" || !strings.Contains(string(a.body), `"code":"store_suspended","message":"Its store is suspended.","path":"items[0]"`) || strings.Contains(string(a.body), "items[1]") {
			t.Errorf("%d %s", a.status, a.body)
		}
	})
	m.inOrder(t,
		step{"the cart tells", "GET", "/carts/" + cart, "", somebody{}, nil, 200, "", `"change":"store_suspended"`},
		step{"more of it cannot be had", "POST", "/carts/" + cart + "/items", fmt.Sprintf(`{"variantId":%q,"quantity":1}`, s.mugVariant), somebody{}, nil, 409, "store_suspended", ""},
		step{"suspending again", "POST", "/admin/stores/north/suspend", `{"reason":"Fakes."}`, root, nil, 409, "store_state_forbids", ""},
	)
	for name, look := range places {
		eventually(t, 5*time.Second-time.Since(suspended), func() bool { return !names(look()) })
		t.Logf("%s: gone after %s", name, time.Since(suspended).Round(10*time.Millisecond))
	}
	eventually(t, 5*time.Second-time.Since(suspended), func() bool { return strings.Contains(count(), `"productCount":1,"slug":"kitchen"`) })
	t.Logf("gone from everywhere after %s", time.Since(suspended).Round(10*time.Millisecond))

	m.inOrder(t,
		step{"its team still works", "GET", "/stores/north/orders", "", ada, nil, 200, "", `"city":"Berlin"`},
		step{"and knows why", "GET", "/stores/north/profile", "", ada, nil, 200, "", `"reason":"Fakes."`},
		step{"an order of before is served", "GET", "/orders/" + ordered.OrderID + "?token=" + ordered.OrderToken, "", somebody{}, nil, 200, "", `"payment_pending"`},
		step{"the buyer lets go of what cannot be had", "POST", "/carts/" + cart + "/accept-changes", "", somebody{}, nil, 200, "", `"changed":false`},
	)
	m.mailed(t, "ada@example.org", "store_decided", "NORTH has been suspended")
	if a := m.placeOrder(cart, uuid.NewString()); a.status != 201 {
		t.Errorf("what is left of the cart: %d %s", a.status, a.body)
	}

	m.inOrder(t,
		step{"reinstating", "POST", "/admin/stores/north/reinstate", "", root, nil, 200, "", `"status":"active"`},
		step{"a cart is as it was", "GET", "/carts/" + later, "", somebody{}, nil, 200, "", `"changed":false`},
	)
	eventually(t, 5*time.Second, func() bool { return names(places["the list"]()) })
	m.mailed(t, "ada@example.org", "store_decided", "NORTH is open again")
	m.mustBeHealthy(t)
}

func TestStoreOnHoliday(t *testing.T) {
	t.Parallel()
	m := start(t)
	s := m.shop(t, "north")
	ada := m.signUp(t, "ada@example.org")
	must(t, m.stores.Appoint(t.Context(), s.store.ID, uuid.MustParse(ada.ID), "manager"))
	cart := m.cart(t, s.mugVariant)
	version := []string{"If-Match", `"1"`}
	m.inOrder(t,
		step{"a holiday that is over", "PUT", "/stores/north/holiday", `{"on":true,"until":"2020-01-01T00:00:00Z"}`, ada, version, 422, "store_invalid", `"path":"until"`},
		step{"a holiday", "PUT", "/stores/north/holiday", `{"on":true,"message":"At the sea.","until":"2999-01-01T00:00:00Z"}`, ada, version, 200, "", `"version":2`},
		step{"the product is shown, with the reason", "GET", "/products/" + s.mug.String(), "", somebody{}, nil, 200, "", `"message":"At the sea."`},
		step{"so is the store", "GET", "/stores/north", "", somebody{}, nil, 200, "", `"message":"At the sea."`},
		step{"it is not sold", "POST", "/carts/" + cart + "/items", fmt.Sprintf(`{"variantId":%q,"quantity":1}`, s.mugVariant), somebody{}, nil, 409, "store_on_holiday", ""},
		step{"the cart tells", "GET", "/carts/" + cart, "", somebody{}, nil, 200, "", `"change":"store_on_holiday"`},
		step{"and until when", "GET", "/carts/" + cart, "", somebody{}, nil, 200, "", `"until":"2999-01-01T00:00:00Z"`},
	)
	if a := m.placeOrder(cart, uuid.NewString()); a.status != 409 || a.code() != "store_on_holiday" {
		t.Errorf("%d %s", a.status, a.body)
	}
	m.inOrder(t, step{"back at work", "PUT", "/stores/north/holiday", `{"on":false}`, ada, []string{"If-Match", `"2"`}, 200, "", `"version":3`})
	if a := m.placeOrder(cart, uuid.NewString()); a.status != 201 {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// Orders that are placed while a store is suspended are either placed before
// that or refused: none is placed after the operator has the answer.
func TestSuspensionInTheMiddleOfCheckouts(t *testing.T) {
	t.Parallel()
	m := start(t)
	s := m.shop(t, "north")
	root := m.promoted(t, m.signUp(t, "root@example.org"))
	_, err := m.catalog.Put(t.Context(), catalog.PutProductInput{
		StoreID: s.store.ID, Slug: "mug", Name: "Blue mug", Category: "Kitchen",
		Variants: []catalog.PutVariant{{SKU: "MUG", Price: money.Amount{Minor: 1250, Currency: "EUR"}, Quantity: 500}},
	})
	must(t, err)
	const buyers, each = 4, 12
	var carts [buyers][each]string
	for i := range buyers {
		for j := range each {
			carts[i][j] = m.cart(t, s.mugVariant)
		}
	}
	type end struct {
		began  time.Time
		answer answer
	}
	ends, first := make(chan end, buyers*each), make(chan struct{}, buyers)
	var shopping sync.WaitGroup
	for i := range buyers {
		shopping.Go(func() {
			for _, c := range carts[i] {
				began := time.Now()
				e := end{began, m.placeOrder(c, uuid.NewString())}
				ends <- e
				first <- struct{}{}
				if e.answer.status != 201 {
					return
				}
			}
		})
	}
	<-first
	go func() {
		for range first { // nobody else waits for these
		}
	}()
	a := m.call("POST", "/admin/stores/north/suspend", `{"reason":"Fakes."}`, root.bearer()...)
	answered := time.Now()
	if a.status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	shopping.Wait()
	close(first)
	close(ends)
	placed, refused := 0, 0
	for e := range ends {
		switch {
		case e.answer.status == 201 && e.began.After(answered):
			t.Error("an order was placed after the store was suspended")
		case e.answer.status == 201:
			placed++
		case e.answer.code() == "store_suspended":
			refused++
		default:
			t.Errorf("%d %s", e.answer.status, e.answer.body)
		}
	}
	t.Logf("%d placed before, %d refused", placed, refused)
	if refused == 0 {
		t.Error("nobody came after it: this shows nothing")
	}
}

// storeBodies are those of goodBodies that are about the life of a store.
var storeBodies = map[string]string{
	"inviteMember":          `{"email":"nobody@example.org","role":"staff"}`,
	"lookAtInvitation":      `{"token":"x"}`,
	"acceptInvitation":      `{"token":"x"}`,
	"transferOwnership":     `{"userId":"4c7ee71d-a5de-4358-86f9-e0ebb9b077c6","confirm":"x"}`,
	"applyForStore":         `{"name":"x","slug":"x"}`,
	"updateStoreProfile":    `{"name":"x","tagline":"x","description":"x","location":"x","shippingPolicy":"x","returnsPolicy":"x","privacyPolicy":"x"}`,
	"setStoreHoliday":       `{"on":true,"message":"x","until":"2999-01-01T00:00:00Z"}`,
	"putStoreBusiness":      `{"address":` + fullAddress + `,"email":"ada@example.org","registration":"x","taxId":"DE123456789"}`,
	"putPayoutAccount":      `{"holder":"Ada","iban":"DE89370400440532013000"}`,
	"acceptSellerTerms":     `{"version":"1"}`,
	"confirmOnboardingStep": `{"done":true}`,
	"closeStore":            `{"confirm":"x"}`,
	"refuseStore":           `{"reason":"x"}`,
	"suspendStore":          `{"reason":"x"}`,
	"setFeaturedStores":     `{"storeIds":["4c7ee71d-a5de-4358-86f9-e0ebb9b077c6"]}`,
	"putSettings":           `{"supportEmail":"","termsUrl":"","termsVersion":"1","requiredSteps":["terms"],"customSteps":[]}`,
}

func init() { maps.Copy(goodBodies, storeBodies) }
