package app

import (
	"fmt"
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
		cfg := Config{DatabaseURL: c.primary, DatabaseReplicaURL: []string{c.replica}, ReplicaMaxLag: c.lag}
		err := cfg.Validate()
		said := fmt.Sprint(err) // the settings that are not set are wrong, too
		if c.want == "" && strings.Contains(said, "REPLICA") || !strings.Contains(said, c.want) || strings.Contains(said, "with-secret") {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
