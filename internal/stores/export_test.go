package stores

import "time"

// Now is the Service's clock.
func (s *Service) Now() time.Time { return s.now() }

// SetNow sets it.
func (s *Service) SetNow(t time.Time) { s.now = func() time.Time { return t } }
