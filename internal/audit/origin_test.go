package audit_test

import (
	"testing"
	"time"

	"rialto/internal/audit"
)

func TestForgetOrigins(t *testing.T) {
	t.Parallel()
	l := setup(t)
	l.fill(t, 3)
	left := func() (n int) {
		for _, e := range l.entries(t, audit.Filter{}) {
			if e.Origin == office {
				n++
			}
		}
		return n
	}
	for _, c := range []struct {
		after time.Duration
		want  int
	}{{179 * 24 * time.Hour, 3}, {181 * 24 * time.Hour, 0}} {
		l.time = time.Now().Add(c.after)
		check(t, l.ForgetOrigins(t.Context()))
		if n := left(); n != c.want {
			t.Errorf("%d of 3 origins are left after %s, want %d", n, c.after, c.want)
		}
	}
	l.fill(t, 1)
	wantText(t, "faults", l.faults(t), "")
}

func TestOriginOf(t *testing.T) {
	t.Parallel()
	if o := audit.OriginOf(t.Context()); o != (audit.Origin{}) {
		t.Errorf("comes from %v", o)
	}
	if o := audit.OriginOf(audit.WithOrigin(t.Context(), office)); o != office {
		t.Errorf("comes from %v", o)
	}
}
