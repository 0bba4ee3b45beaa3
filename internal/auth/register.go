package auth

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/limits"
	"rialto/internal/notify"
)

// Purposes of consent.
const (
	ConsentTerms      = "terms"
	ConsentNewsletter = "newsletter"
)

// RegisterInput is what Register needs.
type RegisterInput struct {
	Email, Password, Name string
	Locale                string // en or de; empty is en
	TermsAccepted         bool
	Newsletter            bool
}

// Register makes an account, which works once its address is verified, and
// mails the link for that. Somebody who registers again before then replaces
// what they gave the first time. Where there is an account already, its owner
// is told by mail. The caller is told nothing of all this, and waits as long.
//
// It returns ErrTermsNeeded, ErrEmailRefused or ErrPasswordRefused.
func (s *Service) Register(ctx context.Context, in RegisterInput) error {
	if !in.TermsAccepted {
		return ErrTermsNeeded.With(errs.Field{Path: "termsAccepted", Code: "required", Message: "Accept the terms."})
	}
	in.Email, in.Name = canonicalEmail(in.Email), strings.TrimSpace(in.Name)
	if err := checkEmail(in.Email); err != nil {
		return err
	}
	if err := checkPassword("password", in.Password, in.Email, in.Name); err != nil {
		return err
	}
	hash, err := s.passwords.hash(ctx, in.Password)
	if err != nil {
		return err
	}
	mayMail := s.mayMail(ctx, verifyEmail, in.Email)
	return db.InTx(ctx, s.pool, func(tx db.Tx) error { return s.registerTx(ctx, tx, in, hash, mayMail) })
}

func (s *Service) registerTx(ctx context.Context, tx db.Tx, in RegisterInput, hash string, mayMail bool) error {
	id, created, err := s.insertUserTx(ctx, tx, newUser{Email: in.Email, Name: in.Name, Locale: in.Locale, PasswordHash: &hash})
	if err != nil {
		return err
	}
	if created {
		if err := s.welcomeTx(ctx, tx, id, in.Newsletter); err != nil {
			return err
		}
	}
	u, err := s.q.LockUserByEmail(ctx, tx, in.Email)
	if err != nil {
		return fmt.Errorf("user by email: %w", err)
	}
	if !created && u.EmailVerifiedAt == nil {
		err := s.q.ReplaceUnverified(ctx, tx, authdb.ReplaceUnverifiedParams{
			ID: u.ID, PasswordHash: hash, Name: in.Name, Locale: localeOf(in.Locale), Now: s.now(),
		})
		if err != nil {
			return fmt.Errorf("replace unverified account: %w", err)
		}
		if err := s.consentTx(ctx, tx, u.ID, in.Newsletter); err != nil {
			return err
		}
	}
	switch {
	case !mayMail || u.BlockedAt != nil:
		return nil
	case u.EmailVerifiedAt == nil:
		return s.mailVerificationTx(ctx, tx, u)
	}
	return s.mailTx(ctx, tx, u, u.Email, notify.AccountExists{SignInPath: pageLogin, ResetPath: pageForgot})
}

// newUser is what a row of a user begins with.
type newUser struct {
	Email, Name, Locale string
	Role                Role // empty is customer
	PasswordHash        *string
	Verified, Demo      bool
}

// insertUserTx makes an account unless there is one with the address.
func (s *Service) insertUserTx(ctx context.Context, tx db.Tx, in newUser) (id uuid.UUID, created bool, err error) {
	now := s.now()
	arg := authdb.InsertUserParams{
		ID: db.NewID(), Email: in.Email, Name: in.Name, Locale: localeOf(in.Locale), Role: string(RoleCustomer),
		PasswordHash: in.PasswordHash, IsDemo: in.Demo, Now: now,
	}
	if in.Role != "" {
		arg.Role = string(in.Role)
	}
	if in.Verified {
		arg.EmailVerifiedAt = &now
	}
	n, err := s.q.InsertUser(ctx, tx, arg)
	if err != nil {
		return uuid.Nil, false, fmt.Errorf("insert user: %w", err)
	}
	return arg.ID, n == 1, nil
}

// welcomeTx records what a person agreed to who has made an account, and tells
// of it.
func (s *Service) welcomeTx(ctx context.Context, tx db.Tx, user uuid.UUID, newsletter bool) error {
	if err := s.consentTx(ctx, tx, user, newsletter); err != nil {
		return err
	}
	return s.bus.PublishTx(ctx, tx, Registered{UserID: user})
}

func (s *Service) consentTx(ctx context.Context, tx db.Tx, user uuid.UUID, newsletter bool) error {
	if err := s.consent(ctx, tx, user, ConsentTerms, true); err != nil {
		return err
	}
	return s.consent(ctx, tx, user, ConsentNewsletter, newsletter)
}

func localeOf(locale string) string {
	if locale == "de" {
		return locale
	}
	return "en"
}

// VerifyEmailInput is what VerifyEmail needs.
type VerifyEmailInput struct {
	Token, Password string
	From            limits.Visitor
}

// VerifyEmail verifies an account's address with the token of a mailed link,
// and signs in. It asks for the password too: somebody may have made the
// account for an address of another, who must not verify it for them.
//
// It returns ErrLinkOver, ErrSignInFailed or limits.ErrTooManyAttempts.
func (s *Service) VerifyEmail(ctx context.Context, in VerifyEmailInput) (SignIn, error) {
	h, err := s.holderOf(ctx, verifyEmail, in.Token)
	if err != nil {
		return SignIn{}, err
	}
	if _, err := s.provePassword(ctx, &h.AuthUser, h.Email, in.Password, in.From); err != nil {
		return SignIn{}, err
	}
	var out SignIn
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error {
		out = SignIn{}
		now, err := s.takeLinkTx(ctx, tx, verifyEmail, in.Token)
		if err != nil {
			return err
		}
		if now.Email != now.proven || !sameHash(now.PasswordHash, h.PasswordHash) {
			return ErrSignInFailed
		}
		if err := s.verifyTx(ctx, tx, now.ID); err != nil {
			return err
		}
		out, err = s.firstFactorTx(ctx, tx, now.ID, MethodPassword)
		return err
	})
	return out, err
}

// verifyTx takes down that the user gets mail at the account's address. A
// second time changes nothing.
func (s *Service) verifyTx(ctx context.Context, tx db.Tx, user uuid.UUID) error {
	n, err := s.q.VerifyEmail(ctx, tx, authdb.VerifyEmailParams{ID: user, Now: s.now()})
	if err != nil {
		return fmt.Errorf("verify address: %w", err)
	}
	if n == 0 {
		return nil
	}
	return s.bus.PublishTx(ctx, tx, EmailVerified{UserID: user})
}

// provePassword reports whether the password is the one of u, which is nil for
// an account that is not there, and whether it has to be hashed anew. Whatever
// is wrong, it takes as long and returns ErrSignInFailed, or after too many
// attempts, which are counted for account, limits.ErrTooManyAttempts.
func (s *Service) provePassword(ctx context.Context, u *authdb.AuthUser, account, password string, from limits.Visitor) (outdated bool, err error) {
	try, err := s.guard.Begin(ctx, limits.Attempt{Proof: limits.ByPassword, Account: account, Visitor: from})
	if err != nil {
		return false, err
	}
	var hash *string
	if u != nil {
		hash = u.PasswordHash
	}
	right, outdated, err := s.passwords.check(ctx, password, hash)
	if err != nil || right {
		try.Succeeded(context.WithoutCancel(ctx))
	}
	if err == nil && !right {
		err = ErrSignInFailed
	}
	return outdated, err
}

// sameHash reports whether the password is still the one that was checked.
func sameHash(a, b *string) bool { return a != nil && b != nil && *a == *b }
