package backup

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
)

// received is what a server says of a base backup beside its files.
type received struct {
	start, stop LSN
	timeline    int32
	manifest    []byte
	bytes       int64
}

// stalled is how long a server may say nothing while it makes a base backup: the
// checkpoint at its beginning takes time.
const stalled = 10 * time.Minute

// receive makes the server send a base backup, writes its files to w as one tar, and
// tells progress how many bytes of how many there are.
func receive(ctx context.Context, conn *pgconn.PgConn, label string, w io.Writer, progress func(done, total int64)) (received, error) {
	const q = "BASE_BACKUP (LABEL '%s', PROGRESS true, CHECKPOINT 'fast', WAL false, WAIT false, MANIFEST 'yes', MANIFEST_CHECKSUMS 'SHA256')"
	conn.Frontend().SendQuery(&pgproto3.Query{String: fmt.Sprintf(q, label)})
	if err := conn.Frontend().Flush(); err != nil {
		return received{}, fmt.Errorf("ask for a base backup: %w", err)
	}
	r := baseReader{files: w, progress: progress}
	for {
		limited, cancel := context.WithTimeout(ctx, stalled)
		msg, err := conn.ReceiveMessage(limited)
		cancel()
		if err != nil {
			return r.out, fmt.Errorf("receive the base backup: %w", err)
		}
		done, err := r.take(msg)
		if err != nil || done {
			return r.out, err
		}
	}
}

// baseReader follows the answer: where it starts, how big the tablespaces are, one copy
// with everything in it, where it stops.
type baseReader struct {
	files    io.Writer
	progress func(done, total int64)

	out      received
	results  int
	total    int64
	manifest bool
}

func (r *baseReader) take(msg pgproto3.BackendMessage) (done bool, err error) {
	switch msg := msg.(type) {
	case *pgproto3.RowDescription:
		r.results++
	case *pgproto3.DataRow:
		return false, r.row(msg.Values)
	case *pgproto3.CopyData:
		return false, r.data(msg.Data)
	case *pgproto3.ErrorResponse:
		return false, pgconn.ErrorResponseToPgError(msg)
	case *pgproto3.ReadyForQuery:
		if r.out.stop == 0 || len(r.out.manifest) == 0 {
			return true, errors.New("the base backup ended early")
		}
		return true, nil
	}
	return false, nil
}

func (r *baseReader) row(values [][]byte) (err error) {
	const start, sizes, stop = 1, 2, 3
	switch {
	case r.results == start && len(values) == 2:
		if err = r.out.start.Scan(string(values[0])); err != nil {
			return err
		}
		n, err := strconv.ParseInt(string(values[1]), 10, 32)
		r.out.timeline = int32(n)
		return err
	case r.results == sizes && len(values) == 3:
		if values[2] != nil {
			kb, err := strconv.ParseInt(string(values[2]), 10, 64)
			r.total = kb << 10
			return err
		}
	case r.results == stop && len(values) == 2:
		return r.out.stop.Scan(string(values[0]))
	}
	return nil
}

// data is one message of the copy; its first byte says what it is.
func (r *baseReader) data(b []byte) error {
	if len(b) == 0 {
		return errors.New("the base backup has an empty message")
	}
	kind, b := b[0], b[1:]
	switch kind {
	case 'n':
		if name, _, _ := bytes.Cut(b, []byte{0}); string(name) != "base.tar" {
			return fmt.Errorf("the base backup has an archive %q: tablespaces are not backed up", name)
		}
	case 'm':
		r.manifest = true
	case 'd':
		if r.manifest {
			r.out.manifest = append(r.out.manifest, b...)
			return nil
		}
		r.out.bytes += int64(len(b))
		_, err := r.files.Write(b)
		return err
	case 'p':
		if len(b) == 8 && r.progress != nil {
			r.progress(int64(binary.BigEndian.Uint64(b)), max(r.total, 1))
		}
	}
	return nil
}
