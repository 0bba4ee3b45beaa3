package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"rialto/internal/doctor"
)

// Mark is what the data were at exactly one position of the WAL.
type Mark struct {
	At      LSN               `json:"at"`
	Time    time.Time         `json:"time"`
	State   State             `json:"state"`
	Figures map[string]string `json:"figures"`
}

// stored is a mark in a store, unread.
type storedMark struct {
	at  LSN
	key string
}

func markPrefix(root string) string { return root + "marks/" }

// marks lists those of a system, oldest first.
func (s *Store) marks(ctx context.Context, root string) (all []storedMark, err error) {
	list, err := s.list(ctx, markPrefix(root))
	for _, o := range list {
		m := storedMark{key: o.key}
		if _, err := fmt.Sscanf(strings.TrimPrefix(o.name, markPrefix(root)), "%016x", &m.at); err != nil {
			return nil, fmt.Errorf("%s is no name of a mark: %w", o.key, err)
		}
		all = append(all, m)
	}
	return all, err
}

func (s *Store) mark(ctx context.Context, m storedMark) (out Mark, err error) {
	text, err := s.getSealed(ctx, m.key)
	if err != nil {
		return out, err
	}
	if err := json.Unmarshal(text, &out); err != nil {
		return out, fmt.Errorf("%s: %w", m.key, err)
	}
	return out, nil
}

// quietWithin is how long a moment is looked for in which nothing is being written.
const quietWithin = 30 * time.Second

// mark notes the state of the data at an exact position of the WAL, so that a drill can go
// back to there and has to find the same. Where the server never rests, there is no mark:
// that is logged, and no failure.
func (s *Service) mark(ctx context.Context, b Base) error {
	conn, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer hangUp(ctx, conn)
	for deadline := s.now().Add(quietWithin); s.now().Before(deadline); {
		tx, at, err := stillness(ctx, conn)
		if err != nil {
			return fmt.Errorf("note the state: %w", err)
		}
		if tx == nil {
			if err := pause(ctx, time.Millisecond); err != nil {
				return err
			}
			continue
		}
		m, err := markTx(ctx, tx, at)
		err = errors.Join(err, tx.Rollback(ctx))
		if err != nil {
			return fmt.Errorf("note the state: %w", err)
		}
		text, err := json.Marshal(m)
		if err != nil {
			return err
		}
		_, err = s.store.putSealed(ctx, fmt.Sprintf("%s%016x", markPrefix(b.root), uint64(at)), text)
		return err
	}
	s.log.WarnContext(ctx, "backup: the state was not noted, for the database never rests; drills have nothing to compare with", "base", b.ID)
	return nil
}

// stillness returns a transaction whose snapshot is exactly what the WAL before a position
// makes, or nil when somebody is writing. No lock is taken for it: when no transaction that
// has written was running as the snapshot was taken, and no WAL was written between a look
// before it and one after it, then what it sees is what was committed before that position,
// and nothing else.
func stillness(ctx context.Context, conn *pgx.Conn) (tx pgx.Tx, at LSN, err error) {
	var after LSN
	var nobody bool
	if err := conn.QueryRow(ctx, "SELECT pg_current_wal_insert_lsn()").Scan(&at); err != nil {
		return nil, 0, err
	}
	tx, err = conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, 0, err
	}
	const q = `SELECT pg_current_wal_insert_lsn(), pg_snapshot_xmin(s) = pg_snapshot_xmax(s) FROM pg_current_snapshot() s`
	if err := tx.QueryRow(ctx, q).Scan(&after, &nobody); err != nil {
		return nil, 0, errors.Join(err, tx.Rollback(ctx))
	}
	if !nobody || after != at {
		return nil, 0, tx.Rollback(ctx)
	}
	return tx, at, nil
}

func markTx(ctx context.Context, tx pgx.Tx, at LSN) (m Mark, err error) {
	m.At = at
	if err := tx.QueryRow(ctx, "SELECT clock_timestamp()").Scan(&m.Time); err != nil {
		return m, err
	}
	if m.Figures, err = doctor.LedgerTx(ctx, tx); err != nil {
		return m, err
	}
	m.State, err = StateTx(ctx, tx, nil)
	return m, err
}
