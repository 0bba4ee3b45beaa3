package audit

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Origin is where a request came from. The zero Origin means from nowhere: the
// program does something by itself.
type Origin struct{ IP, UserAgent string }

// originRetention is how long it is known where an entry came from.
const originRetention = 180 * 24 * time.Hour

// maxUserAgent is more than any browser needs, in bytes.
const maxUserAgent = 500

type originKey struct{}

// WithOrigin returns a context whose entries come from o. It cuts a long user
// agent and drops what no database takes.
func WithOrigin(ctx context.Context, o Origin) context.Context {
	return context.WithValue(ctx, originKey{}, Origin{IP: storable(o.IP), UserAgent: storable(o.UserAgent)})
}

func storable(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s[:min(len(s), maxUserAgent)], "\x00", ""), "")
}

// OriginOf returns the origin that the context was given, else the zero one.
func OriginOf(ctx context.Context) Origin {
	o, _ := ctx.Value(originKey{}).(Origin)
	return o
}

// ForgetOrigins forgets where entries came from that are older than 180 days.
// The chain stays whole.
func (s *Service) ForgetOrigins(ctx context.Context) error {
	if _, err := s.q.ForgetOrigins(ctx, s.pool, s.now().Add(-originRetention)); err != nil {
		return fmt.Errorf("forget origins: %w", err)
	}
	return nil
}
