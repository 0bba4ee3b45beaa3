package audit

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"rialto/internal/paging"
)

// Filter says which entries a list holds. Zero fields do not filter; a Target
// filters by its kind, and by its id if it has one.
type Filter struct {
	Actor   *uuid.UUID
	StoreID *uuid.UUID
	Action  string
	Target  Target
	Cursor  string
	Limit   int
}

// place is where a page of entries ended.
type place struct {
	Seq int64 `json:"q"`
}

// Entries returns a page of entries, the newest first, and the cursor of the
// next page, empty on the last one. A cursor of another list is
// paging.ErrBadCursor.
func (s *Service) Entries(ctx context.Context, f Filter) ([]Recorded, string, error) {
	after, err := paging.Decode[place](f.Cursor)
	if err != nil {
		return nil, "", err
	}
	sql, args := f.query(after)
	rows, err := s.pool.Query(ctx, sql, args)
	if err != nil {
		return nil, "", fmt.Errorf("list audit log: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[row])
	if err != nil {
		return nil, "", fmt.Errorf("list audit log: %w", err)
	}
	list, next := paging.Cut(list, f.Limit, func(r row) place { return place{r.Seq} })
	out := make([]Recorded, len(list))
	for i, r := range list {
		out[i] = recordedFromRow(r)
	}
	return out, next, nil
}

// query names only the columns that are filtered by, so that PostgreSQL always
// finds the index.
func (f Filter) query(after *place) (string, pgx.NamedArgs) {
	args := pgx.NamedArgs{"page_size": f.Limit + 1}
	var where []string
	only := func(condition, name string, value any) {
		where = append(where, condition)
		args[name] = value
	}
	if f.Actor != nil {
		only("e.actor_id = @actor", "actor", *f.Actor)
	}
	if f.StoreID != nil {
		only("e.store_id = @store", "store", *f.StoreID)
	}
	if f.Action != "" {
		only("e.action = @action", "action", f.Action)
	}
	if f.Target.Kind != "" {
		only("e.target_kind = @target_kind", "target_kind", f.Target.Kind)
	}
	if f.Target.ID != "" {
		only("e.target_id = @target_id", "target_id", f.Target.ID)
	}
	if after != nil {
		only("e.seq < @after", "after", after.Seq)
	}
	sql := `
		SELECT e.seq, e.at, e.actor_id, e.action, e.target_kind, e.target_id, e.store_id, e.details, coalesce(o.ip, ''), coalesce(o.user_agent, '')
		FROM audit.entries e
		LEFT JOIN audit.origins o ON o.seq = e.seq`
	if len(where) > 0 {
		sql += " WHERE " + strings.Join(where, " AND ")
	}
	return sql + " ORDER BY e.seq DESC LIMIT @page_size", args
}

// row is a row of the list, in the order of its columns.
type row struct {
	Seq              int64
	At               time.Time
	Actor            *uuid.UUID
	Action, Kind, ID string
	StoreID          *uuid.UUID
	Details          map[string]any
	IP, UserAgent    string
}

func recordedFromRow(r row) Recorded {
	details := make(map[string]string, len(r.Details))
	for name, value := range r.Details {
		details[name] = fmt.Sprint(value) // a text, unless somebody altered it
	}
	return Recorded{
		Entry:  Entry{Actor: r.Actor, Action: r.Action, Target: Target{r.Kind, r.ID}, StoreID: r.StoreID, Details: details},
		Seq:    r.Seq,
		At:     r.At,
		Origin: Origin{IP: r.IP, UserAgent: r.UserAgent},
	}
}
