package audit_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
)

// forge runs SQL as somebody who owns the database and turns its triggers off.
func (l *log) forge(t *testing.T, sql string) {
	t.Helper()
	check(t, db.InTx(t.Context(), dbtest.Owner(t, l.pool), func(tx db.Tx) error {
		_, err := tx.Exec(t.Context(), "SET LOCAL session_replication_role = replica; "+sql)
		return err
	}))
}

func TestVerifyNamesWhatWasAltered(t *testing.T) {
	t.Parallel()
	const set = "UPDATE audit.entries SET "
	for name, c := range map[string]struct{ sql, want string }{
		"nothing":                  {"SELECT 1", ""},
		"who":                      {set + "actor_id = '" + bob.String() + "' WHERE seq = 3", "entry 3: changed"},
		"that there was anybody":   {set + "actor_id = NULL WHERE seq = 3", "entry 3: changed"},
		"what":                     {set + "action = 'user.viewed' WHERE seq = 3", "entry 3: changed"},
		"on what kind":             {set + "target_kind = 'store' WHERE seq = 3", "entry 3: changed"},
		"on what":                  {set + "target_id = 'x' WHERE seq = 3", "entry 3: changed"},
		"the border of two texts":  {set + "target_kind = 'use', target_id = 'r' || target_id WHERE seq = 3", "entry 3: changed"},
		"in which store":           {set + "store_id = NULL WHERE seq = 3", "entry 3: changed"},
		"when":                     {set + "at = at + interval '1 microsecond' WHERE seq = 3", "entry 3: changed"},
		"a detail":                 {set + `details = details || '{"to": "customer"}' WHERE seq = 3`, "entry 3: changed"},
		"a detail's name":          {set + `details = '{"fro": "mcustomer", "to": "admin"}' WHERE seq = 3`, "entry 3: changed"},
		"a detail's kind":          {set + `details = '{"from": ["customer"]}' WHERE seq = 3`, "entry 3: changed"},
		"the number of details":    {set + "details = '{}' WHERE seq = 3", "entry 3: changed"},
		"the digest of the origin": {set + "origin_digest = sha256('') WHERE seq = 3", "entry 3: changed, entry 3: origin changed"},
		"the hash":                 {set + "hash = sha256('') WHERE seq = 3", "entry 3: changed"},
		"the link":                 {set + "previous_hash = sha256('') WHERE seq = 3", "entry 3: changed"},
		"the first":                {set + "action = 'x.y' WHERE seq = 1", "entry 1: changed"},
		"the last":                 {set + "action = 'x.y' WHERE seq = 6", "entry 6: changed"},
		"two":                      {set + "action = 'x.y' WHERE seq IN (2, 5)", "entry 2: changed, entry 5: changed"},
		"the address":              {"UPDATE audit.origins SET ip = '203.0.113.8' WHERE seq = 3", "entry 3: origin changed"},
		"the browser":              {"UPDATE audit.origins SET user_agent = 'Chrome' WHERE seq = 3", "entry 3: origin changed"},
		"the salt":                 {"UPDATE audit.origins SET salt = '' WHERE seq = 3", "entry 3: origin changed"},
		"whose origin is whose": {`UPDATE audit.origins SET seq = -seq WHERE seq IN (3, 4);
			UPDATE audit.origins SET seq = CASE seq WHEN -3 THEN 4 ELSE 3 END WHERE seq < 0`, "entry 3: origin changed, entry 4: origin changed"},
		"by leaving one out":       {"DELETE FROM audit.entries WHERE seq = 3", "entry 3: missing"},
		"by leaving the first out": {"DELETE FROM audit.entries WHERE seq = 1", "entry 1: missing"},
		"by leaving many out":      {"DELETE FROM audit.entries WHERE seq IN (2, 3, 5)", "entries 2 to 3: missing, entry 5: missing"},
		"by cutting the end off":   {"DELETE FROM audit.entries WHERE seq > 4", "entries 5 to 6: missing"},
		"by leaving all out":       {"DELETE FROM audit.entries", "entries 1 to 6: missing"},
		"by adding one": {`INSERT INTO audit.entries
			SELECT 7, at, actor_id, action, target_kind, target_id, store_id, details, origin_digest, hash, hash FROM audit.entries WHERE seq = 6`,
			"entry 7: changed, entry 7: added"},
		"by swapping two": {`ALTER TABLE audit.entries DROP CONSTRAINT entries_seq_positive;
			UPDATE audit.entries SET seq = -seq WHERE seq IN (2, 4);
			UPDATE audit.entries SET seq = CASE seq WHEN -2 THEN 4 ELSE 2 END WHERE seq < 0`,
			"entry 2: changed, entry 2: origin changed, entry 4: changed, entry 4: origin changed"},
		"by moving what follows up": {`DELETE FROM audit.entries WHERE seq = 5; DELETE FROM audit.origins;
			UPDATE audit.entries SET seq = 5 WHERE seq = 6`, "entry 5: changed, entry 6: missing"},
		"the head":             {"UPDATE audit.head SET hash = sha256('')", "entry 6: replaced"},
		"the head's place":     {"UPDATE audit.head SET seq = 8", "entries 7 to 8: missing"},
		"by removing the head": {"DELETE FROM audit.head", "the head of the log is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := setup(t)
			l.fill(t, 6)
			l.forge(t, c.sql)
			wantText(t, "faults", l.faults(t), c.want)
		})
	}
}

// Somebody who knows how a hash is made still breaks the link to what follows.
func TestVerifyFindsAForgedHash(t *testing.T) {
	t.Parallel()
	for seq, want := range map[int]string{3: "entry 3: replaced", 6: "entry 6: replaced"} {
		t.Run(fmt.Sprintf("of entry %d of 6", seq), func(t *testing.T) {
			t.Parallel()
			l, other := setup(t), setup(t)
			l.fill(t, 6)
			// Another log with the same entries before has an entry that fits.
			l.copyTo(t, other, seq-1)
			other.record(t, t.Context(), promoted(bob))
			l.forge(t, fmt.Sprintf("DELETE FROM audit.entries WHERE seq = %d; DELETE FROM audit.origins WHERE seq = %d", seq, seq))
			other.copyEntry(t, l, seq)
			wantText(t, "faults", l.faults(t), want)
		})
	}
}

// copyTo makes to a log of the first n entries, without their origins.
func (l *log) copyTo(t *testing.T, to *log, n int) {
	t.Helper()
	for seq := 1; seq <= n; seq++ {
		l.copyEntry(t, to, seq)
	}
	to.forge(t, "UPDATE audit.head SET seq = e.seq, hash = e.hash FROM (SELECT seq, hash FROM audit.entries ORDER BY seq DESC LIMIT 1) e")
}

func (l *log) copyEntry(t *testing.T, to *log, seq int) {
	t.Helper()
	var insert string
	const q = `SELECT format('INSERT INTO audit.entries VALUES (%s, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L)', seq, at, actor_id, action,
		target_kind, target_id, store_id, details, origin_digest, previous_hash, hash) FROM audit.entries WHERE seq = $1`
	check(t, l.pool.QueryRow(t.Context(), q, seq).Scan(&insert))
	to.forge(t, insert)
}

// A chain that was written anew as a whole is in itself without a fault; only
// who noted a head before notices.
func TestNotedHeadIsMissedInALogThatWasWrittenAnew(t *testing.T) {
	t.Parallel()
	l := setup(t)
	l.fill(t, 3)
	_, noted := l.verify(t)
	l.fill(t, 3)
	has := func() bool {
		var has bool
		check(t, db.InTx(t.Context(), l.pool, func(tx db.Tx) (err error) {
			has, err = audit.HasTx(t.Context(), tx, noted)
			return err
		}))
		return has
	}
	if !has() {
		t.Error("the noted head is not in the log that grew")
	}
	l.forge(t, "DELETE FROM audit.entries; DELETE FROM audit.origins; UPDATE audit.head SET seq = 0, hash = decode(repeat('00', 32), 'hex')")
	l.fill(t, 6)
	wantText(t, "faults", l.faults(t), "")
	if has() {
		t.Error("the noted head is in the log that was written anew")
	}
}

func TestParseHead(t *testing.T) {
	t.Parallel()
	l := setup(t)
	l.fill(t, 2)
	_, head := l.verify(t)
	again, err := audit.ParseHead(" " + head.String() + "\n")
	check(t, err)
	wantText(t, "head", again.String(), head.String())
	for _, s := range []string{"", "2", "2:", "2:abc", "x:" + strings.Repeat("0", 64), "2:" + strings.Repeat("0", 62), "2:" + strings.Repeat("x", 64)} {
		if _, err := audit.ParseHead(s); err == nil {
			t.Errorf("%q is taken", s)
		}
	}
}

// More entries than are read at a time.
func TestVerifyALongLog(t *testing.T) {
	t.Parallel()
	const n = 2300
	l := setup(t)
	ctx := audit.WithOrigin(t.Context(), office)
	check(t, db.InTx(ctx, l.pool, func(tx db.Tx) error {
		for range n {
			if err := audit.RecordTx(ctx, tx, promoted(ada)); err != nil {
				return err
			}
		}
		return nil
	}))
	faults, head := l.verify(t)
	wantText(t, "faults", faults, "")
	if head.Seq != n {
		t.Errorf("head is %d", head.Seq)
	}
	l.forge(t, "UPDATE audit.entries SET action = 'x.y' WHERE seq IN (1000, 1001); DELETE FROM audit.entries WHERE seq BETWEEN 1990 AND 2010")
	wantText(t, "faults", l.faults(t), "entry 1000: changed, entry 1001: changed, entries 1990 to 2010: missing")
}

// The encoding is part of the log: to change it would make every log invalid.
func TestHashIsAsDescribed(t *testing.T) {
	t.Parallel()
	l := setup(t)
	l.record(t, audit.WithOrigin(context.WithoutCancel(t.Context()), office), promoted(ada))
	// The description in the package comment, in SQL.
	const q = `
		WITH text_of AS (SELECT e.*, o.salt, o.ip, o.user_agent FROM audit.entries e JOIN audit.origins o USING (seq))
		SELECT hash = sha256(
				'rialto audit entry 1'::bytea || '\x0a'
				|| int8send(seq) || int8send((extract(epoch FROM at) * 1000000)::bigint)
				|| '\x01' || uuid_send(actor_id)
				|| int4send(length(action)) || convert_to(action, 'UTF8')
				|| int4send(length(target_kind)) || convert_to(target_kind, 'UTF8')
				|| int4send(length(target_id)) || convert_to(target_id, 'UTF8')
				|| '\x01' || uuid_send(store_id)
				|| int4send(2) || int4send(4) || 'from'::bytea || int4send(8) || 'customer'::bytea
				|| int4send(2) || 'to'::bytea || int4send(5) || 'admin'::bytea
				|| '\x01' || origin_digest
				|| previous_hash)
			AND origin_digest = sha256(
				'rialto audit origin 1'::bytea || '\x0a' || salt
				|| int4send(length(ip)) || convert_to(ip, 'UTF8') || int4send(length(user_agent)) || convert_to(user_agent, 'UTF8'))
			AND length(salt) = 16 AND previous_hash = decode(repeat('00', 32), 'hex')
		FROM text_of`
	var same bool
	check(t, l.pool.QueryRow(t.Context(), q).Scan(&same))
	if !same {
		t.Error("PostgreSQL gets another hash")
	}
}
