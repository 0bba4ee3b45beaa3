package auth

import (
	"context"
	"fmt"
	"net/mail"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/notify"
)

// purpose is what the link in a mail is for.
type purpose string

const (
	verifyEmail   purpose = "verify_email"
	resetPassword purpose = "reset_password"
	changeEmail   purpose = "change_email"
)

// How long a link works. A later mail does not end the links of earlier ones:
// whoever asks for mails in somebody's name would break theirs.
var linkLife = map[purpose]time.Duration{
	verifyEmail:   48 * time.Hour,
	resetPassword: time.Hour,
	changeEmail:   24 * time.Hour,
}

// Pages that mails lead to.
const (
	pageLogin    = "/login"
	pageForgot   = "/forgot-password"
	pageVerify   = "/verify-email"
	pageReset    = "/reset-password"
	pageConfirm  = "/confirm-email"
	pageSecurity = "/account/security"
)

// newLinkTx makes the path of a link that proves that its holder gets mail at
// the address. Only a digest of what it carries is kept.
func (s *Service) newLinkTx(ctx context.Context, tx db.Tx, p purpose, page string, user uuid.UUID, email string) (path string, err error) {
	token, digest := newSecret()
	now := s.now()
	err = s.q.InsertMailToken(ctx, tx, authdb.InsertMailTokenParams{
		Digest: digest, UserID: user, Purpose: string(p), Email: email, CreatedAt: now, ExpiresAt: now.Add(linkLife[p]),
	})
	if err != nil {
		return "", fmt.Errorf("insert mail token: %w", err)
	}
	return page + "?" + url.Values{"token": {token}}.Encode(), nil
}

// holder is whom a link was mailed to.
type holder struct {
	authdb.AuthUser
	proven string // the address that the link proves
}

// holderOf looks whom a link belongs to, without using it up. It returns
// ErrLinkOver when there is no such link.
func (s *Service) holderOf(ctx context.Context, p purpose, token string) (holder, error) {
	row, err := s.q.MailToken(ctx, s.pool, authdb.MailTokenParams{Digest: digestOf(token), Purpose: string(p), Now: s.now()})
	if db.NoRows(err) {
		return holder{}, ErrLinkOver
	}
	if err != nil {
		return holder{}, fmt.Errorf("mail token: %w", err)
	}
	u, err := s.q.UserRow(ctx, s.pool, row.UserID)
	if db.NoRows(err) {
		return holder{}, ErrLinkOver
	}
	if err != nil {
		return holder{}, fmt.Errorf("user of mail token: %w", err)
	}
	return holder{u, row.Email}, nil
}

// takeLinkTx uses a link up and locks its user. Of many callers one gets it.
func (s *Service) takeLinkTx(ctx context.Context, tx db.Tx, p purpose, token string) (holder, error) {
	row, err := s.q.TakeMailToken(ctx, tx, authdb.TakeMailTokenParams{Digest: digestOf(token), Purpose: string(p), Now: s.now()})
	if db.NoRows(err) {
		return holder{}, ErrLinkOver
	}
	if err != nil {
		return holder{}, fmt.Errorf("take mail token: %w", err)
	}
	u, err := s.q.LockUser(ctx, tx, row.UserID)
	if err != nil {
		return holder{}, fmt.Errorf("user of mail token: %w", err)
	}
	return holder{u, row.Email}, nil
}

// mayMail reports whether another mail for a purpose may go to an address.
func (s *Service) mayMail(ctx context.Context, p purpose, email string) bool {
	return s.guard.MayMail(ctx, string(p), email)
}

// mailTx writes a mail to the address about the user's account.
func (s *Service) mailTx(ctx context.Context, tx db.Tx, u authdb.AuthUser, address string, c notify.Content) error {
	to := notify.To{Address: address, UserID: &u.ID, Locale: u.Locale}
	return s.mail.SendTx(ctx, tx, to, db.NewID().String(), c)
}

func (s *Service) mailVerificationTx(ctx context.Context, tx db.Tx, u authdb.AuthUser) error {
	path, err := s.newLinkTx(ctx, tx, verifyEmail, pageVerify, u.ID, u.Email)
	if err != nil {
		return err
	}
	return s.mailTx(ctx, tx, u, u.Email, notify.VerifyEmail{Path: path, ValidFor: linkLife[verifyEmail]})
}

// canonicalEmail is the form in which addresses are kept and compared: PostgreSQL
// and Go agree on small letters of ASCII.
func canonicalEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

func checkEmail(email string) error {
	parsed, err := mail.ParseAddress(email)
	ascii := strings.IndexFunc(email, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
	if err != nil || parsed.Address != email || !ascii {
		return ErrEmailRefused.With(errs.Field{Path: "email", Code: "email", Message: "Use an address of ASCII letters, such as name@example.org."})
	}
	return nil
}
