package embedded

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// attachPatience is how long an attaching process waits for another that is
// starting or stopping.
const attachPatience = time.Minute

// attachOrOwn joins the server that runs on the folder, or becomes its owner
// when there is none.
func attachOrOwn(ctx context.Context, o Options, at place) (*Server, error) {
	for deadline := time.Now().Add(attachPatience); ; {
		s, err := attach(ctx, o, at)
		if s != nil || err != nil {
			return s, err
		}
		// ErrInUse: its owner is between taking the folder and the server's start,
		// or between the server's end and giving the folder back.
		if s, err = own(ctx, o, at); !errors.Is(err, ErrInUse) || time.Now().After(deadline) {
			return s, err
		}
		if at, err = locate(o.Dir); err != nil { // the owner may have put a link there
			return nil, err
		}
	}
}

// attach joins a server that answers, waits for one that is starting or
// stopping, and returns nil when there is none.
func attach(ctx context.Context, o Options, at place) (*Server, error) {
	for deadline := time.Now().Add(attachPatience); ; {
		pm, err := livePostmaster(at.data)
		if err != nil || pm == nil {
			return nil, err
		}
		s, err := join(ctx, o, at, pm)
		if err == nil {
			return s, nil
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("join the PostgreSQL server %d on %s, after %s: %w", pm.pid, at.data, attachPatience, err)
		}
		if err := pause(ctx); err != nil {
			return nil, err
		}
	}
}

func join(ctx context.Context, o Options, at place, pm *postmaster) (*Server, error) {
	if pm.status != "ready" {
		return nil, fmt.Errorf("it is not ready but %q", pm.status)
	}
	version, err := clusterVersion(at.data)
	if err != nil {
		return nil, err
	}
	s := newServer(pm.socketDir, o, version)
	return s, s.ensureDatabase(ctx)
}
