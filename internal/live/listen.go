package live

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"rialto/internal/db"
)

const (
	// dialTimeout is for a connection that hears itself.
	dialTimeout = 10 * time.Second
	// quiet is how long nothing is heard before the connection is looked at.
	quiet = 20 * time.Second
	// firstPause and lastPause are between attempts to connect.
	firstPause, lastPause = 100 * time.Millisecond, 5 * time.Second
	// patience is how long streams stay while nothing is heard. After that pages do
	// better to ask by themselves.
	patience = 15 * time.Second
)

// applicationName is how the connection is called in pg_stat_activity.
const applicationName = "rialto live"

// Run hears what is told and samples what is followed, until ctx ends; then it
// ends all streams for good. The connection is one of its own: one of the pool
// could be closed, or given to somebody else, while it listens.
func (s *Service) Run(ctx context.Context) {
	defer s.close()
	defer context.AfterFunc(ctx, s.close)() // at once: a server that is to stop waits for its streams
	for _, one := range s.samples {
		go s.watch(ctx, one)
	}
	pause, deaf := firstPause, s.now()
	for ctx.Err() == nil {
		heard, err := s.listen(ctx)
		if ctx.Err() != nil {
			return
		}
		if heard {
			pause, deaf = firstPause, s.now()
		}
		if s.now().Sub(deaf) > patience {
			s.endAll()
		}
		s.log.WarnContext(ctx, "live updates: the database is not heard", "error", err)
		wait(ctx, pause/2+rand.N(pause)) //nolint:gosec // spreads attempts
		pause = min(2*pause, lastPause)
	}
}

// listen brings what the database tells to the hub until the connection is lost,
// and says whether it had one.
func (s *Service) listen(ctx context.Context) (heard bool, err error) {
	conn, err := s.connect(ctx)
	if err != nil {
		return false, err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(ctx) // it may be broken
	}()
	s.hears(true)
	defer s.hears(false)
	for {
		n, err := next(ctx, conn)
		if err != nil {
			return true, err
		}
		if n == nil {
			continue
		}
		t, err := decode(n.Payload)
		if err != nil {
			// Another version of the program wrote it.
			s.log.WarnContext(ctx, "live updates: a notice was not understood", "error", err)
			continue
		}
		s.tell(t)
	}
}

// connect returns a connection that hears. A pooler that gives each statement
// another connection takes LISTEN and drops it: so the connection calls itself.
func (s *Service) connect(ctx context.Context) (*pgx.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	conn, err := db.Connect(ctx, s.pool, applicationName)
	if err != nil {
		return nil, fmt.Errorf("connect to listen: %w", err)
	}
	if err := callOneself(ctx, conn); err != nil {
		_ = conn.Close(ctx)
		return nil, err
	}
	return conn, nil
}

func callOneself(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	call, err := encode([]told{{To: Topic("call:" + uuid.NewString()), Notice: Notice{Type: All}}})
	if err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, notify, call); err != nil {
		return fmt.Errorf("call oneself: %w", err)
	}
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return fmt.Errorf("hear oneself (a pooler must keep a session's connection): %w", err)
		}
		if n.Payload == call[0] {
			return nil
		}
	}
}

// next returns what is told next, nil when nothing was for a while and the
// connection is still there.
func next(ctx context.Context, conn *pgx.Conn) (*pgconn.Notification, error) {
	waiting, cancel := context.WithTimeout(ctx, quiet)
	defer cancel()
	n, err := conn.WaitForNotification(waiting)
	if err == nil {
		return n, nil
	}
	if ctx.Err() != nil || !errors.Is(waiting.Err(), context.DeadlineExceeded) {
		return nil, fmt.Errorf("wait for notices: %w", err)
	}
	looking, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	if err := conn.Ping(looking); err != nil {
		return nil, fmt.Errorf("look at the connection: %w", err)
	}
	return nil, nil
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
