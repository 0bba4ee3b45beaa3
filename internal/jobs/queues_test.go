package jobs_test

import (
	"testing"

	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/jobs"
)

func (o *office) find(t *testing.T, name string) events.Queue {
	t.Helper()
	list, err := o.Queues(t.Context())
	check(t, err)
	for _, q := range list {
		if q.Name == name {
			return q
		}
	}
	t.Fatalf("no queue %s among %+v", name, list)
	panic("unreachable")
}

func TestQueue(t *testing.T) {
	t.Parallel()

	t.Run("that is paused keeps its jobs until it is resumed", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		o.works = true
		check(t, o.bus.Drain(t.Context())) // River knows a queue once a process has worked on it
		q, err := o.Pause(t.Context(), o.actor, "events")
		check(t, err)
		if q.PausedAt == nil || q.Workers == 0 {
			t.Errorf("got %+v", q)
		}
		o.queue(t)
		check(t, o.bus.Drain(t.Context()))
		if q := o.find(t, "events"); o.sent != 0 || q.Counts["available"] != 1 || q.PausedAt == nil {
			t.Errorf("sent %d, queue %+v", o.sent, q)
		}
		if q := o.find(t, "payments"); q.PausedAt != nil {
			t.Error("the other one is paused, too")
		}
		q, err = o.Resume(t.Context(), o.actor, "events")
		check(t, err)
		if q.PausedAt != nil {
			t.Errorf("got %+v", q)
		}
		check(t, o.bus.Drain(t.Context()))
		if o.sent != 1 {
			t.Errorf("sent %d", o.sent)
		}
		wantLogged(t, o, "job_queue.resumed", "job_queue.paused")
	})
	t.Run("that nobody knows is not there, and nothing is logged", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		check(t, o.bus.Drain(t.Context()))
		_, err := o.Pause(t.Context(), o.actor, "cellar")
		want(t, err, jobs.ErrNoQueue)
		_, err = o.Resume(t.Context(), o.actor, "cellar")
		want(t, err, jobs.ErrNoQueue)
		wantLogged(t, o)
	})
	t.Run("comes in the order of urgency, one that an earlier version left behind last", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		o.queue(t)
		_, err := o.pool.Exec(t.Context(), "UPDATE "+db.JobsSchema+".river_job SET queue = 'errands'")
		check(t, err)
		list, err := o.Queues(t.Context())
		check(t, err)
		if len(list) != 7 || list[0].Name != "payments" || list[6].Name != "errands" || list[6].Counts["available"] != 1 {
			t.Errorf("got %+v", list)
		}
	})
}
