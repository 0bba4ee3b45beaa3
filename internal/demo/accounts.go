package demo

import (
	"context"
	"errors"
	"fmt"

	"rialto/internal/auth"
	"rialto/internal/stores"
)

// Password is the one of all accounts of the demo. Everybody may know it:
// production does not start with such an account in its database.
const Password = "lantern-and-moss-7"

// Account is one that the demo makes.
type Account struct {
	Email, Name string
	Role        auth.Role
	// Teams are the stores that they work for, by slug.
	Teams map[string]stores.Role
}

// Accounts are the accounts of the demo.
var Accounts = []Account{
	{Email: "admin@demo.example", Name: "Ines Kaya", Role: auth.RoleAdmin},
	{Email: "seller@demo.example", Name: "Jonas Weber", Role: auth.RoleCustomer, Teams: map[string]stores.Role{
		"northlight-coffee": stores.RoleOwner, "crumb-street": stores.RoleManager, "ridgeline": stores.RoleStaff,
	}},
	{Email: "buyer@demo.example", Name: "Mira Novak", Role: auth.RoleCustomer},
}

// SeedAccounts makes the accounts of the demo and puts them into the teams of
// stores that are there. An account that is there is left as it is.
func SeedAccounts(ctx context.Context, accounts *auth.Service, st *stores.Service) error {
	for _, a := range Accounts {
		made, err := accounts.Create(ctx, auth.CreateInput{Email: a.Email, Name: a.Name, Password: Password, Role: a.Role, Demo: true})
		if errors.Is(err, auth.ErrEmailTaken) {
			continue
		}
		if err != nil {
			return fmt.Errorf("demo account %s: %w", a.Email, err)
		}
		for slug, role := range a.Teams {
			if err := join(ctx, st, made, slug, role); err != nil {
				return fmt.Errorf("demo account %s in the team of %s: %w", a.Email, slug, err)
			}
		}
	}
	return nil
}

func join(ctx context.Context, st *stores.Service, who auth.User, slug string, role stores.Role) error {
	store, err := st.Store(ctx, slug)
	if errors.Is(err, stores.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return st.Appoint(ctx, store.ID, who.ID, role)
}
