package jobs_test

import (
	"strings"
	"testing"
)

func TestFailedJobs(t *testing.T) {
	t.Parallel()

	t.Run("are counted by name, with the latest error, and nothing personal in it", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		for range 3 {
			o.queue(t)
		}
		o.fail(t)
		_, err := o.pool.Exec(t.Context(), "UPDATE jobs.river_job SET state = 'discarded', finalized_at = now() WHERE id = (SELECT min(id) FROM jobs.river_job)")
		check(t, err)
		o.works = true
		o.queue(t)
		list, err := o.Failing(t.Context())
		check(t, err)
		if len(list) != 1 {
			t.Fatalf("got %+v", list)
		}
		f := list[0]
		if f.Name != "office.send_letter" || f.Kind != "errand" || f.Queue != "events" || f.Retryable != 2 || f.Discarded != 1 ||
			!strings.Contains(f.LastMessage, "550 no mailbox for <…@…>") || f.LastAt.IsZero() {
			t.Errorf("got %+v", f)
		}
	})
	t.Run("are all tried again, also those that had no try left", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		for range 3 {
			o.queue(t)
		}
		o.fail(t)
		_, err := o.pool.Exec(t.Context(), "UPDATE jobs.river_job SET state = 'discarded', finalized_at = now(), attempt = max_attempts WHERE id = (SELECT min(id) FROM jobs.river_job)")
		check(t, err)
		o.works = true
		n, err := o.RetryFailed(t.Context(), o.actor, "office.send_letter")
		check(t, err)
		check(t, o.bus.Drain(t.Context()))
		if n != 3 || o.sent != 3 {
			t.Errorf("%d tried again, %d sent", n, o.sent)
		}
		n, err = o.RetryFailed(t.Context(), o.actor, "office.send_letter")
		check(t, err)
		if n != 0 {
			t.Errorf("%d done jobs are tried again", n)
		}
		wantLogged(t, o, "jobs.retried")
	})
	t.Run("are forgotten, and those that did not fail are not", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		o.queue(t)
		o.queue(t)
		o.fail(t)
		waiting := o.queue(t)
		n, err := o.ForgetFailed(t.Context(), o.actor, "office.send_parcel")
		check(t, err)
		if n != 0 {
			t.Errorf("%d of another name are gone", n)
		}
		n, err = o.ForgetFailed(t.Context(), o.actor, "office.send_letter")
		check(t, err)
		if n != 2 {
			t.Errorf("%d are gone, want 2", n)
		}
		_, err = o.Job(t.Context(), waiting.ID)
		check(t, err)
		wantLogged(t, o, "jobs.deleted")
	})
}
