package embedded

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"
)

// port names the socket; nothing listens on a port.
const port = "5432"

// Server is a running PostgreSQL. Its methods may be called from any goroutine.
type Server struct {
	run      string // folder of the socket
	database string
	user     string
	standby  bool
	version  int
	cold     bool
	took     time.Duration

	// The owner's side; nil when attached.
	child *child
	lock  *lock
	log   serverLog

	done     chan struct{}
	stopping chan struct{}
	stopOnce sync.Once
	stopErr  error
}

// DSN returns the URL of Options.Database, for pgx and its database/sql driver.
// The user is Options.User.
func (s *Server) DSN() string { return s.DSNFor(s.database) }

// DSNFor returns the URL of another database of the same server.
func (s *Server) DSNFor(database string) string {
	// libpq, unlike Go, does not read "+" as a space.
	host := strings.ReplaceAll(url.QueryEscape(s.run), "+", "%20")
	host = strings.ReplaceAll(host, "%2F", "/")
	return "postgres://" + url.PathEscape(s.user) + "@/" + url.PathEscape(database) + "?host=" + host + "&port=" + port
}

// Attached reports whether another process owns the server. When it stops, the
// database is gone for this one too.
func (s *Server) Attached() bool { return s.child == nil }

// Cold reports whether this start made the cluster.
func (s *Server) Cold() bool { return s.cold }

// StartedIn returns how long Start took.
func (s *Server) StartedIn() time.Duration { return s.took }

// Version returns the server's major version.
func (s *Server) Version() int { return s.version }

// Done is closed when the server ended although nobody called Stop; the program
// should then end too. Call Stop before another Start. It is never closed for an
// attached server, whose end shows as failing connections.
func (s *Server) Done() <-chan struct{} { return s.done }

// Stop ends the server: fast, after 20 s immediately, after another 5 s by
// killing it. Open connections are cut. It returns when the server is gone, with
// an error when it did not shut down cleanly, and then gives up the folder. The
// second call returns what the first did; an attached server is left alone.
func (s *Server) Stop() error {
	s.stopOnce.Do(func() {
		close(s.stopping)
		if s.child == nil {
			return
		}
		s.stopErr = s.end()
		s.log.close()
		s.lock.release()
	})
	return s.stopErr
}

func (s *Server) end() error {
	select {
	case <-s.child.ended:
		return fmt.Errorf("PostgreSQL had ended by itself (exit: %v); it recovers at the next start", s.child.err) //nolint:errorlint // nil after exit 0
	default:
	}
	if err := s.child.stop(); err != nil {
		return err
	}
	_ = os.Remove(s.run) // it may be among the temporary files; the next start makes it
	return s.lock.record(0)
}

func (s *Server) watch() {
	<-s.child.ended
	select {
	case <-s.stopping:
	default:
		close(s.done)
	}
}
