package auth_test

import (
	"testing"
	"time"

	"rialto/internal/auth"
)

func TestProfile(t *testing.T) {
	t.Parallel()
	h := setup(t)
	in := h.signUp(t, email)
	u, err := h.UpdateProfile(t.Context(), in.User.ID, auth.ProfileInput{Locale: ptr("de")})
	check(t, err)
	if u.Locale != "de" || u.Name != "Ada Byron" {
		t.Errorf("got %+v", u)
	}
	u, err = h.UpdateProfile(t.Context(), in.User.ID, auth.ProfileInput{Name: ptr("  Ada Lovelace ")})
	check(t, err)
	if u.Locale != "de" || u.Name != "Ada Lovelace" {
		t.Errorf("got %+v", u)
	}
	check(t, h.ForgotPassword(t.Context(), email))
	if got := h.mails(t, email)[0].Locale; got != "de" {
		t.Errorf("the mail is in %s", got)
	}
}

func TestChangeEmail(t *testing.T) {
	t.Parallel()
	const next = "lovelace@example.org"
	t.Run("waits for the new address, tells the old one, and ends its links", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		h.wantEvents(t, "user.email_verified", "user.registered")
		check(t, h.ForgotPassword(t.Context(), email))
		reset := h.token(t, email, "reset_password")
		check(t, h.ChangeEmail(t.Context(), in.User.ID, "Lovelace@Example.org"))
		token := h.token(t, next, "confirm_new_email")
		h.signIn(t, email)

		u, err := h.ConfirmEmail(t.Context(), in.User.ID, token)
		check(t, err)
		if u.Email != next || !u.EmailVerified {
			t.Errorf("got %+v", u)
		}
		h.signIn(t, next)
		_, err = h.login(t, email, password)
		wantErr(t, err, auth.ErrSignInFailed)
		_, err = h.ResetPassword(t.Context(), reset, another)
		wantErr(t, err, auth.ErrLinkOver)
		_, err = h.ConfirmEmail(t.Context(), in.User.ID, token)
		wantErr(t, err, auth.ErrLinkOver)
		if kinds := h.kinds(t, email); kinds[0] != "email_changed" {
			t.Errorf("got mails %v", kinds)
		}
		h.wantEvents(t, "user.email_verified")
		h.wantLogged(t, in.User.ID, "user.email_changed")
	})

	t.Run("to an address of another tells its owner alone", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		h.signUp(t, next)
		check(t, h.ChangeEmail(t.Context(), in.User.ID, next))
		if kinds := h.kinds(t, next); kinds[0] != "account_exists" {
			t.Errorf("got mails %v", kinds)
		}
		if n := h.count(t, "auth.mail_tokens WHERE purpose = 'change_email'"); n != 0 {
			t.Error("there is a link")
		}
	})

	t.Run("is refused to the second who wants an address", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in, other := h.signUp(t, email), h.signUp(t, "grace@example.org")
		check(t, h.ChangeEmail(t.Context(), in.User.ID, next))
		first := h.token(t, next, "confirm_new_email")
		h.skip(time.Second)
		check(t, h.ChangeEmail(t.Context(), other.User.ID, next))
		second := h.token(t, next, "confirm_new_email")
		_, err := h.ConfirmEmail(t.Context(), other.User.ID, first)
		wantErr(t, err, auth.ErrLinkOver)
		_, err = h.ConfirmEmail(t.Context(), in.User.ID, first)
		check(t, err)
		_, err = h.ConfirmEmail(t.Context(), other.User.ID, second)
		wantErr(t, err, auth.ErrEmailTaken)
	})

	t.Run("refuses what is no address", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		wantErr(t, h.ChangeEmail(t.Context(), h.signUp(t, email).User.ID, "Ada <ada@example.org>"), auth.ErrEmailRefused)
	})
}
