package webhooks_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"rialto/internal/catalog"
)

// verify is what a receiver does, with the official library.
func verify(secret string, r received) error {
	w, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		return err
	}
	return w.Verify([]byte(r.body), r.header)
}

func TestSignature(t *testing.T) {
	t.Parallel()
	s := setup(t)
	r := receives(t, nil)
	e, secret := s.listens(t, s.ours(), r.URL)
	if raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_")); err != nil || len(raw) < 24 || len(raw) > 64 || !strings.HasPrefix(secret, "whsec_") {
		t.Errorf("%q is no secret of Standard Webhooks", secret)
	}
	send := func() received {
		t.Helper()
		s.publish(t, catalog.StockLow{StoreID: s.store, VariantIDs: []uuid.UUID{s.store}})
		s.deliver(t)
		all := r.all()
		return all[len(all)-1]
	}

	got := send()
	check(t, verify(secret, got))
	var body struct {
		Type      string
		Timestamp time.Time
		Data      map[string]any
	}
	check(t, json.Unmarshal([]byte(got.body), &body))
	if body.Type != "stock.low" || time.Since(body.Timestamp).Abs() > time.Minute || body.Data["storeId"] != s.store.String() {
		t.Errorf("%s", got.body)
	}
	d := s.log(t, s.ours(), e.ID)[0]
	wantEqual(t, "webhook-id", got.header.Get("webhook-id"), d.EventID.String())
	wantEqual(t, "content type and agent", got.header.Get("Content-Type")+" "+got.header.Get("User-Agent"), "application/json Rialto-Webhooks/test")

	t.Run("is of every byte", func(t *testing.T) {
		forged := got
		forged.body = strings.Replace(got.body, "stock.low", "stock.out", 1)
		if verify(secret, forged) == nil {
			t.Error("another body verifies")
		}
		forged = got
		forged.header = got.header.Clone()
		forged.header.Set("webhook-id", uuid.NewString())
		if verify(secret, forged) == nil {
			t.Error("another id verifies")
		}
		if verify("whsec_"+base64.StdEncoding.EncodeToString(make([]byte, 32)), got) == nil {
			t.Error("another secret verifies")
		}
	})

	t.Run("is made with both secrets for a day after one was replaced", func(t *testing.T) {
		changed, second, err := s.RotateSecret(t.Context(), s.ours(), s.owner, e.ID)
		check(t, err)
		if second == secret || changed.PreviousUntil == nil || changed.PreviousUntil.Sub(s.now()).Round(time.Minute) != 24*time.Hour {
			t.Errorf("%+v", changed)
		}
		both := send()
		check(t, verify(secret, both))
		check(t, verify(second, both))
		wantEqual(t, "signatures", len(strings.Fields(both.header.Get("webhook-signature"))), 2)

		_, third, err := s.RotateSecret(t.Context(), s.ours(), s.owner, e.ID)
		check(t, err)
		again := send()
		check(t, verify(second, again))
		check(t, verify(third, again))
		if verify(secret, again) == nil {
			t.Error("the first of three secrets still signs")
		}

		s.skip(24*time.Hour + time.Minute)
		later := send()
		wantEqual(t, "signatures a day later", len(strings.Fields(later.header.Get("webhook-signature"))), 1)
		if got := s.get(t, s.ours(), e.ID); got.PreviousUntil != nil {
			t.Errorf("%+v", got)
		}
		w, err := standardwebhooks.NewWebhook(third)
		check(t, err)
		check(t, w.VerifyIgnoringTimestamp([]byte(later.body), later.header)) // the test's clock is a day ahead
	})
}
