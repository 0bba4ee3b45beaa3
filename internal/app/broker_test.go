package app

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"rialto/internal/broker"
	"rialto/internal/broker/brokertest"
	"rialto/internal/limits/redistest"
)

func TestBrokerSettings(t *testing.T) {
	t.Parallel()
	for url, says := range map[string]string{
		"mqtt://ada:s3cret@localhost":             "RIALTO_BROKER_URL must be the address of a broker",
		"kafka://ada:s3cret@localhost?sasl=magic": "RIALTO_BROKER_URL sasl of",
	} {
		err := Config{BrokerURL: url, BrokerPrefix: "rialto", BrokerBacklog: 1000}.Validate()
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", url, err)
		}
	}
	err := Config{BrokerURL: "nats://localhost", BrokerPrefix: "a.b", BrokerBacklog: 999}.Validate()
	for _, says := range []string{"RIALTO_BROKER_PREFIX must be", "RIALTO_BROKER_BACKLOG must be"} {
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v, want %q", err, says)
		}
	}
	if err := (Config{BrokerURL: "nats://localhost", BrokerPrefix: "rialto", BrokerBacklog: 1000}).checkBroker(); err != nil {
		t.Error(err)
	}
}

// The program starts and goes on without its broker, and makes up for it.
func TestBrokerThatComesLater(t *testing.T) {
	t.Parallel()
	s := redistest.StartKept(t)
	s.Kill()
	m := startWith(t, func(c *Config) {
		c.BrokerURL, c.BrokerPrefix = s.URL(redistest.Patient), "bazaar"
	})
	ada := m.signUp(t, "ada@example.org")
	eventually(t, time.Minute, func() bool { return strings.Contains(m.said.String(), "follower=broker") })

	s.Restart(t)
	var body string
	eventually(t, time.Minute, func() bool {
		for _, entry := range s.Client.XRange(t.Context(), "bazaar.events", "-", "+").Val() {
			if entry.Values["type"] == "user.registered" {
				body = entry.Values["event"].(string)
			}
		}
		return body != ""
	})
	ev, err := broker.ParseEvent([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	if ev.Subject != ada.ID || ev.Source != m.url || !strings.Contains(string(ev.Data), ada.ID) {
		t.Errorf("the event is %s, and Ada is %s at %s", body, ada.ID, m.url)
	}
	schema := strings.TrimPrefix(ev.DataSchema, m.url)
	if a := m.at(t, http.MethodGet, schema); a.status != http.StatusOK {
		t.Errorf("its schema is at %s, which answers %d", schema, a.status)
	}
	eventually(t, time.Minute, func() bool {
		var waiting int
		err := m.pool.QueryRow(t.Context(), "SELECT count(*) FROM events.feed WHERE follower = 'broker'").Scan(&waiting)
		return err == nil && waiting == 0
	})
}

func TestDoctorExaminesTheBroker(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		url     string
		healthy bool
		says    string
	}{
		"none":              {"", true, ""},
		"that writes":       {brokertest.Redis(t).URL, true, "ok      the broker answers (Redis)\n"},
		"that forgets":      {redistest.Start(t).URL(redistest.Patient), true, "ok      the broker answers (Redis)\n          Redis does not write down"},
		"that is not there": {"redis://127.0.0.1:1", false, "BROKEN  the broker answers (Redis)\n          dial"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			healthy, err := examineBroker(t.Context(), Config{BrokerURL: c.url, BrokerPrefix: "rialto"}, slog.New(slog.DiscardHandler), &out)
			if err != nil || healthy != c.healthy || !strings.HasPrefix(out.String(), c.says) || (c.says == "") != (out.Len() == 0) {
				t.Errorf("healthy %t, %v, says %q", healthy, err, out.String())
			}
		})
	}
}
