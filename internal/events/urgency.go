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

// workers are how many jobs of an urgency run at a time in each process, unless
// SetWorkers says otherwise. What works for long holds a connection to the database
// and a core for long: there are few of those.
var workers = map[Urgency]int{Payments: 8, Events: 12, Mail: 8, Chores: 4, Media: 2, Bulk: 2}

// retired are queues of earlier versions. Their jobs are done, those that were left
// before an update and those that an earlier version adds beside this one.
var retired = map[string]int{"errands": 2, "imports_work": 1, "imports_fetch_pictures": 1}

// SetWorkers changes how many jobs of the urgencies run at a time in this process.
// Call it before Start.
func (b *Bus) SetWorkers(of map[Urgency]int) {
	for u, n := range of {
		b.workers[u] = n
	}
}

const (
	// Throughput is at most workers divided by this pause between two fetches.
	fetchCooldown = 10 * time.Millisecond
	// fetchPoll is when a queue is looked at without having been told of a job: the
	// database tells of the first of several that come close together.
	fetchPoll       = time.Second
	fetchPollUrgent = 250 * time.Millisecond
)

// queues are what River works on.
func (b *Bus) queues() map[string]river.QueueConfig {
	out := map[string]river.QueueConfig{}
	for u, n := range b.workers {
		out[string(u)] = river.QueueConfig{MaxWorkers: n}
	}
	for name, n := range retired {
		out[name] = river.QueueConfig{MaxWorkers: n}
	}
	urgent := out[string(Payments)]
	urgent.FetchPollInterval = fetchPollUrgent
	out[string(Payments)] = urgent
	return out
}

// urgency is what was chosen, or what is usual.
func urgency(chosen []Urgency, usual Urgency) Urgency {
	if len(chosen) > 0 {
		return chosen[0]
	}
	return usual
}
