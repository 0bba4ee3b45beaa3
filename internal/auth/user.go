package auth

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
)

// User is an account.
type User struct {
	ID                uuid.UUID
	Email, Name       string
	Locale            string // en or de
	Role              Role
	EmailVerified     bool
	Blocked           bool
	HasPassword       bool
	TOTPEnabled       bool
	RecoveryCodesLeft int
	Passkeys          int
	LastSeenAt        time.Time // zero: never
	CreatedAt         time.Time
}

// User returns the account, or ErrUserNotFound.
func (s *Service) User(ctx context.Context, id uuid.UUID) (User, error) {
	return s.user(ctx, s.pool, id)
}

// UserTx is User as tx sees it.
func (s *Service) UserTx(ctx context.Context, tx db.Tx, id uuid.UUID) (User, error) {
	return s.user(ctx, tx, id)
}

func (s *Service) user(ctx context.Context, on authdb.DBTX, id uuid.UUID) (User, error) {
	row, err := s.q.UserByID(ctx, on, id)
	if db.NoRows(err) {
		return User{}, ErrUserNotFound
	}
	if err != nil {
		return User{}, fmt.Errorf("user: %w", err)
	}
	return User{
		ID: row.ID, Email: row.Email, Name: row.Name, Locale: row.Locale, Role: Role(row.Role),
		EmailVerified: row.EmailVerifiedAt != nil, Blocked: row.BlockedAt != nil, HasPassword: row.PasswordHash != nil,
		TOTPEnabled: row.TotpEnabled, RecoveryCodesLeft: int(row.RecoveryCodesLeft), Passkeys: int(row.Passkeys),
		LastSeenAt: row.LastSeenAt, CreatedAt: row.CreatedAt,
	}, nil
}
