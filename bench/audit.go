package main

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/db"
)

// auditLog measures what it costs that entries of the audit log wait for each
// other, against entries of a log without a chain.
func auditLog(ctx context.Context, b *bench) error {
	dsn, err := b.newDatabase(ctx)
	if err != nil {
		return err
	}
	owner, err := db.OpenOwner(ctx, dsn, b.clients)
	if err != nil {
		return err
	}
	defer owner.Close()
	pool, err := db.Open(ctx, dsn, b.clients)
	if err != nil {
		return err
	}
	defer pool.Close()
	const plain = "CREATE TABLE plain_log (id uuid PRIMARY KEY, at timestamptz NOT NULL, action text NOT NULL, target uuid NOT NULL)"
	if _, err := owner.Exec(ctx, plain); err != nil {
		return err
	}
	actor := db.NewID()
	ctx = audit.WithOrigin(ctx, audit.Origin{IP: "203.0.113.7", UserAgent: "bench"})
	chained := side{"audit.RecordTx", func(ctx context.Context, d time.Duration) (load, error) {
		return drive(ctx, b.clients, d, func(ctx context.Context, _ int) error {
			return db.InTx(ctx, pool, func(tx db.Tx) error {
				return audit.RecordTx(ctx, tx, audit.Entry{
					Actor: &actor, Action: "user.blocked", Target: audit.Target{Kind: "user", ID: uuid.NewString()},
				})
			})
		}), nil
	}}
	unchained := side{"one INSERT", func(ctx context.Context, d time.Duration) (load, error) {
		return drive(ctx, b.clients, d, func(ctx context.Context, _ int) error {
			return db.InTx(ctx, owner, func(tx db.Tx) error {
				_, err := tx.Exec(ctx, "INSERT INTO plain_log VALUES ($1, now(), 'user.blocked', $2)", db.NewID(), actor)
				return err
			})
		}), nil
	}}
	all, err := b.compare(ctx, func(context.Context) error { return nil }, chained, unchained)
	if err != nil {
		return err
	}
	b.report.rate("append to the audit log", all[0], all[1], "one INSERT", 0)
	b.report.note("append to the audit log: %s; one INSERT: %s", all[0].sum().quantiles(), all[1].sum().quantiles())
	return b.verifyAuditLog(ctx, pool)
}

// verifyAuditLog fails when the chain that so many writers made is not whole.
func (b *bench) verifyAuditLog(ctx context.Context, pool *db.Pool) error {
	begin := time.Now()
	var head audit.Head
	faults := 0
	err := db.InTx(ctx, pool, func(tx db.Tx) (err error) {
		if _, err := tx.Exec(ctx, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"); err != nil {
			return err
		}
		head, err = audit.VerifyTx(ctx, tx, func(audit.Fault) { faults++ })
		return err
	})
	if err != nil {
		return err
	}
	if faults > 0 {
		return fmt.Errorf("the chain has %d faults", faults)
	}
	b.report.note("%d entries verified in %s", head.Seq, time.Since(begin).Round(time.Millisecond))
	return nil
}
