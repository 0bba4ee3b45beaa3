package analytics

import (
	"time"

	"rialto/internal/errs"
)

const (
	day = 24 * time.Hour
	// maxDays bounds how much a question reads.
	maxDays     = 400
	defaultDays = 30
)

// By is how long what a series has a point for is.
type By string

// The lengths there are.
const (
	ByDay   By = "day"
	ByWeek  By = "week" // from Monday
	ByMonth By = "month"
)

// Period is whole days, the first and the last included. A day is midnight in
// UTC of its date, wherever it is.
type Period struct{ From, To time.Time }

// Question is what figures are asked for. Without a last day it is up to today,
// and without a first it is Days long, or 30.
type Question struct {
	From, To time.Time
	Days     int
	By       By
	// Compare adds the same number of days before.
	Compare bool
}

// period fills in what was left out. It returns ErrPeriodInvalid with the field.
func (q Question) period(today time.Time) (Period, error) {
	p := Period{q.From, q.To}
	if p.To.IsZero() {
		p.To = today
		if p.From.After(today) {
			p.To = p.From
		}
	}
	if p.From.IsZero() {
		days := q.Days
		if days == 0 {
			days = defaultDays
		}
		p.From = p.To.AddDate(0, 0, 1-days)
	}
	switch {
	case p.From.After(p.To):
		return p, ErrPeriodInvalid.With(errs.Field{Path: "from", Code: "order", Message: "The first day comes after the last."})
	case p.days() > maxDays:
		return p, ErrPeriodInvalid.With(errs.Field{Path: "from", Code: "too_long", Message: "At most 400 days can be asked for."})
	case p.From.Year() < 1970 || p.To.Year() > 9999:
		return p, ErrPeriodInvalid.With(errs.Field{Path: "to", Code: "range", Message: "Ask for days from 1970 to 9999."})
	}
	return p, nil
}

func (p Period) days() int { return int(p.To.Sub(p.From)/day) + 1 }

// before is as many days as p has, just before it.
func (p Period) before() Period {
	return Period{p.From.AddDate(0, 0, -p.days()), p.From.AddDate(0, 0, -1)}
}

// wholeMonths is where the whole months of p begin, and the day after they
// end. Without one, both are the day after p.
func (p Period) wholeMonths() (begin, end time.Time) {
	begin = firstOfMonth(p.From)
	if begin.Before(p.From) {
		begin = begin.AddDate(0, 1, 0)
	}
	end = firstOfMonth(p.To.AddDate(0, 0, 1))
	if !begin.Before(end) {
		after := p.To.AddDate(0, 0, 1)
		return after, after
	}
	return begin, end
}

func firstOfMonth(d time.Time) time.Time {
	return time.Date(d.Year(), d.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// cut cuts p into the parts that a series has points for; the first and the
// last may be shorter than the others.
func (p Period) cut(by By) (parts []Period) {
	for from := p.From; !from.After(p.To); {
		next := from.AddDate(0, 0, 1)
		switch by {
		case ByWeek:
			const week = 7
			sinceMonday := (int(from.Weekday()) + week - 1) % week
			next = from.AddDate(0, 0, week-sinceMonday)
		case ByMonth:
			next = firstOfMonth(from).AddDate(0, 1, 0)
		case ByDay:
		}
		to := next.AddDate(0, 0, -1)
		if to.After(p.To) {
			to = p.To
		}
		parts = append(parts, Period{from, to})
		from = next
	}
	return parts
}
