package app

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/backup"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/stripesim"
	"rialto/internal/traces/tracestest"
)

// planted is in every secret of the full run.
const planted = "p1anted"

const (
	plantedStripeKey     = "sk_test_" + planted + "StripeKey"
	plantedWebhookSecret = "whsec_" + planted + "WebhookSecret"
	typedPassword        = "quay-" + planted + "-kettle-7"
	mistypedPassword     = "quay-" + planted + "-kettel-7"
)

// run is a program whose secrets are all planted, with everything around it. What
// comes out of it is kept.
type run struct {
	*market
	env       []string
	collector *tracestest.Collector
	sentry    *envelopes
	sim       *stripesim.Server
	said      *log
	// alsoSecret are secrets whose form leaves no room for the word.
	alsoSecret []string

	mu     sync.Mutex
	bodies strings.Builder
}

// TestSecretsStayInside drives a full run and looks through all that comes out of it.
func TestSecretsStayInside(t *testing.T) {
	t.Parallel()
	r := plantEverywhere(t)
	out := map[string]string{}
	for name, args := range map[string][]string{
		"rialto config":                         {"config"},
		"rialto user create":                    {"user", "create", "--email", "ada@example.org", "--full-name", "Ada Byron", "--password-stdin"},
		"rialto doctor with Redis":              {"doctor", "--broker-url", "redis://:" + planted + "@" + nowhere(t)},
		"rialto doctor with NATS":               {"doctor", "--broker-url", "nats://rialto:" + planted + "@" + nowhere(t)},
		"rialto doctor with Kafka":              {"doctor", "--broker-url", "kafka://rialto:" + planted + "@" + nowhere(t) + "?sasl=plain&tls=none"},
		"rialto migrate without a database":     {"migrate", "--database-url", "postgres://rialto:" + planted + "@" + nowhere(t) + "/rialto"},
		"rialto config with settings of no use": badSettings,
	} {
		out[name] = r.command(t, args...)
	}
	if !strings.Contains(out["rialto config"], "STRIPE_SECRET_KEY") || !strings.Contains(out["rialto config with settings of no use"], "RIALTO_MAIL_URL") {
		t.Errorf("the commands did not do what they were to: %v", out)
	}

	stop := r.serve(t)
	issued := r.shop(t)
	for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/cmdline", "/debug/pprof/goroutine?debug=2", "/debug/pprof/heap?debug=1"} {
		out[path] = r.admin(t, path)
	}
	stop()
	out["the log"] = r.said.String()
	out["the traces"] = r.collector.Text()
	out["the reports of errors"] = strings.ReplaceAll(r.sentry.text(), r.sentry.dsn, "")
	out["the answers"] = r.bodies.String()

	for where, want := range map[string]string{
		"the log": `"correlation":`, "the traces": "placeOrder", "the reports of errors": "request failed", "the answers": "requestId",
		"/metrics": "rialto_trace_spans_total", "/debug/pprof/cmdline": "serve",
	} {
		if !strings.Contains(out[where], want) {
			t.Errorf("%s: there is no %q, so there is nothing to look through:\n%.2000s", where, want, out[where])
		}
	}
	for _, call := range []string{"stripe open_session", "oidc GET", "mail send", "RabbitMQ publish"} {
		if !slices.ContainsFunc(r.collector.Spans(), func(s tracestest.Span) bool { return s.Name == call }) {
			t.Errorf("there is no span of %s", call)
		}
	}
	for where, text := range out {
		for _, secret := range append(r.alsoSecret, planted) {
			if at := strings.Index(text, secret); at >= 0 {
				t.Errorf("%s: a secret is in …%s…", where, text[max(0, at-150):min(len(text), at+100)])
			}
		}
		if where == "the answers" || strings.HasPrefix(where, "rialto") {
			continue // they are for whom the tokens are
		}
		for name, token := range issued {
			if at := strings.Index(text, token); at >= 0 {
				t.Errorf("%s: %s is in …%s…", where, name, text[max(0, at-150):min(len(text), at+100)])
			}
		}
	}
}

// badSettings cannot be understood, each in another way.
var badSettings = []string{
	"config", "--database-url", "postgres://rialto:" + planted + "@db:no-port/rialto", "--redis-url", "redis://:" + planted + "@redis:%zz",
	"--broker-url", "amqp://rialto:" + planted + "@:%zz", "--mail-url", "smtp://rialto:" + planted + "@mail:port/%zz", "--media-url", "s4://" + planted,
	"--oidc-providers", `[{"id":"acme","clientSecret":"` + planted + `"`, "--sentry-dsn", "https://" + planted + "@sentry", "--otlp-endpoint", "http://a:" + planted + "@collector",
	"--otlp-headers", planted, "--link-keys", planted, "--seal-keys", planted,
}

// plantEverywhere gives every secret setting a value to look for, and is what stands
// around the program: Stripe, a collector and a Sentry that answer, and a Redis, a
// broker, a mail server, an S3 and an OpenID provider that do not.
func plantEverywhere(t *testing.T) *run {
	t.Helper()
	dsn := strings.Replace(dbtest.NewURL(t), "postgres@", "postgres:"+planted+"-database@", 1)
	r := &run{market: &market{cfg: Config{DatabaseURL: dsn, DataDir: t.TempDir()}}, collector: tracestest.ByHTTP(t), sentry: newEnvelopes(t), said: &log{}}
	r.connect(t, dsn)
	sealKeys := filepath.Join(t.TempDir(), "seal-keys")
	if err := os.WriteFile(sealKeys, []byte(planted+"-seal-key-000000000000000000000000\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	identity, recipient, err := backup.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	r.alsoSecret = append(r.alsoSecret, strings.TrimSpace(identity))
	set := map[string]string{
		"RIALTO_DATABASE_URL": dsn, "RIALTO_DATA_DIR": r.cfg.DataDir, "RIALTO_RATE_LIMITS": "1000", "RIALTO_LOG_LEVEL": "debug", "RIALTO_LOG_FORMAT": "json",
		"STRIPE_SECRET_KEY":           plantedStripeKey,
		"STRIPE_WEBHOOK_SECRET":       plantedWebhookSecret,
		"STRIPE_API_URL":              "https://rialto:" + planted + "-api@api.stripe.com",
		"RIALTO_DATABASE_PASSWORD":    planted + "-database",
		"RIALTO_LINK_KEYS":            planted + "-link-key-000000000000000000000000",
		"RIALTO_SEAL_KEYS_FILE":       sealKeys,
		"RIALTO_OIDC_PROVIDERS":       `[{"id":"acme","name":"Acme","issuer":"http://` + nowhere(t) + `","clientId":"rialto","clientSecret":"` + planted + `-oidc"}]`,
		"RIALTO_MAIL_URL":             "smtp://rialto:" + planted + "-mail@" + nowhere(t),
		"RIALTO_MAIL_FROM":            "hello@example.com",
		"RIALTO_REDIS_URL":            "redis://:" + planted + "-redis@" + nowhere(t),
		"RIALTO_BROKER_URL":           "amqp://rialto:" + planted + "-broker@" + nowhere(t),
		"RIALTO_MEDIA_URL":            "s3://pictures?region=eu-central-1&use_path_style=true&endpoint=http://" + nowhere(t),
		"RIALTO_DATABASE_REPLICA_URL": "postgres://rialto:" + planted + "-replica@" + nowhere(t) + "/rialto",
		"RIALTO_BACKUP_URL":           "s3://backups?region=eu-central-1&use_path_style=true&endpoint=http://" + nowhere(t),
		"RIALTO_BACKUP_DATABASE_URL":  dsn,
		"RIALTO_BACKUP_IDENTITY":      identity,
		"RIALTO_BACKUP_RECIPIENTS":    recipient,
		"AWS_ACCESS_KEY_ID":           planted + "-s3-id",
		"AWS_SECRET_ACCESS_KEY":       planted + "-s3-secret",

		"OTEL_EXPORTER_OTLP_ENDPOINT":       r.collector.URL,
		"OTEL_EXPORTER_OTLP_TRACES_HEADERS": "api-key=" + planted + "-otlp",
		"SENTRY_DSN":                        r.sentry.dsn,
	}
	for name, flag := range settings(t) {
		if flag.Tag.Get("secret") != "" && set[name] == "" && set[name+fileSuffix] == "" {
			t.Errorf("%s is secret and not planted: the run says nothing of it", name)
		}
	}
	r.env = append(os.Environ(), runMain+"=1")
	for name, value := range set {
		r.env = append(r.env, name+"="+value)
	}
	r.beStripe(t)
	return r
}

// nowhere is an address that refuses connections.
func nowhere(t *testing.T) string { return freeAddress(t) }

// beStripe puts the simulator where the program looks for Stripe: behind a proxy, with
// a certificate of an authority that it trusts.
func (r *run) beStripe(t *testing.T) {
	t.Helper()
	owner, err := db.OpenOwner(t.Context(), r.cfg.DatabaseURL, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	if err := stripesim.Install(t.Context(), owner); err != nil {
		t.Fatal(err)
	}
	pages := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { r.sim.ServeHTTP(w, req) }))
	t.Cleanup(pages.Close)
	at := freeAddress(t)
	r.url = "http://" + at
	r.sim = stripesim.New(stripesim.Config{
		Pool: r.pool, SecretKey: plantedStripeKey, WebhookSecret: plantedWebhookSecret, PublicURL: pages.URL, WebhookURL: r.url + "/api/v1/payments/webhook",
	})

	certificate, authority := certificateFor(t, "api.stripe.com")
	stripe := httptest.NewUnstartedServer(r.sim)
	stripe.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	stripe.StartTLS()
	t.Cleanup(stripe.Close)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Method != http.MethodConnect || req.Host != "api.stripe.com:443" {
			http.Error(w, "this proxy leads to Stripe alone", http.StatusForbidden)
			return
		}
		there, err := net.Dial("tcp", stripe.Listener.Addr().String())
		if err != nil {
			t.Error(err)
			return
		}
		here, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = here.Write([]byte("HTTP/1.1 200 OK\r\n\r\n"))
		go func() { _, _ = io.Copy(there, buffered); there.Close() }()
		go func() { _, _ = io.Copy(here, bufio.NewReader(there)); here.Close() }()
	}))
	t.Cleanup(proxy.Close)
	r.env = append(r.env, "HTTPS_PROXY="+proxy.URL, "SSL_CERT_FILE="+authority, "RIALTO_ADDR="+at)
}

// certificateFor makes a certificate and the file of who vouches for it.
func certificateFor(t *testing.T, name string) (certificate tls.Certificate, authority string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	self := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, self, self, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	authority = filepath.Join(t.TempDir(), "authority.pem")
	if err := os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, authority
}

// command runs a command to its end and returns what it said. A password is typed.
func (r *run) command(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env, cmd.Stdin = r.env, strings.NewReader(typedPassword+"\n")
	out, _ := cmd.CombinedOutput() // some are to fail
	return string(out)
}

// serve starts the program and returns what ends it and waits for that.
func (r *run) serve(t *testing.T) (stop func()) {
	t.Helper()
	r.cfg.PublicURL = "http://" + freeAddress(t) // of operators
	p := &process{said: r.said, ended: make(chan error, 1)}
	p.cmd = exec.Command(os.Args[0], "serve", "--admin-addr", strings.TrimPrefix(r.cfg.PublicURL, "http://"), "--stripe-webhook-secret="+plantedWebhookSecret)
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = r.env, r.said, r.said
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.ended <- p.cmd.Wait() }()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // it has ended, if all is well
		if t.Failed() {
			t.Logf("the program said:\n%.20000s", r.said)
		}
	})
	r.said.awaitURL(t, p.ended)
	return func() {
		if err := p.stop(t, syscall.SIGTERM, 30*time.Second); err != nil {
			t.Errorf("it ended with %v", err)
		}
	}
}

func (r *run) admin(t *testing.T, path string) string {
	t.Helper()
	res, err := http.Get(r.cfg.PublicURL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// ask keeps what is answered.
func (r *run) ask(t *testing.T, status int, method, path, body string, header ...string) answer {
	t.Helper()
	a := r.call(method, path, body, header...)
	r.keep(a)
	if a.status != status {
		t.Errorf("%s %s: %d, want %d: %s", method, path, a.status, status, a.body)
	}
	return a
}

func (r *run) keep(a answer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bodies.Write(a.body)
}

// shop does what people do, also what goes wrong, and returns the tokens they got, and
// what is personal.
func (r *run) shop(t *testing.T) (issued map[string]string) {
	t.Helper()
	issued = map[string]string{"a mail address": "@example.org", "a name": "Byron", "a street": "Canal Street"}
	mug := r.goods(t, 5)
	for _, page := range []string{"/", "/docs", "/products/nothing", "/nowhere", "/media/nothing.webp", "/stores/nothing?token=" + planted} {
		r.keep(r.at(t, http.MethodGet, page))
	}
	r.ask(t, 200, "GET", "/products?q=mug", "")
	r.ask(t, 404, "GET", "/products/"+uuid.NewString(), "")

	r.ask(t, 202, "POST", "/auth/register", strings.Replace(registerBody("grace@example.org"), goodPassword, typedPassword, 1))
	r.ask(t, 401, "POST", "/auth/login", loginBody("ada@example.org", mistypedPassword))
	ada := entered(t, r.ask(t, 200, "POST", "/auth/login", loginBody("ada@example.org", typedPassword)))
	issued["the access token"], issued["the refresh token"] = ada.AccessToken, ada.RefreshToken
	browser := r.ask(t, 200, "POST", "/auth/login", fmt.Sprintf(`{"email":"ada@example.org","password":%q}`, typedPassword))
	issued["the session's cookie"], issued["the device's cookie"] = cookieOf(browser, "rialto_refresh").Value, cookieOf(browser, "rialto_device").Value
	key := r.ask(t, 201, "POST", "/me/api-keys", `{"name":"Sync","scopes":["account:read"],"expiresInDays":1}`, ada.bearer()...)
	var made struct{ Key string }
	key.into(t, &made)
	issued["the API key"] = made.Key
	r.ask(t, 200, "GET", "/me", "", "Authorization", "Bearer "+made.Key)

	r.ask(t, 400, "POST", "/auth/login", `{"email":"ada@example.org","password":["`+typedPassword+`"]}`)
	r.ask(t, 400, "POST", "/auth/login", `{"`+typedPassword)
	r.ask(t, 401, "GET", "/me", "", "Authorization", "Bearer "+planted)
	r.ask(t, 400, "GET", "/products?sort="+planted, "")
	r.ask(t, 422, "POST", "/payments/webhook", `{"id":"evt_1"}`, "Stripe-Signature", "t=1,v1="+planted)
	r.ask(t, 302, "GET", "/auth/oauth/acme/start?returnTo=/account", "") // with the reason

	r.sim.SetFault(stripesim.Fault{Status: 500})
	refused := r.placeOne(t, r.cart(t, mug))
	issued["the token of an order"] = refused.OrderToken
	r.sim.SetFault(stripesim.Fault{})
	p := r.placeOne(t, r.cart(t, mug))
	issued["the token of another"] = p.OrderToken
	if p.PaymentURL == nil {
		t.Fatal("there is no page to pay at")
	}
	r.post(*p.PaymentURL, url.Values{"outcome": {"paid"}})
	eventually(t, 10*time.Second, func() bool {
		if _, err := r.sim.DeliverDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		return r.order(t, p).Status == "paid"
	})

	// What is broken below is our own fault: 500.
	owner, err := db.OpenOwner(t.Context(), r.cfg.DatabaseURL, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	if _, err := owner.Exec(t.Context(), "ALTER TABLE orders.orders RENAME TO mislaid"); err != nil {
		t.Fatal(err)
	}
	r.ask(t, 500, "GET", "/orders/"+p.OrderID+"?token="+p.OrderToken, "")
	r.keep(r.at(t, http.MethodGet, "/orders/"+p.OrderID+"?token="+p.OrderToken))
	return issued
}

// envelopes are what a Sentry was sent.
type envelopes struct {
	dsn string
	mu  sync.Mutex
	all strings.Builder
}

func newEnvelopes(t *testing.T) *envelopes {
	t.Helper()
	e := &envelopes{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.URL.Path != "/api/42/envelope/" {
			t.Errorf("%s %v", r.URL.Path, err)
		}
		e.mu.Lock()
		defer e.mu.Unlock()
		e.all.Write(body)
		_ = json.NewEncoder(w).Encode(map[string]string{})
	}))
	t.Cleanup(srv.Close)
	e.dsn = strings.Replace(srv.URL, "http://", "http://"+planted+"sentry@", 1) + "/42"
	return e
}

func (e *envelopes) text() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.all.String()
}
