package auth

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/text/unicode/norm"
)

// hashing is what OWASP's Password Storage Cheat Sheet asks for at least; a
// hash takes some 25 ms. Raise it and each password is hashed anew at its next
// use.
var hashing = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashPatience is how long somebody waits for a turn to hash.
const hashPatience = 5 * time.Second

// passwords hashes passwords, as many at a time as there are processors: more
// would take memory and be no faster.
type passwords struct {
	params argon2id.Params
	turns  chan struct{}
	dummy  func() (string, error) // the hash of a password that nobody has
	hashed prometheus.Counter
}

func newPasswords(params argon2id.Params) *passwords {
	p := &passwords{
		params: params, turns: make(chan struct{}, runtime.GOMAXPROCS(0)),
		hashed: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "rialto_auth_password_hashes_total", Help: "Passwords hashed, each at the cost of some 25 ms of a processor.",
		}),
	}
	p.dummy = sync.OnceValues(func() (string, error) {
		secret, _ := newSecret()
		return argon2id.CreateHash(secret, &p.params)
	})
	return p
}

func (p *passwords) hash(ctx context.Context, password string) (string, error) {
	if err := p.turn(ctx); err != nil {
		return "", err
	}
	defer p.done()
	hash, err := argon2id.CreateHash(canonical(password), &p.params)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

// check reports whether password is the one that was hashed, and whether it
// has to be hashed anew. Without a hash, for an account that is not there or
// has no password, it takes as long and says no.
func (p *passwords) check(ctx context.Context, password string, hash *string) (right, outdated bool, err error) {
	dummy, err := p.dummy()
	if err != nil {
		return false, false, fmt.Errorf("hash password: %w", err)
	}
	if err := p.turn(ctx); err != nil {
		return false, false, err
	}
	defer p.done()
	against := &dummy
	if hash != nil {
		against = hash
	}
	same, params, err := argon2id.CheckHash(canonical(password), *against)
	if err != nil {
		return false, false, fmt.Errorf("check password: %w", err)
	}
	return same && hash != nil, weaker(*params, p.params), nil
}

func weaker(than, now argon2id.Params) bool {
	return than.Memory < now.Memory || than.Iterations < now.Iterations || than.KeyLength < now.KeyLength || than.SaltLength < now.SaltLength
}

// canonical makes one text of the ways in which keyboards write the same
// characters (RFC 8265, section 4.2).
func canonical(password string) string { return norm.NFC.String(password) }

func (p *passwords) turn(ctx context.Context) error {
	patience := time.NewTimer(hashPatience)
	defer patience.Stop()
	select {
	case p.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-patience.C:
		return ErrBusy.After(hashPatience)
	}
}

func (p *passwords) done() {
	p.hashed.Inc()
	<-p.turns
}
