package backup

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pglogrepl"
	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

// errBusy says that another process archives.
var errBusy = errors.New("another process archives")

const (
	// standIn is how soon another process takes over from one that ended.
	standIn    = 5 * time.Second
	firstPause = time.Second
	lastPause  = 30 * time.Second
)

// Run archives the WAL, makes the base backups that are due, copies pictures and removes
// what is too old, until ctx ends; then it stores what there is. Of several processes one
// does. What fails is logged and tried again: nobody else is to fail because backups do.
func (s *Service) Run(ctx context.Context) {
	wait := firstPause
	for ctx.Err() == nil {
		begun := s.now()
		err := s.lead(ctx, true)
		if ctx.Err() != nil {
			return
		}
		if errors.Is(err, errBusy) {
			_ = pause(ctx, standIn) // the loop asks, too
			continue
		}
		s.log.ErrorContext(ctx, "backup: the archive of WAL stands still, and is tried again", "error", err)
		if s.now().Sub(begun) > time.Minute {
			wait = firstPause
		}
		_ = pause(ctx, wait)
		wait = min(2*wait, lastPause)
	}
}

// Once archives while do runs, unless another process does anyway.
func (s *Service) Once(ctx context.Context, do func(context.Context) error) error {
	g, ctx := errgroup.WithContext(ctx)
	archiving, stop := context.WithCancel(ctx)
	g.Go(func() error {
		for {
			err := s.lead(archiving, false)
			if archiving.Err() != nil {
				return nil //nolint:nilerr // it was told to end
			}
			if !errors.Is(err, errBusy) {
				return err
			}
			_ = pause(archiving, firstPause) // who is busy may end, or only just make the slot
		}
	})
	g.Go(func() error {
		defer stop()
		return do(ctx)
	})
	return g.Wait()
}

// lead archives until ctx ends or something fails. It fails with errBusy when another
// process does.
func (s *Service) lead(ctx context.Context, tend bool) error {
	conn, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer hangUp(ctx, conn)
	srv, err := s.look(ctx, conn)
	if err != nil {
		return err
	}
	if err := ensureSlot(ctx, conn); err != nil {
		return err
	}
	st, err := s.begin(ctx, conn, srv)
	if err != nil {
		return err
	}
	defer hangUp(ctx, st.conn)
	s.log.InfoContext(ctx, "backup: archiving WAL", "from", st.begin.String(), "timeline", st.timeline)

	// The stream outlives ctx by what it takes to store the end.
	streaming, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	g, inner := errgroup.WithContext(ctx)
	g.Go(func() error {
		err := st.run(streaming)
		if streaming.Err() != nil {
			return nil //nolint:nilerr // it was told to end
		}
		if removed(err) {
			s.lost.Store(true)
		}
		return err
	})
	g.Go(func() error {
		defer stop()
		return s.beatUntil(inner, conn, st)
	})
	if tend {
		g.Go(func() error { s.tend(inner, srv.System); return nil })
	}
	return g.Wait()
}

// begin starts the stream where the archive ends; where it has nothing of the timeline,
// where the timeline began; and where the server has thrown that away, or there is no
// archive, where the slot begins.
func (s *Service) begin(ctx context.Context, conn *pgx.Conn, srv server) (st *stream, err error) {
	repl, err := s.replicate(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			hangUp(ctx, repl)
		}
	}()
	id, err := pglogrepl.IdentifySystem(ctx, repl)
	if err != nil {
		return nil, fmt.Errorf("ask for the timeline: %w", err)
	}
	st = newStream(s.store, rootOf(srv.System), id.Timeline, srv.SegmentSize, s.cfg.Beat, repl)
	began, err := s.copyHistory(ctx, st)
	if err != nil {
		return nil, err
	}
	all, err := s.store.pieces(ctx, st.root)
	if err != nil {
		return nil, err
	}
	stored := all[st.timeline]
	from := endOf(stored)
	if from == 0 {
		from = began
	}
	if from == 0 || s.lost.Load() {
		if err := conn.QueryRow(ctx, "SELECT restart_lsn FROM pg_replication_slots WHERE slot_name = $1", slotName).Scan(&from); err != nil {
			return nil, fmt.Errorf("look at the replication slot: %w", err)
		}
	}
	st.begin = segmentOf(from, st.size)
	_, st.archived = chain(stored, st.begin, noEnd)
	for _, p := range stored {
		if p.from >= st.begin {
			st.small = append(st.small, p.key)
		}
	}
	err = pglogrepl.StartReplication(ctx, repl, slotName, st.begin, pglogrepl.StartReplicationOptions{Timeline: st.timeline, Mode: pglogrepl.PhysicalReplication})
	if code(err) == objectInUse {
		return nil, errBusy
	}
	if err != nil {
		return nil, fmt.Errorf("stream WAL: %w", err)
	}
	return st, nil
}

// copyHistory stores where this and the earlier timelines began, and returns where this
// one did; the first has no beginning.
func (s *Service) copyHistory(ctx context.Context, st *stream) (began LSN, err error) {
	for t := int32(2); t <= st.timeline; t++ {
		got, err := pglogrepl.TimelineHistory(ctx, st.conn, t)
		if err != nil && t < st.timeline {
			continue // not one that leads to this
		}
		if err != nil {
			return 0, fmt.Errorf("ask for the history of timeline %d: %w", t, err)
		}
		if _, err := s.store.put(ctx, historyName(st.root, t), got.Content); err != nil {
			return 0, err
		}
		l, err := parseHistory(t, got.Content)
		if err != nil {
			return 0, err
		}
		if t == st.timeline && len(l) > 1 {
			began = l[len(l)-2].at
		}
	}
	return began, nil
}

// LastWord is how long the end of the WAL may take to be stored when the program ends.
const LastWord = 2 * time.Second

// pulse is a beat, and a position of the WAL after it.
type pulse struct {
	at    time.Time
	after LSN
}

// beatUntil beats until ctx ends, once more then, and waits for that to be archived.
func (s *Service) beatUntil(ctx context.Context, conn *pgx.Conn, st *stream) error {
	var waiting []pulse
	var archived time.Time
	outlive := context.WithoutCancel(ctx)
	step := func() error {
		for len(waiting) > 0 && st.position() >= waiting[0].after {
			archived, waiting = waiting[0].at, waiting[1:]
		}
		at, after, err := beat(outlive, conn, archived)
		waiting = append(waiting, pulse{at, after})
		return err
	}
	for ended := false; !ended; ended = pause(ctx, s.cfg.Beat) != nil {
		if err := step(); err != nil {
			return err
		}
	}
	if err := step(); err != nil {
		return err
	}
	last := waiting[len(waiting)-1].after
	for deadline := s.now().Add(LastWord); st.position() < last && s.now().Before(deadline); {
		wake(st.hurry)
		if err := pause(outlive, 20*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}
