package embedded

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

const (
	// maxLogSize is the size above which the next start sets the default log
	// aside as postgres.log.1, in place of the one before.
	maxLogSize = 10 << 20
	// tailSize is how much of the log the error of a failed start quotes.
	tailSize = 2 << 10
)

// serverLog is where the server's messages go.
type serverLog interface {
	// writer is what the child gets. A file is its own from then on: it goes on
	// writing there when this process is gone.
	writer() io.Writer
	// tail returns the last messages of this start.
	tail() string
	close()
}

func openLog(given io.Writer, dir string) (serverLog, error) {
	if given != nil {
		return &passedLog{to: given}, nil
	}
	path := filepath.Join(dir, "postgres.log")
	if st, err := os.Stat(path); err == nil && st.Size() > maxLogSize {
		if err := os.Rename(path, path+".1"); err != nil {
			return nil, fmt.Errorf("rotate the server's log: %w", err)
		}
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the server's log: %w", err)
	}
	st, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return &fileLog{f: f, begin: st.Size()}, nil
}

type fileLog struct {
	f     *os.File
	begin int64 // size before this start
}

func (l *fileLog) writer() io.Writer { return l.f }
func (l *fileLog) close()            { _ = l.f.Close() }

func (l *fileLog) tail() string {
	st, err := l.f.Stat()
	if err != nil {
		return ""
	}
	b := make([]byte, min(st.Size()-l.begin, tailSize))
	n, _ := l.f.ReadAt(b, st.Size()-int64(len(b))) // what could be read will do
	return strings.TrimSpace(string(b[:n]))
}

type passedLog struct {
	to io.Writer
	mu sync.Mutex
	b  []byte
}

func (l *passedLog) writer() io.Writer { return l }
func (l *passedLog) close()            {}

func (l *passedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	l.b = append(l.b, p...)
	l.b = l.b[max(0, len(l.b)-tailSize):]
	l.mu.Unlock()
	return l.to.Write(p)
}

func (l *passedLog) tail() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.TrimSpace(string(l.b))
}
