package auth_test

import (
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/pquerna/otp/totp"

	"rialto/internal/auth"
)

// kid is the id of the key that signed a token.
func kid(t *testing.T, token string) string {
	t.Helper()
	parsed, _, err := jwt.NewParser().ParseUnverified(token, jwt.MapClaims{})
	check(t, err)
	return parsed.Header["kid"].(string)
}

func (h *accounts) publicKeys(t *testing.T) (kids []string) {
	t.Helper()
	b, err := h.PublicKeys(t.Context())
	check(t, err)
	var set struct {
		Keys []struct{ Kid, Kty, Crv, Alg, Use, X, D string }
	}
	check(t, json.Unmarshal(b, &set))
	for _, k := range set.Keys {
		if k.Kty != "OKP" || k.Crv != "Ed25519" || k.Alg != "EdDSA" || k.Use != "sig" || k.X == "" || k.D != "" {
			t.Errorf("not a public key: %+v", k)
		}
		kids = append(kids, k.Kid)
	}
	return kids
}

func TestRotateKeys(t *testing.T) {
	t.Parallel()
	t.Run("signs with the new key at once, in every process, and logs nobody out", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		other := open(t, h.pool, func(*auth.Config) {})
		in := h.signUp(t, email)
		other.wantIn(t, in.AccessToken, true)
		anew, err := h.RotateKeys(t.Context(), false)
		check(t, err)
		if got := h.publicKeys(t); len(got) != 2 || got[0] != anew || got[1] != kid(t, in.AccessToken) {
			t.Errorf("the public keys are %v", got)
		}
		next, err := other.Refresh(t.Context(), in.RefreshToken)
		check(t, err)
		if kid(t, next.AccessToken) != anew {
			t.Error("another process still signs with the old key")
		}
		for _, process := range []*accounts{h, other} {
			process.wantIn(t, in.AccessToken, true)
			process.wantIn(t, next.AccessToken, true)
		}
	})

	t.Run("forgets a key when its tokens are gone", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		anew, err := h.RotateKeys(t.Context(), false)
		check(t, err)
		h.skip(14*time.Minute + 59*time.Second)
		check(t, h.ForgetEnded(t.Context()))
		h.wantIn(t, in.AccessToken, true)
		h.skip(5*time.Minute + 2*time.Second)
		check(t, h.ForgetEnded(t.Context()))
		if got := h.publicKeys(t); len(got) != 1 || got[0] != anew {
			t.Errorf("the public keys are %v", got)
		}
		_, err = h.Refresh(t.Context(), in.RefreshToken)
		check(t, err)
	})

	t.Run("stops old keys at once when told so, and sessions go on", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		other := open(t, h.pool, func(*auth.Config) {})
		in := h.signUp(t, email)
		other.wantIn(t, in.AccessToken, true)
		_, err := h.RotateKeys(t.Context(), false)
		check(t, err)
		_, err = h.RotateKeys(t.Context(), true)
		check(t, err)
		h.wantIn(t, in.AccessToken, false)
		other.wantIn(t, in.AccessToken, false)
		if got := h.publicKeys(t); len(got) != 1 {
			t.Errorf("the public keys are %v", got)
		}
		next, err := other.Refresh(t.Context(), in.RefreshToken)
		check(t, err)
		other.wantIn(t, next.AccessToken, true)
	})

	t.Run("makes one key that signs, however many rotate at once", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		atOnce(t, 6, func() error {
			_, err := h.RotateKeys(t.Context(), false)
			return err
		})
		if n := h.count(t, "auth.signing_keys WHERE verifies_until IS NULL"); n != 1 {
			t.Errorf("%d keys sign", n)
		}
		h.signUp(t, email)
	})

	t.Run("makes the first key once, however many sign in at once", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		h.register(t, email, password)
		h.register(t, "grace@example.org", password)
		tokens := map[string]string{email: h.token(t, email, "verify_email"), "grace@example.org": h.token(t, "grace@example.org", "verify_email")}
		var all sync.WaitGroup
		for _, token := range tokens {
			all.Go(func() {
				if _, err := h.VerifyEmail(t.Context(), auth.VerifyEmailInput{Token: token, Password: password, From: here}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := h.count(t, "auth.signing_keys"); n != 1 {
			t.Errorf("there are %d keys", n)
		}
	})

	t.Run("looks for a key that is not known yet, and finds no made-up one", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		other := open(t, h.pool, func(*auth.Config) {})
		forged := in.AccessToken[:len(in.AccessToken)-4] + "AAAA"
		if n := succeeded(atOnceErrs(16, func() error {
			_, err := other.Authenticate(t.Context(), forged)
			return err
		}), auth.ErrUnauthenticated); n != 0 {
			t.Errorf("%d got in", n)
		}
		atOnce(t, 16, func() error {
			_, err := other.Authenticate(t.Context(), in.AccessToken)
			return err
		})
	})
}

func TestReseal(t *testing.T) {
	t.Parallel()
	h := setup(t)
	in := h.signUp(t, email)
	secret, err := h.BeginTOTP(t.Context(), in.User.ID)
	check(t, err)

	both := open(t, h.pool, func(c *auth.Config) { c.Seal = sealer(t, "second", "first") })
	n, err := both.Reseal(t.Context())
	check(t, err)
	if n != 2 {
		t.Errorf("%d values were sealed anew, want the key and the authenticator", n)
	}
	n, err = both.Reseal(t.Context())
	check(t, err)
	if n != 0 {
		t.Errorf("%d values were sealed anew the second time", n)
	}

	second := open(t, h.pool, func(c *auth.Config) { c.Seal = sealer(t, "second") })
	next, err := second.Refresh(t.Context(), in.RefreshToken)
	check(t, err)
	code, err := totp.GenerateCode(secret.Secret, second.now())
	check(t, err)
	_, err = second.ConfirmTOTP(t.Context(), in.User.ID, code)
	check(t, err)

	first := open(t, h.pool, func(*auth.Config) {})
	if _, err := first.Refresh(t.Context(), next.RefreshToken); err == nil {
		t.Error("the secret that was replaced still opens what the new one sealed")
	}
}
