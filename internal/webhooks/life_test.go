package webhooks_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/stores"
	"rialto/internal/webhooks"
)

func (s *shop) runLow(t *testing.T) {
	t.Helper()
	s.publish(t, catalog.StockLow{StoreID: s.store, VariantIDs: []uuid.UUID{s.store}})
}

func TestPauses(t *testing.T) {
	t.Parallel()
	now := time.Now()
	var whole time.Duration
	for n, want := range []time.Duration{
		5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
	} {
		whole += want
		varies := map[time.Duration]bool{}
		for range 100 {
			got, again := webhooks.PauseAfter(n+1, 500, "", now)
			if varies[got] = true; !again || got < want*9/10 || got > want*11/10 {
				t.Fatalf("after attempt %d: %s, want about %s", n+1, got, want)
			}
		}
		if len(varies) < 50 {
			t.Errorf("after attempt %d there are %d pauses of 100: they all come at once", n+1, len(varies))
		}
	}
	if whole < 72*time.Hour {
		t.Errorf("it is given up after %s", whole)
	}
	if _, again := webhooks.PauseAfter(10, 500, "", now); again {
		t.Error("there is an eleventh attempt")
	}
	if _, again := webhooks.PauseAfter(1, 410, "", now); again {
		t.Error("it is tried again though it is gone")
	}
	for _, c := range []struct {
		status int
		after  string
		want   time.Duration
	}{
		{429, "120", 2 * time.Minute}, {503, now.Add(time.Hour).UTC().Format(http.TimeFormat), time.Hour}, {503, "9999999999", 24 * time.Hour},
		{429, "1", 5 * time.Second}, {429, "-5", 5 * time.Second}, {429, "soon", 5 * time.Second}, {500, "120", 5 * time.Second},
	} {
		got, _ := webhooks.PauseAfter(1, c.status, c.after, now)
		if got < c.want*9/10-time.Second || got > c.want*11/10 {
			t.Errorf("%d with Retry-After %s: %s, want about %s", c.status, c.after, got, c.want)
		}
	}
}

func TestDeliveryIsTriedAgain(t *testing.T) {
	t.Parallel()
	s := setup(t)
	r := receives(t, func(w http.ResponseWriter, n int) {
		w.Header().Set("X-Try", strings.Repeat("x", n))
		if n < 3 {
			w.WriteHeader(http.StatusInternalServerError)
		}
		_, _ = w.Write([]byte("try\x00 \xff" + strings.Repeat("y", 5000*(n-1))))
	})
	e, _ := s.listens(t, s.ours(), r.URL)
	s.runLow(t)
	s.deliver(t)
	s.deliver(t)
	wantEqual(t, "requests before the first pause is over", len(r.all()), 1)
	if got := s.get(t, s.ours(), e.ID); got.FailingSince == nil || got.Pending != 1 {
		t.Errorf("%+v", got)
	}
	for range 2 {
		s.skip(6 * time.Minute)
		s.deliver(t)
	}
	all := r.all()
	wantEqual(t, "requests", len(all), 3)
	d := s.log(t, s.ours(), e.ID)[0]
	if d.Status != webhooks.Delivered || d.Attempts != 3 || d.FinishedAt == nil || d.NextAttemptAt != nil {
		t.Errorf("%+v", d)
	}
	for _, g := range all {
		if g.body != d.Body || g.header.Get("webhook-id") != d.EventID.String() {
			t.Errorf("%+v is another message", g)
		}
	}
	if all[0].header.Get("webhook-timestamp") == all[2].header.Get("webhook-timestamp") {
		t.Error("the timestamp is not the attempt's")
	}
	if got := s.get(t, s.ours(), e.ID); got.FailingSince != nil {
		t.Errorf("%+v", got)
	}

	t.Run("and the log shows it", func(t *testing.T) {
		log := s.attempts(t, e.ID, d.ID)
		wantEqual(t, "attempts", len(log), 3)
		last, first := log[0], log[2]
		if first.Number != 1 || first.Result != webhooks.Refused || *first.StatusCode != 500 || first.ResponseBody != "try\uFFFD \uFFFD" || first.ResponseCut {
			t.Errorf("%+v", first)
		}
		if last.Number != 3 || last.Result != webhooks.OK || *last.StatusCode != 200 || !last.ResponseCut || last.ResponseHeaders["X-Try"] != "xxx" {
			t.Errorf("%+v", last)
		}
		if n := len(last.ResponseBody); n < 4000 || n > 4100+2*3 {
			t.Errorf("%d bytes of the body", n)
		}
		for _, h := range []string{"Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"} {
			if last.RequestHeaders[h] != all[2].header.Get(h) {
				t.Errorf("%s: %q", h, last.RequestHeaders[h])
			}
		}
	})
}

func TestDeadEndpointIsPaused(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.member(t, s.store, "second@example.org", stores.RoleOwner)
	s.member(t, s.store, "staff@example.org", stores.RoleManager)
	broken := true
	r := receives(t, func(w http.ResponseWriter, _ int) {
		if broken {
			w.WriteHeader(http.StatusBadGateway)
		}
	})
	e, _ := s.listens(t, s.ours(), r.URL)
	s.runLow(t)
	for range 9 {
		s.deliver(t)
		wantEqual(t, "status", s.get(t, s.ours(), e.ID).Status, webhooks.Enabled)
		s.skip(27 * time.Hour)
	}
	wantEqual(t, "mails", len(s.mails(t)), 0)
	s.deliver(t)
	got := s.get(t, s.ours(), e.ID)
	if got.Status != webhooks.Paused || got.PausedBecause != webhooks.Failing || got.Failed != 1 || got.Pending != 0 {
		t.Errorf("%+v", got)
	}
	host := strings.TrimPrefix(r.URL, "http://")
	wantEqual(t, "mails", s.mails(t), []string{"owner@example.org: Ink: webhooks to " + host + " are paused", "second@example.org: Ink: webhooks to " + host + " are paused"})

	t.Run("and gets what it missed when it is enabled", func(t *testing.T) {
		s.runLow(t)
		s.deliver(t)
		wantEqual(t, "requests", len(r.all()), 10)
		wantEqual(t, "kept", s.get(t, s.ours(), e.ID).Pending, 1)
		broken = false
		_, err := s.Enable(t.Context(), s.ours(), s.owner, e.ID)
		check(t, err)
		s.deliver(t)
		wantEqual(t, "requests", len(r.all()), 11)
		wantEqual(t, "kept", s.get(t, s.ours(), e.ID).Pending, 0)
	})
	t.Run("and what was given up is replayed with its id", func(t *testing.T) {
		n, err := s.ReplayFailed(t.Context(), s.ours(), s.owner, e.ID, s.now().Add(-24*time.Hour))
		check(t, err)
		wantEqual(t, "of the last day", n, 0)
		n, err = s.ReplayFailed(t.Context(), s.ours(), s.owner, e.ID, s.now().Add(-29*24*time.Hour))
		check(t, err)
		wantEqual(t, "of the last month", n, 1)
		s.deliver(t)
		all := r.all()
		wantEqual(t, "webhook-id", all[11].header.Get("webhook-id"), all[0].header.Get("webhook-id"))
		list := s.log(t, s.ours(), e.ID)
		last := list[len(list)-1]
		if last.Status != webhooks.Delivered || last.Attempts != 11 {
			t.Errorf("%+v", last)
		}
	})
	t.Run("and what was delivered, too", func(t *testing.T) {
		d := s.log(t, s.ours(), e.ID)[0]
		_, err := s.Replay(t.Context(), s.ours(), s.owner, e.ID, d.ID)
		check(t, err)
		s.deliver(t)
		wantEqual(t, "attempts", len(s.attempts(t, e.ID, d.ID)), 2)
		_, err = s.Replay(t.Context(), s.ours(), s.owner, e.ID, uuid.New())
		wantErr(t, err, webhooks.ErrDeliveryNotFound)
	})
}

func TestEndpointThatIsGoneIsPausedAtOnce(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.person(t, "operator@example.org", "admin")
	r := receives(t, status(http.StatusGone))
	e, _ := s.listens(t, webhooks.Marketplace(), r.URL)
	s.runLow(t)
	s.deliver(t)
	got := s.get(t, webhooks.Marketplace(), e.ID)
	if got.Status != webhooks.Paused || got.PausedBecause != webhooks.Gone || got.Failed != 1 {
		t.Errorf("%+v", got)
	}
	wantEqual(t, "mails", s.mails(t), []string{"operator@example.org: Lagoon: webhooks to " + strings.TrimPrefix(r.URL, "http://") + " are paused"})
}

func TestLogIsPagedAndForgotten(t *testing.T) {
	t.Parallel()
	s := setup(t)
	r := receives(t, nil)
	e, _ := s.listens(t, s.ours(), r.URL)
	for range 3 {
		s.runLow(t)
	}
	s.publish(t, catalog.StockOut{StoreID: s.store})
	s.deliver(t)
	_, err := s.Test(t.Context(), s.ours(), s.owner, e.ID)
	check(t, err)
	page := func(f webhooks.DeliveryFilter) (types []string, next string) {
		t.Helper()
		list, next, err := s.Deliveries(t.Context(), s.ours(), e.ID, f)
		check(t, err)
		for _, d := range list {
			types = append(types, d.EventType+" "+string(d.Status))
		}
		return types, next
	}
	first, next := page(webhooks.DeliveryFilter{Limit: 2})
	second, end := page(webhooks.DeliveryFilter{Limit: 3, Cursor: next})
	wantEqual(t, "pages", slices.Concat(first, second), []string{"webhook.test pending", "stock.out delivered", "stock.low delivered", "stock.low delivered", "stock.low delivered"})
	wantEqual(t, "cursor of the last page", end, "")
	waiting, _ := page(webhooks.DeliveryFilter{Limit: 9, Status: webhooks.Pending})
	wantEqual(t, "pending", waiting, []string{"webhook.test pending"})
	out, _ := page(webhooks.DeliveryFilter{Limit: 9, EventType: "stock.out"})
	wantEqual(t, "stock.out", out, []string{"stock.out delivered"})

	s.skip(30*24*time.Hour - time.Hour)
	check(t, webhooks.Forget(t.Context(), s.Service))
	wantEqual(t, "deliveries", len(s.log(t, s.ours(), e.ID)), 5)
	s.skip(2 * time.Hour)
	check(t, webhooks.Forget(t.Context(), s.Service))
	wantEqual(t, "deliveries after 30 days", len(s.log(t, s.ours(), e.ID)), 0)
}

// What a process had begun when it died is sent by another, once its lease is over.
func TestLeaseOfADeadProcessEnds(t *testing.T) {
	t.Parallel()
	s := setup(t)
	r := receives(t, nil)
	e, _ := s.listens(t, s.ours(), r.URL)
	s.runLow(t)
	_, err := s.pool.Exec(t.Context(), "UPDATE webhooks.deliveries SET leased_until = $1", s.now().Add(45*time.Second))
	check(t, err)
	s.deliver(t)
	wantEqual(t, "requests while it is leased", len(r.all()), 0)
	s.skip(time.Minute)
	s.deliver(t)
	wantEqual(t, "requests", len(r.all()), 1)
	wantEqual(t, "status", s.log(t, s.ours(), e.ID)[0].Status, webhooks.Delivered)
}
