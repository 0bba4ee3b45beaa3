package app

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stripe/stripe-go/v85/webhook"

	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/limits/redistest"
	"rialto/internal/seal"
	"rialto/internal/stripesim"
)

// mounted is a folder of secrets as Kubernetes mounts it: what changes, changes by the
// exchange of one link.
type mounted struct {
	dir     string
	version int
	holds   map[string]string
}

func mount(t *testing.T, holds map[string]string) *mounted {
	t.Helper()
	d := &mounted{dir: t.TempDir(), holds: map[string]string{}}
	for name := range holds {
		must(t, os.Symlink(filepath.Join("..data", name), filepath.Join(d.dir, name)))
	}
	d.set(t, holds)
	return d
}

// set changes some of the secrets at once.
func (d *mounted) set(t *testing.T, to map[string]string) {
	t.Helper()
	maps.Copy(d.holds, to)
	d.version++
	version := fmt.Sprintf("..v%d", d.version)
	must(t, os.Mkdir(filepath.Join(d.dir, version), 0o700))
	for name, text := range d.holds {
		must(t, os.WriteFile(filepath.Join(d.dir, version, name), []byte(text+"\n"), 0o600))
	}
	must(t, os.Symlink(version, filepath.Join(d.dir, "..next")))
	must(t, os.Rename(filepath.Join(d.dir, "..next"), filepath.Join(d.dir, "..data")))
}

func (d *mounted) files() settingFiles {
	f := settingFiles{}
	for name := range d.holds {
		f[name] = filepath.Join(d.dir, name)
	}
	return f
}

// rotation is two programs on one database whose secrets are in files, what they have to do
// with outside, and those who use them all the time.
type rotation struct {
	one, two *market
	secrets  *mounted
	logins   []string
	admin    *pgx.Conn
	redis    *redistest.Server
	sim      *stripesim.Server
	simURL   string
	root     somebody

	apiKey struct {
		sync.RWMutex
		now string
	}
	received struct {
		sync.Mutex
		endpoint string
		secrets  []string // the newest first
		good     int
	}
	revoking atomic.Bool

	mu     sync.Mutex
	failed []string
	did    map[string]int
}

func key32(name string) string { return name + strings.Repeat(".", 32) }

// startRotation starts all of it.
func startRotation(t *testing.T) *rotation {
	t.Helper()
	r := &rotation{redis: redistest.Start(t), admin: dbtest.Admin(t), did: map[string]int{}}
	r.acl(t, ">one")
	var sim atomic.Pointer[stripesim.Server]
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) { sim.Load().ServeHTTP(w, q) }))
	t.Cleanup(front.Close)
	r.simURL = front.URL
	r.one = startWith(t, func(c *Config) {
		r.logins = dbtest.NewLogins(t, c.DatabaseURL, "one", "two")
		r.secrets = mount(t, map[string]string{
			"RIALTO_DATABASE_USER": r.logins[0], "RIALTO_DATABASE_PASSWORD": "one",
			"RIALTO_LINK_KEYS": key32("link one"), "RIALTO_SEAL_KEYS": key32("seal one"),
			"RIALTO_REDIS_URL": r.redisURL("one"), "STRIPE_SECRET_KEY": "sk_test_one", "STRIPE_WEBHOOK_SECRET": "whsec_one",
		})
		c.files = r.secrets.files()
		for name, text := range r.secrets.holds {
			must(t, c.set(name, text))
		}
		c.Backup.Every, c.Backup.Keep, c.Backup.Lag = 24*time.Hour, 24*time.Hour, time.Minute // as by default
		c.PublicURL, c.StripeAPIURL, c.LogLevel, c.RateLimits, c.WebhooksAllowLoopback = "http://shop.example", front.URL, "info", "1000", true
	})
	r.two = startWith(t, func(c *Config) { *c = r.one.cfg })
	must(t, stripesim.Install(t.Context(), dbtest.Owner(t, r.one.pool)))
	r.sim = stripesim.New(stripesim.Config{
		Pool: r.one.pool, SecretKey: "sk_test_one", WebhookSecret: "whsec_one",
		WebhookURL: r.two.url + "/api/v1/payments/webhook", PublicURL: front.URL, MerchantName: "Rialto",
	})
	sim.Store(r.sim)
	return r
}

func (r *rotation) redisURL(password string) string {
	return strings.Replace(r.redis.URL(redistest.Patient), "unix://", "unix://default:"+password+"@", 1)
}

// acl changes the passwords of Redis. Connections that are open stay.
func (r *rotation) acl(t *testing.T, rule string) {
	t.Helper()
	must(t, r.redis.Client.Do(t.Context(), "ACL", "SETUSER", "default", "on", rule).Err())
}

// shown notes a request, and what was wrong with it.
func (r *rotation) shown(what string, problem error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.did[what]++
	if problem != nil {
		r.failed = append(r.failed, fmt.Sprintf("%s: %v", what, problem))
	}
}

func (r *rotation) expect(what string, a answer, status int) {
	var problem error
	if a.status != status {
		problem = fmt.Errorf("%d %s", a.status, a.body)
	}
	r.shown(what, problem)
}

// browse looks at products.
func (r *rotation) browse(here, there *market) {
	r.expect("products", here.call("GET", "/products?limit=5", ""), http.StatusOK)
	r.expect("search", there.call("GET", "/products?q="+uuid.NewString()[:4], ""), http.StatusOK) // nobody has it in a cache
}

// buy buys and pays, and looks at the order by its link, each here or there.
func (r *rotation) buy(here, there *market, variant uuid.UUID) {
	cart := uuid.NewString()
	r.expect("cart", here.call("POST", "/carts/"+cart+"/items", fmt.Sprintf(`{"variantId":%q,"quantity":1}`, variant)), http.StatusOK)
	a := there.placeOrder(cart, uuid.NewString())
	r.expect("order", a, http.StatusCreated)
	var p placed
	if a.decode(&p) != nil || p.PaymentURL == nil {
		r.shown("payment page", fmt.Errorf("there is none: %s", a.body))
		return
	}
	r.expect("pay", here.post(*p.PaymentURL, url.Values{"outcome": {"paid"}}), http.StatusSeeOther)
	link := "/orders/" + p.OrderID + "?token=" + p.OrderToken
	r.expect("order link", here.call("GET", link, ""), http.StatusOK)
	for deadline := time.Now().Add(20 * time.Second); ; {
		a := there.call("GET", link, "")
		r.expect("order link", a, http.StatusOK)
		var o order
		if a.decode(&o) == nil && o.Status == "paid" {
			return
		}
		if time.Now().After(deadline) {
			r.shown("payment", fmt.Errorf("order is %s after 20 s", o.Status))
			return
		}
	}
}

// member is somebody who is signed in, and refreshes as browsers do.
type member struct{ somebody }

func (r *rotation) beMember(here, there *market, who *member) {
	r.beHere(here, who)
	r.refresh(there, who)
	r.beHere(here, who)
}

func (r *rotation) beHere(at *market, who *member) {
	a := at.call("GET", "/me", "", who.bearer()...)
	if a.status == http.StatusUnauthorized && r.revoking.Load() {
		r.refresh(at, who)
		a = at.call("GET", "/me", "", who.bearer()...)
	}
	r.expect("member", a, http.StatusOK)
}

func (r *rotation) refresh(at *market, who *member) {
	a := at.call("POST", "/auth/refresh", fmt.Sprintf(`{"refreshToken":%q}`, who.RefreshToken))
	r.expect("refresh", a, http.StatusOK)
	var in signedIn
	if a.decode(&in) == nil && a.status == http.StatusOK {
		who.AccessToken, who.RefreshToken = in.AccessToken, in.RefreshToken
	}
}

// program uses an API key, and follows at once when it is given another.
func (r *rotation) program(here *market) {
	r.apiKey.RLock()
	defer r.apiKey.RUnlock()
	r.expect("API key", here.call("GET", "/me", "", "Authorization", "Bearer "+r.apiKey.now), http.StatusOK)
}

// receive takes webhooks, and refuses what none of its secrets has signed.
func (r *rotation) receive(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	r.received.Lock()
	defer r.received.Unlock()
	problem := errors.New("no secret has signed it")
	for _, s := range r.received.secrets {
		if v, _ := standardwebhooks.NewWebhook(s); v != nil && err == nil && v.Verify(body, q.Header) == nil {
			problem = nil
		}
	}
	if problem != nil {
		w.WriteHeader(http.StatusUnauthorized)
	} else {
		r.received.good++
	}
	r.shown("webhook", problem)
}

// use has all of them at work until stop is called, which returns when they have ended.
func (r *rotation) use(t *testing.T) (stop func()) {
	t.Helper()
	variant := r.one.goods(t, 100_000)
	who := []*member{{r.one.signUp(t, "ada@example.org")}, {r.one.signUp(t, "grace@example.org")}}
	ended := make(chan struct{})
	var all sync.WaitGroup
	often := func(every time.Duration, act func(here, there *market)) {
		all.Go(func() {
			tick := time.NewTicker(every)
			defer tick.Stop()
			for n := 0; ; n++ {
				pair := []*market{r.one, r.two, r.one}[n%2:]
				act(pair[0], pair[1])
				select {
				case <-ended:
					return
				case <-tick.C:
				}
			}
		})
	}
	often(40*time.Millisecond, r.browse)
	for range 2 {
		often(150*time.Millisecond, func(here, there *market) { r.buy(here, there, variant) })
	}
	for _, w := range who {
		often(100*time.Millisecond, func(here, there *market) { r.beMember(here, there, w) })
	}
	often(60*time.Millisecond, func(here, _ *market) { r.program(here) })
	often(2*time.Second, func(here, _ *market) {
		r.expect("sign in", here.call("POST", "/auth/login", loginBody("ada@example.org", goodPassword)), http.StatusOK)
	})
	return sync.OnceFunc(func() { close(ended); all.Wait() })
}

// some lets everybody do their work once more.
func (r *rotation) some(t *testing.T) {
	t.Helper()
	count := func() map[string]int {
		r.mu.Lock()
		defer r.mu.Unlock()
		return maps.Clone(r.did)
	}
	before := count()
	kinds := []string{"products", "search", "cart", "order", "pay", "order link", "member", "refresh", "API key", "webhook"}
	eventually(t, time.Minute, func() bool {
		now := count()
		return !slices.ContainsFunc(kinds, func(k string) bool { return now[k] < before[k]+2 })
	}, "not everybody could work")
}

const tookOver = "a setting was taken over from its file"

// taken changes secrets in their files and waits until both programs have taken all over.
func (r *rotation) taken(t *testing.T, to map[string]string) {
	t.Helper()
	count := func(m *market, name string) int {
		return strings.Count(m.said.String(), tookOver+`" setting=`+name+"\n")
	}
	before := map[string]int{}
	for name := range to {
		before[name] = count(r.one, name) + count(r.two, name)
	}
	r.secrets.set(t, to)
	for name := range to {
		eventually(t, 30*time.Second, func() bool { return count(r.one, name)+count(r.two, name) == before[name]+2 }, name)
	}
}

// command runs a command with the secrets that are in the files now.
func (r *rotation) command(t *testing.T, args ...string) string {
	t.Helper()
	out, status := r.one.command(t, append(args, "--seal-keys", r.secrets.holds["RIALTO_SEAL_KEYS"], "--link-keys", r.secrets.holds["RIALTO_LINK_KEYS"])...)
	if status != 0 {
		t.Errorf("%v: %s", args, out)
	}
	return out
}

func (r *rotation) createKey(t *testing.T) (key, id string) {
	t.Helper()
	var made struct {
		Key    string
		APIKey struct{ ID string }
	}
	a := r.one.call("POST", "/me/api-keys", `{"name":"Sync","scopes":["account:read"],"expiresInDays":30}`, r.root.bearer()...)
	want(t, "create key", a, http.StatusCreated, "")
	a.into(t, &made)
	return made.Key, made.APIKey.ID
}

func (r *rotation) listen(t *testing.T) {
	t.Helper()
	receiver := httptest.NewServer(http.HandlerFunc(r.receive))
	t.Cleanup(receiver.Close)
	var made struct {
		Endpoint struct{ ID string }
		Secret   string
	}
	a := r.one.call("POST", "/admin/webhook-endpoints", fmt.Sprintf(`{"url":%q,"eventTypes":["order.placed"]}`, receiver.URL), r.root.bearer()...)
	want(t, "create endpoint", a, http.StatusCreated, "")
	a.into(t, &made)
	r.received.endpoint, r.received.secrets = made.Endpoint.ID, []string{made.Secret}
}

// TestEverySecretIsReplacedUnderLoad replaces each secret once, as docs/runbooks/rotate-keys.md
// says, while two programs have all to do. No request fails, and what was replaced is refused.
func TestEverySecretIsReplacedUnderLoad(t *testing.T) {
	t.Parallel()
	r := startRotation(t)
	r.root = r.one.promoted(t, r.one.signUp(t, "root@example.org"))
	r.apiKey.now, _ = r.createKey(t)
	r.listen(t)
	go r.sim.Run(t.Context())
	stop := r.use(t)
	defer stop()
	r.some(t)
	step := func(what string, do func(t *testing.T)) {
		if !t.Run(what, func(t *testing.T) { do(t); r.some(t) }) {
			t.FailNow()
		}
	}

	step("links", func(t *testing.T) {
		one, two := key32("link one"), key32("link two")
		r.taken(t, map[string]string{"RIALTO_LINK_KEYS": one + "," + two})
		r.taken(t, map[string]string{"RIALTO_LINK_KEYS": two + "," + one})
	})
	step("what is encrypted", func(t *testing.T) {
		one, two := key32("seal one"), key32("seal two")
		r.taken(t, map[string]string{"RIALTO_SEAL_KEYS": one + "," + two})
		r.taken(t, map[string]string{"RIALTO_SEAL_KEYS": two + "," + one})
		r.command(t, "keys", "rotate")
		if out := r.command(t, "keys", "rotate"); !strings.Contains(out, "encrypted 0 values anew") {
			t.Errorf("the second time: %s", out)
		}
		r.taken(t, map[string]string{"RIALTO_SEAL_KEYS": two})
		r.mustOpenNothing(t, one)
	})
	step("Stripe", func(t *testing.T) {
		r.sim.Roll("sk_test_two", "whsec_two")
		r.taken(t, map[string]string{"STRIPE_SECRET_KEY": "sk_test_two", "STRIPE_WEBHOOK_SECRET": "whsec_one,whsec_two"})
		r.sim.EndRolled()
		r.taken(t, map[string]string{"STRIPE_WEBHOOK_SECRET": "whsec_two"})
		for secret, status := range map[string]int{"whsec_one": http.StatusUnprocessableEntity, "whsec_two": http.StatusOK} {
			if a := r.webhook(t, secret); a.status != status {
				t.Errorf("a webhook signed with %s: %d %s", secret, a.status, a.body)
			}
		}
		if status := r.stripeSays(t, "sk_test_one"); status != http.StatusUnauthorized {
			t.Errorf("the old key at Stripe: %d", status)
		}
	})
	step("the password of the database", func(t *testing.T) {
		r.alter(t, "ALTER ROLE %s PASSWORD 'new'", r.logins[0])
		r.taken(t, map[string]string{"RIALTO_DATABASE_PASSWORD": "new"})
		r.some(t)
		r.secrets.set(t, map[string]string{"RIALTO_DATABASE_PASSWORD": "newer"})
		r.some(t) // with a file that is ahead of the server
		r.alter(t, "ALTER ROLE %s PASSWORD 'newer'", r.logins[0])
		r.mustNotLogIn(t, r.logins[0], "one", "new")
	})
	step("the role of the database", func(t *testing.T) {
		r.taken(t, map[string]string{"RIALTO_DATABASE_USER": r.logins[1], "RIALTO_DATABASE_PASSWORD": "two"})
		r.alter(t, "ALTER ROLE %s NOLOGIN", r.logins[0])
		r.some(t)
		r.alter(t, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '%s'", r.logins[0])
		r.some(t)
		r.mustNotLogIn(t, r.logins[0], "newer")
		var left int
		must(t, r.admin.QueryRow(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE usename = $1", r.logins[0]).Scan(&left))
		if left > 0 {
			t.Errorf("%d sessions of the former role are left", left)
		}
	})
	step("Redis", func(t *testing.T) {
		r.acl(t, ">two")
		r.taken(t, map[string]string{"RIALTO_REDIS_URL": r.redisURL("two")})
		r.acl(t, "<one")
	})
	step("an API key", func(t *testing.T) {
		former := r.apiKey.now
		var id string
		must(t, r.one.pool.QueryRow(t.Context(), "SELECT id FROM auth.api_keys WHERE starts_with($1, prefix)", former).Scan(&id))
		next, _ := r.createKey(t)
		r.apiKey.Lock()
		r.apiKey.now = next
		r.apiKey.Unlock()
		want(t, "revoke", r.one.call("DELETE", "/me/api-keys/"+id, "", r.root.bearer()...), http.StatusNoContent, "")
		want(t, "the old one", r.two.call("GET", "/me", "", "Authorization", "Bearer "+former), http.StatusUnauthorized, "unauthenticated")
	})
	step("the secret of a receiver of webhooks", func(t *testing.T) {
		var made struct{ Secret string }
		a := r.two.call("POST", "/admin/webhook-endpoints/"+r.received.endpoint+"/secret", "", r.root.bearer()...)
		want(t, "rotate", a, http.StatusOK, "")
		a.into(t, &made)
		r.received.Lock()
		r.received.secrets = append([]string{made.Secret}, r.received.secrets...)
		r.received.Unlock()
		r.some(t)
		r.received.Lock()
		r.received.secrets = []string{made.Secret}
		r.received.Unlock()
	})
	step("the keys of access tokens", func(t *testing.T) {
		before := r.one.signIn(t, "grace@example.org")
		r.command(t, "keys", "rotate")
		r.some(t)
		want(t, "a token from before", r.two.call("GET", "/me", "", before.bearer()...), http.StatusOK, "")
		r.revoking.Store(true)
		r.command(t, "keys", "rotate", "--revoke")
		want(t, "a token from before", r.two.call("GET", "/me", "", before.bearer()...), http.StatusUnauthorized, "unauthenticated")
	})
	stop()

	t.Run("links that were signed with the former key end when it is taken out", func(t *testing.T) {
		former, now := r.one.placeOne(t, r.one.cart(t, r.one.goods(t, 1))), key32("link two")
		r.taken(t, map[string]string{"RIALTO_LINK_KEYS": key32("link three") + "," + now})
		want(t, "before", r.two.call("GET", "/orders/"+former.OrderID+"?token="+former.OrderToken, ""), http.StatusOK, "")
		r.taken(t, map[string]string{"RIALTO_LINK_KEYS": key32("link three")})
		if a := r.two.call("GET", "/orders/"+former.OrderID+"?token="+former.OrderToken, ""); a.status < 400 {
			t.Errorf("after: %d", a.status)
		}
	})

	if len(r.failed) > 0 {
		t.Errorf("%d failed, such as %s", len(r.failed), strings.Join(r.failed[:min(3, len(r.failed))], "\n"))
	}
	for _, m := range []*market{r.one, r.two} {
		if strings.Contains(m.said.String(), "Redis does not answer") {
			t.Error("limits were not counted in Redis all the time")
		}
		for _, text := range slices.Concat(slices.Collect(maps.Values(r.secrets.holds)), []string{key32("link one"), key32("seal one"), "whsec_one", "sk_test_one"}) {
			if len(text) > len("newer") && !slices.Contains(r.logins, text) && strings.Contains(m.said.String(), text) {
				t.Errorf("the log has %s", text)
			}
		}
	}
	r.one.mustBeHealthy(t)
	t.Logf("%d of these failed: %v", len(r.failed), r.did)
}

func (r *rotation) alter(t *testing.T, format string, args ...any) {
	t.Helper()
	_, err := r.admin.Exec(t.Context(), fmt.Sprintf(format, args...))
	must(t, err)
}

// mustOpenNothing looks whether a secret opens what is encrypted.
func (r *rotation) mustOpenNothing(t *testing.T, secret string) {
	t.Helper()
	former, err := seal.New([]byte(secret))
	must(t, err)
	rows, err := r.one.pool.Query(t.Context(), "SELECT sealed_key FROM auth.signing_keys UNION ALL SELECT sealed_secret FROM webhooks.endpoints")
	must(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	must(t, err)
	if len(all) < 2 || slices.ContainsFunc(all, former.Current) {
		t.Errorf("of %d values some are encrypted with the former secret", len(all))
	}
}

func (r *rotation) mustNotLogIn(t *testing.T, user string, passwords ...string) {
	t.Helper()
	for _, p := range passwords {
		at, err := url.Parse(r.one.cfg.DatabaseURL)
		must(t, err)
		at.User = url.UserPassword(user, p)
		pool, err := db.Open(t.Context(), at.String(), 1)
		if err == nil {
			pool.Close()
			t.Errorf("%s gets in with %s", user, p)
		}
	}
}

// webhook sends an event of Stripe that is about nothing of ours.
func (r *rotation) webhook(t *testing.T, secret string) answer {
	t.Helper()
	signed := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{
		Payload: []byte(`{"id":"evt_rotated","object":"event","type":"customer.created","created":1,"data":{"object":{"object":"customer"}}}`), Secret: secret, Timestamp: time.Now(),
	})
	return r.one.call("POST", "/payments/webhook", string(signed.Payload), "Stripe-Signature", signed.Header)
}

func (r *rotation) stripeSays(t *testing.T, key string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.simURL+"/v1/events", http.NoBody)
	must(t, err)
	req.Header.Set("Authorization", "Bearer "+key)
	return r.one.do(req).status
}

// TestSecretFilesRefuseWhatCannotBeUsed writes values that are too short, empty, or for a
// setting that needs a restart, and then a good one.
func TestSecretFilesRefuseWhatCannotBeUsed(t *testing.T) {
	t.Parallel()
	secrets := mount(t, map[string]string{"RIALTO_LINK_KEYS": key32("one"), "RIALTO_NAME": "Rialto"})
	m := startWith(t, func(c *Config) {
		c.Backup.Every, c.Backup.Keep, c.Backup.Lag = 24*time.Hour, 24*time.Hour, time.Minute // as by default
		c.LinkKeys, c.files, c.LogLevel = []string{key32("one")}, secrets.files(), "info"
	})
	p := m.placeOne(t, m.cart(t, m.goods(t, 1)))
	said := func(parts ...string) {
		t.Helper()
		eventually(t, 10*time.Second, func() bool {
			return slices.ContainsFunc(strings.Split(m.said.String(), "\n"), func(line string) bool {
				return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(line, p) })
			})
		}, parts...)
	}
	secrets.set(t, map[string]string{"RIALTO_LINK_KEYS": "short", "RIALTO_NAME": "Bridge"})
	said("not taken over", "RIALTO_LINK_KEYS", "at least 32 characters")
	said("not taken over", "RIALTO_NAME", "restart")
	secrets.set(t, map[string]string{"RIALTO_LINK_KEYS": ""})
	said("not taken over", "RIALTO_LINK_KEYS", "empty")
	want(t, "the link", m.call("GET", "/orders/"+p.OrderID+"?token="+p.OrderToken, ""), http.StatusOK, "")
	if strings.Contains(m.said.String(), "short") {
		t.Error("the log has the value")
	}

	secrets.set(t, map[string]string{"RIALTO_LINK_KEYS": key32("two")})
	must(t, syscall.Kill(os.Getpid(), syscall.SIGHUP))
	said("SIGHUP")
	said(tookOver, "RIALTO_LINK_KEYS")
	if a := m.call("GET", "/orders/"+p.OrderID+"?token="+p.OrderToken, ""); a.status == http.StatusOK {
		t.Error("a link that was signed with the former key still works")
	}
}
