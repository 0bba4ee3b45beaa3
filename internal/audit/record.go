package audit

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"rialto/internal/audit/internal/auditdb"
	"rialto/internal/db"
)

const saltLength = 16

// RecordTx appends an entry that is there exactly when tx commits, with the
// origin that ctx carries. Writers wait for each other from here to their
// commit, so call it last. A transaction may record several.
func RecordTx(ctx context.Context, tx db.Tx, e Entry) error {
	q := auditdb.New()
	head, err := q.LockHead(ctx, tx)
	if err != nil {
		return fmt.Errorf("lock audit log: %w", err)
	}
	details, err := encodeDetails(e.Details)
	if err != nil {
		return err
	}
	c := content{Entry: e, seq: head.Seq + 1, at: head.At, previous: head.Hash}
	arg := auditdb.InsertEntryParams{
		Seq: c.seq, At: c.at, ActorID: e.Actor, Action: e.Action, TargetKind: e.Target.Kind, TargetID: e.Target.ID,
		StoreID: e.StoreID, Details: details, PreviousHash: c.previous,
	}
	if o := OriginOf(ctx); o != (Origin{}) {
		arg.Salt, arg.Ip, arg.UserAgent = make([]byte, saltLength), o.IP, o.UserAgent
		_, _ = rand.Read(arg.Salt) // never fails
		c.origin = o.digest(arg.Salt)
	}
	arg.OriginDigest, arg.Hash = c.origin, c.hash()
	if err := q.InsertEntry(ctx, tx, arg); err != nil {
		return fmt.Errorf("record %s: %w", e.Action, err)
	}
	return nil
}

func encodeDetails(details map[string]string) ([]byte, error) {
	if details == nil {
		return []byte("{}"), nil
	}
	for name, value := range details {
		// Encoding would replace it, and the hash would be of something else.
		if !utf8.ValidString(name) || !utf8.ValidString(value) {
			return nil, fmt.Errorf("detail %q is not text", name)
		}
	}
	b, err := json.Marshal(details)
	if err != nil {
		return nil, fmt.Errorf("encode details: %w", err)
	}
	return b, nil
}
