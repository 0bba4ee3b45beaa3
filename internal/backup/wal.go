package backup

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pglogrepl"
)

// LSN is a position in the WAL.
type LSN = pglogrepl.LSN

// piece is WAL of a timeline between two positions, as it is stored.
type piece struct {
	timeline int32
	from, to LSN
	key      string
	size     int64
	stored   time.Time
}

func walName(root string, timeline int32, from, to LSN) string {
	return fmt.Sprintf("%s%08x/%016x-%016x", walPrefix(root), timeline, uint64(from), uint64(to))
}

func walPrefix(root string) string { return root + "wal/" }

// pieces lists the WAL that is stored of each timeline.
func (s *Store) pieces(ctx context.Context, root string) (map[int32][]piece, error) {
	list, err := s.list(ctx, walPrefix(root))
	if err != nil {
		return nil, err
	}
	all := map[int32][]piece{}
	for _, o := range list {
		p := piece{key: o.key, size: o.size, stored: o.stored}
		n, err := fmt.Sscanf(strings.TrimPrefix(o.name, walPrefix(root)), "%08x/%016x-%016x", &p.timeline, &p.from, &p.to)
		if err != nil || n != 3 || p.to <= p.from {
			return nil, fmt.Errorf("%s is no name of WAL", o.key)
		}
		all[p.timeline] = append(all[p.timeline], p)
	}
	return all, nil
}

// chain chooses pieces that cover the WAL from a position on without a gap, as far as
// there are any and no further than to, and returns where they end.
func chain(pieces []piece, from, to LSN) (chosen []piece, reach LSN) {
	sorted := slices.SortedFunc(slices.Values(pieces), func(a, b piece) int { return cmp.Compare(a.from, b.from) })
	reach = from
	for next := 0; reach < to; {
		var longest piece
		for ; next < len(sorted) && sorted[next].from <= reach; next++ {
			if sorted[next].to > longest.to {
				longest = sorted[next]
			}
		}
		if longest.to <= reach {
			break
		}
		chosen, reach = append(chosen, longest), longest.to
	}
	return chosen, reach
}

// endOf is the end of the WAL that is stored of a timeline, zero when there is none.
func endOf(pieces []piece) (end LSN) {
	for _, p := range pieces {
		end = max(end, p.to)
	}
	return end
}

// segmentOf is the position at which the segment begins that a position is in.
func segmentOf(at LSN, size int64) LSN { return at - at%LSN(size) }

// segmentName is how PostgreSQL calls the file of a segment.
func segmentName(timeline int32, at LSN, size int64) string {
	perID := uint64(1<<32) / uint64(size)
	n := uint64(at) / uint64(size)
	return fmt.Sprintf("%08X%08X%08X", timeline, n/perID, n%perID)
}
