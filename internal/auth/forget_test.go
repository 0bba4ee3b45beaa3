package auth_test

import (
	"testing"
	"time"

	"rialto/internal/auth"
)

func TestForget(t *testing.T) {
	t.Parallel()
	day := 24 * time.Hour
	t.Run("accounts that nobody verified in a week", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		h.signUp(t, email)
		h.register(t, "old@example.org", password)
		h.register(t, "again@example.org", password)
		h.skip(6 * day)
		h.register(t, "again@example.org", password)
		h.register(t, "new@example.org", password)
		h.wantEvents(t, "user.email_verified", "user.registered", "user.registered", "user.registered", "user.registered")
		h.skip(day + time.Second)
		check(t, h.ForgetUnverified(t.Context()))
		h.wantEvents(t, "user.erased")
		if n := h.count(t, "auth.users WHERE email <> 'old@example.org'"); n != 3 {
			t.Errorf("%d accounts are left, want 3", n)
		}
		if n := h.count(t, "auth.users"); n != 3 {
			t.Errorf("%d accounts are left, want 3", n)
		}
	})

	t.Run("sessions, tokens and keys that let nobody in", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		ended, idle := h.signIn(t, email), h.signIn(t, email)
		check(t, h.EndSession(t.Context(), in.User.ID, ended.SessionID))
		actor := h.actor(t, in.AccessToken)
		_, _, err := h.CreateAPIKey(t.Context(), actor, auth.CreateAPIKeyInput{Name: "x", Scopes: []auth.Scope{auth.ScopeAccountRead}, Life: day})
		check(t, err)
		check(t, h.ForgotPassword(t.Context(), email))
		h.token(t, email, "reset_password")
		left := func() [4]int {
			check(t, h.ForgetEnded(t.Context()))
			return [4]int{h.count(t, "auth.sessions"), h.count(t, "auth.mail_tokens"), h.count(t, "auth.api_keys"), h.count(t, "auth.refresh_tokens WHERE used_at IS NOT NULL")}
		}
		if got := left(); got != [4]int{3, 1, 1, 0} {
			t.Errorf("at once: %v are left", got)
		}
		h.skip(8 * day)
		next, err := h.Refresh(t.Context(), in.RefreshToken)
		check(t, err)
		if got := left(); got != [4]int{2, 0, 1, 1} {
			t.Errorf("after 8 days: %v are left", got)
		}
		h.skip(29 * day)
		next, err = h.Refresh(t.Context(), next.RefreshToken)
		check(t, err)
		if got := left(); got != [4]int{2, 0, 1, 2} {
			t.Errorf("after 37 days: %v are left", got)
		}
		h.skip(29 * day)
		_, err = h.Refresh(t.Context(), next.RefreshToken)
		check(t, err)
		if got := left(); got != [4]int{1, 0, 1, 2} {
			t.Errorf("after 66 days: %v are left", got)
		}
		_, err = h.Refresh(t.Context(), idle.RefreshToken)
		wantErr(t, err, auth.ErrUnauthenticated)
		h.skip(26 * day)
		if got := left(); got != [4]int{1, 0, 0, 1} {
			t.Errorf("after 92 days: %v are left", got)
		}
	})
}
