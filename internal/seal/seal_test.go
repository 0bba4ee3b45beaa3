package seal_test

import (
	"bytes"
	"fmt"
	"testing"

	"rialto/internal/seal"
)

func TestSealer(t *testing.T) {
	t.Parallel()
	first, second, both := sealer(t, "first"), sealer(t, "second"), sealer(t, "second", "first")
	plain := []byte("a secret")
	sealed := first.Seal("totp 1", plain)

	got, err := both.Open("totp 1", sealed)
	check(t, err)
	if !bytes.Equal(got, plain) {
		t.Errorf("got %q", got)
	}
	if bytes.Contains(sealed, plain) || bytes.Equal(sealed, first.Seal("totp 1", plain)) {
		t.Error("it is not sealed, or the same each time")
	}
	if !first.Current(sealed) || both.Current(sealed) || first.Current(nil) {
		t.Error("it does not know which secret sealed")
	}
	if _, err := second.Open("totp 1", sealed); err == nil {
		t.Error("another secret opens it")
	}
	if _, err := first.Open("totp 2", sealed); err == nil {
		t.Error("it opens for another purpose")
	}
	for i := range sealed {
		altered := bytes.Clone(sealed)
		altered[i] ^= 1
		if _, err := both.Open("totp 1", altered); err == nil {
			t.Errorf("it opens with byte %d altered", i)
		}
		if _, err := both.Open("totp 1", sealed[:i]); err == nil {
			t.Errorf("it opens when cut to %d bytes", i)
		}
	}
	if _, err := seal.New(); err == nil {
		t.Error("there is a sealer without a secret")
	}
	if _, err := seal.New([]byte("short")); err == nil {
		t.Error("a short secret is taken")
	}
}

// sealer seals with the first of the named secrets.
func sealer(t *testing.T, names ...string) seal.Sealer {
	t.Helper()
	var secrets [][]byte
	for _, n := range names {
		secrets = append(secrets, fmt.Appendf(nil, "%-32s", n))
	}
	s, err := seal.New(secrets...)
	check(t, err)
	return s
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
