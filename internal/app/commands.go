package app

import (
	"context"
	"time"

	"rialto/internal/api"
	"rialto/internal/doctor"
)

type openAPICmd struct{}

// Run prints the contract as JSON.
func (openAPICmd) Run(o output) error {
	_, err := o.out.Write(api.Contract)
	return err
}

type doctorCmd struct {
	AuditHead string `placeholder:"HEAD" help:"A head of the audit log that was printed earlier and has to be in it still."`
}

// Run prints one line for each invariant, with the rows that break it, and one for
// the broker.
func (c *doctorCmd) Run(ctx context.Context, cfg *Config, o output) error {
	d, err := openDatabase(ctx, *cfg, true, o.err)
	if err != nil {
		return err
	}
	defer d.close()
	healthy, err := doctor.Examine(ctx, d.pool, time.Now(), o.out)
	if err != nil {
		return err
	}
	if c.AuditHead != "" {
		found, err := doctor.FindHead(ctx, d.pool, c.AuditHead, o.out)
		if err != nil {
			return err
		}
		healthy = healthy && found
	}
	answers, err := examineBroker(ctx, *cfg, newLog(*cfg, o.err), o.out)
	if err != nil {
		return err
	}
	if !healthy || !answers {
		return errReported
	}
	return nil
}
