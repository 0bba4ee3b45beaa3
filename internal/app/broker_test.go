package app

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"rialto/internal/broker/brokertest"
	"rialto/internal/limits/redistest"
)

func TestBrokerSettings(t *testing.T) {
	t.Parallel()
	for url, says := range map[string]string{
		"mqtt://ada:s3cret@localhost":             "RIALTO_BROKER_URL must be the address of a broker",
		"kafka://ada:s3cret@localhost?sasl=magic": "RIALTO_BROKER_URL sasl of",
	} {
		err := Config{BrokerURL: url, BrokerPrefix: "rialto"}.Validate()
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", url, err)
		}
	}
	err := Config{BrokerURL: "nats://localhost", BrokerPrefix: "a.b"}.Validate()
	if err == nil || !strings.Contains(err.Error(), "RIALTO_BROKER_PREFIX must be") {
		t.Errorf("prefix: %v", err)
	}
	if err := (Config{BrokerURL: "nats://localhost", BrokerPrefix: "rialto"}).checkBroker(); err != nil {
		t.Error(err)
	}
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
