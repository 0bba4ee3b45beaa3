package auth

import (
	"context"
	"fmt"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
	"rialto/internal/limits"
)

// LoginInput is what Login needs.
type LoginInput struct {
	Email, Password string
	From            limits.Visitor
}

// Login signs in with a password. An account that is not there and a wrong
// password both are ErrSignInFailed, after the same work. Who knows the
// password is told ErrBlocked, or ErrEmailNotVerified after another mail with
// the link. Too many attempts are limits.ErrTooManyAttempts.
func (s *Service) Login(ctx context.Context, in LoginInput) (SignIn, error) {
	in.Email = canonicalEmail(in.Email)
	u, err := s.userWithEmail(ctx, in.Email)
	if err != nil {
		return SignIn{}, err
	}
	outdated, err := s.provePassword(ctx, u, in.Email, in.Password, in.From)
	switch {
	case err != nil:
		return SignIn{}, err
	case u.BlockedAt != nil:
		return SignIn{}, ErrBlocked
	case u.EmailVerifiedAt == nil:
		return SignIn{}, s.remindToVerify(ctx, *u)
	}
	var anew *string
	if outdated {
		hash, err := s.passwords.hash(ctx, in.Password)
		if err != nil {
			return SignIn{}, err
		}
		anew = &hash
	}
	var out SignIn
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error {
		out, err = s.loginTx(ctx, tx, *u, anew)
		return err
	})
	return out, err
}

func (s *Service) loginTx(ctx context.Context, tx db.Tx, u authdb.AuthUser, anew *string) (SignIn, error) {
	now, err := s.q.LockUser(ctx, tx, u.ID)
	if db.NoRows(err) || err == nil && !sameHash(now.PasswordHash, u.PasswordHash) {
		return SignIn{}, ErrSignInFailed // it was changed meanwhile
	}
	if err != nil {
		return SignIn{}, fmt.Errorf("lock user: %w", err)
	}
	if anew != nil {
		if err := s.q.SetPassword(ctx, tx, authdb.SetPasswordParams{ID: u.ID, PasswordHash: *anew, Now: s.now()}); err != nil {
			return SignIn{}, fmt.Errorf("hash password anew: %w", err)
		}
	}
	return s.firstFactorTx(ctx, tx, u.ID, MethodPassword)
}

// userWithEmail returns nil when there is none.
func (s *Service) userWithEmail(ctx context.Context, email string) (*authdb.AuthUser, error) {
	u, err := s.q.UserByEmail(ctx, s.pool, email)
	if db.NoRows(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("user by email: %w", err)
	}
	return &u, nil
}

// remindToVerify mails the link once more, unless there were many mails, and
// returns ErrEmailNotVerified.
func (s *Service) remindToVerify(ctx context.Context, u authdb.AuthUser) error {
	if s.mayMail(ctx, verifyEmail, u.Email) {
		err := db.InTx(ctx, s.pool, func(tx db.Tx) error { return s.mailVerificationTx(ctx, tx, u) })
		if err != nil {
			return err
		}
	}
	return ErrEmailNotVerified
}
