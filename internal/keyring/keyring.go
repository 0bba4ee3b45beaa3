// Package keyring holds secrets of which the first signs and all are accepted, and which
// may be replaced while they are used.
//
//	old  ──>  old, new  ──>  new, old  ──>  new
//
// Each step is for all processes before the next begins, so that none is shown what it
// does not know yet.
package keyring

import (
	"sync"
	"sync/atomic"
)

// Ring is a list of secrets. It is safe for concurrent use.
type Ring struct {
	keys atomic.Pointer[[][]byte]

	mu      sync.Mutex
	derived []func(keys [][]byte)
}

// New returns a Ring of secrets, of which there must be one.
func New(keys ...[]byte) *Ring {
	r := &Ring{}
	r.Replace(keys...)
	return r
}

// First is the secret that signs.
func (r *Ring) First() []byte { return r.All()[0] }

// All are the secrets that are accepted. They are not to be changed.
func (r *Ring) All() [][]byte { return *r.keys.Load() }

// Replace takes other secrets from now on, and has all that are derived follow. It panics
// without any: what signs nothing accepts everything sooner or later.
func (r *Ring) Replace(keys ...[]byte) {
	if len(keys) == 0 {
		panic("keyring: no secret")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keys.Store(&keys)
	for _, follow := range r.derived {
		follow(keys)
	}
}

// Derive returns a Ring whose secrets are made of those of r, in the same order, also when
// they are replaced.
func (r *Ring) Derive(of func(secret []byte) []byte) *Ring {
	made := func(keys [][]byte) [][]byte {
		out := make([][]byte, len(keys))
		for i, k := range keys {
			out[i] = of(k)
		}
		return out
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	d := New(made(r.All())...)
	r.derived = append(r.derived, func(keys [][]byte) { d.Replace(made(keys)...) })
	return d
}
