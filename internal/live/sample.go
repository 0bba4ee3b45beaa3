package live

import (
	"context"
	"time"
)

// sample is something that tells nobody when it changes.
type sample struct {
	to    Topic
	say   Notice
	every time.Duration
	look  func(context.Context) (string, error)
}

// Sample tells the followers of a topic in this process when what look returns
// is not what it was. It looks only while somebody follows, at most once in
// every. Call it before Run.
func (s *Service) Sample(to Topic, say Notice, every time.Duration, look func(context.Context) (string, error)) {
	s.samples = append(s.samples, sample{to, say, every, look})
}

func (s *Service) watch(ctx context.Context, one sample) {
	tick := time.NewTicker(one.every)
	defer tick.Stop()
	before, known := "", false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if !s.followed(one.to) {
			known = false
			continue
		}
		now, err := one.look(ctx)
		if err != nil {
			s.log.WarnContext(ctx, "live updates: a look failed", "type", one.say.Type, "error", err)
			continue
		}
		if !known || now != before { // at first, for what changed since they came
			s.tell(told{one.to, one.say})
		}
		before, known = now, true
	}
}
