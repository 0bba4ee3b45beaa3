package backup

import (
	"context"
	"fmt"
	"io"
)

// partSize is what is sent at a time, and sent again when it fails.
const partSize = 16 << 20

// partWriter stores a stream in parts. Close stores the last one.
type partWriter struct {
	ctx    context.Context
	store  *Store
	prefix string

	buf    []byte
	keys   []string
	stored int64
}

// Write implements io.Writer.
func (w *partWriter) Write(p []byte) (n int, err error) {
	for n < len(p) {
		if w.buf == nil {
			w.buf = make([]byte, 0, partSize)
		}
		take := min(len(p)-n, partSize-len(w.buf))
		w.buf = append(w.buf, p[n:n+take]...)
		n += take
		if len(w.buf) == partSize {
			if err := w.flush(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

func (w *partWriter) flush() error {
	key, err := w.store.put(w.ctx, fmt.Sprintf("%s%05d", w.prefix, len(w.keys)), w.buf)
	if err != nil {
		return err
	}
	w.keys, w.stored, w.buf = append(w.keys, key), w.stored+int64(len(w.buf)), w.buf[:0]
	return nil
}

// Close implements io.Closer.
func (w *partWriter) Close() error {
	if len(w.buf) == 0 {
		return nil
	}
	return w.flush()
}

// partReader is what a partWriter stored.
type partReader struct {
	ctx      context.Context
	store    *Store
	keys     []string
	progress func(done, total int64)

	next int
	rest []byte
	err  error // of the store
}

// Read implements io.Reader.
func (r *partReader) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		if r.next == len(r.keys) {
			return 0, io.EOF
		}
		if r.progress != nil {
			r.progress(int64(r.next), int64(len(r.keys)))
		}
		if r.rest, r.err = r.store.get(r.ctx, r.keys[r.next]); r.err != nil {
			return 0, r.err
		}
		r.next++
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}
