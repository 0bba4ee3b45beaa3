package events

import (
	"time"

	"github.com/riverqueue/river"
)

// Urgency says which jobs wait for which: jobs of one urgency have a queue and
// workers of their own, so that none waits for those of another.
type Urgency string

// The urgencies, each with the name of its queue.
const (
	// Payments is what money waits for: it is never behind anything else.
	Payments Urgency = "payments"
	// Events is what follows from what happened, and is done in moments.
	Events Urgency = "events"
	// Mail waits for a mail server.
	Mail Urgency = "mail"
	// Chores is what comes round, and is done in seconds.
	Chores Urgency = "chores"
	// Media waits for pictures: from others, or of others.
	Media Urgency = "media"
	// Bulk is what takes long or comes in crowds, and may wait for minutes.
	Bulk Urgency = "bulk"
)

// Urgencies are all, the most urgent first.
var Urgencies = []Urgency{Payments, Events, Mail, Chores, Media, Bulk}

// limit is how many jobs of a queue run at a time in each process, and the pause
// between two fetches: throughput is at most one by the other, and each fetch is a
// transaction.
type limit struct {
	workers int
	pause   time.Duration
}

// limits are those that SetWorkers has not changed. What works for long holds a
// connection to the database and a core for long: there are few of those. Of Events
// more are fetched at a time than hold a connection: see crowdOf.
var limits = map[Urgency]limit{
	Payments: {8, 10 * time.Millisecond},
	Events:   {32, 25 * time.Millisecond},
	Mail:     {8, 20 * time.Millisecond},
	Chores:   {4, 50 * time.Millisecond},
	Media:    {2, 50 * time.Millisecond},
	Bulk:     {2, 20 * time.Millisecond},
}

// retired are queues of earlier versions. Their jobs are done, those that were left
// before an update and those that an earlier version adds beside this one.
var retired = map[string]int{"errands": 2, "imports_work": 1, "imports_fetch_pictures": 1}

// SetWorkers changes how many jobs of the urgencies run at a time in this process.
// Call it before Start.
func (b *Bus) SetWorkers(of map[Urgency]int) {
	for u, n := range of {
		l := b.limits[u]
		l.workers = n
		b.limits[u] = l
	}
}

const (
	// notifyPause is how soon after one job the database tells of another of its queue.
	notifyPause = 10 * time.Millisecond
	// fetchPoll is when a queue is looked at without having been told of a job.
	fetchPoll         = time.Second
	fetchPollPayments = 250 * time.Millisecond
)

// queues are what River works on.
func (b *Bus) queues() map[string]river.QueueConfig {
	out := map[string]river.QueueConfig{}
	for u, l := range b.limits {
		out[string(u)] = river.QueueConfig{MaxWorkers: l.workers, FetchCooldown: l.pause}
	}
	for name, n := range retired {
		out[name] = river.QueueConfig{MaxWorkers: n}
	}
	payments := out[string(Payments)]
	payments.FetchPollInterval = fetchPollPayments
	out[string(Payments)] = payments
	return out
}

// urgency is what was chosen, or what is usual.
func urgency(chosen []Urgency, usual Urgency) Urgency {
	if len(chosen) > 0 {
		return chosen[0]
	}
	return usual
}
