package auth_test

import (
	"regexp"
	"strings"
	"testing"

	"rialto/internal/auth"
)

func TestRecoveryCodes(t *testing.T) {
	t.Parallel()
	h := setup(t)
	u, secret, codes := h.withApp(t, email)
	form := regexp.MustCompile(`^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$`)
	seen := map[string]bool{}
	for _, c := range codes {
		if !form.MatchString(c) || seen[c] {
			t.Errorf("%q is no code, or there twice", c)
		}
		seen[c] = true
		plain := strings.ReplaceAll(c, "-", "")
		same(t, "codes at rest", h.count(t, "auth.recovery_codes WHERE position($1::bytea in digest) > 0", []byte(plain)), 0)
	}
	same(t, "codes", len(codes), 10)
	left := func() int {
		me, err := h.User(t.Context(), u.ID)
		check(t, err)
		return me.RecoveryCodesLeft
	}

	challenge := h.half(t, email)
	_, err := h.complete(t, challenge, "aaaa-aaaa-aaaa-aaaa")
	refused(t, "a code that was made up", err, auth.ErrCodeWrong)
	out, err := h.complete(t, challenge, codes[0])
	check(t, err)
	h.wantSession(t, out, u.ID, auth.MethodPassword, true)
	same(t, "codes left", left(), 9)
	_, err = h.complete(t, h.half(t, email), codes[0])
	refused(t, "a used code", err, auth.ErrCodeWrong)

	// As people write it down and read it back.
	copied := strings.NewReplacer("0", "O", "1", "l", "-", " ").Replace(strings.ToUpper(codes[1]))
	_, err = h.complete(t, h.half(t, email), copied)
	check(t, err)

	anew, err := h.RenewRecoveryCodes(t.Context(), u.ID)
	check(t, err)
	same(t, "codes left", left(), 10)
	_, err = h.complete(t, h.half(t, email), codes[2])
	refused(t, "a code before the new ones", err, auth.ErrCodeWrong)
	_, err = h.complete(t, h.half(t, email), anew[2])
	check(t, err)
	h.wantTold(t, u,
		[]string{"Two-step sign-in is on", "A recovery code was used", "A recovery code was used", "You have new recovery codes", "A recovery code was used"},
		[]string{"user.totp_added", "user.recovery_code_used", "user.recovery_code_used", "user.recovery_codes_renewed", "user.recovery_code_used"})

	const other = "eve@example.org"
	h.withApp(t, other)
	_, err = h.complete(t, h.half(t, other), anew[3])
	refused(t, "another's recovery code", err, auth.ErrCodeWrong)
	_, err = h.complete(t, h.half(t, other), h.code(t, secret))
	refused(t, "a code of another's app", err, auth.ErrCodeWrong)
}

func TestTwoRenewalsAtOnceLeaveTenCodes(t *testing.T) {
	t.Parallel()
	h := setup(t)
	u, _, _ := h.withApp(t, email)
	race(t, 4, func(int) error {
		_, err := h.RenewRecoveryCodes(t.Context(), u.ID)
		return err
	})
	same(t, "codes", h.count(t, "auth.recovery_codes"), 10)
}
