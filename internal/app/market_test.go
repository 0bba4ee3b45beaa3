package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/events"
	"rialto/internal/money"
	"rialto/internal/stores"
)

// market is a running Rialto and a way to put goods on sale in it.
type market struct {
	url     string
	cfg     Config
	pool    *db.Pool
	stores  *stores.Service
	catalog *catalog.Service
	client  *http.Client
	said    *log
}

// start runs the whole program on a database of its own until the test ends. It
// limits nobody: all of a test's visitors have one address.
func start(t *testing.T) *market {
	t.Helper()
	return startWith(t, func(*Config) {})
}

func startWith(t *testing.T, set func(*Config)) *market {
	t.Helper()
	return startServing(t, func(cfg *Config, _ *ListenConfig) { set(cfg) })
}

func startServing(t *testing.T, set func(*Config, *ListenConfig)) *market {
	t.Helper()
	m, _ := startServingToStop(t, set)
	return m
}

// startToStop is startWith for a test that ends the program itself.
func startToStop(t *testing.T, set ...func(*Config)) (*market, func()) {
	t.Helper()
	return startServingToStop(t, func(cfg *Config, _ *ListenConfig) {
		for _, one := range set {
			one(cfg)
		}
	})
}

func startServingToStop(t *testing.T, set func(*Config, *ListenConfig)) (*market, func()) {
	t.Helper()
	dsn := dbtest.NewURL(t)
	cfg := Config{
		Env: "development", Name: "Rialto", Currency: "EUR", DataDir: t.TempDir(), DatabaseURL: dsn, DatabaseConns: 16,
		PaymentWindow: 30 * time.Minute, LogLevel: "warn", RateLimits: "off", LiveStreams: 2000,
	}
	listen := ListenConfig{Addr: "127.0.0.1:0"}
	set(&cfg, &listen)
	ctx, cancel := context.WithCancel(context.Background())
	said := &log{}
	ended := make(chan error, 1)
	go func() {
		ended <- (&serveCmd{ListenConfig: listen, ServeConfig: ServeConfig{Role: "all", StopGrace: 15 * time.Second}}).Run(ctx, &cfg, output{said, said})
	}()
	stop := sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("serve ended with: %v", err)
		}
	})
	t.Cleanup(func() {
		stop()
		if t.Failed() {
			t.Logf("the program said:\n%s", said)
		}
	})
	m := &market{url: said.awaitURL(t, ended), cfg: cfg, said: said}
	if cfg.PublicURL != "" {
		m.url = listeningOn.FindStringSubmatch(said.String())[1]
	}
	m.connect(t, cfg.DatabaseURL)
	return m, stop
}

func (m *market) connect(t *testing.T, dsn string) {
	t.Helper()
	var err error
	if m.pool, err = db.Open(t.Context(), dsn, 8); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.pool.Close)
	bus, err := events.New(m.pool, newLog(Config{LogLevel: "error"}, io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	m.stores = stores.New(m.pool, time.Now)
	if m.catalog, err = catalog.New(t.Context(), m.pool, bus, time.Now); err != nil {
		t.Fatal(err)
	}
	m.client = &http.Client{
		Timeout:       20 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 128},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	t.Cleanup(m.client.CloseIdleConnections)
}

// log keeps what the program says.
type log struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(b)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

var (
	readyAt     = regexp.MustCompile(`is ready at (\S+)`)
	listeningOn = regexp.MustCompile(`listening on (\S+)`) // where that is not the public address
)

// awaitURL waits until the program says where it is ready.
func (l *log) awaitURL(t *testing.T, ended <-chan error) string {
	t.Helper()
	var at string
	eventually(t, time.Minute, func() bool {
		select {
		case err := <-ended:
			t.Fatalf("the program ended: %v\n%s", err, l)
		default:
		}
		found := readyAt.FindStringSubmatch(l.String())
		if found == nil {
			return false
		}
		at = found[1]
		return true
	})
	return at
}

// eventually looks again and again until ok, and fails the test when it takes too long.
func eventually(t *testing.T, within time.Duration, ok func() bool, what ...string) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(within); !ok(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s %v", within, what)
		}
	}
}

// answer of the API.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) decode(v any) error { return json.Unmarshal(a.body, v) }

func (a answer) into(t *testing.T, v any) {
	t.Helper()
	if err := a.decode(v); err != nil {
		t.Fatalf("%d %s: %v", a.status, a.body, err)
	}
}

func (a answer) code() string {
	var p struct{ Code string }
	_ = json.Unmarshal(a.body, &p) // not a problem: no code
	return p.Code
}

// call sends JSON, or nothing when body is "". It may be used by many
// goroutines: what fails is an answer with status 0.
func (m *market) call(method, path, body string, header ...string) answer {
	req, err := http.NewRequest(method, m.url+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		return answer{body: []byte(err.Error())}
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return m.do(req)
}

func (m *market) do(req *http.Request) answer {
	res, err := m.client.Do(req)
	if err != nil {
		return answer{body: []byte(err.Error())}
	}
	defer res.Body.Close()
	if res.Header.Get("Content-Type") == "text/event-stream" { // has no end
		return answer{res.StatusCode, res.Header, nil}
	}
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{body: []byte(err.Error())}
	}
	return answer{res.StatusCode, res.Header, b}
}

func (m *market) post(form string, fields url.Values) answer {
	req, err := http.NewRequest(http.MethodPost, form, strings.NewReader(fields.Encode()))
	if err != nil {
		return answer{body: []byte(err.Error())}
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return m.do(req)
}

// goods puts a product with one variant on sale in a store of its own and
// returns the variant's id.
func (m *market) goods(t *testing.T, stock int) uuid.UUID {
	t.Helper()
	slug := "s" + strings.ReplaceAll(uuid.NewString(), "-", "")
	st, err := m.stores.Create(t.Context(), stores.CreateInput{Slug: slug, Name: "Store"})
	if err != nil {
		t.Fatal(err)
	}
	put, err := m.catalog.Put(t.Context(), catalog.PutProductInput{
		StoreID: st.ID, Slug: "mug", Name: "Mug",
		Variants: []catalog.PutVariant{{Price: money.Amount{Minor: 1250, Currency: "EUR"}, Quantity: stock}},
	})
	if err != nil {
		t.Fatal(err)
	}
	variant, err := m.catalog.SoleVariant(t.Context(), put.ProductID)
	if err != nil {
		t.Fatal(err)
	}
	return variant
}

func (m *market) stock(t *testing.T, variant uuid.UUID) int {
	t.Helper()
	known, err := m.catalog.Sellables(t.Context(), []uuid.UUID{variant})
	if err != nil {
		t.Fatal(err)
	}
	return known[variant].Available
}

// cart makes a cart with one of each variant, in their order.
func (m *market) cart(t *testing.T, variants ...uuid.UUID) string {
	t.Helper()
	id := uuid.NewString()
	for _, v := range variants {
		if a := m.call("POST", "/carts/"+id+"/items", fmt.Sprintf(`{"variantId":%q,"quantity":1}`, v)); a.status != 200 {
			t.Fatalf("add to cart: %d %s", a.status, a.body)
		}
	}
	return id
}

const addressJSON = `{"name":"Ada Byron","line1":"Canal Street 1","city":"Berlin","postalCode":"10115","country":"DE"}`

func orderBody(cart string) string {
	return fmt.Sprintf(`{"cartId":%q,"email":"ada@example.org","shipping":%s}`, cart, addressJSON)
}

func (m *market) placeOrder(cart, key string) answer {
	return m.call("POST", "/orders", orderBody(cart), "Idempotency-Key", key)
}

type placed struct {
	OrderID, OrderNumber, OrderToken, Status string
	PaymentURL                               *string
}

// placeOne places an order that has to succeed.
func (m *market) placeOne(t *testing.T, cart string) placed {
	t.Helper()
	a := m.placeOrder(cart, uuid.NewString())
	if a.status != http.StatusCreated {
		t.Fatalf("place order: %d %s", a.status, a.body)
	}
	var p placed
	a.into(t, &p)
	return p
}

type order struct {
	Status, PaymentURL string
	Stores             []struct{ Status string }
}

func (m *market) order(t *testing.T, p placed) order {
	t.Helper()
	a := m.call("GET", "/orders/"+p.OrderID+"?token="+p.OrderToken, "")
	if a.status != http.StatusOK {
		t.Fatalf("order: %d %s", a.status, a.body)
	}
	var o order
	a.into(t, &o)
	return o
}
