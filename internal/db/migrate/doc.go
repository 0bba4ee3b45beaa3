// Package migrate brings the schema up to date while others work on it. A statement
// that cannot have its lock at once lets the others go first and tries again, an
// index that was broken off is made anew, and a database that is newer than the
// program is left alone. Package migrations has what is applied.
package migrate

import (
	"io"
	"io/fs"
	"time"

	"rialto/internal/db/migrations"
)

// Options say how careful a migration is with those who use the database meanwhile.
// The zero value is what suits production.
type Options struct {
	// Progress is told what happens; nil: nobody is.
	Progress io.Writer
	// LockTimeout is how long a statement waits for a lock. All who come after it
	// wait as well, so it is short: they would rather have one second of retries
	// than one query that waits for a minute and everybody behind it.
	LockTimeout time.Duration
	// MaxHold is how long a migration may keep others from a table. One that takes
	// longer is rolled back and tried again.
	MaxHold time.Duration
	// Patience is how long one migration is tried before it is given up.
	Patience time.Duration
	// Every is how often Progress hears of a migration that is running.
	Every time.Duration

	files fs.FS // of tests
}

// The defaults of Options. PostgreSQL looks for deadlocks after one second: a
// migration gives way before, so that nobody else is chosen to.
const (
	DefaultLockTimeout = 300 * time.Millisecond
	DefaultMaxHold     = 3 * time.Second
	DefaultPatience    = 10 * time.Minute
	defaultEvery       = 5 * time.Second
)

func (o Options) withDefaults() Options {
	if o.Progress == nil {
		o.Progress = io.Discard
	}
	if o.files == nil {
		o.files = migrations.FS
	}
	for _, d := range []struct {
		value *time.Duration
		usual time.Duration
	}{{&o.LockTimeout, DefaultLockTimeout}, {&o.MaxHold, DefaultMaxHold}, {&o.Patience, DefaultPatience}, {&o.Every, defaultEvery}} {
		if *d.value == 0 {
			*d.value = d.usual
		}
	}
	return o
}
