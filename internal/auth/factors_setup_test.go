package auth_test

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/auth"
	"rialto/internal/limits"
)

// somebody makes a verified account with a password.
func (h *accounts) somebody(t *testing.T, email string) auth.User {
	t.Helper()
	u, err := h.Create(t.Context(), auth.CreateInput{Email: email, Password: password, Name: "Ada Byron"})
	check(t, err)
	return u
}

// half signs in with the password, after which a second factor is needed.
func (h *accounts) half(t *testing.T, email string) (challenge string) {
	t.Helper()
	in, err := h.login(t, email, password)
	check(t, err)
	if in.SignedIn != nil || in.Challenge == "" {
		t.Fatalf("the password alone signs in: %+v", in)
	}
	return in.Challenge
}

// visitor is somebody else for each i.
func visitor(i int) limits.Visitor {
	return limits.Visitor{IP: netip.AddrFrom4([4]byte{198, 51, 100, byte(i)})}
}

// wantTold asserts that an account's owner got mails of these changes, the
// oldest first, and that the audit log says them.
func (h *accounts) wantTold(t *testing.T, u auth.User, subjects, actions []string) {
	t.Helper()
	rows, err := h.pool.Query(t.Context(), `SELECT subject FROM notify.mails
		WHERE kind = 'second_factor_changed' AND user_id = $1 AND recipient = $2 ORDER BY id`, u.ID, u.Email)
	check(t, err)
	var got []string
	for rows.Next() {
		var subject string
		check(t, rows.Scan(&subject))
		got = append(got, subject)
	}
	check(t, rows.Err())
	if !slices.Equal(got, subjects) {
		t.Errorf("mails say %q, want %q", got, subjects)
	}
	h.wantLogged(t, u.ID, append([]string{"user.created"}, actions...)...)
	for _, action := range actions {
		same(t, action+" by somebody else", h.count(t, "audit.entries WHERE action = $1 AND actor_id IS DISTINCT FROM $2", action, u.ID), 0)
	}
}

// wantSession asserts that the token lets the account in, and how it signed in.
func (h *accounts) wantSession(t *testing.T, in auth.SignedIn, user uuid.UUID, method auth.Method, secondFactor bool) {
	t.Helper()
	if a := h.actor(t, in.AccessToken); a.UserID != user || a.SessionID != in.SessionID {
		t.Errorf("signed in as %+v, want user %s", a, user)
	}
	same(t, "sessions like that", h.count(t, "auth.sessions WHERE id = $1 AND method = $2 AND second_factor = $3",
		in.SessionID, string(method), secondFactor), 1)
}

// race calls do n times at once and returns how many succeeded. The others
// must fail with one of the errors.
func race(t *testing.T, n int, do func(i int) error, want ...error) (succeeded int) {
	t.Helper()
	got := make([]error, n)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			got[i] = do(i)
		})
	}
	close(start)
	all.Wait()
	for _, err := range got {
		switch {
		case err == nil:
			succeeded++
		case !slices.ContainsFunc(want, func(w error) bool { return errors.Is(err, w) }):
			t.Errorf("failed with %v, want one of %v", err, want)
		}
	}
	return succeeded
}

// refused asserts the error of something that is not the test's last word.
func refused(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: got error %v, want %v", what, got, want)
	}
}

func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("%s: got %s, want %s", what, g, w)
	}
}
