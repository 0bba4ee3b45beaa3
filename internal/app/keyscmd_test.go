package app

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// command runs a command of the program on the market's database.
func (m *market) command(t *testing.T, args ...string) (out string, status int) {
	t.Helper()
	var b bytes.Buffer
	status = Main(append(args, "--database-url", m.cfg.DatabaseURL, "--data-dir", m.cfg.DataDir, "--log-level", "error"), &b, &b)
	return b.String(), status
}

// TestRotateUnderLoad asks two processes fifty times a second, each time as
// somebody who is signed in, and refreshes or signs in now and then, while the
// keys are rotated.
func TestRotateUnderLoad(t *testing.T) {
	t.Parallel()
	const (
		aSecond   = 50
		rotations = 4
		each      = 1500 * time.Millisecond
	)
	one := startWith(t, func(c *Config) { c.PublicURL = "http://shop.example" })
	two := startWith(t, func(c *Config) { *c = one.cfg })
	people := make([]somebody, 5)
	for i := range people {
		people[i] = one.signUp(t, fmt.Sprintf("user%d@example.org", i))
	}

	var mu sync.Mutex
	var failed []string
	var took []time.Duration
	var all sync.WaitGroup
	ask := func(n int) {
		m := []*market{one, two}[n%2]
		who := people[n%len(people)]
		begun := time.Now()
		a := m.call("GET", "/me", "", who.bearer()...)
		mu.Lock()
		defer mu.Unlock()
		took = append(took, time.Since(begun))
		if a.status != http.StatusOK {
			failed = append(failed, fmt.Sprintf("request %d: %d %s", n, a.status, a.body))
		}
	}
	stop := make(chan struct{})
	all.Go(func() {
		// Each has its time: a machine that is late for one is not for the next.
		begun := time.Now()
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			case <-time.After(time.Until(begun.Add(time.Duration(n) * time.Second / aSecond))):
				all.Go(func() { ask(n) })
			}
		}
	})
	// Somebody refreshes all the time and uses the new token at the other
	// process at once.
	all.Go(func() {
		token := one.signIn(t, people[0].Email).RefreshToken
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			here, there := []*market{one, two}[n%2], []*market{two, one}[n%2]
			a := here.call("POST", "/auth/refresh", fmt.Sprintf(`{"refreshToken":%q}`, token))
			if a.status != http.StatusOK {
				t.Errorf("refresh %d: %d %s", n, a.status, a.body)
				return
			}
			next := entered(t, a)
			if b := there.call("GET", "/me", "", next.bearer()...); b.status != http.StatusOK {
				t.Errorf("token %d: %d %s", n, b.status, b.body)
				return
			}
			token = next.RefreshToken
		}
	})

	rotate := time.NewTicker(each)
	defer rotate.Stop()
	for range rotations {
		<-rotate.C
		if out, status := one.command(t, "keys", "rotate"); status != 0 {
			t.Errorf("rotate: %s", out)
		}
	}
	<-rotate.C
	close(stop)
	all.Wait()

	if len(failed) > 0 {
		t.Errorf("%d of %d requests failed, such as %s", len(failed), len(took), failed[0])
	}
	seconds := (each * (rotations + 1)).Seconds()
	if rate := float64(len(took)) / seconds; rate < aSecond*0.8 {
		t.Errorf("%.0f requests a second were made, want %d", rate, aSecond)
	}
	slices.Sort(took)
	t.Logf("%d requests in %.1f s over %d rotations: median %s, slowest %s", len(took), seconds, rotations, took[len(took)/2], took[len(took)-1])

	var keys int
	must(t, one.pool.QueryRow(t.Context(), "SELECT count(*) FROM auth.signing_keys").Scan(&keys))
	if keys != rotations+1 {
		t.Errorf("there are %d keys, want %d", keys, rotations+1)
	}
}

func TestRevokeKeys(t *testing.T) {
	t.Parallel()
	m := start(t)
	ada := m.signUp(t, "ada@example.org")
	if out, status := m.command(t, "keys", "rotate", "--revoke"); status != 0 || !strings.Contains(out, "from now on") {
		t.Fatalf("%d %s", status, out)
	}
	want(t, "an old token", m.call("GET", "/me", "", ada.bearer()...), http.StatusUnauthorized, "unauthenticated")
	next := entered(t, m.call("POST", "/auth/refresh", fmt.Sprintf(`{"refreshToken":%q}`, ada.RefreshToken)))
	want(t, "a new one", m.call("GET", "/me", "", next.bearer()...), http.StatusOK, "")
}
