package audit

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"rialto/internal/audit/internal/auditdb"
	"rialto/internal/db"
)

// What can be wrong with an entry.
type What string

// The faults of a log.
const (
	Changed       What = "changed"        // it is not what its hash was made of
	Replaced      What = "replaced"       // the entry after it, or the head, follows another one
	Missing       What = "missing"        // there is no entry with this number
	Added         What = "added"          // it is beyond the head
	OriginChanged What = "origin changed" // its origin is not what its digest was made of
	HeadLost      What = "head lost"      // nothing tells where the log ends
)

// Fault is an entry that is not as it was recorded, or a row of missing ones.
type Fault struct {
	What
	Seq, Last int64 // Last is Seq, except where several are missing
}

// String is a line for operators.
func (f Fault) String() string {
	switch {
	case f.What == HeadLost:
		return "the head of the log is missing"
	case f.Last > f.Seq:
		return fmt.Sprintf("entries %d to %d: %s", f.Seq, f.Last, f.What)
	}
	return fmt.Sprintf("entry %d: %s", f.Seq, f.What)
}

// Head is the last entry of the log. An operator who notes it down elsewhere
// can find out later whether somebody wrote the log anew.
type Head struct {
	Seq  int64
	Hash []byte
}

// String is the form that ParseHead reads, such as 17:9f86d0…
func (h Head) String() string { return fmt.Sprintf("%d:%x", h.Seq, h.Hash) }

// ParseHead reads what Head.String wrote.
func ParseHead(s string) (Head, error) {
	number, digest, _ := strings.Cut(strings.TrimSpace(s), ":")
	seq, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return Head{}, fmt.Errorf("the number of an entry, a colon and its hash are needed: %w", err)
	}
	h, err := hex.DecodeString(digest)
	if err != nil || len(h) != 32 {
		return Head{}, fmt.Errorf("after the colon a hash of 64 digits is needed")
	}
	return Head{seq, h}, nil
}

// HasTx reports whether the log still holds the entry that h was the head at.
// It says nothing about the entries before: VerifyTx does.
func HasTx(ctx context.Context, tx db.Tx, h Head) (bool, error) {
	has, err := auditdb.New().HasEntry(ctx, tx, auditdb.HasEntryParams(h))
	if err != nil {
		return false, fmt.Errorf("look for entry %d: %w", h.Seq, err)
	}
	return has || h.Seq == 0, nil
}

const entriesAtOnce = 1000

// VerifyTx recomputes the whole chain, a thousand entries at a time, tells
// found each fault in the order of the entries, and returns the head. tx must
// see one snapshot: repeatable read.
func VerifyTx(ctx context.Context, tx db.Tx, found func(Fault)) (Head, error) {
	q := auditdb.New()
	v := verifier{found: found, previous: make([]byte, 32)}
	for {
		rows, err := q.Links(ctx, tx, auditdb.LinksParams{After: v.seq, PageSize: entriesAtOnce})
		if err != nil {
			return Head{}, fmt.Errorf("read audit log: %w", err)
		}
		for _, r := range rows {
			v.next(r)
		}
		if len(rows) < entriesAtOnce {
			break
		}
	}
	head, err := q.Head(ctx, tx)
	if db.NoRows(err) {
		found(Fault{What: HeadLost})
		return Head{}, nil
	}
	if err != nil {
		return Head{}, fmt.Errorf("read head of audit log: %w", err)
	}
	v.end(head)
	return Head(head), nil
}

// verifier goes along the chain.
type verifier struct {
	found    func(Fault)
	seq      int64  // of the last entry
	previous []byte // its hash; nil when it is missing or altered, and so not to be trusted
}

func (v *verifier) next(r auditdb.LinksRow) {
	v.gap(r.Seq - 1)
	intact := bytes.Equal(r.Hash, hashOf(r))
	follows := v.previous == nil || bytes.Equal(r.PreviousHash, v.previous)
	switch {
	case !intact, !follows && v.seq == 0: // the first follows nothing
		v.found(Fault{Changed, r.Seq, r.Seq})
	case !follows:
		v.found(Fault{Replaced, v.seq, v.seq})
	}
	if !originIntact(r) {
		v.found(Fault{OriginChanged, r.Seq, r.Seq})
	}
	v.seq, v.previous = r.Seq, nil
	if intact {
		v.previous = r.Hash
	}
}

// gap tells of the entries that are missing up to the one with number last.
func (v *verifier) gap(last int64) {
	if last > v.seq {
		v.found(Fault{Missing, v.seq + 1, last})
		v.previous = nil
	}
}

func (v *verifier) end(head auditdb.HeadRow) {
	switch {
	case head.Seq > v.seq:
		v.gap(head.Seq)
	case head.Seq < v.seq:
		v.found(Fault{Added, head.Seq + 1, v.seq})
	case v.previous != nil && !bytes.Equal(head.Hash, v.previous):
		v.found(Fault{Replaced, v.seq, v.seq})
	}
}

// hashOf recomputes the hash of an entry; nil when it cannot have had one.
func hashOf(r auditdb.LinksRow) []byte {
	details, err := decodeDetails(r.Details)
	if err != nil {
		return nil
	}
	return content{
		Entry: Entry{Actor: r.ActorID, Action: r.Action, Target: Target{r.TargetKind, r.TargetID}, StoreID: r.StoreID, Details: details},
		seq:   r.Seq, at: r.At, origin: r.OriginDigest, previous: r.PreviousHash,
	}.hash()
}

func decodeDetails(raw []byte) (map[string]string, error) {
	var values map[string]*string
	if err := json.Unmarshal(raw, &values); err != nil {
		return nil, fmt.Errorf("decode details: %w", err)
	}
	details := make(map[string]string, len(values))
	for name, value := range values {
		if value == nil {
			return nil, fmt.Errorf("detail %q is not a text", name)
		}
		details[name] = *value
	}
	return details, nil
}

// originIntact compares the origin with its digest. One that is gone was
// forgotten, which is allowed.
func originIntact(r auditdb.LinksRow) bool {
	if r.Ip == nil {
		return true
	}
	return bytes.Equal(r.OriginDigest, Origin{IP: *r.Ip, UserAgent: *r.UserAgent}.digest(r.Salt))
}
