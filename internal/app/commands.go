package app

import (
	"context"
	"fmt"
	"time"

	"rialto/internal/api"
	"rialto/internal/doctor"
)

type migrateCmd struct{}

// Run brings the database up to date; it says what it applied.
func (migrateCmd) Run(ctx context.Context, cfg *Config, o output) error {
	d, err := openDatabase(ctx, *cfg, true, o.out)
	if err != nil {
		return err
	}
	d.close()
	_, err = fmt.Fprintln(o.out, "the database is up to date")
	return err
}

type openAPICmd struct{}

// Run prints the contract as JSON.
func (openAPICmd) Run(o output) error {
	_, err := o.out.Write(api.Contract)
	return err
}

type doctorCmd struct{}

// Run prints one line for each invariant, and the rows that break it.
func (doctorCmd) Run(ctx context.Context, cfg *Config, o output) error {
	d, err := openDatabase(ctx, *cfg, true, o.err)
	if err != nil {
		return err
	}
	defer d.close()
	healthy, err := doctor.Examine(ctx, d.pool, time.Now(), o.out)
	if err != nil {
		return err
	}
	if !healthy {
		return errReported
	}
	return nil
}
