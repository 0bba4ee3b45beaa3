package payments_test

import (
	"bufio"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"rialto/internal/payments"
)

// startStripeMock starts Stripe's own check of requests against its OpenAPI
// description, on a port that the system chooses. It ends with the test.
func startStripeMock(t *testing.T) provider {
	t.Helper()
	gomod, err := exec.Command("go", "env", "GOMOD").Output()
	check(t, err)
	root := filepath.Dir(strings.TrimSpace(string(gomod)))
	binary := filepath.Join(t.TempDir(), "stripe-mock")
	build := exec.Command("go", "build", "-modfile=tools/go.mod", "-o", binary, "github.com/stripe/stripe-mock")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build stripe-mock: %v\n%s", err, out)
	}
	// Without an address of its own it would take a fixed port for HTTPS.
	mock := exec.Command(binary, "-http-addr", "127.0.0.1:", "-https-addr", "127.0.0.1:")
	out, err := mock.StdoutPipe()
	check(t, err)
	check(t, mock.Start())
	t.Cleanup(func() {
		_ = mock.Process.Kill()
		_ = mock.Wait() // that it was killed
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if addr, ok := strings.CutPrefix(lines.Text(), "Listening for HTTP at address: "); ok {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return provider{
				url:        "http://" + addr,
				key:        "sk_test_123",
				paidIntent: func(*testing.T) string { return "pi_123" },
				stripe: func(key string) *payments.Stripe {
					return payments.NewStripe(payments.StripeConfig{StripeSecrets: payments.StripeSecrets{Key: key}, BaseURL: "http://" + addr})
				},
			}
		}
	}
	t.Fatalf("stripe-mock ended without listening: %v", lines.Err())
	return provider{}
}
