package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/events"
	"rialto/internal/jobs"
)

type letter struct {
	To      string    `json:"to"`
	OrderID uuid.UUID `json:"orderId"`
	Kind    string    `json:"kind"`
	Pages   int       `json:"pages"`
	Token   string    `json:"token"`
}

var order = uuid.MustParse("019a0000-0000-7000-8000-00000000ada1")

type office struct {
	*jobs.Service
	pool    *db.Pool
	bus     *events.Bus
	log     *audit.Service
	letters *events.Errand[letter]
	actor   uuid.UUID
	works   bool // whether letters arrive
	sent    int
}

func setup(t *testing.T) *office {
	t.Helper()
	o := &office{pool: dbtest.New(t), actor: db.NewID()}
	var err error
	o.bus, err = events.New(o.pool, slog.New(slog.DiscardHandler))
	check(t, err)
	o.log = audit.New(o.pool, o.bus, time.Now)
	o.letters = events.NewErrand(o.bus, "office.send_letter", func(context.Context, letter) error {
		if !o.works {
			return errors.New(`550 no mailbox for <ada@example.org>`)
		}
		o.sent++
		return nil
	})
	o.Service = jobs.New(o.pool, o.bus)
	return o
}

// queue asks for a letter and returns its job.
func (o *office) queue(t *testing.T) events.Job {
	t.Helper()
	check(t, db.InTx(t.Context(), o.pool, func(tx db.Tx) error {
		return o.letters.QueueTx(t.Context(), tx, letter{"ada@example.org", order, "order.placed", 2, "dGhlIHNlY3JldCBvZiB0aGUgb3JkZXI"})
	}))
	list, _, err := o.Jobs(t.Context(), jobs.Filter{Limit: 1})
	check(t, err)
	return list[0]
}

// fail works on what is queued, and fails.
func (o *office) fail(t *testing.T) {
	t.Helper()
	if err := o.bus.Drain(t.Context()); err == nil {
		t.Fatal("nothing failed")
	}
}

func TestJob(t *testing.T) {
	t.Parallel()

	t.Run("shows what went wrong, and nothing that is personal or secret", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		id := o.queue(t).ID
		o.fail(t)
		j, err := o.Job(t.Context(), id)
		check(t, err)
		if j.Kind != "errand" || j.Name != "office.send_letter" || j.State != "retryable" || j.Attempt != 1 || j.Queue != "events" {
			t.Errorf("got %+v", j)
		}
		if len(j.Failures) != 1 || !strings.Contains(j.Failures[0].Message, "550 no mailbox for <…@…>") {
			t.Errorf("failures: %+v", j.Failures)
		}
		if len(j.Args) != 3 || j.Args["orderId"] != order.String() || j.Args["kind"] != "order.placed" || j.Args["pages"] != "2" || j.HiddenArgs != 2 {
			t.Errorf("arguments: %v and %d hidden", j.Args, j.HiddenArgs)
		}
	})
	t.Run("is not there", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		_, err := o.Job(t.Context(), 999)
		want(t, err, jobs.ErrNotFound)
		_, err = o.Retry(t.Context(), o.actor, 999)
		want(t, err, jobs.ErrNotFound)
		want(t, o.Delete(t.Context(), o.actor, 999), jobs.ErrNotFound)
	})
	t.Run("that failed is tried again at once, and the log says who wanted it", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		id := o.queue(t).ID
		o.fail(t)
		o.works = true
		j, err := o.Retry(t.Context(), o.actor, id)
		check(t, err)
		if j.State != "available" {
			t.Errorf("state %s", j.State)
		}
		check(t, o.bus.Drain(t.Context()))
		if o.sent != 1 {
			t.Errorf("sent %d", o.sent)
		}
		list, _, err := o.log.Entries(t.Context(), audit.Filter{Limit: 10})
		check(t, err)
		if len(list) != 1 || list[0].Action != "job.retried" || *list[0].Actor != o.actor || list[0].Details["state"] != "retryable" {
			t.Errorf("log: %+v", list)
		}
	})
	t.Run("that is done is not done again", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		o.works = true
		id := o.queue(t).ID
		check(t, o.bus.Drain(t.Context()))
		_, err := o.Retry(t.Context(), o.actor, id)
		want(t, err, jobs.ErrState)
		_, err = o.Cancel(t.Context(), o.actor, id)
		want(t, err, jobs.ErrState)
		want(t, o.Delete(t.Context(), o.actor, id), jobs.ErrState)
		list, _, err := o.log.Entries(t.Context(), audit.Filter{Limit: 10})
		check(t, err)
		if len(list) != 0 {
			t.Errorf("log: %+v", list)
		}
	})
	t.Run("that is done is replayed on demand, and no other is", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		o.works = true
		id := o.queue(t).ID
		_, err := o.Replay(t.Context(), o.actor, id)
		want(t, err, jobs.ErrState)
		check(t, o.bus.Drain(t.Context()))
		j, err := o.Replay(t.Context(), o.actor, id)
		check(t, err)
		if j.State != "available" || j.ID != id {
			t.Errorf("got %+v", j)
		}
		check(t, o.bus.Drain(t.Context()))
		if o.sent != 2 {
			t.Errorf("sent %d", o.sent)
		}
		wantLogged(t, o, "job.replayed")
	})
	t.Run("that was cancelled is not worked on, and can be forgotten", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		id := o.queue(t).ID
		want(t, o.Delete(t.Context(), o.actor, id), jobs.ErrState)
		j, err := o.Cancel(t.Context(), o.actor, id)
		check(t, err)
		if j.State != "cancelled" {
			t.Errorf("state %s", j.State)
		}
		o.works = true
		check(t, o.bus.Drain(t.Context()))
		check(t, o.Delete(t.Context(), o.actor, id))
		_, err = o.Job(t.Context(), id)
		want(t, err, jobs.ErrNotFound)
		if o.sent != 0 {
			t.Error("it was worked on")
		}
	})
	t.Run("of a chore comes round by itself", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		var id int64
		check(t, o.pool.QueryRow(t.Context(), `INSERT INTO jobs.river_job (kind, args, queue, state, max_attempts, finalized_at)
			VALUES ('chore', '{"chore":"office.sweep"}', 'chores', 'cancelled', 1, now()) RETURNING id`).Scan(&id))
		_, err := o.Retry(t.Context(), o.actor, id)
		want(t, err, jobs.ErrComesRound)
		check(t, o.Delete(t.Context(), o.actor, id))
	})
}

func TestJobs(t *testing.T) {
	t.Parallel()
	o := setup(t)
	var ids []int64
	for range 5 {
		ids = append(ids, o.queue(t).ID)
	}
	_, err := o.Cancel(t.Context(), o.actor, ids[0])
	check(t, err)
	o.fail(t)

	t.Run("come in pages, the newest first", func(t *testing.T) {
		var got []int64
		cursor := ""
		for {
			page, next, err := o.Jobs(t.Context(), jobs.Filter{Name: "office.send_letter", Limit: 2, Cursor: cursor})
			check(t, err)
			for _, j := range page {
				got = append(got, j.ID)
			}
			if cursor = next; cursor == "" {
				break
			}
		}
		if len(got) != 5 || got[0] != ids[4] || got[4] != ids[0] {
			t.Errorf("got %v, want %v from the end", got, ids)
		}
	})
	t.Run("are narrowed by state, kind and name", func(t *testing.T) {
		for _, of := range []struct {
			jobs.Filter
			want int
		}{
			{jobs.Filter{State: "cancelled"}, 1},
			{jobs.Filter{Failing: true}, 4},
			{jobs.Filter{Kind: "errand"}, 5},
			{jobs.Filter{Kind: "event"}, 0},
			{jobs.Filter{Name: "office"}, 0},
		} {
			of.Limit = 10
			page, _, err := o.Jobs(t.Context(), of.Filter)
			check(t, err)
			if len(page) != of.want {
				t.Errorf("%+v: %d jobs", of.Filter, len(page))
			}
		}
	})
	t.Run("are counted by queue, with how long the first waits", func(t *testing.T) {
		o.queue(t)
		_, err := o.pool.Exec(t.Context(), `UPDATE jobs.river_job SET scheduled_at = now() - interval '90 seconds' WHERE state = 'available'`)
		check(t, err)
		queues, err := o.Queues(t.Context())
		check(t, err)
		for _, q := range queues {
			if q.Name != "events" {
				if len(q.Counts) != 0 || q.Lag != 0 {
					t.Errorf("%+v", q)
				}
				continue
			}
			if q.Counts["retryable"] != 4 || q.Counts["cancelled"] != 1 || q.Counts["available"] != 1 || q.Lag < 90*time.Second {
				t.Errorf("%+v", q)
			}
		}
	})
}

// wantLogged compares the actions in the log, the newest first.
func wantLogged(t *testing.T, o *office, actions ...string) {
	t.Helper()
	list, _, err := o.log.Entries(t.Context(), audit.Filter{Limit: 10})
	check(t, err)
	var got []string
	for _, e := range list {
		got = append(got, e.Action)
	}
	if !slices.Equal(got, actions) {
		t.Errorf("log: %v, want %v", got, actions)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}
