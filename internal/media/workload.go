package media

import (
	"context"
	"runtime"

	"golang.org/x/sync/semaphore"
)

const (
	maxMemory    = 400 << 20 // of decoded pictures
	maxFileBytes = 3 * maxBytes
)

// workload lets so many pictures be worked on at once that there is one for
// each processor, and that files and decoded pictures fit into what is set
// aside for them.
type workload struct {
	files  *semaphore.Weighted
	memory *semaphore.Weighted
	total  int64
	least  int64
}

func newWorkload(memory int64) *workload {
	return &workload{
		files:  semaphore.NewWeighted(maxFileBytes),
		memory: semaphore.NewWeighted(memory),
		total:  memory,
		least:  memory / int64(runtime.GOMAXPROCS(0)),
	}
}

// hold waits for room for a file of some bytes and returns the function that
// gives it back. It returns an error only when ctx ends first.
func (w *workload) hold(ctx context.Context, bytes int64) (func(), error) {
	if err := w.files.Acquire(ctx, bytes); err != nil {
		return nil, err
	}
	return func() { w.files.Release(bytes) }, nil
}

// begin is hold for the memory that decoding a picture takes.
func (w *workload) begin(ctx context.Context, bytes int64) (func(), error) {
	n := min(max(bytes, w.least), w.total)
	if err := w.memory.Acquire(ctx, n); err != nil {
		return nil, err
	}
	return func() { w.memory.Release(n) }, nil
}
