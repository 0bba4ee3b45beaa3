package auth_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/auth"
	"rialto/internal/paging"
)

func (h *accounts) admin(t *testing.T) auth.Actor {
	t.Helper()
	u, err := h.Create(t.Context(), auth.CreateInput{Email: "root@example.org", Password: "moss and granite 4", Role: auth.RoleAdmin})
	check(t, err)
	return auth.Actor{UserID: u.ID, Role: auth.RoleAdmin}
}

func ptr[T any](v T) *T { return &v }

func TestUsers(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for i := range 5 {
		_, err := h.Create(t.Context(), auth.CreateInput{
			Email: fmt.Sprintf("user%d@example.org", i), Password: password, Name: fmt.Sprintf("100%% %c_x", 'A'+rune(i)),
		})
		check(t, err)
		h.skip(time.Second)
	}
	h.admin(t)
	var got []string
	cursor := ""
	for {
		page, next, err := h.Users(t.Context(), auth.UsersFilter{Cursor: cursor, Limit: 2})
		check(t, err)
		for _, u := range page {
			got = append(got, u.Email[:5])
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	if want := "[root@ user4 user3 user2 user1 user0]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
	for _, tt := range []struct {
		filter auth.UsersFilter
		want   int
	}{
		{auth.UsersFilter{Words: "USER3@"}, 1},
		{auth.UsersFilter{Words: "100% a_X"}, 1},
		{auth.UsersFilter{Words: "%"}, 5},
		{auth.UsersFilter{Words: "_x"}, 5},
		{auth.UsersFilter{Words: "nobody"}, 0},
		{auth.UsersFilter{Role: auth.RoleAdmin}, 1},
		{auth.UsersFilter{Role: auth.RoleAdmin, Words: "user"}, 0},
	} {
		tt.filter.Limit = 10
		page, _, err := h.Users(t.Context(), tt.filter)
		check(t, err)
		if len(page) != tt.want {
			t.Errorf("%+v: got %d accounts, want %d", tt.filter, len(page), tt.want)
		}
	}
	_, _, err := h.Users(t.Context(), auth.UsersFilter{Cursor: "x", Limit: 1})
	wantErr(t, err, paging.ErrBadCursor)
}

func TestUpdateUser(t *testing.T) {
	t.Parallel()
	t.Run("blocks somebody at once, and lets them in again", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		key, _, err := h.CreateAPIKey(t.Context(), h.actor(t, in.AccessToken),
			auth.CreateAPIKeyInput{Name: "x", Scopes: []auth.Scope{auth.ScopeAccountRead}, Life: time.Hour})
		check(t, err)
		check(t, h.ForgotPassword(t.Context(), email))
		token := h.token(t, email, "reset_password")
		actor := h.admin(t)
		u, err := h.UpdateUser(t.Context(), actor, in.User.ID, auth.UpdateUserInput{Blocked: ptr(true)})
		check(t, err)
		if !u.Blocked {
			t.Error("the answer says that it is not blocked")
		}
		h.wantIn(t, in.AccessToken, false)
		h.wantIn(t, key, false)
		_, err = h.Refresh(t.Context(), in.RefreshToken)
		wantErr(t, err, auth.ErrUnauthenticated)
		_, err = h.login(t, email, password)
		wantErr(t, err, auth.ErrBlocked)
		_, err = h.ResetPassword(t.Context(), token, another) // which does not unblock
		check(t, err)
		_, err = h.login(t, email, another)
		wantErr(t, err, auth.ErrBlocked)

		_, err = h.UpdateUser(t.Context(), actor, in.User.ID, auth.UpdateUserInput{Blocked: ptr(true)})
		check(t, err)
		_, err = h.UpdateUser(t.Context(), actor, in.User.ID, auth.UpdateUserInput{Blocked: ptr(false)})
		check(t, err)
		_, err = h.login(t, email, another)
		check(t, err)
		h.wantIn(t, in.AccessToken, false)
		h.wantIn(t, key, false)
		h.wantLogged(t, in.User.ID, "api_key.created", "user.blocked", "user.password_changed", "user.unblocked")
	})

	t.Run("changes a role at once", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		actor := h.admin(t)
		_, err := h.UpdateUser(t.Context(), actor, in.User.ID, auth.UpdateUserInput{Role: ptr(auth.RoleAdmin)})
		check(t, err)
		if a := h.actor(t, in.AccessToken); a.Role != auth.RoleAdmin {
			t.Errorf("the role is %s", a.Role)
		}
		_, err = h.UpdateUser(t.Context(), actor, in.User.ID, auth.UpdateUserInput{Role: ptr(auth.RoleCustomer)})
		check(t, err)
		if a := h.actor(t, in.AccessToken); a.Role != auth.RoleCustomer {
			t.Errorf("the role is %s", a.Role)
		}
		h.wantLogged(t, in.User.ID, "user.role_changed", "user.role_changed")
	})

	t.Run("refuses one's own account, and one that is not there", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		actor := h.admin(t)
		_, err := h.UpdateUser(t.Context(), actor, actor.UserID, auth.UpdateUserInput{Role: ptr(auth.RoleCustomer)})
		wantErr(t, err, auth.ErrOwnAccount)
		_, err = h.UpdateUser(t.Context(), actor, uuid.New(), auth.UpdateUserInput{Blocked: ptr(true)})
		wantErr(t, err, auth.ErrUserNotFound)
		wantErr(t, h.EndSessionsOf(t.Context(), actor, uuid.New()), auth.ErrUserNotFound)
	})

	t.Run("leaves an admin when two do it to each other at once", func(t *testing.T) {
		t.Parallel()
		for name, change := range map[string]auth.UpdateUserInput{"role": {Role: ptr(auth.RoleCustomer)}, "block": {Blocked: ptr(true)}} {
			h := setup(t)
			one := h.admin(t)
			u, err := h.Create(t.Context(), auth.CreateInput{Email: email, Password: password, Role: auth.RoleAdmin})
			check(t, err)
			other := auth.Actor{UserID: u.ID, Role: auth.RoleAdmin}
			turns := make(chan [2]auth.Actor, 2)
			turns <- [2]auth.Actor{one, other}
			turns <- [2]auth.Actor{other, one}
			results := atOnceErrs(2, func() error {
				turn := <-turns
				_, err := h.UpdateUser(t.Context(), turn[0], turn[1].UserID, change)
				return err
			})
			if n := succeeded(results, auth.ErrUnauthenticated); n != 1 {
				t.Errorf("%s: %v, want one to succeed", name, results)
			}
			if n := h.count(t, "auth.users WHERE role = 'admin' AND blocked_at IS NULL"); n != 1 {
				t.Errorf("%s: %d admins are left", name, n)
			}
		}
	})

	t.Run("ends all sessions of an account", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		check(t, h.EndSessionsOf(t.Context(), h.admin(t), in.User.ID))
		h.wantIn(t, in.AccessToken, false)
		h.signIn(t, email)
		h.wantLogged(t, in.User.ID, "user.sessions_ended")
	})
}

func TestOperator(t *testing.T) {
	t.Parallel()
	t.Run("makes an admin, who signs in at once and is logged", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		actor := h.admin(t)
		_, err := h.login(t, "root@example.org", "moss and granite 4")
		check(t, err)
		h.wantLogged(t, actor.UserID, "user.created", "user.signed_in")
		_, err = h.Create(t.Context(), auth.CreateInput{Email: "ROOT@example.org", Password: password})
		wantErr(t, err, auth.ErrEmailTaken)
	})

	t.Run("promotes an account", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		check(t, h.Promote(t.Context(), "Ada@example.org"))
		check(t, h.Promote(t.Context(), email))
		wantErr(t, h.Promote(t.Context(), "nobody@example.org"), auth.ErrUserNotFound)
		if a := h.actor(t, in.AccessToken); a.Role != auth.RoleAdmin {
			t.Errorf("the role is %s", a.Role)
		}
		h.wantLogged(t, in.User.ID, "user.role_changed")
	})

	t.Run("finds and removes the accounts of the demo", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		h.signUp(t, email)
		found, err := h.HasDemo(t.Context())
		check(t, err)
		if found {
			t.Error("a person's account is one of the demo")
		}
		_, err = h.Create(t.Context(), auth.CreateInput{Email: "demo@demo.example", Password: another, Demo: true})
		check(t, err)
		found, err = h.HasDemo(t.Context())
		check(t, err)
		n, err := h.RemoveDemo(t.Context())
		check(t, err)
		if left := h.count(t, "auth.users"); !found || n != 1 || left != 1 {
			t.Errorf("found %t, removed %d, left %d", found, n, left)
		}
	})
}
