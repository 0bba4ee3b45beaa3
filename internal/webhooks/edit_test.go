package webhooks_test

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"rialto/internal/errs"
	"rialto/internal/webhooks"
)

func TestAddresses(t *testing.T) {
	t.Parallel()
	s := setup(t, onlyPublic)
	for url, want := range map[string]string{
		"https://erp.example.com/hook?x=1": "", "https://erp.example.com:8443/": "", "https://93.184.216.34/": "", "https://[2606:2800:220:1::1]/": "",
		"http://erp.example.com": "https", "ftp://erp.example.com": "https", "erp.example.com": "url", "https://": "url", "https://:443/": "url", "https://a b.example.com": "url", "\x7f": "url",
		"https://ada:secret@erp.example.com": "credentials", "https://erp.example.com/#x": "fragment",
		"https://erp.example.com:22": "port", "https://erp.example.com:80": "port", "https://erp.example.com:65536": "port",
		"https://localhost": "not_public", "https://shop.LOCALHOST.": "not_public", "https://printer": "not_public",
		"https://127.0.0.1": "not_public", "https://10.0.0.1:8443": "not_public", "https://169.254.169.254/latest/meta-data": "not_public",
		"https://[::1]": "not_public", "https://[::ffff:127.0.0.1]": "not_public", "https://[fd00::1]": "not_public", "https://0.0.0.0": "not_public",
	} {
		e, _, err := s.Create(t.Context(), webhooks.CreateInput{Owner: s.ours(), Actor: s.owner, URL: url})
		if want == "" {
			check(t, err)
			check(t, s.Delete(t.Context(), s.ours(), s.owner, e.ID))
			continue
		}
		var problem *errs.Error
		if !errors.As(err, &problem) || problem.Code != "webhook_endpoint_invalid" || len(problem.Fields) != 1 || problem.Fields[0].Path != "url" || problem.Fields[0].Code != want {
			t.Errorf("%s: got %v, want url: %s", url, err, want)
		}
	}
}

func TestEventTypes(t *testing.T) {
	t.Parallel()
	s := setup(t)
	create := func(o webhooks.Owner, types ...string) (webhooks.Endpoint, error) {
		e, _, err := s.Create(t.Context(), webhooks.CreateInput{Owner: o, Actor: s.owner, URL: "https://erp.example.com", EventTypes: types})
		return e, err
	}
	for _, name := range []string{"user.registered", "payment.captured", "webhook.test", "order.lost"} {
		_, err := create(s.ours(), "order.paid", name)
		var problem *errs.Error
		if !errors.As(err, &problem) || len(problem.Fields) != 1 || problem.Fields[0].Path != "eventTypes[1]" {
			t.Errorf("a store asks for %s: %v", name, err)
		}
	}
	_, err := create(webhooks.Marketplace(), "user.registered")
	check(t, err)
	e, err := create(s.ours(), "stock.low", "order.paid", "stock.low")
	check(t, err)
	wantEqual(t, "types", e.EventTypes, []string{"order.paid", "stock.low"})
	for _, name := range webhooks.EventTypes(s.ours()) {
		if strings.HasPrefix(name, "user.") || strings.HasPrefix(name, "payment.") {
			t.Errorf("a store may be told of %s", name)
		}
	}
}

func TestChanges(t *testing.T) {
	t.Parallel()
	s := setup(t)
	r := receives(t, nil)
	e, secret := s.listens(t, s.ours(), r.URL, "order.paid")
	text := func(v string) *string { return &v }
	in := webhooks.UpdateInput{Owner: s.ours(), Actor: s.owner, ID: e.ID, Version: e.Version, Description: text(" ERP "), EventTypes: []string{}}
	got, err := s.Update(t.Context(), in)
	check(t, err)
	if got.Description != "ERP" || len(got.EventTypes) != 0 || got.URL != r.URL || got.Version != e.Version+1 {
		t.Errorf("%+v", got)
	}
	_, err = s.Update(t.Context(), in)
	wantErr(t, err, webhooks.ErrStale)
	in.URL, in.Version = text("gopher://x"), got.Version
	_, err = s.Update(t.Context(), in)
	wantErr(t, err, webhooks.ErrInvalid)

	for range 2 {
		paused, err := s.Pause(t.Context(), s.ours(), s.owner, e.ID)
		check(t, err)
		wantEqual(t, "status", paused.Status+" "+webhooks.Status(paused.PausedBecause), "paused by_hand")
	}
	_, err = s.Test(t.Context(), s.ours(), s.owner, e.ID)
	wantErr(t, err, webhooks.ErrPaused)
	_, err = s.ReplayFailed(t.Context(), s.ours(), s.owner, e.ID, s.now())
	wantErr(t, err, webhooks.ErrPaused)
	for range 2 {
		enabled, err := s.Enable(t.Context(), s.ours(), s.owner, e.ID)
		check(t, err)
		wantEqual(t, "status", enabled.Status, webhooks.Enabled)
	}

	t.Run("of another's endpoint are not possible", func(t *testing.T) {
		for _, o := range []webhooks.Owner{webhooks.OfStore(s.newStore(t, "other", "Other")), webhooks.Marketplace()} {
			_, err := s.Endpoint(t.Context(), o, e.ID)
			wantErr(t, err, webhooks.ErrNotFound)
			_, err = s.Pause(t.Context(), o, s.owner, e.ID)
			wantErr(t, err, webhooks.ErrNotFound)
			_, _, err = s.RotateSecret(t.Context(), o, s.owner, e.ID)
			wantErr(t, err, webhooks.ErrNotFound)
			_, err = s.Test(t.Context(), o, s.owner, e.ID)
			wantErr(t, err, webhooks.ErrNotFound)
			wantErr(t, s.Delete(t.Context(), o, s.owner, e.ID), webhooks.ErrNotFound)
			list, err := s.Endpoints(t.Context(), o)
			check(t, err)
			wantEqual(t, "endpoints", len(list), 0)
		}
	})
	t.Run("are in the audit log, without the path and the secret", func(t *testing.T) {
		check(t, s.Delete(t.Context(), s.ours(), s.owner, e.ID))
		_, err := s.Endpoint(t.Context(), s.ours(), e.ID)
		wantErr(t, err, webhooks.ErrNotFound)
		wantEqual(t, "actions", s.audited(t), []string{
			"webhook_endpoint.created", "webhook_endpoint.changed", "webhook_endpoint.paused", "webhook_endpoint.enabled", "webhook_endpoint.deleted",
		})
		var leaks int
		check(t, s.pool.QueryRow(t.Context(), "SELECT count(*) FROM audit.entries e WHERE e::text LIKE '%' || $1 || '%'", secret).Scan(&leaks))
		wantEqual(t, "entries with the secret", leaks, 0)
	})
}

func TestThereAreOnlySoMany(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.listens(t, webhooks.Marketplace(), "https://erp.example.com") // another owner's
	var made, refused int
	var mu sync.Mutex
	var g sync.WaitGroup
	for range webhooks.MaxEndpoints + 4 {
		g.Go(func() {
			_, _, err := s.Create(t.Context(), webhooks.CreateInput{Owner: s.ours(), Actor: s.owner, URL: "https://erp.example.com"})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				made++
			case errors.Is(err, webhooks.ErrMany):
				refused++
			default:
				t.Error(err)
			}
		})
	}
	g.Wait()
	wantEqual(t, "made and refused", []int{made, refused}, []int{webhooks.MaxEndpoints, 4})
	list, err := s.Endpoints(t.Context(), s.ours())
	check(t, err)
	check(t, s.Delete(t.Context(), s.ours(), s.owner, list[3].ID))
	s.listens(t, s.ours(), "https://erp.example.com")
}

func TestSecretsAreSealed(t *testing.T) {
	t.Parallel()
	first := sealerOf(t, "first")
	s := setup(t, sealedBy(sealerOf(t, "second", "first")))
	r := receives(t, nil)
	e, secret := s.listens(t, s.ours(), r.URL)
	var sealed []byte
	row := s.pool.QueryRow(t.Context(), "SELECT sealed_secret FROM webhooks.endpoints WHERE id = $1", e.ID)
	check(t, row.Scan(&sealed))
	if bytes.Contains(sealed, []byte(secret[6:])) {
		t.Error("the secret is in the database")
	}
	// As if it had been made before the key was replaced.
	_, err := s.pool.Exec(t.Context(), "UPDATE webhooks.endpoints SET sealed_secret = $1", first.Seal("webhook secret of "+e.ID.String(), []byte(secret)))
	check(t, err)
	for _, want := range []int{1, 0} {
		n, err := s.Reseal(t.Context())
		check(t, err)
		wantEqual(t, "sealed anew", n, want)
	}
	_, err = s.Test(t.Context(), s.ours(), s.owner, e.ID)
	check(t, err)
	s.deliver(t)
	check(t, verify(secret, r.all()[0]))

	// As if the key were lost: what waits is sent once there is another secret.
	lost := sealerOf(t, "lost").Seal("webhook secret of "+e.ID.String(), []byte(secret))
	_, err = s.pool.Exec(t.Context(), "UPDATE webhooks.endpoints SET sealed_secret = $1", lost)
	check(t, err)
	s.runLow(t)
	s.deliver(t)
	wantEqual(t, "requests without a secret", len(r.all()), 1)
	_, secret, err = s.RotateSecret(t.Context(), s.ours(), s.owner, e.ID)
	check(t, err)
	s.skip(time.Minute)
	s.deliver(t)
	wantEqual(t, "requests", len(r.all()), 2)
	check(t, verify(secret, r.all()[1]))
}
