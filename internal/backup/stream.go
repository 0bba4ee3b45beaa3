package backup

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pglogrepl"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
	"golang.org/x/sync/errgroup"
)

// stream brings the WAL of one timeline into the store. It holds what the unfinished
// segment has, and stores that in pieces; a segment that is complete is stored whole, and
// takes the place of its pieces.
type stream struct {
	store    *Store
	root     string
	timeline int32
	size     int64 // of a segment
	every    time.Duration

	conn  *pgconn.PgConn
	write sync.Mutex // of conn

	mu       sync.Mutex
	begin    LSN    // of pending; a segment begins there
	pending  []byte // WAL that is not in a complete segment of the store
	archived LSN
	small    []string      // keys of the pieces of the segment at begin
	more     chan struct{} // there is a whole segment
	room     chan struct{} // there is room for more
	hurry    chan struct{} // a piece is to be stored at once
}

func newStream(store *Store, root string, timeline int32, size int64, every time.Duration, conn *pgconn.PgConn) *stream {
	signal := func() chan struct{} { return make(chan struct{}, 1) }
	return &stream{
		store: store, root: root, timeline: timeline, size: size, every: every, conn: conn,
		more: signal(), room: signal(), hurry: signal(),
	}
}

// ahead is how many segments may wait in memory for a slow store.
const ahead = 4

// run streams from where begin says, until ctx ends or something fails.
func (s *stream) run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.receive(ctx) })
	g.Go(func() error { return s.upload(ctx) })
	g.Go(func() error { return s.report(ctx) })
	return g.Wait()
}

// silence is how long a server may say nothing: it greets twice a minute by default, and
// more often when it is asked to.
const silence = 3 * time.Minute

func (s *stream) receive(ctx context.Context) error {
	for {
		limited, cancel := context.WithTimeout(ctx, silence)
		msg, err := s.conn.ReceiveMessage(limited)
		cancel()
		if err != nil {
			return fmt.Errorf("receive WAL: %w", err)
		}
		switch msg := msg.(type) {
		case *pgproto3.CopyData:
			if err := s.take(ctx, msg.Data); err != nil {
				return err
			}
		case *pgproto3.ErrorResponse:
			return pgconn.ErrorResponseToPgError(msg)
		case *pgproto3.CopyDone:
			return errors.New("the server ended the WAL")
		}
	}
}

func (s *stream) take(ctx context.Context, data []byte) error {
	if len(data) == 0 {
		return errors.New("the WAL has an empty message")
	}
	switch data[0] {
	case pglogrepl.PrimaryKeepaliveMessageByteID:
		m, err := pglogrepl.ParsePrimaryKeepaliveMessage(data[1:])
		if err == nil && m.ReplyRequested {
			err = s.confirm()
		}
		return err
	case pglogrepl.XLogDataByteID:
		m, err := pglogrepl.ParseXLogData(data[1:])
		if err != nil {
			return err
		}
		return s.append(ctx, m.WALStart, m.WALData)
	}
	return nil
}

// append waits while too much waits already: the server keeps the rest.
func (s *stream) append(ctx context.Context, at LSN, wal []byte) error {
	for {
		s.mu.Lock()
		if end := s.begin + LSN(len(s.pending)); at != end {
			s.mu.Unlock()
			return fmt.Errorf("the server sent WAL of %s after %s", at, end)
		}
		if int64(len(s.pending)) < ahead*s.size {
			s.pending = append(s.pending, wal...)
			whole := int64(len(s.pending)) >= s.size
			s.mu.Unlock()
			if whole {
				wake(s.more)
			}
			return nil
		}
		s.mu.Unlock()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.room:
		}
	}
}

func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // it is awake
	}
}

// upload stores complete segments at once, and what the unfinished one has at an interval.
func (s *stream) upload(ctx context.Context) error {
	tick := time.NewTicker(s.every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.more:
			for s.whole() {
				if err := s.storeSegment(ctx); err != nil {
					return err
				}
			}
			continue
		case <-tick.C:
		case <-s.hurry:
		}
		if err := s.storePiece(ctx); err != nil {
			return err
		}
	}
}

func (s *stream) whole() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return int64(len(s.pending)) >= s.size
}

func (s *stream) storeSegment(ctx context.Context) error {
	s.mu.Lock()
	from, wal, small := s.begin, s.pending[:s.size], s.small
	s.mu.Unlock()
	to := from + LSN(s.size)
	if _, err := s.store.putSealed(ctx, walName(s.root, s.timeline, from, to), wal); err != nil {
		return err
	}
	s.mu.Lock()
	s.begin, s.archived, s.small = to, max(s.archived, to), nil
	s.pending = append(make([]byte, 0, s.size), s.pending[s.size:]...)
	s.mu.Unlock()
	wake(s.room)
	return errors.Join(s.confirm(), s.store.remove(ctx, small...))
}

// storePiece stores what came since the last piece.
func (s *stream) storePiece(ctx context.Context) error {
	s.mu.Lock()
	from, to := max(s.archived, s.begin), s.begin+LSN(min(int64(len(s.pending)), s.size))
	wal := s.pending[:to-s.begin]
	s.mu.Unlock()
	if to <= from {
		return nil
	}
	key, err := s.store.putSealed(ctx, walName(s.root, s.timeline, from, to), wal[from-s.begin:])
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.archived, s.small = to, append(s.small, key)
	s.mu.Unlock()
	return s.confirm()
}

// report tells the server that somebody is there.
func (s *stream) report(ctx context.Context) error {
	const often = 10 * time.Second
	for {
		if err := pause(ctx, often); err != nil {
			return err
		}
		if err := s.confirm(); err != nil {
			return err
		}
	}
}

// confirm tells the server what it need not keep any more.
func (s *stream) confirm() error {
	at := s.position()
	s.write.Lock()
	defer s.write.Unlock()
	err := pglogrepl.SendStandbyStatusUpdate(context.Background(), s.conn, pglogrepl.StandbyStatusUpdate{WALWritePosition: at})
	if err != nil {
		return fmt.Errorf("confirm WAL: %w", err)
	}
	return nil
}

// position is how far the store has the WAL.
func (s *stream) position() LSN {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.archived
}
