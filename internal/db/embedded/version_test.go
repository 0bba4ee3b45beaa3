package embedded

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestStartRefusesAnotherVersion(t *testing.T) {
	t.Parallel()
	o := options(t)
	data := filepath.Join(o.Dir, "data")
	old := o
	if old.BinDir = "/usr/lib/postgresql/15/bin"; hasBinaries(old.BinDir) {
		stop(t, start(t, old))
	} else {
		stop(t, start(t, o))
		if err := os.WriteFile(filepath.Join(data, "PG_VERSION"), []byte("15\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}

	before := tree(t, data)
	_, err := Start(t.Context(), o)
	if !errors.Is(err, ErrVersionMismatch) {
		t.Fatalf("got %v", err)
	}
	for _, advice := range []string{"PostgreSQL 15", "18", "RIALTO_DATABASE_URL", "dump"} {
		if !strings.Contains(err.Error(), advice) {
			t.Errorf("%q does not say %s", err, advice)
		}
	}
	if after := tree(t, data); after != before {
		t.Errorf("the folder changed:\n%s\n%s", before, after)
	}
}

func TestParseVersion(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]int{
		"postgres (PostgreSQL) 18.4\n":                   18,
		"postgres (PostgreSQL) 19beta1\n":                19,
		"postgres (PostgreSQL) 15.18 (Debian 15.18-1)\n": 15,
		"BusyBox": 0,
		"":        0,
	} {
		got, err := parseVersion(said)
		if got != want || (err == nil) != (want != 0) {
			t.Errorf("%q: %d, %v", said, got, err)
		}
	}
}
