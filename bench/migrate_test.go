package main

import (
	"os"
	"testing"
	"time"

	"rialto/internal/app"
)

// runMain makes the test's binary the program.
const runMain = "RIALTO_TEST_RUN_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(runMain) != "" {
		os.Exit(app.Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// The same with a million products is `make migrate-check`.
func TestShoppingGoesOnDuringAnUpgrade(t *testing.T) {
	t.Setenv(runMain, "1")
	b, err := open(t.Context(), options{rialto: os.Args[0], products: 10_000, clients: 2, duration: 4 * time.Second, unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := b.close(); err != nil {
			t.Error(err)
		}
	}()
	b.report.out = testLog{t}
	if err := rollOut(t.Context(), b); err != nil {
		t.Error(err)
	}
}

// testLog shows the progress with the test.
type testLog struct{ t *testing.T }

// Write implements io.Writer.
func (l testLog) Write(text []byte) (int, error) {
	l.t.Logf("%s", text)
	return len(text), nil
}
