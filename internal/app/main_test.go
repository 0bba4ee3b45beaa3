package app

import (
	"os"
	"testing"
)

// runMain makes the test's binary the program, for tests that kill it.
const runMain = "RIALTO_TEST_RUN_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(runMain) != "" {
		os.Exit(Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}
