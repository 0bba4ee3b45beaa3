package auth_test

import (
	"slices"
	"testing"
	"time"

	"rialto/internal/auth"
	"rialto/internal/errs"
)

func TestRegister(t *testing.T) {
	t.Parallel()
	t.Run("makes an account that works once its address is verified", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		h.register(t, " Ada@Example.org ", password)
		h.wantEvents(t, "user.registered")
		if want := []string{"terms=true", "newsletter=false"}; !slices.Equal(h.consents, want) {
			t.Errorf("got consents %v, want %v", h.consents, want)
		}

		in, err := h.VerifyEmail(t.Context(), auth.VerifyEmailInput{Token: h.token(t, email, "verify_email"), Password: password, From: here})
		check(t, err)
		u := in.SignedIn.User
		if u.Email != email || !u.EmailVerified || !u.HasPassword || u.Role != auth.RoleCustomer || u.Locale != "en" {
			t.Errorf("got %+v", u)
		}
		h.wantEvents(t, "user.email_verified")
		if a := h.actor(t, in.SignedIn.AccessToken); a.UserID != u.ID || a.Role != auth.RoleCustomer || !a.HasSession() || !h.Fresh(a) {
			t.Errorf("got %+v", a)
		}
		h.signIn(t, "ADA@example.org")
	})

	t.Run("refuses what no account can be made of", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		for name, tt := range map[string]struct {
			in     auth.RegisterInput
			want   error
			reason string
		}{
			"terms":         {auth.RegisterInput{Email: email, Password: password}, auth.ErrTermsNeeded, "required"},
			"address":       {auth.RegisterInput{Email: "ada@exämple.org", Password: password, TermsAccepted: true}, auth.ErrEmailRefused, "email"},
			"length":        {auth.RegisterInput{Email: email, Password: "k4!tQz8#b", TermsAccepted: true}, auth.ErrPasswordRefused, "length"},
			"address in it": {auth.RegisterInput{Email: "lovelace@x.org", Password: "xq-Lovelace-7731", TermsAccepted: true}, auth.ErrPasswordRefused, "personal"},
			"name in it":    {auth.RegisterInput{Email: email, Name: "Ada Byron", Password: "byron-kettle-7731", TermsAccepted: true}, auth.ErrPasswordRefused, "personal"},
			"common":        {auth.RegisterInput{Email: email, Password: "password123", TermsAccepted: true}, auth.ErrPasswordRefused, "guessable"},
			"pattern":       {auth.RegisterInput{Email: email, Password: "qwertyuiop12", TermsAccepted: true}, auth.ErrPasswordRefused, "guessable"},
			"repetition":    {auth.RegisterInput{Email: email, Password: "hunter2hunter2", TermsAccepted: true}, auth.ErrPasswordRefused, "guessable"},
		} {
			err := h.Register(t.Context(), tt.in)
			wantErr(t, err, tt.want)
			if e, _ := errs.As(err); len(e.Fields) != 1 || e.Fields[0].Code != tt.reason || e.Fields[0].Message == "" {
				t.Errorf("%s: got fields %v, want the reason %s", name, e.Fields, tt.reason)
			}
		}
		if n := h.count(t, "auth.users"); n != 0 {
			t.Errorf("%d accounts were made", n)
		}
	})

	t.Run("replaces what was given before the address was verified", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		h.register(t, email, password)
		first := h.token(t, email, "verify_email")
		h.register(t, email, another)
		_, err := h.VerifyEmail(t.Context(), auth.VerifyEmailInput{Token: first, Password: password, From: here})
		wantErr(t, err, auth.ErrSignInFailed)
		_, err = h.VerifyEmail(t.Context(), auth.VerifyEmailInput{Token: first, Password: another, From: here})
		check(t, err)
		if n := h.count(t, "auth.users"); n != 1 {
			t.Errorf("there are %d accounts", n)
		}
	})

	t.Run("tells the owner of an account by mail, and changes nothing", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		h.signUp(t, email)
		h.register(t, email, another)
		if kinds := h.kinds(t, email); kinds[0] != "account_exists" {
			t.Errorf("got mails %v", kinds)
		}
		_, err := h.login(t, email, another)
		wantErr(t, err, auth.ErrSignInFailed)
		h.signIn(t, email)
	})

	t.Run("makes one account when many register at once", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		atOnce(t, 8, func() error {
			return h.Register(t.Context(), auth.RegisterInput{Email: email, Password: password, TermsAccepted: true})
		})
		if n := h.count(t, "auth.users"); n != 1 {
			t.Errorf("there are %d accounts", n)
		}
	})

	t.Run("sends an address few mails, whoever asks for them", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		for range 12 {
			h.register(t, email, password)
		}
		if n := len(h.mails(t, email)); n == 0 || n > 5 {
			t.Errorf("%d mails were sent", n)
		}
	})
}

func TestVerifyEmail(t *testing.T) {
	t.Parallel()
	t.Run("needs the password, so that nobody verifies the account of another", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		h.register(t, email, password)
		token := h.token(t, email, "verify_email")
		_, err := h.VerifyEmail(t.Context(), auth.VerifyEmailInput{Token: token, Password: another, From: here})
		wantErr(t, err, auth.ErrSignInFailed)
		_, err = h.login(t, email, password)
		wantErr(t, err, auth.ErrEmailNotVerified)
	})

	t.Run("works once, however many try at the same time", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		h.register(t, email, password)
		token := h.token(t, email, "verify_email")
		ok := succeeded(atOnceErrs(4, func() error {
			_, err := h.VerifyEmail(t.Context(), auth.VerifyEmailInput{Token: token, Password: password, From: here})
			return err
		}), auth.ErrLinkOver)
		if ok != 1 {
			t.Errorf("the link worked %d times", ok)
		}
		h.wantEvents(t, "user.email_verified", "user.registered")
	})

	t.Run("refuses an old link, and one of another kind", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		h.register(t, email, password)
		token := h.token(t, email, "verify_email")
		_, err := h.ResetPassword(t.Context(), token, another)
		wantErr(t, err, auth.ErrLinkOver)
		h.skip(48*time.Hour + time.Second)
		_, err = h.VerifyEmail(t.Context(), auth.VerifyEmailInput{Token: token, Password: password, From: here})
		wantErr(t, err, auth.ErrLinkOver)
	})
}
