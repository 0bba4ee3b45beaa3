package events

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"rialto/internal/db"
)

// Failing is what fails under one name: jobs that failed and are not done.
type Failing struct {
	Kind, Name, Queue string
	Retryable         int // are tried again by themselves
	Discarded         int // were tried as often as they may be
	LastAt            time.Time
	LastMessage       string
}

const (
	// jobName is what a job is called in SQL, and failed those that failed.
	jobName = "coalesce(args ->> 'consumer', args ->> 'errand', args ->> 'chore', '')"
	failed  = "state IN ('retryable', 'discarded') AND errors IS NOT NULL"

	mostFailing = 100
	// mostAtOnce bounds what an operator does to many jobs in one transaction.
	mostAtOnce = 10_000
)

// Failing returns the names under which jobs fail, the most recent failure
// first; no more than 100.
func (b *Bus) Failing(ctx context.Context) ([]Failing, error) {
	rows, err := b.pool.Query(ctx, `SELECT kind, `+jobName+` AS name, (array_agg(queue ORDER BY id DESC))[1],
			count(*) FILTER (WHERE state = 'retryable'), count(*) FILTER (WHERE state = 'discarded'),
			max(attempted_at) AS last,
			(array_agg(errors[array_upper(errors, 1)] ->> 'error' ORDER BY attempted_at DESC))[1]
		FROM `+db.JobsSchema+`.river_job WHERE `+failed+`
		GROUP BY 1, 2 ORDER BY last DESC LIMIT $1`, mostFailing)
	if err != nil {
		return nil, fmt.Errorf("list failing jobs: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Failing])
	if err != nil {
		return nil, fmt.Errorf("list failing jobs: %w", err)
	}
	for i := range list {
		list[i].LastMessage = presentable(list[i].LastMessage)
	}
	return list, nil
}

// RetryFailedTx lets the jobs of a name that failed, and are not done, be worked
// on at once, the oldest first and no more than 10,000. It returns how many.
func (b *Bus) RetryFailedTx(ctx context.Context, tx db.Tx, name string) (int, error) {
	return b.changeFailed(ctx, tx, name, `UPDATE `+db.JobsSchema+`.river_job job
		SET state = 'available', scheduled_at = now(), finalized_at = NULL, max_attempts = greatest(max_attempts, attempt + 1),
			metadata = metadata - 'cancel_attempted_at'
		FROM chosen WHERE job.id = chosen.id`)
}

// ForgetFailedTx deletes the jobs of a name that failed, and are not done, the
// oldest first and no more than 10,000. It returns how many.
func (b *Bus) ForgetFailedTx(ctx context.Context, tx db.Tx, name string) (int, error) {
	return b.changeFailed(ctx, tx, name, `DELETE FROM `+db.JobsSchema+`.river_job job USING chosen WHERE job.id = chosen.id`)
}

// changeFailed leaves jobs alone that somebody else changes right now.
func (b *Bus) changeFailed(ctx context.Context, tx db.Tx, name, change string) (int, error) {
	tag, err := tx.Exec(ctx, `WITH chosen AS MATERIALIZED (
			SELECT id FROM `+db.JobsSchema+`.river_job WHERE `+failed+` AND `+jobName+` = $1
			ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)
		`+change, name, mostAtOnce)
	if err != nil {
		return 0, fmt.Errorf("change failed jobs: %w", err)
	}
	return int(tag.RowsAffected()), nil
}
