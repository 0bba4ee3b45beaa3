// Package audit keeps the log of what staff, merchants and the program did and
// of what happened to accounts: who, what, on what, in which store, from where
// and when. It never decides who may do something, and never holds personal
// data but the address and the browser that a request came from.
//
// The log is a chain. Each entry has the next number, the hash of the entry
// before it and its own hash:
//
//	0 ──> entry 1 ──> entry 2 ──> … ──> entry n <── head
//
// The database refuses to change or delete an entry, for its owner, too; who
// gets around that breaks the chain at that place, and VerifyTx names it. The
// head remembers the last entry, so that it shows when the end is missing. Who
// writes everything anew, the head included, can only be found out by somebody
// who noted a head before: see HasTx and docs/adr/0022.
//
// The hash of an entry is SHA-256 of the following, one after the other:
//
//	"rialto audit entry 1\n"
//	number       8 bytes, big endian, as all numbers here
//	time         8 bytes: microseconds since 1970 in UTC
//	actor        0x00, or 0x01 and the 16 bytes of the id
//	action       a text: its length in bytes, 4 bytes, and its UTF-8
//	target       its kind and its id, two texts
//	store        as the actor
//	details      their number, 4 bytes; for each, by name, name and value as texts
//	origin       0x00, or 0x01 and the 32 bytes of its digest
//	previous     the 32 bytes of the hash before, zeros for the first
//
// and an origin's digest is SHA-256 of "rialto audit origin 1\n", 16 random
// bytes of salt, and the address and the user agent as texts. Salt, address and
// user agent are in a table of their own: once they are forgotten the digest
// says nothing, and the chain still holds.
package audit

import (
	"time"

	"github.com/google/uuid"

	"rialto/internal/audit/internal/auditdb"
	"rialto/internal/db"
	"rialto/internal/events"
)

// Entry is something that was done. What it holds besides ids are words of
// ours: the log is kept when the person is erased.
type Entry struct {
	Actor   *uuid.UUID // the user; nil for the program itself, or for somebody unknown
	Action  string     // such as user.role_changed
	Target  Target
	StoreID *uuid.UUID        // nil when it is about no store
	Details map[string]string // ids and words of ours, never personal data
}

// Target is what something was done to, such as a user with an id.
type Target struct{ Kind, ID string }

// Recorded is an entry of the log.
type Recorded struct {
	Entry
	Seq    int64 // from 1, without a gap
	At     time.Time
	Origin Origin // zero when there was none or it is forgotten
}

// Service reads the log and looks after it. RecordTx writes it.
type Service struct {
	pool *db.Pool
	q    *auditdb.Queries
	now  func() time.Time
}

// New returns a Service on the log in pool and gives bus its chore.
func New(pool *db.Pool, bus *events.Bus, now func() time.Time) *Service {
	s := &Service{pool: pool, q: auditdb.New(), now: now}
	bus.Every(time.Hour, "audit.forget_origins", s.ForgetOrigins)
	return s
}
