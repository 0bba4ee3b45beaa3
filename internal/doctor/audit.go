package doctor

import (
	"context"
	"fmt"
	"io"

	"rialto/internal/audit"
	"rialto/internal/db"
)

const invariantAuditLog = "the audit log is whole"

// examineAuditLog names each entry that is not as it was recorded. The head is
// for operators to note down somewhere else.
func examineAuditLog(ctx context.Context, tx db.Tx, out io.Writer) (bool, error) {
	f := findings{invariant: invariantAuditLog}
	head, err := audit.VerifyTx(ctx, tx, func(fault audit.Fault) { f.add(fault.String()) })
	if err != nil {
		return false, fmt.Errorf("%s: %w", invariantAuditLog, err)
	}
	whole := f.report(out)
	fmt.Fprintf(out, "        head of the audit log: %s\n", head)
	return whole, nil
}

// FindHead looks for a head of the audit log that was noted down earlier, writes
// a line and reports whether the log still has it. A log without it was written
// anew.
func FindHead(ctx context.Context, pool *db.Pool, noted string, out io.Writer) (bool, error) {
	head, err := audit.ParseHead(noted)
	if err != nil {
		return false, fmt.Errorf("read the noted head of the audit log: %w", err)
	}
	var has bool
	err = db.InTx(ctx, pool, func(tx db.Tx) (err error) {
		has, err = audit.HasTx(ctx, tx, head)
		return err
	})
	if err != nil {
		return false, err
	}
	verdict := "ok    "
	if !has {
		verdict = "BROKEN"
	}
	fmt.Fprintf(out, "%s  the audit log still has the noted head %s\n", verdict, head)
	return has, nil
}
