package stockwatch

import "context"

// Forget is the chore that forgets wishes.
func Forget(s *Service, ctx context.Context) error { return s.forget(ctx) }
