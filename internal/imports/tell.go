package imports

import (
	"context"
	"fmt"

	"rialto/internal/db"
	"rialto/internal/notify"
)

// tell writes to whoever began the import once it has ended, and once for each end:
// the job comes by again after a crash.
func (r *run) tell(ctx context.Context) error {
	row, err := r.Service.row(ctx, r.store, r.id)
	if err != nil {
		return err
	}
	status := Status(row.Status)
	if row.CreatedBy == nil || row.FinishedAt == nil || status != Done && status != Failed {
		return nil
	}
	return db.InTx(ctx, r.Pool, func(tx db.Tx) error {
		who, there, err := r.Told(ctx, tx, *row.CreatedBy, r.store)
		if err != nil || !there {
			return err
		}
		cause := fmt.Sprintf("%s %d", row.ID, row.FinishedAt.UnixMicro())
		return r.Notify.SendTx(ctx, tx, who.To, cause, notify.ImportEnded{
			Failed: status == Failed, Store: who.StoreName, File: row.FileName,
			Created: int(row.CreatedCount), Updated: int(row.UpdatedCount), Bad: int(row.BadProducts),
			Path: who.StorePath + "/imports/" + row.ID.String(),
		})
	})
}
