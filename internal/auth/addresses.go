package auth

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/postal"
)

// Errors about addresses.
var (
	ErrAddressNotFound  = errs.New(errs.NotFound, "address_not_found", "There is no such address.")
	ErrAddressInvalid   = errs.New(errs.Invalid, "address_invalid", "The address cannot be kept like this.")
	ErrTooManyAddresses = errs.New(errs.Conflict, "too_many_addresses", "Remove an address first: there are as many as one account can have.")
)

const maxAddresses = 50

// SavedAddress is an address that somebody keeps for later orders.
type SavedAddress struct {
	ID                              uuid.UUID
	Address                         postal.Address
	DefaultShipping, DefaultBilling bool
}

// SaveAddressInput is an address to keep. It takes a default over from the one
// that was it.
type SaveAddressInput struct {
	Address                         postal.Address
	DefaultShipping, DefaultBilling bool
}

// Addresses returns the user's addresses, the defaults first.
func (s *Service) Addresses(ctx context.Context, user uuid.UUID) ([]SavedAddress, error) {
	rows, err := s.q.Addresses(ctx, s.pool, user)
	if err != nil {
		return nil, fmt.Errorf("addresses: %w", err)
	}
	list := make([]SavedAddress, len(rows))
	for i, r := range rows {
		list[i] = savedAddressFromRow(r)
	}
	return list, nil
}

// AddAddress keeps an address. The first one is the default for both uses. It
// returns ErrAddressInvalid with the fields, or ErrTooManyAddresses.
func (s *Service) AddAddress(ctx context.Context, user uuid.UUID, in SaveAddressInput) (SavedAddress, error) {
	return s.saveAddress(ctx, user, in, func(tx db.Tx) (SavedAddress, error) {
		n, err := s.q.CountAddresses(ctx, tx, user)
		if err != nil {
			return SavedAddress{}, fmt.Errorf("count addresses: %w", err)
		}
		if n >= maxAddresses {
			return SavedAddress{}, ErrTooManyAddresses
		}
		a := SavedAddress{db.NewID(), in.Address, in.DefaultShipping || n == 0, in.DefaultBilling || n == 0}
		return a, s.q.InsertAddress(ctx, tx, authdb.InsertAddressParams{
			ID: a.ID, UserID: user, Name: a.Address.Name, Line1: a.Address.Line1, Line2: a.Address.Line2, City: a.Address.City,
			Region: a.Address.Region, PostalCode: a.Address.PostalCode, Country: a.Address.Country, Phone: a.Address.Phone,
			IsDefaultShipping: a.DefaultShipping, IsDefaultBilling: a.DefaultBilling, Now: s.now(),
		})
	})
}

// ReplaceAddress puts another address in the place of one, defaults and all:
// one that was a default and is not to be any more leaves none. It returns
// ErrAddressInvalid with the fields, or ErrAddressNotFound.
func (s *Service) ReplaceAddress(ctx context.Context, user, id uuid.UUID, in SaveAddressInput) (SavedAddress, error) {
	return s.saveAddress(ctx, user, in, func(tx db.Tx) (SavedAddress, error) {
		a := SavedAddress{id, in.Address, in.DefaultShipping, in.DefaultBilling}
		n, err := s.q.SetAddress(ctx, tx, authdb.SetAddressParams{
			ID: a.ID, UserID: user, Name: a.Address.Name, Line1: a.Address.Line1, Line2: a.Address.Line2, City: a.Address.City,
			Region: a.Address.Region, PostalCode: a.Address.PostalCode, Country: a.Address.Country, Phone: a.Address.Phone,
			IsDefaultShipping: a.DefaultShipping, IsDefaultBilling: a.DefaultBilling, Now: s.now(),
		})
		if err == nil && n == 0 {
			return SavedAddress{}, ErrAddressNotFound
		}
		return a, err
	})
}

// saveAddress runs save after it has taken the defaults from the addresses that
// were them. Those who change a user's addresses wait for each other.
func (s *Service) saveAddress(ctx context.Context, user uuid.UUID, in SaveAddressInput, save func(tx db.Tx) (SavedAddress, error)) (a SavedAddress, err error) {
	if bad := in.Address.Problems("address"); len(bad) > 0 {
		return SavedAddress{}, ErrAddressInvalid.With(bad...)
	}
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error {
		if _, err := s.lockUserTx(ctx, tx, user); err != nil {
			return err
		}
		taken := authdb.DropDefaultsParams{UserID: user, Shipping: in.DefaultShipping, Billing: in.DefaultBilling}
		if err := s.q.DropDefaults(ctx, tx, taken); err != nil {
			return fmt.Errorf("drop defaults: %w", err)
		}
		a, err = save(tx)
		return err
	})
	if err != nil {
		return SavedAddress{}, fmt.Errorf("save address: %w", err)
	}
	return a, nil
}

// RemoveAddress removes an address. Where it was the default there is none
// then. The second time it returns ErrAddressNotFound.
func (s *Service) RemoveAddress(ctx context.Context, user, id uuid.UUID) error {
	n, err := s.q.DeleteAddress(ctx, s.pool, authdb.DeleteAddressParams{ID: id, UserID: user})
	switch {
	case err != nil:
		return fmt.Errorf("remove address: %w", err)
	case n == 0:
		return ErrAddressNotFound
	}
	return nil
}

func savedAddressFromRow(r authdb.AuthAddress) SavedAddress {
	return SavedAddress{
		ID: r.ID, DefaultShipping: r.IsDefaultShipping, DefaultBilling: r.IsDefaultBilling,
		Address: postal.Address{
			Name: r.Name, Line1: r.Line1, Line2: r.Line2, City: r.City, Region: r.Region, PostalCode: r.PostalCode, Country: r.Country, Phone: r.Phone,
		},
	}
}
