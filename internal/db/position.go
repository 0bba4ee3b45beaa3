package db

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Position is a place in the primary's log of changes, its WAL. Whatever has
// replayed the log as far as there has every change that was committed before.
// The zero Position is before all changes.
type Position uint64

// Everything is a Position that nothing has reached but the primary itself.
const Everything Position = math.MaxInt64

// String is the Position as PostgreSQL writes it, such as 16/B374D848.
func (p Position) String() string { return fmt.Sprintf("%X/%X", uint64(p)>>32, uint32(p)) }

// ParsePosition reads what String wrote; false for anything else.
func ParsePosition(text string) (Position, bool) {
	high, low, ok := strings.Cut(text, "/")
	h, errHigh := strconv.ParseUint(high, 16, 31)
	l, errLow := strconv.ParseUint(low, 16, 32)
	if !ok || errHigh != nil || errLow != nil {
		return 0, false
	}
	return Position(h<<32 | l), true
}

// Committed returns a Position before which is all that was committed before the call.
func (r *Replicas) Committed(ctx context.Context) (Position, error) {
	return committed(ctx, r.primary)
}

// committed asks for where the next change will be written: what was written is
// before that, on the disk already or not.
func committed(ctx context.Context, on Reader) (Position, error) {
	var at int64
	if err := on.QueryRow(ctx, "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::int8").Scan(&at); err != nil {
		return 0, fmt.Errorf("position of the primary: %w", err)
	}
	return Position(at), nil
}
