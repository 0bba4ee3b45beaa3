package audit_test

import (
	"context"
	"errors"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
)

func TestRecord(t *testing.T) {
	t.Parallel()
	l := setup(t)
	begun := time.Now().Add(-time.Second)
	l.record(t, audit.WithOrigin(t.Context(), office), promoted(ada))
	l.record(t, t.Context(), audit.Entry{Action: "keys.rotated", Target: audit.Target{Kind: "keys"}})

	list := l.entries(t, audit.Filter{})
	if len(list) != 2 {
		t.Fatalf("%d entries", len(list))
	}
	t.Run("keeps who, what, on what, in which store, from where and when", func(t *testing.T) {
		got, want := list[1], promoted(ada)
		if *got.Actor != ada || got.Action != want.Action || got.Target != want.Target || *got.StoreID != lamps ||
			!maps.Equal(got.Details, want.Details) || got.Origin != office || got.Seq != 1 {
			t.Errorf("got %+v", got)
		}
		if got.At.Before(begun) || got.At.After(time.Now().Add(time.Second)) {
			t.Errorf("at %s", got.At)
		}
	})
	t.Run("takes an entry of the program itself", func(t *testing.T) {
		got := list[0]
		if got.Actor != nil || got.StoreID != nil || len(got.Details) != 0 || got.Origin != (audit.Origin{}) || got.Seq != 2 {
			t.Errorf("got %+v", got)
		}
	})
	wantText(t, "faults", l.faults(t), "")
}

func TestRecordTakesEveryText(t *testing.T) {
	t.Parallel()
	l := setup(t)
	odd := audit.Entry{Action: "x.y", Target: audit.Target{Kind: "x", ID: `ä"\<>&` + "\u2028\n"}, Details: map[string]string{
		"": "", "a": "<script>", "ab": "日本語 \U0001F600", "c\n": `"\u0041`, "é": "é", // composed and not
	}}
	origin := audit.Origin{IP: "2001:db8::1", UserAgent: "Fire\x00fox\xff " + strings.Repeat("ü", 400)}
	l.record(t, audit.WithOrigin(t.Context(), origin), odd)
	got := l.entries(t, audit.Filter{})[0]
	if got.Target != odd.Target || !maps.Equal(got.Details, odd.Details) {
		t.Errorf("got %+v", got)
	}
	if ua := got.Origin.UserAgent; !strings.HasPrefix(ua, "Firefox üü") || len(ua) > 500 {
		t.Errorf("user agent of %d bytes: %q", len(ua), ua)
	}
	wantText(t, "faults", l.faults(t), "")
}

func TestRecordRefuses(t *testing.T) {
	t.Parallel()
	l := setup(t)
	for name, e := range map[string]audit.Entry{
		"no action":                     {Target: audit.Target{Kind: "user"}},
		"an action that is a sentence":  {Action: "User was changed.", Target: audit.Target{Kind: "user"}},
		"no kind of target":             {Action: "user.changed"},
		"a detail that is not UTF-8":    {Action: "user.changed", Target: audit.Target{Kind: "user"}, Details: map[string]string{"x": "\xff"}},
		"a detail that PostgreSQL does": {Action: "user.changed", Target: audit.Target{Kind: "user"}, Details: map[string]string{"x": "\x00"}},
	} {
		t.Run(name, func(t *testing.T) {
			err := db.InTx(t.Context(), l.pool, func(tx db.Tx) error { return audit.RecordTx(t.Context(), tx, e) })
			if err == nil {
				t.Error("it was taken")
			}
		})
	}
	l.fill(t, 1)
	wantText(t, "faults after what was refused", l.faults(t), "")
}

func TestParallelWritersLeaveNoGap(t *testing.T) {
	t.Parallel()
	const writers, each = 50, 4
	l := setup(t)
	ctx := audit.WithOrigin(t.Context(), office)
	changedMyMind := errors.New("changed my mind")
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				rollBack := (w+i)%4 == 0
				err := db.InTx(ctx, l.pool, func(tx db.Tx) error {
					if err := audit.RecordTx(ctx, tx, promoted(ada)); err != nil {
						return err
					}
					if rollBack {
						return changedMyMind
					}
					return audit.RecordTx(ctx, tx, promoted(bob))
				})
				if err != nil && (!rollBack || !errors.Is(err, changedMyMind)) {
					t.Errorf("record: %v", err)
				}
			}
		})
	}
	wg.Wait()
	faults, head := l.verify(t)
	wantText(t, "faults", faults, "")
	list := l.entries(t, audit.Filter{Limit: 2 * writers * each})
	if want := int64(2 * writers * each * 3 / 4); head.Seq != want || int64(len(list)) != want {
		t.Errorf("%d entries, head %d, want %d", len(list), head.Seq, want)
	}
	for i := range len(list) - 1 {
		if list[i].At.Before(list[i+1].At) {
			t.Errorf("entry %d is of %s, the one before of %s", list[i].Seq, list[i].At, list[i+1].At)
		}
	}
}

// Repeatable read sees the head as it was: the writer has to begin again, which
// db.InTx does for such an error.
func TestRecordOnAnOldSnapshotIsRetried(t *testing.T) {
	t.Parallel()
	l := setup(t)
	attempts := 0
	check(t, db.InTx(t.Context(), l.pool, func(tx db.Tx) error {
		if attempts++; attempts == 1 {
			if _, err := tx.Exec(t.Context(), "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"); err != nil {
				return err
			}
			if _, err := tx.Exec(t.Context(), "SELECT FROM audit.entries"); err != nil { // takes the snapshot
				return err
			}
			l.fill(t, 1)
		}
		return audit.RecordTx(t.Context(), tx, promoted(bob))
	}))
	if n := len(l.entries(t, audit.Filter{})); n != 2 || attempts != 2 {
		t.Errorf("%d entries after %d attempts", n, attempts)
	}
	wantText(t, "faults", l.faults(t), "")
}

func TestWhatWasRecordedStays(t *testing.T) {
	t.Parallel()
	l := setup(t)
	l.fill(t, 3)
	for name, role := range map[string]*db.Pool{"the application": l.pool, "the owner": dbtest.Owner(t, l.pool)} {
		for _, sql := range []string{
			"UPDATE audit.entries SET action = 'x.y' WHERE seq = 2",
			"UPDATE audit.entries SET action = action WHERE false",
			"DELETE FROM audit.entries WHERE seq = 3",
			"TRUNCATE audit.entries CASCADE",
			"UPDATE audit.origins SET ip = '' WHERE seq = 2",
			"TRUNCATE audit.origins",
			"UPDATE audit.head SET seq = 2, hash = (SELECT hash FROM audit.entries WHERE seq = 2)",
			"UPDATE audit.head SET seq = seq + 1",
			"DELETE FROM audit.head",
			"TRUNCATE audit.head",
			"INSERT INTO audit.head VALUES (true, 9, 'x')",
			"INSERT INTO audit.entries SELECT 5, at, actor_id, action, target_kind, target_id, store_id, details, origin_digest, hash, hash FROM audit.entries WHERE seq = 3",
			"INSERT INTO audit.entries SELECT 4, at, actor_id, action, target_kind, target_id, store_id, details, origin_digest, previous_hash, hash FROM audit.entries WHERE seq = 3",
		} {
			t.Run(name+" cannot "+sql, func(t *testing.T) {
				if _, err := role.Exec(t.Context(), sql); err == nil {
					t.Error("it was done")
				}
			})
		}
	}
	wantText(t, "faults", l.faults(t), "")
}

func TestRolledBackActionLeavesNoEntry(t *testing.T) {
	t.Parallel()
	l := setup(t)
	ctx, cancel := context.WithCancel(t.Context())
	_ = db.InTx(ctx, l.pool, func(tx db.Tx) error {
		err := audit.RecordTx(ctx, tx, promoted(ada))
		cancel()
		return err
	})
	if n := len(l.entries(t, audit.Filter{})); n != 0 {
		t.Errorf("%d entries", n)
	}
}
