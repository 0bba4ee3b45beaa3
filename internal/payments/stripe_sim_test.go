package payments_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/payments"
	"rialto/internal/stripesim"
)

const (
	simKey    = "sk_test_simulator"
	simSecret = "whsec_simulator"
	mount     = "/stripe-simulator"
)

// sim is a simulator behind HTTP, mounted as the program mounts it, with a
// shop that takes its webhooks and a clock that the test moves.
type sim struct {
	*payments.Stripe
	server *stripesim.Server
	pool   *db.Pool
	url    string // with the mount prefix
	shop   string // takes the webhooks

	mu       sync.Mutex
	skipped  time.Duration // how far the clock is ahead
	shopDown bool
	webhooks []received
}

// received is a webhook as the shop got it.
type received struct {
	body      []byte
	signature string
	event     payments.WebhookEvent
}

func newSim(t *testing.T) *sim {
	t.Helper()
	m := &sim{pool: dbtest.New(t)}
	check(t, stripesim.Install(t.Context(), dbtest.Owner(t, m.pool)))
	shop := httptest.NewServer(http.HandlerFunc(m.takeWebhook))
	t.Cleanup(shop.Close)
	m.shop = shop.URL
	front := httptest.NewServer(http.StripPrefix(mount, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.current().ServeHTTP(w, r)
	})))
	t.Cleanup(front.Close)
	m.url = front.URL + mount
	m.Stripe = m.adapter(simKey, 5*time.Second)
	m.start(t)
	return m
}

// start makes a server on the database, as a new process would.
func (m *sim) start(t *testing.T) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.server = stripesim.New(stripesim.Config{
		Pool: m.pool, SecretKey: simKey, WebhookSecret: simSecret, WebhookURL: m.shop,
		PublicURL: m.url, MerchantName: "Rialto", Now: m.now,
	})
}

func (m *sim) current() *stripesim.Server {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.server
}

func (m *sim) now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return time.Now().Add(m.skipped)
}

func (m *sim) skip(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.skipped += d
}

func (m *sim) setShopDown(down bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.shopDown = down
}

func (m *sim) adapter(key string, timeout time.Duration) *payments.Stripe {
	return payments.NewStripe(payments.StripeConfig{StripeSecrets: payments.StripeSecrets{Key: key, Webhooks: []string{simSecret}}, BaseURL: m.url, Timeout: timeout})
}

func (m *sim) provider() provider {
	return provider{
		url:    m.url,
		key:    simKey,
		stripe: func(key string) *payments.Stripe { return m.adapter(key, 5*time.Second) },
		paidIntent: func(t *testing.T) string {
			opened := m.open(t)
			m.press(t, opened, "paid", "never")
			paid, err := m.Session(t.Context(), opened.Ref)
			check(t, err)
			return paid.Intent
		},
	}
}

func (m *sim) open(t *testing.T) payments.Session {
	t.Helper()
	s, err := m.OpenSession(t.Context(), sessionInput())
	check(t, err)
	return s
}

// press presses a button of the hosted page and returns the answer's status
// and where it leads.
func (m *sim) press(t *testing.T, s payments.Session, outcome, deliver string) (status int, location string) {
	t.Helper()
	form := url.Values{"outcome": {outcome}, "deliver": {deliver}}
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := browser.PostForm(m.url+"/pay/"+s.Ref, form)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode, resp.Header.Get("Location")
}

func (m *sim) takeWebhook(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	signature := r.Header.Get("Stripe-Signature")
	event, err := m.ParseWebhook(body, signature)
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.shopDown:
		w.WriteHeader(http.StatusServiceUnavailable)
	case err != nil:
		w.WriteHeader(http.StatusBadRequest)
	default:
		m.webhooks = append(m.webhooks, received{body, signature, event})
	}
}

// delivered sends what is due and returns all webhooks that the shop got.
func (m *sim) delivered(t *testing.T) []received {
	t.Helper()
	for {
		n, err := m.current().DeliverDue(t.Context())
		check(t, err)
		if n == 0 {
			break
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]received(nil), m.webhooks...)
}

func isUnavailable(err error) bool { return errors.Is(err, payments.ErrProviderUnavailable) }

// events returns the provider's events of a type.
func (m *sim) events(t *testing.T, typ string) []payments.WebhookEvent {
	t.Helper()
	var events []payments.WebhookEvent
	for e, err := range m.EventsSince(t.Context(), time.Time{}) {
		check(t, err)
		if e.Type == typ {
			events = append(events, e)
		}
	}
	return events
}
