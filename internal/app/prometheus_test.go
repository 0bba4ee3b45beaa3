package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"gopkg.in/yaml.v3"
)

const monitoring = "../../deploy/monitoring"

// scraper is a real Prometheus with the rules of deploy/, which scrapes one Rialto.
type scraper struct{ url string }

// tool is the path of a program of Debian's package prometheus.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("there is no %s; run tools/prometheus, or: apt-get install prometheus", name)
	}
	return path
}

// freeAddress is one on which nothing listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// scrape starts a Prometheus with the configuration of deploy/, but for where the
// program is, and how often it looks.
func scrape(t *testing.T, admin string) scraper {
	t.Helper()
	var cfg map[string]any
	text, err := os.ReadFile(filepath.Join(monitoring, "prometheus/prometheus.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, &cfg); err != nil {
		t.Fatal(err)
	}
	rules, err := filepath.Abs(filepath.Join(monitoring, "prometheus/rules/*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	cfg["global"] = map[string]any{"scrape_interval": "1s", "evaluation_interval": "1s"}
	cfg["rule_files"] = []string{rules}
	delete(cfg, "alerting")
	job := cfg["scrape_configs"].([]any)[0].(map[string]any)
	delete(job, "dns_sd_configs")
	job["static_configs"] = []any{map[string]any{"targets": []string{admin}}}
	cfg["scrape_configs"] = []any{job}
	dir := t.TempDir()
	if text, err = yaml.Marshal(cfg); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "prometheus.yaml")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}

	at := freeAddress(t)
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	cmd := exec.CommandContext(ctx, tool(t, "prometheus"), "--config.file="+file, "--storage.tsdb.path="+filepath.Join(dir, "data"),
		"--web.listen-address="+at, "--log.level=warn")
	said := &log{}
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = cmd.Wait() // it was killed
		if t.Failed() {
			t.Logf("Prometheus said:\n%s", said)
		}
	})
	return scraper{"http://" + at}
}

// get asks Prometheus's API. It returns an error until Prometheus answers.
func (p scraper) get(path string, query url.Values, into any) error {
	res, err := http.Get(p.url + "/api/v1/" + path + "?" + query.Encode())
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer := struct {
		Status, Error string
		Data          any
	}{Data: into}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		return err
	}
	if answer.Status != "success" {
		return fmt.Errorf("%s: %s", path, answer.Error)
	}
	return nil
}

// value is what an expression is now, 0 when there is none.
func (p scraper) value(expr string) (v float64, err error) {
	var found struct{ Result []struct{ Value [2]any } }
	if err := p.get("query", url.Values{"query": {expr}}, &found); err != nil || len(found.Result) == 0 {
		return 0, err
	}
	_, err = fmt.Sscan(found.Result[0].Value[1].(string), &v)
	return v, err
}

func TestPrometheusScrapesTheProgram(t *testing.T) {
	t.Parallel()
	admin := freeAddress(t)
	m := startServing(t, func(cfg *Config, listen *ListenConfig) {
		listen.AdminAddr = admin
		// The primary itself is read from as little as one that was promoted, and is measured.
		cfg.DatabaseReplicaURL, cfg.ReplicaMaxLag = []string{cfg.DatabaseURL}, time.Minute
	})
	p := scrape(t, admin)

	last := m.goods(t, 1)
	late := m.cart(t, last)
	order := m.placeOne(t, m.cart(t, last))
	if a := m.post(*order.PaymentURL, url.Values{"outcome": {"paid"}, "deliver": {"twice"}}); a.status != http.StatusSeeOther {
		t.Fatalf("pay: %d %s", a.status, a.body)
	}
	if a := m.placeOrder(late, uuid.NewString()); a.code() != "out_of_stock" {
		t.Fatalf("the last piece twice: %d %s", a.status, a.body)
	}
	for range 2 {
		m.call("GET", "/products", "")
	}

	for expr, want := range map[string]float64{
		`up{job="rialto"}`: 1,
		`rialto_http_request_duration_seconds_count{operation="placeOrder",status="201"}`: 1,
		`rialto_http_request_duration_seconds_count{operation="placeOrder",status="409"}`: 1,
		`rialto_api_problems_total{operation="placeOrder",code="out_of_stock"}`:           1,
		`rialto_events_total{event="order.placed"}`:                                       1,
		`rialto_events_total{event="order.paid"}`:                                         1,
		`rialto_events_total{event="payment.captured"}`:                                   1,
		`rialto_payment_provider_duration_seconds_count{call="open_session",result="ok"}`: 1,
		`rialto_payment_webhooks_total{result="new"}`:                                     1,
		`rialto_payment_webhooks_total{result="repeated"}`:                                1,
		`rialto_payment_webhook_delay_seconds_count`:                                      1,
		`rialto_payment_webhooks_waiting == 0`:                                            0,
		`rialto_cache_reads_total{result="hit"}`:                                          1,
		`rialto_cache_reads_total{result="miss"}`:                                         1,
		`sum(rialto_db_pool_connections{state=~"idle|in_use"}) > bool 0`:                  1,
		`sum(rialto_db_server_connections) > bool 0`:                                      1,
		`rialto_build_info{version="` + Version + `"}`:                                    1,
	} {
		eventually(t, 20*time.Second, func() bool {
			got, err := p.value(expr)
			return err == nil && got == want
		}, expr)
	}

	var names []string
	if err := p.get("label/__name__/values", nil, &names); err != nil {
		t.Fatal(err)
	}
	expressions := expressions(t)
	checkNames(t, expressions, names)
	for where, expr := range expressions {
		if _, err := p.value(expr); err != nil {
			t.Errorf("%s: %v", where, err)
		}
	}

	var rules struct {
		Groups []struct {
			Rules []struct{ Name, Health, LastError string }
		}
	}
	eventually(t, 20*time.Second, func() bool {
		unknown := 0
		if err := p.get("rules", nil, &rules); err != nil {
			return false
		}
		for _, g := range rules.Groups {
			for _, r := range g.Rules {
				if r.Health == "err" {
					t.Fatalf("%s: %s", r.Name, r.LastError)
				}
				if r.Health != "ok" {
					unknown++
				}
			}
		}
		return len(rules.Groups) > 0 && unknown == 0
	}, "all rules evaluated")
}

func TestPromtool(t *testing.T) {
	t.Parallel()
	glob := func(pattern string) []string {
		found, err := filepath.Glob(filepath.Join(monitoring, "prometheus", pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		return found
	}
	for _, args := range [][]string{
		{"check", "config", filepath.Join(monitoring, "prometheus/prometheus.yaml")},
		append([]string{"check", "rules"}, glob("rules/*.yaml")...),
		append([]string{"test", "rules"}, glob("tests/*.yaml")...),
	} {
		var out bytes.Buffer
		cmd := exec.CommandContext(t.Context(), tool(t, "promtool"), args...)
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Run(); err != nil {
			t.Errorf("promtool %v: %v\n%s", args[:2], err, &out)
		}
	}
}
