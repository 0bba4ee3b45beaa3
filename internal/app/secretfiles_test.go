package app

import (
	"testing"
)

// needRestart are secrets that only a restart replaces, and why.
var needRestart = map[string]string{
	"RIALTO_MEDIA_URL":                  "the bucket; who may write there is known to the SDK of AWS",
	"RIALTO_BACKUP_URL":                 "likewise",
	"RIALTO_BACKUP_IDENTITY":            "commands alone read it",
	"STRIPE_API_URL":                    "for development",
	"RIALTO_DATABASE_REPLICA_URL":       "logs in as the primary's pool does",
	"OTEL_EXPORTER_OTLP_HEADERS":        "traces are lost meanwhile, and no request",
	"OTEL_EXPORTER_OTLP_TRACES_HEADERS": "likewise",
	"OTEL_EXPORTER_OTLP_ENDPOINT":       "likewise",
	"SENTRY_DSN":                        "likewise",
}

func TestEverySecretCanBeReplaced(t *testing.T) {
	t.Parallel()
	takers := (&modules{}).takers()
	all := settings(t)
	for name, flag := range all {
		_, taken := takers[name]
		switch secret, why := flag.Tag.Get("secret") != "", needRestart[name]; {
		case secret && !taken && why == "":
			t.Errorf("%s is secret: have it taken over in takeover.go, or say here why a restart will do", name)
		case taken && why != "":
			t.Errorf("%s is taken over, and is said to need a restart", name)
		}
		if !taken {
			continue
		}
		var cfg Config
		if err := cfg.set(name, "x"); err != nil {
			t.Errorf("%s is taken over and cannot be set: %v", name, err)
		}
	}
	for name := range takers {
		if all[name] == nil {
			t.Errorf("%s is no setting", name)
		}
	}
}
