package backup

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
)

// fork says that a timeline was left at a position, for the next one of a list.
type fork struct {
	timeline int32
	at       LSN // the end of what counts of it; the newest timeline has no end
}

const noEnd = ^LSN(0)

// lineage are the timelines that lead to one, oldest first, and where each was left.
type lineage []fork

// parseHistory reads PostgreSQL's history of a timeline.
func parseHistory(timeline int32, text []byte) (lineage, error) {
	var l lineage
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 2 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		var f fork
		if _, err := fmt.Sscan(fields[0], &f.timeline); err != nil {
			return nil, fmt.Errorf("read the history of timeline %d: %w", timeline, err)
		}
		if err := f.at.Scan(fields[1]); err != nil {
			return nil, fmt.Errorf("read the history of timeline %d: %w", timeline, err)
		}
		l = append(l, f)
	}
	return append(l, fork{timeline, noEnd}), lines.Err()
}

// on returns where the timeline was left, and false when it is none of them.
func (l lineage) on(timeline int32) (fork, bool) {
	i := slices.IndexFunc(l, func(f fork) bool { return f.timeline == timeline })
	if i < 0 {
		return fork{}, false
	}
	return l[i], true
}

func historyName(root string, timeline int32) string {
	return fmt.Sprintf("%shistory/%08x", root, timeline)
}

// histories returns the history files of a system, by timeline.
func (s *Store) histories(ctx context.Context, root string) (map[int32][]byte, error) {
	list, err := s.list(ctx, root+"history/")
	if err != nil {
		return nil, err
	}
	all := map[int32][]byte{}
	for _, o := range list {
		var timeline int32
		if _, err := fmt.Sscanf(strings.TrimPrefix(o.name, root+"history/"), "%08x", &timeline); err != nil {
			return nil, fmt.Errorf("%s is no name of a history: %w", o.key, err)
		}
		if all[timeline], err = s.get(ctx, o.key); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// lineageOf is the one that leads to a timeline.
func lineageOf(timeline int32, histories map[int32][]byte) (lineage, error) {
	if timeline == 1 {
		return lineage{{1, noEnd}}, nil
	}
	text, ok := histories[timeline]
	if !ok {
		return nil, fmt.Errorf("the history of timeline %d is missing", timeline)
	}
	return parseHistory(timeline, text)
}
