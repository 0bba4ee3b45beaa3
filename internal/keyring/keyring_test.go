package keyring_test

import (
	"bytes"
	"slices"
	"sync"
	"testing"

	"rialto/internal/keyring"
)

func TestReplace(t *testing.T) {
	t.Parallel()
	r := keyring.New([]byte("old"))
	twice := r.Derive(func(k []byte) []byte { return slices.Concat(k, k) })
	r.Replace([]byte("new"), []byte("old"))
	for _, ring := range []struct {
		got  *keyring.Ring
		want []string
	}{{r, []string{"new", "old"}}, {twice, []string{"newnew", "oldold"}}} {
		if string(ring.got.First()) != ring.want[0] || !slices.EqualFunc(ring.got.All(), ring.want, func(a []byte, b string) bool { return string(a) == b }) {
			t.Errorf("got %q, want %q", ring.got.All(), ring.want)
		}
	}
}

func TestReplaceWhileItIsUsed(t *testing.T) {
	t.Parallel()
	r := keyring.New([]byte("0"))
	d := r.Derive(bytes.Clone)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 1000 {
				if len(d.All()) == 0 || len(r.First()) == 0 {
					t.Error("there is no secret")
				}
			}
		})
	}
	for i := range 1000 {
		r.Replace([]byte{byte(i)})
	}
	all.Wait()
	if !bytes.Equal(d.First(), r.First()) {
		t.Errorf("derived %q of %q", d.First(), r.First())
	}
}

func TestNoSecret(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("there is a ring without a secret")
		}
	}()
	keyring.New()
}
