package app

import (
	"context"
	"fmt"
)

type keysCmd struct {
	Rotate keysRotateCmd `cmd:"" help:"Make a new key, which signs at once; and encrypt with the first of RIALTO_SEAL_KEYS what others of them encrypted."`
}

type keysRotateCmd struct {
	Revoke bool `help:"Stop the keys before at once, for when one was stolen. Default: they verify until their tokens are gone."`
}

// Run replaces the key that signs access tokens. Nobody is logged out.
func (c keysRotateCmd) Run(ctx context.Context, cfg *Config, o output) error {
	return withModules(ctx, *cfg, o, func(m *modules) error {
		kid, err := m.auth.RotateKeys(ctx, c.Revoke)
		if err != nil {
			return err
		}
		fmt.Fprintf(o.out, "access tokens are signed with the key %s from now on\n", kid)
		n, err := m.auth.Reseal(ctx)
		if err != nil {
			return err
		}
		for _, reseal := range []func(context.Context) (int, error){m.registry.Reseal, m.webhooks.Reseal} {
			more, err := reseal(ctx)
			n += more
			if err != nil {
				return err
			}
		}
		_, err = fmt.Fprintf(o.out, "encrypted %d values anew\n", n)
		return err
	})
}
