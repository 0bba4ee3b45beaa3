package auth_test

import (
	"bytes"
	"testing"

	"rialto/internal/auth"
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
	if _, err := auth.NewSealer(); err == nil {
		t.Error("there is a sealer without a secret")
	}
	if _, err := auth.NewSealer([]byte("short")); err == nil {
		t.Error("a short secret is taken")
	}
}
