package auth_test

import (
	"testing"

	"rialto/internal/auth"
	"rialto/internal/db/dbtest"
)

// BenchmarkAuthenticate is what a request pays to be somebody's.
func BenchmarkAuthenticate(b *testing.B) {
	h := open(b, dbtest.New(b), func(*auth.Config) {})
	in := h.signUp(b, email)
	b.ResetTimer()
	for b.Loop() {
		if _, err := h.Authenticate(b.Context(), in.AccessToken); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPing is the least that a question to the database takes.
func BenchmarkPing(b *testing.B) {
	pool := dbtest.New(b)
	for b.Loop() {
		if err := pool.Ping(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
