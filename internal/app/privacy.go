package app

import (
	"context"
	"errors"
	"fmt"
)

type userEraseCmd struct {
	Email string `arg:"" help:"E-mail address of the person: of an account, or of orders without one."`
	Yes   bool   `help:"Do it. It cannot be undone, so make sure first that the address is the person's."`
}

// Run erases a person. Jobs that belong to it are done by the running program.
func (c userEraseCmd) Run(ctx context.Context, cfg *Config, o output) error {
	if !c.Yes {
		return errors.New("this cannot be undone: make sure that the address is the person's, and add --yes")
	}
	return withModules(ctx, *cfg, o, func(m *modules) error {
		report, err := m.privacy.EraseAddress(ctx, c.Email)
		if err != nil {
			return inWords(err)
		}
		if report.Account {
			fmt.Fprintln(o.out, "the account is erased")
		}
		_, err = fmt.Fprintf(o.out, "orders that stay without the person: %d\n", report.Orders)
		return err
	})
}
