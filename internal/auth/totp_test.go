package auth_test

import (
	"encoding/base32"
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"rialto/internal/auth"
	"rialto/internal/limits"
)

// withApp makes an account with an authenticator app.
func (h *accounts) withApp(t *testing.T, email string) (u auth.User, secret string, codes []string) {
	t.Helper()
	u = h.somebody(t, email)
	made, err := h.BeginTOTP(t.Context(), u.ID)
	check(t, err)
	codes, err = h.ConfirmTOTP(t.Context(), u.ID, h.code(t, made.Secret))
	check(t, err)
	h.skip(time.Minute) // the code that confirmed is used
	return u, made.Secret, codes
}

// code is what the app shows now.
func (h *accounts) code(t *testing.T, secret string) string { return h.codeOff(t, secret, 0) }

// codeOff is what an app shows whose clock is off.
func (h *accounts) codeOff(t *testing.T, secret string, off time.Duration) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, h.now().Add(off))
	check(t, err)
	return code
}

// wrong is a code that is not shown around now.
func (h *accounts) wrong(t *testing.T, secret string) string {
	t.Helper()
	shown := map[string]bool{}
	for step := -2; step <= 2; step++ {
		shown[h.codeOff(t, secret, time.Duration(step)*30*time.Second)] = true
	}
	for _, code := range []string{"000000", "111111", "222222", "333333", "444444", "555555"} {
		if !shown[code] {
			return code
		}
	}
	t.Fatal("six codes are shown at once")
	return ""
}

func (h *accounts) complete(t *testing.T, challenge, code string) (auth.SignedIn, error) {
	t.Helper()
	return h.SecondFactor(t.Context(), auth.SecondFactorInput{Challenge: challenge, Code: code, From: here})
}

func TestAuthenticatorApp(t *testing.T) {
	t.Parallel()
	t.Run("asks for a code once a first one was confirmed", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		u := h.somebody(t, email)
		made, err := h.BeginTOTP(t.Context(), u.ID)
		check(t, err)
		h.signIn(t, email)
		_, err = h.ConfirmTOTP(t.Context(), u.ID, h.wrong(t, made.Secret))
		refused(t, "confirming with a wrong code", err, auth.ErrCodeWrong)
		_, err = h.ConfirmTOTP(t.Context(), u.ID, h.code(t, made.Secret))
		check(t, err)

		challenge := h.half(t, email)
		_, err = h.complete(t, challenge, h.code(t, made.Secret))
		refused(t, "signing in with the code that confirmed", err, auth.ErrCodeWrong)
		h.skip(time.Minute)
		out, err := h.complete(t, challenge, h.code(t, made.Secret))
		check(t, err)
		h.wantSession(t, out, u.ID, auth.MethodPassword, true)
		h.wantTold(t, u, []string{"Two-step sign-in is on"}, []string{"user.totp_added"})
	})
	t.Run("is told all it needs, and the secret is sealed", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		u := h.somebody(t, email)
		made, err := h.BeginTOTP(t.Context(), u.ID)
		check(t, err)
		uri, err := url.Parse(made.URI)
		check(t, err)
		q := uri.Query()
		same(t, "address", uri.Scheme+"://"+uri.Host+uri.Path, "otpauth://totp/Rialto:ada@example.org")
		same(t, "settings", []string{q.Get("issuer"), q.Get("digits"), q.Get("period"), q.Get("algorithm")}, []string{"Rialto", "6", "30", "SHA1"})
		same(t, "secret", q.Get("secret"), made.Secret)
		if len(made.Secret) != 32 {
			t.Errorf("the secret has %d letters, want 32, which are 160 bits (RFC 4226, section 4)", len(made.Secret))
		}
		raw, err := base32.StdEncoding.DecodeString(made.Secret)
		check(t, err)
		same(t, "secrets at rest",
			h.count(t, "auth.totp WHERE position($1::bytea in sealed_secret) > 0 OR position($2::bytea in sealed_secret) > 0", []byte(made.Secret), raw), 0)
	})
	t.Run("can begin anew until it is on", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		u := h.somebody(t, email)
		_, err := h.ConfirmTOTP(t.Context(), u.ID, "123456")
		refused(t, "confirming what did not begin", err, auth.ErrTOTPOff)
		first, err := h.BeginTOTP(t.Context(), u.ID)
		check(t, err)
		second, err := h.BeginTOTP(t.Context(), u.ID)
		check(t, err)
		_, err = h.ConfirmTOTP(t.Context(), u.ID, h.code(t, first.Secret))
		refused(t, "a code of the secret that was replaced", err, auth.ErrCodeWrong)
		_, err = h.ConfirmTOTP(t.Context(), u.ID, h.code(t, second.Secret))
		check(t, err)
		_, err = h.BeginTOTP(t.Context(), u.ID)
		refused(t, "a second app", err, auth.ErrTOTPOn)
		h.skip(time.Minute)
		_, err = h.ConfirmTOTP(t.Context(), u.ID, h.code(t, second.Secret))
		refused(t, "confirming again", err, auth.ErrTOTPOn)
	})
	t.Run("takes the codes of one step before and after", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		_, secret, _ := h.withApp(t, email)
		for off, want := range map[time.Duration]error{
			-60 * time.Second: auth.ErrCodeWrong, -30 * time.Second: nil, 30 * time.Second: nil, 60 * time.Second: auth.ErrCodeWrong,
		} {
			h.skip(5 * time.Minute) // the step used last is far away
			_, err := h.complete(t, h.half(t, email), h.codeOff(t, secret, off))
			refused(t, "a code that is off by "+off.String(), err, want)
		}
	})
	t.Run("takes no code a second time, nor one before it", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		_, secret, _ := h.withApp(t, email)
		before, code := h.codeOff(t, secret, -30*time.Second), h.code(t, secret)
		_, err := h.complete(t, h.half(t, email), code)
		check(t, err)
		_, err = h.complete(t, h.half(t, email), code)
		refused(t, "the same code", err, auth.ErrCodeWrong)
		_, err = h.complete(t, h.half(t, email), before)
		refused(t, "the code before it", err, auth.ErrCodeWrong)
	})
	t.Run("can be removed, and then asks for nothing", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		u, secret, codes := h.withApp(t, email)
		challenge := h.half(t, email)
		check(t, h.RemoveTOTP(t.Context(), u.ID))
		check(t, h.RemoveTOTP(t.Context(), u.ID))
		h.signIn(t, email)
		_, err := h.complete(t, challenge, h.code(t, secret))
		refused(t, "a code of the removed app", err, auth.ErrCodeWrong)
		_, err = h.complete(t, challenge, codes[0])
		refused(t, "a recovery code of the removed app", err, auth.ErrCodeWrong)
		_, err = h.RenewRecoveryCodes(t.Context(), u.ID)
		refused(t, "new recovery codes", err, auth.ErrTOTPOff)
		h.wantTold(t, u, []string{"Two-step sign-in is on", "Two-step sign-in is off"}, []string{"user.totp_added", "user.totp_removed"})
	})
	t.Run("that never was on goes without a word", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		u := h.somebody(t, email)
		_, err := h.BeginTOTP(t.Context(), u.ID)
		check(t, err)
		check(t, h.RemoveTOTP(t.Context(), u.ID))
		h.wantTold(t, u, nil, nil)
	})
}

// The vectors of RFC 6238, appendix B, for SHA-1: eight digits there, of which
// the last six are ours.
func TestCodesAreThoseOfRFC6238(t *testing.T) {
	t.Parallel()
	secret := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	for at, code := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		step, ok, err := auth.MatchStep(secret, code, time.Unix(at, 0))
		if err != nil || !ok || step != at/30 {
			t.Errorf("at %d: step %d, %t, %v; want step %d", at, step, ok, err, at/30)
		}
	}
}

func TestSecondFactorChallenge(t *testing.T) {
	t.Parallel()
	t.Run("hears five codes, however many come at once", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		_, secret, _ := h.withApp(t, email)
		challenge, wrong := h.half(t, email), h.wrong(t, secret)
		same(t, "codes heard", race(t, 12, func(i int) error {
			_, err := h.SecondFactor(t.Context(), auth.SecondFactorInput{Challenge: challenge, Code: wrong, From: visitor(i)})
			if errors.Is(err, auth.ErrCodeWrong) {
				return nil
			}
			return err
		}, auth.ErrChallengeOver), 5)
		_, err := h.complete(t, challenge, h.code(t, secret))
		refused(t, "the right code after five wrong ones", err, auth.ErrChallengeOver)
		_, err = h.complete(t, h.half(t, email), h.code(t, secret))
		check(t, err)
	})
	t.Run("does not help whoever knows the password to guess on and on", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		_, secret, _ := h.withApp(t, email)
		for range 5 {
			_, err := h.complete(t, h.half(t, email), h.wrong(t, secret))
			refused(t, "a wrong code", err, auth.ErrCodeWrong)
		}
		challenge := h.half(t, email)
		_, err := h.complete(t, challenge, h.code(t, secret))
		refused(t, "the sixth code of a minute", err, limits.ErrTooManyAttempts)
		h.skip(2 * time.Minute)
		_, err = h.complete(t, challenge, h.code(t, secret))
		check(t, err)
	})
	t.Run("works once, however many use it at once", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		_, secret, _ := h.withApp(t, email)
		challenge, code := h.half(t, email), h.code(t, secret)
		same(t, "sign-ins", race(t, 5, func(i int) error {
			_, err := h.SecondFactor(t.Context(), auth.SecondFactorInput{Challenge: challenge, Code: code, From: visitor(i)})
			return err
		}, auth.ErrChallengeOver), 1)
		same(t, "sessions", h.count(t, "auth.sessions"), 1)
	})
	t.Run("works for five minutes", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		_, _, codes := h.withApp(t, email)
		challenge := h.half(t, email)
		h.skip(5*time.Minute - time.Second)
		_, err := h.complete(t, challenge, codes[0])
		check(t, err)
		challenge = h.half(t, email)
		h.skip(5 * time.Minute)
		_, err = h.complete(t, challenge, codes[1])
		refused(t, "a challenge of five minutes ago", err, auth.ErrChallengeOver)
		_, err = h.complete(t, "made up", codes[1])
		refused(t, "a challenge that was made up", err, auth.ErrChallengeOver)
	})
	t.Run("is kept as a digest, and forgotten", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		h.withApp(t, email)
		challenge := h.half(t, email)
		same(t, "challenges with the secret in them",
			h.count(t, "auth.challenges WHERE position($1::bytea in digest) > 0 OR strpos(data::text, $2) > 0", []byte(challenge), challenge), 0)
		check(t, auth.ForgetChallenges(h.Service, t.Context()))
		same(t, "challenges that wait", h.count(t, "auth.challenges"), 1)
		h.skip(5 * time.Minute)
		check(t, auth.ForgetChallenges(h.Service, t.Context()))
		same(t, "challenges after their time", h.count(t, "auth.challenges"), 0)
	})
	t.Run("opens no account that is blocked, and none after a new password", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		u, secret, codes := h.withApp(t, email)
		challenge := h.half(t, email)
		check(t, h.ForgotPassword(t.Context(), email))
		_, err := h.ResetPassword(t.Context(), h.token(t, email, "reset_password"), another)
		check(t, err)
		_, err = h.complete(t, challenge, codes[0])
		refused(t, "half a sign-in with the password that is no more", err, auth.ErrChallengeOver)
		in, err := h.login(t, email, another)
		check(t, err)
		challenge = in.Challenge
		_, err = h.pool.Exec(t.Context(), "UPDATE auth.users SET blocked_at = now() WHERE id = $1", u.ID)
		check(t, err)
		_, err = h.complete(t, challenge, h.code(t, secret))
		refused(t, "a blocked account", err, auth.ErrSignInFailed)
	})
}

func TestCodesWorkOnceEvenTogether(t *testing.T) {
	t.Parallel()
	h := setup(t)
	_, secret, codes := h.withApp(t, email)
	try := func(code string) int {
		challenges := make([]string, 8)
		for i := range challenges {
			challenges[i] = h.half(t, email)
		}
		return race(t, len(challenges), func(i int) error {
			_, err := h.SecondFactor(t.Context(), auth.SecondFactorInput{Challenge: challenges[i], Code: code, From: visitor(i)})
			return err
		}, auth.ErrCodeWrong)
	}
	same(t, "sign-ins with one code of the app", try(h.code(t, secret)), 1)
	same(t, "sign-ins with one recovery code", try(codes[3]), 1)
}
