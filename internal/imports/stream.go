package imports

import (
	"context"
	"io"
)

// Download is a file that is written while it is read. The caller closes it. An
// error of Read means that what was read is no whole file.
type Download struct {
	io.ReadCloser
	Name string // of the file, for people
}

// stream runs write and returns what it writes. Closing it early ends write, which
// has ended when Close returns.
func stream(ctx context.Context, name string, write func(ctx context.Context, w io.Writer) error) Download {
	ctx, cancel := context.WithCancel(ctx)
	r, w := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.CloseWithError(write(ctx, w)) // nil is io.EOF
	}()
	return Download{&pipe{r, func() {
		cancel()
		_ = r.Close()
		<-ended
	}}, name}
}

type pipe struct {
	io.Reader
	end func()
}

// Close implements io.Closer.
func (p *pipe) Close() error {
	p.end()
	return nil
}
