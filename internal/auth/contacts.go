package auth

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/notify"
)

// ErrNoSuchAccount tells somebody who may know it that nobody has an account
// with an address.
var ErrNoSuchAccount = errs.New(errs.Invalid, "no_such_account", "Nobody has an account with this address, or they have not verified it yet.").
	With(errs.Field{Path: "email", Code: "unknown", Message: "Ask them to sign up and to use the link in the mail first."})

// Contact is how an account is known to those who work with its owner.
type Contact struct {
	UserID              uuid.UUID
	Email, Name, Locale string
}

// MailTo addresses a mail to the account's owner.
func (c Contact) MailTo() notify.To {
	return notify.To{Address: c.Email, UserID: &c.UserID, Locale: c.Locale}
}

// NameOrEmail is what colleagues call the account's owner; empty when there is none.
func (c Contact) NameOrEmail() string {
	if c.Name != "" {
		return c.Name
	}
	return c.Email
}

// Contacts returns the accounts with these ids, keyed by them. One that is gone
// is missing.
func (s *Service) Contacts(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]Contact, error) {
	return s.contacts(ctx, s.pool, ids)
}

// ContactsTx is Contacts in a transaction.
func (s *Service) ContactsTx(ctx context.Context, tx db.Tx, ids []uuid.UUID) (map[uuid.UUID]Contact, error) {
	return s.contacts(ctx, tx, ids)
}

// OperatorsTx returns the admins that are not blocked, for mails to whoever runs
// the marketplace.
func (s *Service) OperatorsTx(ctx context.Context, tx db.Tx) ([]Contact, error) {
	rows, err := s.q.Operators(ctx, tx)
	if err != nil {
		return nil, fmt.Errorf("operators: %w", err)
	}
	out := make([]Contact, len(rows))
	for i, r := range rows {
		out[i] = contactFromRow(authdb.ContactsRow(r))
	}
	return out, nil
}

func (s *Service) contacts(ctx context.Context, on authdb.DBTX, ids []uuid.UUID) (map[uuid.UUID]Contact, error) {
	rows, err := s.q.Contacts(ctx, on, ids)
	if err != nil {
		return nil, fmt.Errorf("contacts: %w", err)
	}
	byID := make(map[uuid.UUID]Contact, len(rows))
	for _, r := range rows {
		byID[r.ID] = contactFromRow(r)
	}
	return byID, nil
}

// ContactByEmail returns the account whose owner has proved that the address is
// theirs, and who is not blocked, or ErrNoSuchAccount. Who calls it must be
// allowed to know whether somebody has an account.
func (s *Service) ContactByEmail(ctx context.Context, email string) (Contact, error) {
	row, err := s.q.ContactByEmail(ctx, s.pool, canonicalEmail(email))
	if db.NoRows(err) {
		return Contact{}, ErrNoSuchAccount
	}
	if err != nil {
		return Contact{}, fmt.Errorf("contact by address: %w", err)
	}
	return contactFromRow(authdb.ContactsRow(row)), nil
}

func contactFromRow(r authdb.ContactsRow) Contact {
	return Contact{UserID: r.ID, Email: r.Email, Name: r.Name, Locale: r.Locale}
}
