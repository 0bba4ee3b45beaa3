package auth_test

import (
	"testing"
	"time"

	"rialto/internal/auth"
)

func TestRefresh(t *testing.T) {
	t.Parallel()
	t.Run("replaces the token and keeps the session", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		token := in.RefreshToken
		for range 3 {
			h.skip(10 * time.Minute)
			next, err := h.Refresh(t.Context(), token)
			check(t, err)
			if next.SessionID != in.SessionID || next.RefreshToken == token || next.Device != "" {
				t.Errorf("got %+v", next)
			}
			h.wantIn(t, next.AccessToken, true)
			token = next.RefreshToken
		}
		h.wantIn(t, in.AccessToken, false) // it is half an hour old
	})

	t.Run("with a token that was used ends the session", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		next, err := h.Refresh(t.Context(), in.RefreshToken)
		check(t, err)
		_, err = h.Refresh(t.Context(), in.RefreshToken)
		wantErr(t, err, auth.ErrUnauthenticated)
		h.wantIn(t, next.AccessToken, false)
		_, err = h.Refresh(t.Context(), next.RefreshToken)
		wantErr(t, err, auth.ErrUnauthenticated)
		h.wantLogged(t, in.User.ID, "session.token_reused")
		h.signIn(t, email) // it is one session that is over, not the account
	})

	t.Run("twenty times at once with one token leaves one session or none", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		h.signUp(t, email)
		for range 5 {
			in := h.signIn(t, email)
			if n := succeeded(atOnceErrs(20, func() error {
				_, err := h.Refresh(t.Context(), in.RefreshToken)
				return err
			}), auth.ErrUnauthenticated); n < 0 || n > 1 {
				t.Fatalf("%d of them succeeded", n)
			}
			unused := h.count(t, `auth.refresh_tokens t JOIN auth.sessions s ON s.id = t.session_id
				WHERE s.id = $1 AND s.ended_at IS NULL AND t.used_at IS NULL`, in.SessionID)
			if unused > 1 {
				t.Fatalf("%d tokens of the session work", unused)
			}
		}
	})

	t.Run("works for thirty days without use, and ninety in all", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		idle := h.signIn(t, email)
		token, day := in.RefreshToken, 24*time.Hour
		for range 3 {
			h.skip(29 * day)
			next, err := h.Refresh(t.Context(), token)
			check(t, err)
			token = next.RefreshToken
		}
		_, err := h.Refresh(t.Context(), idle.RefreshToken)
		wantErr(t, err, auth.ErrUnauthenticated)
		h.skip(3 * day)
		_, err = h.Refresh(t.Context(), token)
		wantErr(t, err, auth.ErrUnauthenticated)
	})

	t.Run("refuses what is no token", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		for _, token := range []string{"", "x", h.signUp(t, email).AccessToken} {
			_, err := h.Refresh(t.Context(), token)
			wantErr(t, err, auth.ErrUnauthenticated)
		}
	})

	t.Run("keeps no token that works in the database", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		if n := h.count(t, "auth.refresh_tokens WHERE encode(digest, 'escape') = $1", in.RefreshToken); n != 0 {
			t.Error("the token itself is kept")
		}
	})
}

func TestSessions(t *testing.T) {
	t.Parallel()
	t.Run("are listed, the latest use first, and end one by one", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		first := h.signUp(t, email)
		h.skip(time.Minute)
		second := h.signIn(t, email)
		h.skip(2 * time.Minute)
		h.actor(t, first.AccessToken) // a use
		list, err := h.Sessions(t.Context(), first.User.ID)
		check(t, err)
		if len(list) != 2 || list[0].ID != first.SessionID || list[1].ID != second.SessionID {
			t.Fatalf("got %+v", list)
		}
		check(t, h.EndSession(t.Context(), first.User.ID, second.SessionID))
		check(t, h.EndSession(t.Context(), first.User.ID, second.SessionID))
		h.wantIn(t, second.AccessToken, false)
		h.wantIn(t, first.AccessToken, true)
	})

	t.Run("of others are not there", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		other := h.signUp(t, "grace@example.org")
		wantErr(t, h.EndSession(t.Context(), other.User.ID, in.SessionID), auth.ErrSessionNotFound)
		h.wantIn(t, in.AccessToken, true)
	})

	t.Run("end all but one", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		other, stranger := h.signIn(t, email), h.signUp(t, "grace@example.org")
		check(t, h.EndOtherSessions(t.Context(), in.User.ID, in.SessionID))
		h.wantIn(t, in.AccessToken, true)
		h.wantIn(t, other.AccessToken, false)
		h.wantIn(t, stranger.AccessToken, true)
	})

	t.Run("end with their refresh token, used or not", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		_, err := h.Refresh(t.Context(), in.RefreshToken)
		check(t, err)
		check(t, h.Logout(t.Context(), in.RefreshToken))
		check(t, h.Logout(t.Context(), in.RefreshToken))
		check(t, h.Logout(t.Context(), "none"))
		h.wantIn(t, in.AccessToken, false)
	})

	t.Run("note their last use once a minute", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		used := func() (at time.Time) {
			check(t, h.pool.QueryRow(t.Context(), "SELECT last_used_at FROM auth.sessions").Scan(&at))
			return at
		}
		begun := used()
		h.skip(59 * time.Second)
		h.actor(t, in.AccessToken)
		if !used().Equal(begun) {
			t.Error("it was written within the minute")
		}
		h.skip(time.Second)
		h.actor(t, in.AccessToken)
		if got := used().Sub(begun); got != time.Minute {
			t.Errorf("the last use is %s after the first, want 1m", got)
		}
	})

	t.Run("are over when their account is gone", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		_, err := h.pool.Exec(t.Context(), "DELETE FROM auth.users")
		check(t, err)
		h.wantIn(t, in.AccessToken, false)
	})
}
