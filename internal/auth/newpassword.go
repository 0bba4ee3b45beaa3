package auth

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/limits"
	"rialto/internal/notify"
)

// ForgotPassword mails a link to set a new password, if there is an account.
// The caller is told nothing of it, and waits as long: a job finds out.
func (s *Service) ForgotPassword(ctx context.Context, email string) error {
	email = canonicalEmail(email)
	u, err := s.userWithEmail(ctx, email)
	if err != nil {
		return err
	}
	asked := resetAsked{UserID: db.NewID()}
	if s.mayMail(ctx, resetPassword, email) && u != nil {
		asked.UserID = u.ID
	}
	return db.InTx(ctx, s.pool, func(tx db.Tx) error { return s.bus.PublishTx(ctx, tx, asked) })
}

func (s *Service) onResetAsked(ctx context.Context, tx db.Tx, ev resetAsked) error {
	u, err := s.q.LockUser(ctx, tx, ev.UserID)
	if db.NoRows(err) || err == nil && u.BlockedAt != nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("lock user: %w", err)
	}
	path, err := s.newLinkTx(ctx, tx, resetPassword, pageReset, u.ID, u.Email)
	if err != nil {
		return err
	}
	return s.mailTx(ctx, tx, u, u.Email, notify.ResetPassword{Path: path, ValidFor: linkLife[resetPassword]})
}

// ResetPassword sets a new password with the token of a mailed link, which
// also verifies the address. It ends all sessions and returns the value of a
// cookie that makes this device a known one, see limits.Guard.Device. It
// returns ErrLinkOver or ErrPasswordRefused.
func (s *Service) ResetPassword(ctx context.Context, token, password string) (device string, err error) {
	h, err := s.holderOf(ctx, resetPassword, token)
	if err != nil {
		return "", err
	}
	if err := checkPassword("password", password, h.Email, h.Name); err != nil {
		return "", err
	}
	hash, err := s.passwords.hash(ctx, password)
	if err != nil {
		return "", err
	}
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error {
		now, err := s.takeLinkTx(ctx, tx, resetPassword, token)
		if err != nil {
			return err
		}
		if now.Email != now.proven {
			return ErrLinkOver
		}
		if err := s.verifyTx(ctx, tx, now.ID); err != nil {
			return err
		}
		return s.setPasswordTx(ctx, tx, now.AuthUser, hash, nil, passwordReset)
	})
	if err != nil {
		return "", err
	}
	return s.guard.Device(h.Email), nil
}

// setPasswordTx sets a new password and ends what the old one began, but for a
// session that may be kept. API keys, passkeys and linked accounts stay: their
// owner was told of each.
func (s *Service) setPasswordTx(ctx context.Context, tx db.Tx, u authdb.AuthUser, hash string, keep *uuid.UUID, why because) error {
	if err := s.q.SetPassword(ctx, tx, authdb.SetPasswordParams{ID: u.ID, PasswordHash: hash, Now: s.now()}); err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	if err := s.endAllTx(ctx, tx, u.ID, keep, why); err != nil {
		return err
	}
	if err := s.q.DropMailTokens(ctx, tx, u.ID); err != nil {
		return fmt.Errorf("drop mail tokens: %w", err)
	}
	if err := s.mailTx(ctx, tx, u, u.Email, notify.PasswordChanged{ResetPath: pageForgot}); err != nil {
		return err
	}
	return s.auditTx(ctx, tx, u.ID, "user.password_changed", map[string]string{"because": string(why)})
}

// ChangePasswordInput is what ChangePassword needs.
type ChangePasswordInput struct {
	// Current is needed when the account has a password; else the session has
	// to be fresh.
	Current, New string
	From         limits.Visitor
}

// ChangePassword sets a new password and ends all sessions but the actor's. It
// returns ErrPasswordRefused, ErrPasswordWrong, ErrFreshLoginNeeded or
// limits.ErrTooManyAttempts.
func (s *Service) ChangePassword(ctx context.Context, actor Actor, in ChangePasswordInput) error {
	u, err := s.q.UserRow(ctx, s.pool, actor.UserID)
	if err != nil {
		return fmt.Errorf("user: %w", err)
	}
	if err := checkPassword("newPassword", in.New, u.Email, u.Name); err != nil {
		return err
	}
	if err := s.proveForNewPassword(ctx, actor, u, in); err != nil {
		return err
	}
	hash, err := s.passwords.hash(ctx, in.New)
	if err != nil {
		return err
	}
	return db.InTx(ctx, s.pool, func(tx db.Tx) error {
		now, err := s.q.LockUser(ctx, tx, u.ID)
		if err != nil {
			return fmt.Errorf("lock user: %w", err)
		}
		if (now.PasswordHash == nil) != (u.PasswordHash == nil) || u.PasswordHash != nil && !sameHash(now.PasswordHash, u.PasswordHash) {
			return wrongCurrent // it was changed meanwhile
		}
		return s.setPasswordTx(ctx, tx, now, hash, &actor.SessionID, passwordChanged)
	})
}

var wrongCurrent = ErrPasswordWrong.With(errs.Field{Path: "currentPassword", Code: "wrong", Message: "This is not your password."})

func (s *Service) proveForNewPassword(ctx context.Context, actor Actor, u authdb.AuthUser, in ChangePasswordInput) error {
	if u.PasswordHash == nil {
		if !s.Fresh(actor) {
			return ErrFreshLoginNeeded
		}
		return nil
	}
	// Counted for the session: whoever guesses at the account from elsewhere does
	// not keep its owner, who is signed in, from changing the password.
	_, err := s.provePassword(ctx, &u, "session "+actor.SessionID.String(), in.Current, in.From)
	if errors.Is(err, ErrSignInFailed) {
		return wrongCurrent
	}
	return err
}
