package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// noteStatements shows, when it was asked for, the statements of the market's
// database that took PostgreSQL longest since the last time, planning apart.
func (m *market) noteStatements(ctx context.Context, b *bench) error {
	if !b.top {
		return nil
	}
	const shown = 24
	rows, err := m.owner.Query(ctx, `
		SELECT s.query, s.calls, s.plans, s.mean_plan_time, s.mean_exec_time, (s.total_plan_time + s.total_exec_time) / sum(s.total_plan_time + s.total_exec_time) OVER ()
		FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
		WHERE d.datname = current_database() AND s.calls > 500
		ORDER BY 6 DESC LIMIT $1`, shown)
	if err != nil {
		return err
	}
	var (
		query             string
		calls, plans      int64
		plan, exec, share float64
	)
	_, err = pgx.ForEachRow(rows, []any{&query, &calls, &plans, &plan, &exec, &share}, func() error {
		b.report.progress("  %5.1f %%  %7d calls, %7d planned in %.3f ms, run in %.3f ms  %.60s", 100*share, calls, plans, plan, exec, statementName(query))
		return nil
	})
	if err != nil {
		return fmt.Errorf("read statements: %w", err)
	}
	_, err = m.owner.Exec(ctx, "SELECT pg_stat_statements_reset()")
	return err
}
