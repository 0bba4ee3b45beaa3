package embedded

import (
	"context"
	"fmt"
	"strings"
	"syscall"
	"time"
)

// Start starts the server of o.Dir and returns when it answers and o.Database
// exists; the first time it makes the cluster. It waits for recovery after a
// crash as long as ctx allows.
//
// It fails with ErrInUse when another process owns the folder, unless o.Attach
// is set; with ErrVersionMismatch, having changed nothing, when the cluster is
// from another major version; and with ErrNoBinaries. When it fails, no process
// is left.
func Start(ctx context.Context, o Options) (*Server, error) {
	begin := time.Now()
	o = o.withDefaults()
	at, err := locate(o.Dir)
	if err != nil {
		return nil, err
	}
	var s *Server
	if o.Attach {
		s, err = attachOrOwn(ctx, o, at)
	} else {
		s, err = own(ctx, o, at)
	}
	if err != nil {
		return nil, err
	}
	s.took = time.Since(begin)
	return s, nil
}

// own takes the folder's lock and starts a server that ends with this process.
func own(ctx context.Context, o Options, at place) (_ *Server, err error) {
	l, err := acquire(ctx, at.dir)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			l.release()
		}
	}()
	log, err := openLog(o.Log, at.dir)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			log.close()
		}
	}()

	p, at, err := prepare(ctx, o, at)
	if err != nil {
		return nil, err
	}
	if err := clearOrphan(ctx, at.data, l.orphan); err != nil {
		return nil, err
	}
	cold, err := p.ensureCluster(ctx, o, at, log)
	if err != nil {
		return nil, err
	}
	if err := at.link(); err != nil {
		return nil, err
	}
	run, err := at.makeRun(p.id)
	if err != nil {
		return nil, err
	}
	s := newServer(run, o, p.major)
	s.cold, s.lock, s.log = cold, l, log
	return s, s.launch(ctx, p, at.data, o.arguments(at.data, run))
}

// prepare finds the programs, decides as whom they run and makes their place
// reachable.
func prepare(ctx context.Context, o Options, at place) (programs, place, error) {
	bin, err := FindBin(o.BinDir, o.Search...)
	if err != nil {
		return programs{}, at, err
	}
	if err := hydrate(bin); err != nil {
		return programs{}, at, err
	}
	p, err := choosePrograms(ctx, bin, at, o.forceUser)
	if err != nil {
		return p, at, err
	}
	if p.id.mode == asUser {
		at, err = at.openTo(p.id)
	}
	return p, at, err
}

// ensureCluster makes the cluster when there is none, and reports whether it did.
func (p programs) ensureCluster(ctx context.Context, o Options, at place, log serverLog) (bool, error) {
	have, err := clusterVersion(at.data)
	switch {
	case err != nil:
		return false, err
	case have == 0:
		return true, p.initCluster(ctx, at, o, log.writer())
	case have != p.major:
		return false, versionMismatch(at.data, have, p.major)
	}
	return false, p.id.adopt(at.data)
}

func newServer(run string, o Options, version int) *Server {
	return &Server{
		run: run, database: o.Database, user: o.User, standby: o.Standby, version: version,
		done: make(chan struct{}), stopping: make(chan struct{}),
	}
}

// leftoverPatience is how long processes of a killed server are waited for: they
// end by themselves, after the query they are at.
const leftoverPatience = 10 * time.Second

func (s *Server) launch(ctx context.Context, p programs, data string, args []string) error {
	if err := clearSocket(s.run); err != nil {
		return err
	}
	killed, err := disarmPidFile(data)
	if err != nil {
		return err
	}
	for deadline := time.Now().Add(leftoverPatience); ; {
		err := s.try(ctx, p, data, args)
		if err == nil || !killed || time.Now().After(deadline) || !strings.Contains(s.log.tail(), "shared memory block") {
			return err
		}
		if err := pauseFor(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
}

// try launches the server and returns when it answers. When it fails, the server
// is gone.
func (s *Server) try(ctx context.Context, p programs, data string, args []string) error {
	// The server outlives ctx, which is about starting it.
	cmd := p.command(context.WithoutCancel(ctx), "postgres", syscall.SIGINT, args...)
	cmd.Stdout, cmd.Stderr = s.log.writer(), s.log.writer()
	var err error
	if s.child, err = launch(cmd); err != nil {
		return err
	}
	if err = s.lock.record(cmd.Process.Pid); err == nil {
		err = s.awaitReady(ctx, data)
	}
	if err != nil {
		_ = s.child.stop() // why it did not start says more than how it ended
		return err
	}
	go s.watch()
	return nil
}

func (s *Server) awaitReady(ctx context.Context, data string) error {
	for {
		pm, err := livePostmaster(data)
		if err != nil {
			return err
		}
		if pm != nil && pm.status == "ready" {
			return s.ensureDatabase(ctx)
		}
		if pm != nil && pm.status == "standby" && s.standby {
			return nil
		}
		select {
		case <-s.child.ended:
			return fmt.Errorf("PostgreSQL ended while starting: %v\n%s", s.child.err, s.log.tail()) //nolint:errorlint // nil after exit 0
		default:
		}
		if err := pause(ctx); err != nil {
			return fmt.Errorf("PostgreSQL is not ready: %w\n%s", err, s.log.tail())
		}
	}
}
