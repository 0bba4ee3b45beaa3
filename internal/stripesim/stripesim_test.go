package stripesim_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"rialto/internal/db/dbtest"
	"rialto/internal/stripesim"
)

const key = "sk_test_key"

// client calls a simulator over HTTP.
type client struct {
	t   *testing.T
	url string
	cfg stripesim.Config
	srv *stripesim.Server
}

func setup(t *testing.T, change func(*stripesim.Config)) client {
	t.Helper()
	c := client{t: t, cfg: stripesim.Config{
		Pool: dbtest.New(t), SecretKey: key, WebhookSecret: "whsec_test", MerchantName: "Rialto & Söhne",
	}}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { c.srv.ServeHTTP(w, r) }))
	t.Cleanup(front.Close)
	c.url, c.cfg.PublicURL = front.URL, front.URL
	if change != nil {
		change(&c.cfg)
	}
	if err := stripesim.Install(t.Context(), dbtest.Owner(t, c.cfg.Pool)); err != nil {
		t.Fatal(err)
	}
	c.srv = stripesim.New(c.cfg)
	return c
}

// do sends a form and returns the answer with its body.
func (c client) do(method, path string, form url.Values, header ...string) (*http.Response, string) {
	c.t.Helper()
	target, body := c.url+path, ""
	if method == http.MethodPost {
		body = form.Encode()
	} else if len(form) > 0 {
		target += "?" + form.Encode()
	}
	r, err := http.NewRequestWithContext(c.t.Context(), method, target, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "Bearer "+key)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := stay.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return resp, string(text)
}

// sessionForm asks for a session of two shirts.
func sessionForm() url.Values {
	return url.Values{
		"mode": {"payment"}, "success_url": {"https://shop.example/ok?s={CHECKOUT_SESSION_ID}"}, "cancel_url": {"https://shop.example/no"},
		"customer_email": {"ada@example.com"}, "line_items[0][quantity]": {"2"},
		"line_items[0][price_data][currency]": {"eur"}, "line_items[0][price_data][unit_amount]": {"64950"},
		"line_items[0][price_data][product_data][name]": {"Shirt <b>blue</b>"},
	}
}

// open makes a session and returns its id.
func (c client) open() string {
	c.t.Helper()
	resp, body := c.do(http.MethodPost, "/v1/checkout/sessions", sessionForm())
	var cs struct{ ID string }
	if err := json.Unmarshal([]byte(body), &cs); err != nil || resp.StatusCode != http.StatusOK {
		c.t.Fatalf("open session: %d %s", resp.StatusCode, body)
	}
	return cs.ID
}

func TestParameters(t *testing.T) {
	t.Parallel()
	c := setup(t, nil)
	for _, test := range []struct{ name, param, value, code, blamed string }{
		{"an unknown parameter", "colour", "blue", "parameter_unknown", "colour"},
		{"an unknown parameter in a list", "line_items[0][colour]", "blue", "parameter_unknown", "line_items[0][colour]"},
		{"no mode", "mode", "", "parameter_missing", "mode"},
		{"another mode", "mode", "subscription", "", "mode"},
		{"no success url", "success_url", "", "parameter_missing", "success_url"},
		{"a bad url", "cancel_url", "/cart", "url_invalid", "cancel_url"},
		{"a script as url", "success_url", "javascript:alert(1)", "url_invalid", "success_url"},
		{"a bad address", "customer_email", "ada", "email_invalid", "customer_email"},
		{"no quantity", "line_items[0][quantity]", "", "parameter_missing", "line_items[0][quantity]"},
		{"quantity zero", "line_items[0][quantity]", "0", "parameter_invalid_integer", "line_items[0][quantity]"},
		{"a fraction of a cent", "line_items[0][price_data][unit_amount]", "12.5", "parameter_invalid_integer", "line_items[0][price_data][unit_amount]"},
		{"a negative price", "line_items[0][price_data][unit_amount]", "-1", "parameter_invalid_integer", "line_items[0][price_data][unit_amount]"},
		{"too small a total", "line_items[0][price_data][unit_amount]", "24", "amount_too_small", ""},
		{"too large a total", "line_items[0][price_data][unit_amount]", "99999999", "amount_too_large", ""},
		{"no currency", "line_items[0][price_data][currency]", "", "parameter_missing", "line_items[0][price_data][currency]"},
		{"an unknown currency", "line_items[0][price_data][currency]", "xxx", "", "line_items[0][price_data][currency]"},
		{"no name", "line_items[0][price_data][product_data][name]", "", "parameter_missing", "line_items[0][price_data][product_data][name]"},
		{"too short a life", "expires_at", fmt.Sprint(time.Now().Add(29 * time.Minute).Unix()), "", "expires_at"},
		{"too long a life", "expires_at", fmt.Sprint(time.Now().Add(25 * time.Hour).Unix()), "", "expires_at"},
		{"long metadata", "metadata[x]", strings.Repeat("x", 501), "", "metadata[x]"},
		{"another payment method", "payment_method_types[0]", "sepa_debit", "", "payment_method_types"},
		{"an expansion that is none", "expand[]", "customer", "", "expand"},
	} {
		form := sessionForm()
		form.Set(test.param, test.value)
		resp, body := c.do(http.MethodPost, "/v1/checkout/sessions", form)
		var answer struct {
			Error struct{ Type, Code, Param string }
		}
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatalf("%s: %v in %s", test.name, err, body)
		}
		e := answer.Error
		if resp.StatusCode != http.StatusBadRequest || e.Type != "invalid_request_error" || e.Code != test.code || e.Param != test.blamed {
			t.Errorf("%s: got %d %+v", test.name, resp.StatusCode, e)
		}
	}
}

func TestAPI(t *testing.T) {
	t.Parallel()
	c := setup(t, nil)

	t.Run("wants its key", func(t *testing.T) {
		for _, authorization := range []string{"", "Bearer sk_other", "Basic " + key} {
			if resp, _ := c.do(http.MethodGet, "/v1/events", nil, "Authorization", authorization); resp.StatusCode != http.StatusUnauthorized {
				t.Errorf("%q: got %d", authorization, resp.StatusCode)
			}
		}
	})

	t.Run("says what it does not have", func(t *testing.T) {
		for _, path := range []string{"/v1/charges", "/v1/checkout/sessions/cs_no", "/v1/payment_intents/pi_no", "/v1/refunds/re_no", "/v1/events/evt_no"} {
			resp, body := c.do(http.MethodGet, path, nil)
			if resp.StatusCode != http.StatusNotFound || !strings.Contains(body, "invalid_request_error") || resp.Header.Get("Request-Id") == "" {
				t.Errorf("%s: got %d %s", path, resp.StatusCode, body)
			}
		}
	})

	t.Run("repeats the answer to a key", func(t *testing.T) {
		first, body := c.do(http.MethodPost, "/v1/checkout/sessions", sessionForm(), "Idempotency-Key", "k1")
		second, again := c.do(http.MethodPost, "/v1/checkout/sessions", sessionForm(), "Idempotency-Key", "k1")
		if body != again || first.Header.Get("Idempotent-Replayed") != "" || second.Header.Get("Idempotent-Replayed") != "true" {
			t.Errorf("got %s\nand %s", body, again)
		}
		other := sessionForm()
		other.Set("metadata[x]", "y")
		if resp, body := c.do(http.MethodPost, "/v1/checkout/sessions", other, "Idempotency-Key", "k1"); resp.StatusCode != http.StatusBadRequest || !strings.Contains(body, "idempotency_error") {
			t.Errorf("got %d %s", resp.StatusCode, body)
		}
	})

	t.Run("can be made to fail", func(t *testing.T) {
		if resp, _ := c.do(http.MethodPost, "/control", url.Values{"fault": {"error"}}); resp.StatusCode != http.StatusNoContent {
			t.Errorf("got %d", resp.StatusCode)
		}
		if resp, body := c.do(http.MethodGet, "/v1/events", nil); resp.StatusCode != http.StatusInternalServerError || !strings.Contains(body, "api_error") {
			t.Errorf("got %d %s", resp.StatusCode, body)
		}
		if resp, _ := c.do(http.MethodPost, "/control", url.Values{"fault": {"fire"}}); resp.StatusCode != http.StatusBadRequest {
			t.Errorf("an unknown fault: got %d", resp.StatusCode)
		}
		c.do(http.MethodPost, "/control", url.Values{"fault": {"none"}})
		if resp, _ := c.do(http.MethodGet, "/v1/events", nil); resp.StatusCode != http.StatusOK {
			t.Errorf("got %d", resp.StatusCode)
		}
	})
}

func TestLists(t *testing.T) {
	t.Parallel()
	c := setup(t, nil)
	var ids []string // the newest first
	for range 5 {
		ids = append([]string{c.open()}, ids...)
	}
	c.do(http.MethodPost, "/pay/"+ids[1], url.Values{"outcome": {"paid"}})
	for _, test := range []struct {
		query string
		want  []string
		more  bool
	}{
		{"limit=2", ids[:2], true},
		{"limit=2&starting_after=" + ids[1], ids[2:4], true},
		{"limit=2&starting_after=" + ids[3], ids[4:], false},
		{"limit=2&ending_before=" + ids[4], ids[2:4], true},
		{"status=complete", ids[1:2], false},
		{"status=expired", nil, false},
		{"created[gte]=" + fmt.Sprint(time.Now().Add(time.Minute).Unix()), nil, false},
	} {
		query, err := url.ParseQuery(test.query)
		if err != nil {
			t.Fatal(err)
		}
		_, body := c.do(http.MethodGet, "/v1/checkout/sessions", query)
		var page struct {
			Data    []struct{ ID string }
			HasMore bool `json:"has_more"`
		}
		if err := json.Unmarshal([]byte(body), &page); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, cs := range page.Data {
			got = append(got, cs.ID)
		}
		if fmt.Sprint(got) != fmt.Sprint(test.want) || page.HasMore != test.more {
			t.Errorf("%s: got %v, more %v, want %v, %v", test.query, got, page.HasMore, test.want, test.more)
		}
	}
	for query, want := range map[string]int{"": 2, "type=checkout.session.completed": 1, "type=checkout.session.*": 1, "types[0]=a.b&types[1]=payment_intent.succeeded": 1} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		_, body := c.do(http.MethodGet, "/v1/events", values)
		if got := strings.Count(body, `"object": "event"`); got != want {
			t.Errorf("events %q: got %d, want %d", query, got, want)
		}
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	c := setup(t, nil)

	t.Run("shows what is to be paid", func(t *testing.T) {
		resp, body := c.do(http.MethodGet, "/pay/"+c.open(), nil)
		for _, want := range []string{"Rialto &amp; Söhne", "Pay €1,299.00", "€649.50 each", "Shirt &lt;b&gt;blue&lt;/b&gt;", "ada@example.com", "no money moves"} {
			if !strings.Contains(body, want) {
				t.Errorf("%q is not on the page", want)
			}
		}
		if strings.Contains(body, "<script") || strings.Contains(body, "style=") || strings.Contains(body, "<style") {
			t.Error("the page has inline script or style, which its own policy forbids")
		}
		if csp := resp.Header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'self'; style-src 'self'") {
			t.Errorf("got policy %q", csp)
		}
		if resp, _ := c.do(http.MethodGet, "/style.css", nil); resp.Header.Get("Content-Type") != "text/css; charset=utf-8" {
			t.Errorf("got style %d %q", resp.StatusCode, resp.Header.Get("Content-Type"))
		}
	})

	t.Run("says that the card was declined and can be tried again", func(t *testing.T) {
		resp, body := c.do(http.MethodPost, "/pay/"+c.open(), url.Values{"outcome": {"declined"}})
		if resp.StatusCode != http.StatusPaymentRequired || !strings.Contains(body, `role="alert"`) ||
			!strings.Contains(body, "Your card was declined.") || !strings.Contains(body, `value="paid"`) {
			t.Errorf("got %d %s", resp.StatusCode, body)
		}
	})

	t.Run("says what happened to a session that is closed", func(t *testing.T) {
		paid, expired := c.open(), c.open()
		c.do(http.MethodPost, "/pay/"+paid, url.Values{"outcome": {"paid"}})
		c.do(http.MethodPost, "/v1/checkout/sessions/"+expired+"/expire", nil)
		for id, want := range map[string]string{paid: "https://shop.example/ok?s=" + paid, expired: "https://shop.example/no"} {
			for _, outcome := range []string{"paid", "declined"} {
				resp, body := c.do(http.MethodPost, "/pay/"+id, url.Values{"outcome": {outcome}})
				if resp.StatusCode != http.StatusConflict || !strings.Contains(body, want) {
					t.Errorf("%s: got %d %s", outcome, resp.StatusCode, body)
				}
			}
			if resp, _ := c.do(http.MethodGet, "/pay/"+id, nil); resp.StatusCode != http.StatusOK {
				t.Errorf("got %d", resp.StatusCode)
			}
		}
	})

	t.Run("refuses what is no button of it", func(t *testing.T) {
		id := c.open()
		for _, form := range []url.Values{{}, {"outcome": {"stolen"}}, {"outcome": {"paid"}, "deliver": {"late:-1"}}, {"outcome": {"paid"}, "deliver": {"often"}}} {
			if resp, _ := c.do(http.MethodPost, "/pay/"+id, form); resp.StatusCode != http.StatusBadRequest {
				t.Errorf("%v: got %d", form, resp.StatusCode)
			}
		}
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			if resp, _ := c.do(method, "/pay/cs_no", url.Values{"outcome": {"paid"}}); resp.StatusCode != http.StatusNotFound {
				t.Errorf("an unknown session: got %d", resp.StatusCode)
			}
		}
	})
}

func TestRun(t *testing.T) {
	t.Parallel()
	got := make(chan string, 10)
	shop := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- string(body)
	}))
	t.Cleanup(shop.Close)
	c := setup(t, func(cfg *stripesim.Config) { cfg.WebhookURL = shop.URL })
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { c.srv.Run(ctx) })
	id := c.open()
	c.do(http.MethodPost, "/pay/"+id, url.Values{"outcome": {"paid"}})
	select {
	case body := <-got:
		if !strings.Contains(body, id) || !strings.Contains(body, "checkout.session.completed") {
			t.Errorf("got %s", body)
		}
	case <-time.After(10 * time.Second):
		t.Error("no webhook came")
	}
	stop()
	running.Wait()
}

func TestInstall(t *testing.T) {
	t.Parallel()
	owner := dbtest.Owner(t, dbtest.New(t))
	var starts sync.WaitGroup
	for range 6 { // processes that start at once, on a database without the schema
		starts.Go(func() {
			if err := stripesim.Install(t.Context(), owner); err != nil {
				t.Error(err)
			}
		})
	}
	starts.Wait()
}
