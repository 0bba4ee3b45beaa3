package auth

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"rialto/internal/errs"
)

func TestPasswordsWaitForTheirTurn(t *testing.T) {
	t.Parallel()
	busy := func() *passwords {
		p := newPasswords(hashing)
		for range cap(p.turns) {
			p.turns <- struct{}{}
		}
		return p
	}
	t.Run("and are refused after five seconds", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			_, err := busy().hash(t.Context(), "a password")
			if e, ok := errs.As(err); !ok || !errors.Is(err, ErrBusy) || e.RetryAfter != hashPatience {
				t.Errorf("got %v", err)
			}
		})
	})
	t.Run("no longer than the request lasts", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, _, err := busy().check(ctx, "a password", nil); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("and give it to the next", func(t *testing.T) {
		t.Parallel()
		p := newPasswords(hashing)
		for range cap(p.turns) + 1 {
			if _, err := p.hash(t.Context(), "a password"); err != nil {
				t.Fatal(err)
			}
		}
	})
}
