package media

import (
	"context"
	"time"
)

// NewWorkload and its methods, to see how much is worked on at once.
var NewWorkload = newWorkload

// Begin is begin.
func (w *workload) Begin(ctx context.Context, bytes int64) (func(), error) {
	return w.begin(ctx, bytes)
}

// Hold is hold.
func (w *workload) Hold(ctx context.Context, bytes int64) (func(), error) { return w.hold(ctx, bytes) }

// MaxMemory and MaxFileBytes are what a workload has room for.
const (
	MaxMemory    = maxMemory
	MaxFileBytes = maxFileBytes
)

// Files are all files, with the time of their last change.
func (s *Service) Files(ctx context.Context) (map[string]time.Time, error) {
	all := map[string]time.Time{}
	err := s.bucket.list(ctx, "", func(f file) { all[f.name] = f.changed })
	return all, err
}

// ReadFile reads any file, and WriteFile and RemoveFile change it.
func (s *Service) ReadFile(ctx context.Context, name string) ([]byte, error) {
	return s.bucket.read(ctx, name)
}

// WriteFile makes a file.
func (s *Service) WriteFile(ctx context.Context, name string, content []byte) error {
	return s.bucket.write(ctx, name, content, nil)
}

// RemoveFile deletes a file.
func (s *Service) RemoveFile(ctx context.Context, name string) error {
	return s.bucket.remove(ctx, name)
}

// SignsUploads reports whether browsers write into the store themselves.
func (s *Service) SignsUploads() bool { return s.bucket.signer != nil }

// Hurry shortens the patience with the store.
func (s *Service) Hurry(d time.Duration) { s.bucket.askTimeout, s.bucket.moveTimeout = d, d }
