package app

import (
	"strings"
	"testing"
	"time"
)

func TestReplicaSettings(t *testing.T) {
	t.Parallel()
	const primary = "postgres://rialto@primary.example.com/rialto"
	for _, c := range []struct {
		primary, replica string
		lag              time.Duration
		want             string // "" for fine
	}{
		{primary, "postgres://rialto@replica.example.com/rialto", 2 * time.Second, ""},
		{primary, "mysql://replica.example.com/with-secret", 2 * time.Second, "RIALTO_DATABASE_REPLICA_URL"},
		{"", "postgres://rialto@replica.example.com/rialto", 2 * time.Second, "RIALTO_DATABASE_URL"},
		{primary, "postgres://rialto@replica.example.com/rialto", 0, "RIALTO_REPLICA_MAX_LAG"},
		{primary, "postgres://rialto@replica.example.com/rialto", time.Hour, "RIALTO_REPLICA_MAX_LAG"},
	} {
		cfg := Config{
			Currency: "EUR", PaymentWindow: time.Minute, DatabaseConns: 4, RateLimits: "on", MailURL: "", BrokerPrefix: "rialto", BrokerBacklog: 1000,
			DatabaseURL: c.primary, DatabaseReplicaURL: []string{c.replica}, ReplicaMaxLag: c.lag,
		}
		err := cfg.Validate()
		if (err == nil) != (c.want == "") || err != nil && (!strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "with-secret")) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
