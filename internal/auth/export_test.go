package auth

import (
	"context"
	"testing"

	"github.com/alexedwards/argon2id"
	"github.com/google/uuid"
	dto "github.com/prometheus/client_model/go"
)

// Hashed is how many passwords were hashed so far.
func (s *Service) Hashed() float64 {
	var m dto.Metric
	if err := s.passwords.hashed.Write(&m); err != nil {
		panic(err)
	}
	return m.GetCounter().GetValue()
}

// WeakenHash hashes a user's password as an older version would have.
func (s *Service) WeakenHash(t *testing.T, user uuid.UUID, password string) {
	t.Helper()
	hash, err := argon2id.CreateHash(password, &argon2id.Params{Memory: 8 * 1024, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.pool.Exec(t.Context(), "UPDATE auth.users SET password_hash = $2 WHERE id = $1", user, hash); err != nil {
		t.Fatal(err)
	}
}

// The chores.
func (s *Service) ForgetUnverified(ctx context.Context) error { return s.forgetUnverified(ctx) }
func (s *Service) ForgetEnded(ctx context.Context) error      { return s.forgetEnded(ctx) }
