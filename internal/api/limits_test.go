package api

import (
	"net/http/httptest"
	"strings"
	"testing"

	"rialto/internal/limits"
)

func TestClassOfRequests(t *testing.T) {
	t.Parallel()
	rules, err := accessRules(Contract)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		operation, method, url string
		want                   limits.Class
	}{
		{"getProduct", "GET", "/products/1", limits.Read},
		{"listProducts", "GET", "/products?sort=newest&limit=24", limits.Read},
		{"listProducts", "GET", "/products?q=", limits.Read},
		{"listProducts", "GET", "/products?faq=q%3D", limits.Read},
		{"listProducts", "GET", "/products?limit=1&q=mug", limits.Search},
		{"listProducts", "GET", "/products?%71=mug", limits.Search},
		{"search", "GET", "/search", limits.Search},
		{"addCartItem", "POST", "/carts/1/items?q=mug", limits.Write},
		{"placeOrder", "POST", "/orders", limits.Checkout},
		{"receivePaymentWebhook", "POST", "/payments/webhook", limits.Webhook},
		{"login", "POST", "/auth/login", limits.Login},
		{"register", "POST", "/auth/register", limits.Register},
		{"", "GET", "/nowhere", limits.Read},
		{"", "HEAD", "/nowhere", limits.Read},
		{"", "DELETE", "/nowhere", limits.Write},
	} {
		if _, known := rules[c.operation]; !known && c.operation != "" {
			t.Errorf("the contract has no %s", c.operation)
		}
		if got := rules[c.operation].class(httptest.NewRequest(c.method, c.url, nil)); got != c.want {
			t.Errorf("%s %s counts as %s, want %s", c.method, c.url, got, c.want)
		}
	}
}

func TestContractWithUnknownClass(t *testing.T) {
	t.Parallel()
	_, err := accessRules([]byte(strings.ReplaceAll(string(Contract), `"x-rialto-limit": "login"`, `"x-rialto-limit": "logn"`)))
	if err == nil || !strings.Contains(err.Error(), "x-rialto-limit") {
		t.Errorf("got %v", err)
	}
}
