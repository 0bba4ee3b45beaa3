package auth

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
	"rialto/internal/notify"
)

const usersEmailUnique = "users_email_unique"

// ProfileInput is what UpdateProfile changes; nil leaves as it is.
type ProfileInput struct{ Name, Locale *string }

// UpdateProfile changes name or language and returns the account.
func (s *Service) UpdateProfile(ctx context.Context, user uuid.UUID, in ProfileInput) (User, error) {
	if in.Name != nil {
		trimmed := strings.TrimSpace(*in.Name)
		in.Name = &trimmed
	}
	n, err := s.q.SetProfile(ctx, s.pool, authdb.SetProfileParams{ID: user, Name: in.Name, Locale: in.Locale, Now: s.now()})
	if err != nil {
		return User{}, fmt.Errorf("set profile: %w", err)
	}
	if n == 0 {
		return User{}, ErrUserNotFound
	}
	return s.User(ctx, user)
}

// ChangeEmail mails a link to the new address; until it is used the old one
// stays. When the address belongs to another account, that one's owner gets a
// mail instead; the caller is told nothing of it. It returns ErrEmailRefused.
func (s *Service) ChangeEmail(ctx context.Context, user uuid.UUID, email string) error {
	email = canonicalEmail(email)
	if err := checkEmail(email); err != nil {
		return err
	}
	mayMail := s.mayMail(ctx, changeEmail, email)
	return db.InTx(ctx, s.pool, func(tx db.Tx) error {
		u, err := s.q.LockUser(ctx, tx, user)
		if err != nil {
			return fmt.Errorf("lock user: %w", err)
		}
		if u.Email == email || !mayMail {
			return nil
		}
		owner, err := s.q.UserByEmail(ctx, tx, email)
		if err == nil {
			return s.mailTx(ctx, tx, owner, email, notify.AccountExists{SignInPath: pageLogin, ResetPath: pageForgot})
		}
		if !db.NoRows(err) {
			return fmt.Errorf("user by email: %w", err)
		}
		path, err := s.newLinkTx(ctx, tx, changeEmail, pageConfirm, user, email)
		if err != nil {
			return err
		}
		return s.mailTx(ctx, tx, u, email, notify.ConfirmNewEmail{Path: path, ValidFor: linkLife[changeEmail]})
	})
}

// ConfirmEmail gives the user's account the address that the link's token
// proves, ends all other links and tells the old address. It returns
// ErrLinkOver, also for a link of another account, or ErrEmailTaken when
// somebody else was faster.
func (s *Service) ConfirmEmail(ctx context.Context, user uuid.UUID, token string) (User, error) {
	var out User
	err := db.InTx(ctx, s.pool, func(tx db.Tx) error {
		h, err := s.takeLinkTx(ctx, tx, changeEmail, token)
		if err != nil {
			return err
		}
		if h.ID != user {
			return ErrLinkOver // the token is kept: the transaction fails
		}
		err = s.q.SetEmail(ctx, tx, authdb.SetEmailParams{ID: user, Email: h.proven, Now: s.now()})
		if db.Violates(err, usersEmailUnique) {
			return ErrEmailTaken.Because(err)
		}
		if err != nil {
			return fmt.Errorf("set email: %w", err)
		}
		if err := s.afterNewEmailTx(ctx, tx, h); err != nil {
			return err
		}
		out, err = s.user(ctx, tx, user)
		return err
	})
	return out, err
}

func (s *Service) afterNewEmailTx(ctx context.Context, tx db.Tx, before holder) error {
	if err := s.q.DropMailTokens(ctx, tx, before.ID); err != nil {
		return fmt.Errorf("drop mail tokens: %w", err)
	}
	if err := s.mailTx(ctx, tx, before.AuthUser, before.Email, notify.EmailChanged{}); err != nil {
		return err
	}
	if err := s.bus.PublishTx(ctx, tx, EmailVerified{UserID: before.ID}); err != nil {
		return err
	}
	return s.auditTx(ctx, tx, before.ID, "user.email_changed", nil)
}
