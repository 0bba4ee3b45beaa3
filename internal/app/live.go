package app

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"rialto/internal/jobs"
	"rialto/internal/live"
)

// lookAtJobs is how often operators who look at jobs are told of changes. Jobs
// change all the time, and a notice for each would cost more than the jobs.
const lookAtJobs = 5 * time.Second

func (m *modules) openLive(cfg Config, log *slog.Logger) {
	m.live = live.New(m.db.pool, live.Config{MaxStreams: cfg.LiveStreams}, log, time.Now)
	m.live.Relay(m.bus, m.orders)
	m.live.Sample(live.Market, live.Notice{Type: live.Jobs}, lookAtJobs, jobsMark(jobs.New(m.db.pool, m.bus)))
}

// jobsMark is what jobs there are to do or to look at. Those that are done, or
// being done, change with every chore.
func jobsMark(j *jobs.Service) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		queues, err := j.Queues(ctx)
		if err != nil {
			return "", err
		}
		mark := map[string]map[string]int{}
		for _, q := range queues {
			counts := map[string]int{}
			for state, n := range q.Counts {
				if state != "completed" && state != "running" {
					counts[state] = n
				}
			}
			mark[q.Name] = counts
		}
		text, err := json.Marshal(mark)
		return string(text), err
	}
}
