package auth

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
)

// CreateInput is what Create needs.
type CreateInput struct {
	Email, Password, Name, Locale string
	Role                          Role // empty is customer
	Demo                          bool // may be there in development alone
}

// Create makes an account on the word of an operator: its address counts as
// verified, and any role may be given. It returns ErrEmailRefused,
// ErrPasswordRefused or ErrEmailTaken.
func (s *Service) Create(ctx context.Context, in CreateInput) (User, error) {
	in.Email = canonicalEmail(in.Email)
	if err := checkEmail(in.Email); err != nil {
		return User{}, err
	}
	if err := checkPassword("password", in.Password, in.Email, in.Name); err != nil {
		return User{}, err
	}
	hash, err := s.passwords.hash(ctx, in.Password)
	if err != nil {
		return User{}, err
	}
	var out User
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error {
		id, created, err := s.insertUserTx(ctx, tx, newUser{
			Email: in.Email, Name: in.Name, Locale: in.Locale, Role: in.Role, PasswordHash: &hash, Verified: true, Demo: in.Demo,
		})
		if err != nil {
			return err
		}
		if !created {
			return ErrEmailTaken
		}
		if err := s.bus.PublishTx(ctx, tx, Registered{UserID: id}); err != nil {
			return err
		}
		if err := s.bus.PublishTx(ctx, tx, EmailVerified{UserID: id}); err != nil {
			return err
		}
		if out, err = s.user(ctx, tx, id); err != nil {
			return err
		}
		return recordTx(ctx, tx, nil, id, audit.Entry{Action: "user.created", Details: map[string]string{"role": string(out.Role)}})
	})
	return out, err
}

// Promote makes the account with the address an admin's, on the word of an
// operator. A second time changes nothing. It returns ErrUserNotFound.
func (s *Service) Promote(ctx context.Context, email string) error {
	return db.InTx(ctx, s.pool, func(tx db.Tx) error {
		u, err := s.q.LockUserByEmail(ctx, tx, canonicalEmail(email))
		if db.NoRows(err) {
			return ErrUserNotFound
		}
		if err != nil {
			return fmt.Errorf("user by email: %w", err)
		}
		if Role(u.Role) == RoleAdmin {
			return nil
		}
		if err := s.q.SetRole(ctx, tx, authdb.SetRoleParams{ID: u.ID, Role: string(RoleAdmin), Now: s.now()}); err != nil {
			return fmt.Errorf("set role: %w", err)
		}
		return recordTx(ctx, tx, nil, u.ID, audit.Entry{
			Action: "user.role_changed", Details: map[string]string{"from": u.Role, "to": string(RoleAdmin)},
		})
	})
}

// HasDemo reports whether there is an account of the demo, whose password
// everybody knows.
func (s *Service) HasDemo(ctx context.Context) (bool, error) {
	found, err := s.q.HasDemoUsers(ctx, s.pool)
	if err != nil {
		return false, fmt.Errorf("demo accounts: %w", err)
	}
	return found, nil
}

// RemoveDemo deletes the accounts of the demo and returns how many there were.
func (s *Service) RemoveDemo(ctx context.Context) (int, error) {
	var ids []uuid.UUID
	err := db.InTx(ctx, s.pool, func(tx db.Tx) (err error) {
		if ids, err = s.q.DeleteDemoUsers(ctx, tx); err != nil {
			return fmt.Errorf("delete demo accounts: %w", err)
		}
		return s.tellErasedTx(ctx, tx, ids)
	})
	return len(ids), err
}

func (s *Service) tellErasedTx(ctx context.Context, tx db.Tx, ids []uuid.UUID) error {
	for _, id := range ids {
		if err := s.bus.PublishTx(ctx, tx, Erased{UserID: id}); err != nil {
			return err
		}
	}
	return nil
}
