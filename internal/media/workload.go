package media

import (
	"context"
	"runtime"

	"golang.org/x/sync/semaphore"
)

// workload lets so many pictures be worked on at once that there is one for
// each processor and no more than maxPixels of them are decoded in memory.
type workload struct {
	pixels *semaphore.Weighted
	least  int64
}

func newWorkload() *workload {
	return &workload{
		pixels: semaphore.NewWeighted(maxPixels),
		least:  maxPixels / int64(runtime.GOMAXPROCS(0)),
	}
}

// begin waits for room and returns the function that gives it back. It returns
// an error only when ctx ends first.
func (w *workload) begin(ctx context.Context, pixels int) (func(), error) {
	n := max(int64(pixels), w.least)
	if err := w.pixels.Acquire(ctx, n); err != nil {
		return nil, err
	}
	return func() { w.pixels.Release(n) }, nil
}
