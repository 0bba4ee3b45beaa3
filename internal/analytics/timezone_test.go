package analytics_test

import (
	"testing"
	"time"

	"rialto/internal/analytics"
)

func TestTimezone(t *testing.T) {
	t.Parallel()
	m := setup(t, "UTC")
	m.at(time.Date(2026, 3, 28, 23, 30, 0, 0, time.UTC)) // in Berlin it is the 29th
	id := m.order(t, line{0, 0, 1})
	m.pay(t, id)
	m.tell(t, paid(id))
	check(t, m.Fold(t.Context()))
	wantEqual(t, "in UTC", m.total(t, 0, "2026-03-28", "2026-03-28").Orders, 1)

	t.Run("that is another than before makes the chore recount", func(t *testing.T) {
		check(t, m.open(t, "Europe/Berlin"))
		check(t, analytics.ContinueRecount(m.Service, t.Context()))
		wantEqual(t, "the 28th", m.total(t, 0, "2026-03-28", "2026-03-28").Orders, 0)
		wantEqual(t, "the 29th", m.total(t, 0, "2026-03-29", "2026-03-29").Orders, 1)
		sum, err := m.Summary(t.Context(), m.stores[0], analytics.Question{})
		check(t, err)
		wantEqual(t, "today", sum.To, date(t, "2026-03-29"))
		wantEqual(t, "time zone", sum.Timezone, "Europe/Berlin")
		m.wantRight(t)
	})
	t.Run("that nobody knows is refused", func(t *testing.T) {
		if err := m.open(t, "Middle/Earth"); err == nil {
			t.Error("it is accepted")
		}
	})
}

// TestBegin is an update of a marketplace that sold before there was analytics.
func TestBegin(t *testing.T) {
	t.Parallel()
	m := setup(t, "UTC")
	m.exec(t, "UPDATE analytics.settings SET begun_at = NULL")
	id := m.order(t, line{0, 0, 1})
	m.pay(t, id)
	m.wantRight(t) // it has not begun: nothing is wrong yet
	check(t, analytics.ContinueRecount(m.Service, t.Context()))
	wantEqual(t, "orders", m.total(t, 0, "2026-03-28", "2026-03-28").Orders, 1)
	m.tell(t, paid(id))
	check(t, m.Fold(t.Context()))
	wantEqual(t, "orders after its event", m.total(t, 0, "2026-03-28", "2026-03-28").Orders, 1)
	m.wantRight(t)
}
