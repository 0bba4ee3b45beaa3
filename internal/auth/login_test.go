package auth_test

import (
	"errors"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"rialto/internal/auth"
	"rialto/internal/errs"
	"rialto/internal/limits"
)

// atOnceErrs runs do n times at the same moment.
func atOnceErrs(n int, do func() error) []error {
	out := make([]error, n)
	begin := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-begin
			out[i] = do()
		})
	}
	close(begin)
	all.Wait()
	return out
}

func atOnce(t *testing.T, n int, do func() error) {
	t.Helper()
	for _, err := range atOnceErrs(n, do) {
		check(t, err)
	}
}

// succeeded counts those without an error; any error but the expected ones
// makes it negative.
func succeeded(list []error, expected ...error) (n int) {
	for _, err := range list {
		switch {
		case err == nil:
			n++
		case !slices.ContainsFunc(expected, func(e error) bool { return errors.Is(err, e) }):
			return -1
		}
	}
	return n
}

func TestLogin(t *testing.T) {
	t.Parallel()
	t.Run("does the same work for an account that is there and one that is not", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		h.signUp(t, email)
		for _, tt := range []struct{ email, password string }{{email, another}, {"nobody@example.org", another}} {
			before := h.Hashed()
			_, err := h.login(t, tt.email, tt.password)
			wantErr(t, err, auth.ErrSignInFailed)
			if n := h.Hashed() - before; n != 1 {
				t.Errorf("%s: %v passwords were hashed, want 1", tt.email, n)
			}
		}
	})

	t.Run("says that an address is not verified to who knows the password, and mails again", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		h.register(t, email, password)
		_, err := h.login(t, email, another)
		wantErr(t, err, auth.ErrSignInFailed)
		_, err = h.login(t, email, password)
		wantErr(t, err, auth.ErrEmailNotVerified)
		if kinds := h.kinds(t, email); len(kinds) != 2 {
			t.Errorf("got mails %v", kinds)
		}
	})

	t.Run("hashes a password anew when more is asked of hashes", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		h.WeakenHash(t, in.User.ID, password)
		weak := h.hashOf(t, email)
		h.signIn(t, email)
		if h.hashOf(t, email) == weak {
			t.Error("the weak hash is still there")
		}
		strong := h.hashOf(t, email)
		h.signIn(t, email)
		if h.hashOf(t, email) != strong {
			t.Error("a hash that is good enough was replaced")
		}
	})

	t.Run("takes the ways of writing a letter for one", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		composed, decomposed := "kettle-caf\u00e9-harbour", "kettle-cafe\u0301-harbour"
		h.register(t, email, composed)
		_, err := h.VerifyEmail(t.Context(), auth.VerifyEmailInput{Token: h.token(t, email, "verify_email"), Password: decomposed, From: here})
		check(t, err)
	})

	t.Run("lets nobody guess on, and says when to come again", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		known := h.signUp(t, email)
		for range 5 {
			_, err := h.login(t, email, another)
			wantErr(t, err, auth.ErrSignInFailed)
		}
		_, err := h.login(t, email, password)
		wantErr(t, err, limits.ErrTooManyAttempts)
		if e, _ := errs.As(err); e.RetryAfter <= 0 {
			t.Error("it does not say when to come again")
		}
		// Its owner gets in on a device of theirs.
		from := here
		from.Device = known.Device
		_, err = h.Login(t.Context(), auth.LoginInput{Email: email, Password: password, From: from})
		check(t, err)
	})

	t.Run("tells who knows the password of a blocked account that it is blocked", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		h.block(t, in.User.ID)
		_, err := h.login(t, email, another)
		wantErr(t, err, auth.ErrSignInFailed)
		_, err = h.login(t, email, password)
		wantErr(t, err, auth.ErrBlocked)
	})
}

// block blocks an account as an admin would.
func (h *accounts) block(t *testing.T, user [16]byte) auth.Actor {
	t.Helper()
	admin, err := h.Create(t.Context(), auth.CreateInput{Email: "root@example.org", Password: "moss and granite 4", Role: auth.RoleAdmin})
	check(t, err)
	actor := auth.Actor{UserID: admin.ID, Role: auth.RoleAdmin}
	yes := true
	_, err = h.UpdateUser(t.Context(), actor, user, auth.UpdateUserInput{Blocked: &yes})
	check(t, err)
	return actor
}

func (h *accounts) hashOf(t *testing.T, email string) (hash string) {
	t.Helper()
	check(t, h.pool.QueryRow(t.Context(), "SELECT password_hash FROM auth.users WHERE email = $1", email).Scan(&hash))
	return hash
}

func TestPassword(t *testing.T) {
	t.Parallel()
	t.Run("is set anew with a mailed link, which ends all sessions", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		check(t, h.ForgotPassword(t.Context(), email))
		token := h.token(t, email, "reset_password")
		device, err := h.ResetPassword(t.Context(), token, another)
		check(t, err)
		h.wantIn(t, in.AccessToken, false)
		_, err = h.Refresh(t.Context(), in.RefreshToken)
		wantErr(t, err, auth.ErrUnauthenticated)
		_, err = h.login(t, email, password)
		wantErr(t, err, auth.ErrSignInFailed)
		_, err = h.Login(t.Context(), auth.LoginInput{Email: email, Password: another, From: limits.Visitor{IP: here.IP, Device: device}})
		check(t, err)
		_, err = h.ResetPassword(t.Context(), token, password)
		wantErr(t, err, auth.ErrLinkOver)
		if kinds := h.kinds(t, email); kinds[0] != "password_changed" {
			t.Errorf("got mails %v", kinds)
		}
		h.wantLogged(t, in.User.ID, "user.password_changed")
	})

	t.Run("that was forgotten verifies the address, too", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		h.register(t, email, password)
		check(t, h.ForgotPassword(t.Context(), email))
		_, err := h.ResetPassword(t.Context(), h.token(t, email, "reset_password"), another)
		check(t, err)
		h.wantEvents(t, "user.email_verified", "user.registered")
		_, err = h.login(t, email, another)
		check(t, err)
	})

	t.Run("is mailed to nobody without an account, and the answer is the same", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		check(t, h.ForgotPassword(t.Context(), email))
		if kinds := h.kinds(t, email); kinds != nil {
			t.Errorf("got mails %v", kinds)
		}
	})

	t.Run("link is of no use after an hour, and after another was used", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		h.signUp(t, email)
		check(t, h.ForgotPassword(t.Context(), email))
		old := h.token(t, email, "reset_password")
		h.skip(time.Hour + time.Second)
		_, err := h.ResetPassword(t.Context(), old, another)
		wantErr(t, err, auth.ErrLinkOver)
		check(t, h.ForgotPassword(t.Context(), email))
		one := h.token(t, email, "reset_password")
		h.skip(time.Minute)
		check(t, h.ForgotPassword(t.Context(), email))
		_, err = h.ResetPassword(t.Context(), h.token(t, email, "reset_password"), another)
		check(t, err)
		_, err = h.ResetPassword(t.Context(), one, password)
		wantErr(t, err, auth.ErrLinkOver)
	})

	t.Run("is changed by who knows the present one, and ends the other sessions", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		other := h.signUp(t, email)
		in := h.signIn(t, email)
		actor := h.actor(t, in.AccessToken)
		err := h.ChangePassword(t.Context(), actor, auth.ChangePasswordInput{Current: "wrong", New: another, From: here})
		wantErr(t, err, auth.ErrPasswordWrong)
		err = h.ChangePassword(t.Context(), actor, auth.ChangePasswordInput{New: another, From: here})
		wantErr(t, err, auth.ErrPasswordWrong)
		err = h.ChangePassword(t.Context(), actor, auth.ChangePasswordInput{Current: password, New: "password123", From: here})
		wantErr(t, err, auth.ErrPasswordRefused)
		check(t, h.ChangePassword(t.Context(), actor, auth.ChangePasswordInput{Current: password, New: another, From: here}))
		h.wantIn(t, other.AccessToken, false)
		h.wantIn(t, in.AccessToken, true)
		_, err = h.login(t, email, another)
		check(t, err)
	})

	t.Run("is set by mail though somebody has other mails sent to its owner", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		h.signUp(t, email)
		for range 10 {
			h.register(t, email, another)
		}
		check(t, h.ForgotPassword(t.Context(), email))
		_, err := h.ResetPassword(t.Context(), h.token(t, email, "reset_password"), another)
		check(t, err)
	})

	t.Run("is changed while somebody guesses at it from many addresses", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		actor := h.actor(t, h.signUp(t, email).AccessToken)
		var err error
		for i := range 51 {
			from := limits.Visitor{IP: netip.AddrFrom4([4]byte{203, 0, 113, byte(i)})}
			_, err = h.Login(t.Context(), auth.LoginInput{Email: email, Password: another, From: from})
		}
		wantErr(t, err, limits.ErrTooManyAttempts)
		check(t, h.ChangePassword(t.Context(), actor, auth.ChangePasswordInput{Current: password, New: another, From: here}))
	})

	t.Run("is not guessed at in a session", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		actor := h.actor(t, h.signUp(t, email).AccessToken)
		guess := auth.ChangePasswordInput{Current: "wrong", New: another, From: here}
		for range 5 {
			wantErr(t, h.ChangePassword(t.Context(), actor, guess), auth.ErrPasswordWrong)
		}
		wantErr(t, h.ChangePassword(t.Context(), actor, guess), limits.ErrTooManyAttempts)
	})

	t.Run("is set for the first time in a fresh session alone", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		_, err := h.pool.Exec(t.Context(), "UPDATE auth.users SET password_hash = NULL")
		check(t, err)
		_, err = h.login(t, email, password)
		wantErr(t, err, auth.ErrSignInFailed)
		h.skip(14 * time.Minute)
		actor := h.actor(t, in.AccessToken)
		check(t, h.ChangePassword(t.Context(), actor, auth.ChangePasswordInput{New: another, From: here}))
		_, err = h.pool.Exec(t.Context(), "UPDATE auth.users SET password_hash = NULL")
		check(t, err)
		h.skip(2 * time.Minute)
		err = h.ChangePassword(t.Context(), actor, auth.ChangePasswordInput{New: another, From: here})
		wantErr(t, err, auth.ErrFreshLoginNeeded)
	})
}
