package db

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
)

// handOver lets l log in for a connection of cfg. pgx has one password for a connection,
// and a pool gives the failure to whoever asked for one. So the login, TLS and all, is made
// where pgx dials, as often as it takes; what pgx gets is logged in, and plays the server's
// side of a login that succeeds. (A query is cancelled over a connection of its own, which
// pgx dials likewise and which has no login.)
func (l *Login) handOver(_ context.Context, cfg *pgx.ConnConfig) error {
	server := cfg.Config.Copy()
	cfg.TLSConfig, cfg.Fallbacks, cfg.ValidateConnect = nil, nil, nil
	cfg.RequireAuth, cfg.ChannelBinding, cfg.SSLCertMode = "", "", ""
	cfg.LookupFunc = func(_ context.Context, host string) ([]string, error) { return []string{host}, nil }
	handed := false
	cfg.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		if handed {
			return server.DialFunc(ctx, network, address)
		}
		conn, as, err := l.connect(ctx, server)
		if err != nil {
			return nil, err
		}
		own, err := conn.Hijack()
		if err != nil {
			return nil, fmt.Errorf("take over a connection: %w", err)
		}
		h := &handedOver{Conn: own.Conn.(*loggingIn).leave(), as: as}
		if h.greeting, err = greeting(own.ParameterStatuses, own.PID, own.SecretKey); err != nil {
			return nil, err
		}
		handed = true
		return h, nil
	}
	return nil
}

// handedOver is a connection that is logged in, to be taken over by a client that begins
// with a start-up message and waits for the answer.
type handedOver struct {
	net.Conn
	as       Credentials
	asked    bool
	greeting []byte
}

// loggingIn is a connection until it is handed over. A pgx that is kept waiting reads
// ahead, and would take what is answered to the next one.
type loggingIn struct {
	net.Conn
	reading sync.Mutex
	left    atomic.Bool
}

func watchLogin(_ context.Context, _ *pgconn.Config, conn net.Conn) (net.Conn, error) {
	return &loggingIn{Conn: conn}, nil
}

// Read ends when the connection is handed over.
func (c *loggingIn) Read(b []byte) (int, error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	if c.left.Load() {
		return 0, io.EOF
	}
	return c.Conn.Read(b)
}

// leave returns the connection when nobody reads from it any more.
func (c *loggingIn) leave() net.Conn {
	c.left.Store(true)
	_ = c.SetReadDeadline(time.Unix(1, 0)) // if it fails, so does the next statement
	c.reading.Lock()
	defer c.reading.Unlock()
	_ = c.SetReadDeadline(time.Time{})
	return c.Conn
}

// greeting is what a server says to who may come in at once.
func greeting(statuses map[string]string, pid uint32, secretKey []byte) ([]byte, error) {
	says := []pgproto3.BackendMessage{&pgproto3.AuthenticationOk{}}
	for name, value := range statuses {
		says = append(says, &pgproto3.ParameterStatus{Name: name, Value: value})
	}
	says = append(says, &pgproto3.BackendKeyData{ProcessID: pid, SecretKey: secretKey}, &pgproto3.ReadyForQuery{TxStatus: 'I'})
	var all []byte
	for _, m := range says {
		var err error
		if all, err = m.Encode(all); err != nil {
			return nil, fmt.Errorf("take over a connection: %w", err)
		}
	}
	return all, nil
}

// Write keeps the start-up message, which comes in one piece, from the server.
func (h *handedOver) Write(b []byte) (int, error) {
	if !h.asked {
		h.asked = true
		return len(b), nil
	}
	return h.Conn.Write(b)
}

// Read begins with the greeting.
func (h *handedOver) Read(b []byte) (int, error) {
	if len(h.greeting) > 0 {
		n := copy(b, h.greeting)
		h.greeting = h.greeting[n:]
		return n, nil
	}
	return h.Conn.Read(b)
}

// still reports whether a connection of a pool is one of whom new ones are opened as.
func (l *Login) still(_ context.Context, conn *pgx.Conn) (bool, error) {
	h, ok := conn.PgConn().Conn().(*handedOver)
	return ok && h.as == l.InUse(), nil
}
