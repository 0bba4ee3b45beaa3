package app

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// rule is an alert, or an expression that is recorded under a name.
type rule struct {
	Alert, Record, Expr string
	Labels, Annotations map[string]string
}

// sometimes are metrics of the program that a scrape shows only at times.
var sometimes = map[string]string{
	"rialto_mails_queued":                          "while mails wait",
	"rialto_mails_oldest_seconds":                  "while mails wait",
	"rialto_mail_attempts_total":                   "once a mail was sent",
	"rialto_limits_refused_total":                  "once somebody came too often",
	"rialto_job_failures_total":                    "once a job failed",
	"rialto_broker_published_total":                "with a broker",
	"rialto_broker_failures_total":                 "with a broker",
	"rialto_backup_last_success_timestamp_seconds": "with RIALTO_BACKUP_URL",
	"rialto_backup_last_bytes":                     "with RIALTO_BACKUP_URL",
	"rialto_backup_wal_lag_seconds":                "with RIALTO_BACKUP_URL",
	"rialto_backup_wal_lag_bytes":                  "with RIALTO_BACKUP_URL",
	"rialto_secret_refused":                        "with secrets in files",
	"rialto_trace_spans_total":                     "with OTEL_EXPORTER_OTLP_ENDPOINT",
}

// elsewhere are metrics that others export, or the program where it has what they
// measure.
var elsewhere = map[string]string{
	"cnpg_pg_replication_lag":                              "CloudNativePG",
	"cnpg_collector_last_available_backup_timestamp":       "CloudNativePG",
	"probe_ssl_earliest_cert_expiry":                       "blackbox exporter",
	"certmanager_certificate_expiration_timestamp_seconds": "cert-manager",
	"rialto_tls_certificate_expiry_timestamp_seconds":      "where the program has a certificate",
}

func readYAML(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func monitoringFiles(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(monitoring, pattern))
	if err != nil || len(found) == 0 {
		t.Fatalf("no %s: %v", pattern, err)
	}
	return found
}

func rules(t *testing.T) (all []rule) {
	t.Helper()
	for _, path := range monitoringFiles(t, "prometheus/rules/*.yaml") {
		var file struct {
			Groups []struct{ Rules []rule }
		}
		readYAML(t, path, &file)
		for _, g := range file.Groups {
			all = append(all, g.Rules...)
		}
	}
	return all
}

// expressions are those of the rules and of the dashboards, by where they stand.
func expressions(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, r := range rules(t) {
		all["rule "+r.Alert+r.Record] = r.Expr
	}
	for _, path := range monitoringFiles(t, "grafana/dashboards/*.json") {
		var board struct {
			Panels []struct {
				Title      string
				Datasource struct{ Type string }
				Targets    []struct{ RefID, Expr string }
			}
		}
		text, err := os.ReadFile(filepath.Clean(path))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &board); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for _, p := range board.Panels {
			for _, target := range p.Targets {
				if p.Datasource.Type == "prometheus" {
					at := fmt.Sprintf("%s, panel %q, %s", filepath.Base(path), p.Title, target.RefID)
					all[at] = strings.ReplaceAll(target.Expr, "$__rate_interval", "1m")
				}
			}
		}
	}
	return all
}

var (
	quoted   = regexp.MustCompile(`"[^"]*"`)
	selected = regexp.MustCompile(`([a-zA-Z_:][a-zA-Z0-9_:]*)\s*[{\[]`)
	prefixed = regexp.MustCompile(`\b(?:rialto|process|go|promhttp|cnpg|probe|certmanager)[_:][a-zA-Z0-9_:]+|\bup\b`)
)

// metricsIn are the names of metrics in an expression.
func metricsIn(expr string) (names []string) {
	expr = quoted.ReplaceAllString(expr, `""`)
	for _, m := range selected.FindAllStringSubmatch(expr, -1) {
		names = append(names, m[1])
	}
	return append(names, prefixed.FindAllString(expr, -1)...)
}

// unknown are the metrics of expressions that nobody exports.
func unknown(expressions map[string]string, known func(string) bool) (missing []string) {
	for where, expr := range expressions {
		for _, name := range metricsIn(expr) {
			if !known(name) {
				missing = append(missing, fmt.Sprintf("%s: there is no metric %s", where, name))
			}
		}
	}
	return missing
}

// checkNames compares the metrics of rules and dashboards with those that were scraped.
func checkNames(t *testing.T, expressions map[string]string, scraped []string) {
	t.Helper()
	recorded := map[string]bool{}
	for _, r := range rules(t) {
		recorded[r.Record] = true
	}
	for _, m := range unknown(expressions, func(name string) bool {
		return recorded[name] || slices.Contains(scraped, name) || sometimes[name] != "" || elsewhere[name] != ""
	}) {
		t.Error(m)
	}
	for name := range elsewhere {
		if slices.Contains(scraped, name) {
			t.Errorf("%s is exported by the program now: take it off the list", name)
		}
	}
	for name := range sometimes {
		if !declared(t, name) {
			t.Errorf("%s is declared nowhere in the program", name)
		}
	}
}

// declared reports whether the program's source names a metric.
func declared(t *testing.T, name string) (found bool) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(filepath.Clean(path))
		found = found || strings.Contains(string(text), `"`+name+`"`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestUnknownMetricsAreFound(t *testing.T) {
	t.Parallel()
	expressions := map[string]string{"a": `sum(rate(rialto_a_total{x="rialto_b"}[5m])) / rialto_c > other_d[1h]`}
	got := unknown(expressions, func(name string) bool { return name == "rialto_a_total" })
	slices.Sort(got)
	if want := []string{"a: there is no metric other_d", "a: there is no metric rialto_c"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestAlertsAreTestedAndHaveRunbooks(t *testing.T) {
	t.Parallel()
	fires, quiet := map[string]bool{}, map[string]bool{}
	for _, path := range monitoringFiles(t, "prometheus/tests/*.yaml") {
		var file struct {
			Tests []struct {
				AlertRuleTest []struct {
					Alertname string           `yaml:"alertname"`
					ExpAlerts []map[string]any `yaml:"exp_alerts"`
				} `yaml:"alert_rule_test"`
			}
		}
		readYAML(t, path, &file)
		for _, test := range file.Tests {
			for _, a := range test.AlertRuleTest {
				if len(a.ExpAlerts) > 0 {
					fires[a.Alertname] = true
				} else {
					quiet[a.Alertname] = true
				}
			}
		}
	}
	alerts := 0
	for _, r := range rules(t) {
		if r.Alert == "" {
			continue
		}
		alerts++
		if !fires[r.Alert] || !quiet[r.Alert] {
			t.Errorf("%s: a test must show when it fires (%t) and when not (%t)", r.Alert, fires[r.Alert], quiet[r.Alert])
		}
		if s := r.Labels["severity"]; s != "critical" && s != "warning" {
			t.Errorf("%s has severity %q", r.Alert, s)
		}
		if r.Annotations["summary"] == "" {
			t.Errorf("%s has no summary", r.Alert)
		}
		book := r.Annotations["runbook_url"]
		text, err := os.ReadFile(filepath.Join("../..", book)) //nolint:gosec // a path of our own
		if err != nil || !strings.HasPrefix(book, "docs/runbooks/") {
			t.Errorf("%s: runbook %q: %v", r.Alert, book, err)
		} else if !strings.Contains(string(text), "`"+r.Alert+"`") {
			t.Errorf("%s does not name the alert %s", book, r.Alert)
		}
	}
	if alerts == 0 {
		t.Error("there are no alerts")
	}
}
