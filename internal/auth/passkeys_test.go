package auth_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"
	"github.com/google/uuid"

	"rialto/internal/auth"
)

// device is a browser with an authenticator.
type device struct {
	virtualwebauthn.Authenticator
	rp virtualwebauthn.RelyingParty
}

func newDevice() *device {
	return &device{virtualwebauthn.NewAuthenticator(), virtualwebauthn.RelyingParty{ID: "shop.example", Name: "Rialto", Origin: publicURL}}
}

// create answers navigator.credentials.create.
func (d *device) create(t *testing.T, options json.RawMessage) (virtualwebauthn.Credential, []byte) {
	t.Helper()
	o, err := virtualwebauthn.ParseAttestationOptions(string(options))
	check(t, err)
	c := newKey()
	d.Options.UserHandle = []byte(o.UserID)
	d.AddCredential(c)
	return c, []byte(virtualwebauthn.CreateAttestationResponse(d.rp, d.Authenticator, c, *o))
}

// newKey makes a key whose coordinates begin with no zero byte: the library
// would leave that out.
func newKey() virtualwebauthn.Credential {
	for {
		c := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
		if data := c.Key.AttestationData(); len(data) == 77 { // what two coordinates of 32 bytes take
			return c
		}
	}
}

// get answers navigator.credentials.get.
func (d *device) get(t *testing.T, options json.RawMessage, c virtualwebauthn.Credential) []byte {
	t.Helper()
	o, err := virtualwebauthn.ParseAssertionOptions(string(options))
	check(t, err)
	return []byte(virtualwebauthn.CreateAssertionResponse(d.rp, d.Authenticator, c, *o))
}

// add makes a passkey of the account on the device.
func (h *accounts) add(t *testing.T, user uuid.UUID, d *device) (auth.Passkey, virtualwebauthn.Credential) {
	t.Helper()
	began, err := h.BeginPasskey(t.Context(), user)
	check(t, err)
	c, answer := d.create(t, began.PublicKey)
	made, err := h.AddPasskey(t.Context(), user, began.Challenge, "Ada's phone", answer)
	check(t, err)
	return made, c
}

// enter signs in with a passkey.
func (h *accounts) enter(t *testing.T, d *device, c virtualwebauthn.Credential) (auth.SignedIn, error) {
	t.Helper()
	began, err := h.BeginPasskeySignIn(t.Context())
	check(t, err)
	return h.SignInWithPasskey(t.Context(), began.Challenge, d.get(t, began.PublicKey, c))
}

func TestPasskey(t *testing.T) {
	t.Parallel()
	t.Run("signs in without a name, and stands for both factors", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		u, _, _ := h.withApp(t, email)
		d := newDevice()
		made, c := h.add(t, u.ID, d)
		in, err := h.enter(t, d, c)
		check(t, err)
		h.wantSession(t, in, u.ID, auth.MethodPasskey, true)

		list, err := h.Passkeys(t.Context(), u.ID)
		check(t, err)
		if len(list) != 1 || list[0].ID != made.ID || list[0].Name != "Ada's phone" || list[0].LastUsedAt == nil || !list[0].LastUsedAt.Equal(h.now()) {
			t.Errorf("passkeys: %+v", list)
		}
		h.wantTold(t, u, []string{"Two-step sign-in is on", "A passkey was added to your account"}, []string{"user.totp_added", "user.passkey_added"})
	})
	t.Run("is asked for as level 3 of WebAuthn says", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		u := h.somebody(t, email)
		_, c := h.add(t, u.ID, newDevice())
		began, err := h.BeginPasskey(t.Context(), u.ID)
		check(t, err)
		var o struct {
			RP                     struct{ ID, Name string }
			User                   struct{ ID, Name, DisplayName string }
			Attestation            string
			ExcludeCredentials     []struct{ ID string }
			AuthenticatorSelection struct {
				ResidentKey, UserVerification string
				RequireResidentKey            bool
			}
		}
		check(t, json.Unmarshal(began.PublicKey, &o))
		same(t, "relying party", o.RP.ID+" "+o.RP.Name, "shop.example Rialto")
		same(t, "user", o.User.Name+" "+o.User.DisplayName, email+" Ada Byron")
		same(t, "selection", o.AuthenticatorSelection.ResidentKey+" "+o.AuthenticatorSelection.UserVerification, "required required")
		same(t, "resident key for level 1", o.AuthenticatorSelection.RequireResidentKey, true)
		same(t, "attestation", o.Attestation, "none")
		excluded, err := virtualwebauthn.ParseAttestationOptions(string(began.PublicKey))
		check(t, err)
		same(t, "excludes the device that has one", c.IsExcludedForAttestation(*excluded), true)

		began, err = h.BeginPasskeySignIn(t.Context())
		check(t, err)
		var get map[string]any
		check(t, json.Unmarshal(began.PublicKey, &get))
		same(t, "relying party", get["rpId"], any("shop.example"))
		same(t, "verification", get["userVerification"], any("required"))
		if list, named := get["allowCredentials"]; named {
			t.Errorf("the options tell credentials: %v", list)
		}
	})
	t.Run("follows its counter and its backup", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		u := h.somebody(t, email)
		d := newDevice()
		d.Options.BackupEligible = true
		_, c := h.add(t, u.ID, d)
		d.Options.BackupState = true // it is in a cloud meanwhile
		for _, counter := range []uint32{1, 2, 7} {
			c.Counter = counter
			_, err := h.enter(t, d, c)
			check(t, err)
		}
		same(t, "kept", h.count(t, `auth.passkeys WHERE (credential->'authenticator'->>'signCount')::int = 7
			AND (credential->'flags'->>'backupState')::bool`), 1)

		c.Counter = 7
		_, err := h.enter(t, d, c)
		refused(t, "a counter that stands still", err, auth.ErrPasskeyRefused)
		c.Counter = 3
		_, err = h.enter(t, d, c)
		refused(t, "a counter that goes back", err, auth.ErrPasskeyRefused)
		h.wantLogged(t, u.ID, "user.created", "user.passkey_added", "user.passkey_refused", "user.passkey_refused")
		c.Counter = 8
		_, err = h.enter(t, d, c)
		check(t, err)
		d.Options.BackupEligible, d.Options.BackupState = false, false
		c.Counter = 9
		_, err = h.enter(t, d, c)
		refused(t, "a passkey that can be backed up no more", err, auth.ErrPasskeyRefused)
	})
	t.Run("that is removed opens nothing", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		u, eve := h.somebody(t, email), h.somebody(t, "eve@example.org")
		d := newDevice()
		made, c := h.add(t, u.ID, d)
		refused(t, "removing another's", h.RemovePasskey(t.Context(), eve.ID, made.ID), auth.ErrPasskeyNotFound)
		check(t, h.RemovePasskey(t.Context(), u.ID, made.ID))
		refused(t, "removing it again", h.RemovePasskey(t.Context(), u.ID, made.ID), auth.ErrPasskeyNotFound)
		_, err := h.enter(t, d, c)
		refused(t, "the removed passkey", err, auth.ErrPasskeyRefused)
		h.wantTold(t, u, []string{"A passkey was added to your account", "A passkey was removed from your account"},
			[]string{"user.passkey_added", "user.passkey_removed"})
	})
	t.Run("opens no blocked account", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		u := h.somebody(t, email)
		d := newDevice()
		_, c := h.add(t, u.ID, d)
		_, err := h.pool.Exec(t.Context(), "UPDATE auth.users SET blocked_at = now() WHERE id = $1", u.ID)
		check(t, err)
		_, err = h.enter(t, d, c)
		refused(t, "a blocked account", err, auth.ErrBlocked)
	})
	t.Run("stays while it is the only way to sign in", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		u := h.somebody(t, email)
		_, err := h.pool.Exec(t.Context(), "UPDATE auth.users SET password_hash = NULL WHERE id = $1", u.ID)
		check(t, err)
		first, _ := h.add(t, u.ID, newDevice())
		second, _ := h.add(t, u.ID, newDevice())
		ids := []uuid.UUID{first.ID, second.ID}
		same(t, "removed of two, both at once", race(t, 2, func(i int) error {
			return h.RemovePasskey(t.Context(), u.ID, ids[i])
		}, auth.ErrLastSignIn), 1)
		same(t, "passkeys", h.count(t, "auth.passkeys"), 1)
	})
	t.Run("is one of at most twenty", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		u := h.somebody(t, email)
		for range 19 {
			h.add(t, u.ID, newDevice())
		}
		type half struct {
			challenge string
			answer    []byte
		}
		var halves []half
		for range 3 {
			began, err := h.BeginPasskey(t.Context(), u.ID)
			check(t, err)
			_, answer := newDevice().create(t, began.PublicKey)
			halves = append(halves, half{began.Challenge, answer})
		}
		same(t, "added, three at once", race(t, len(halves), func(i int) error {
			_, err := h.AddPasskey(t.Context(), u.ID, halves[i].challenge, "x", halves[i].answer)
			return err
		}, auth.ErrPasskeysFull), 1)
		_, err := h.BeginPasskey(t.Context(), u.ID)
		refused(t, "one more", err, auth.ErrPasskeysFull)
	})
}

func TestPasskeysAreRefused(t *testing.T) {
	t.Parallel()
	t.Run("when they are made for something else", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		u, eve := h.somebody(t, email), h.somebody(t, "eve@example.org")
		for what, spoil := range map[string]func(d *device){
			"another origin":                func(d *device) { d.rp.Origin = "https://shop.example.evil.example" },
			"the origin without encryption": func(d *device) { d.rp.Origin = "http://shop.example" },
			"another port of the origin":    func(d *device) { d.rp.Origin = "https://shop.example:8443" },
			"another relying party":         func(d *device) { d.rp.ID = "evil.example" },
			"a user who was not verified":   func(d *device) { d.Options.UserNotVerified = true },
			"a user who was not there":      func(d *device) { d.Options.UserNotPresent = true },
			"a backup that is not possible": func(d *device) { d.Options.BackupState = true },
		} {
			began, err := h.BeginPasskey(t.Context(), u.ID)
			check(t, err)
			d := newDevice()
			spoil(d)
			_, answer := d.create(t, began.PublicKey)
			_, err = h.AddPasskey(t.Context(), u.ID, began.Challenge, "x", answer)
			refused(t, what, err, auth.ErrPasskeyInvalid)
		}

		began, err := h.BeginPasskey(t.Context(), u.ID)
		check(t, err)
		_, answer := newDevice().create(t, began.PublicKey)
		_, err = h.AddPasskey(t.Context(), eve.ID, began.Challenge, "x", answer)
		refused(t, "another's challenge", err, auth.ErrChallengeOver)
		later, err := h.BeginPasskey(t.Context(), u.ID)
		check(t, err)
		_, err = h.AddPasskey(t.Context(), u.ID, later.Challenge, "x", answer)
		refused(t, "the answer to another challenge", err, auth.ErrPasskeyInvalid)
		_, err = h.AddPasskey(t.Context(), u.ID, began.Challenge, "x", []byte(`{"id":"x"}`))
		refused(t, "no passkey at all", err, auth.ErrPasskeyInvalid)
		same(t, "passkeys", h.count(t, "auth.passkeys"), 0)

		_, err = h.AddPasskey(t.Context(), u.ID, began.Challenge, "x", answer)
		check(t, err)
		_, err = h.AddPasskey(t.Context(), u.ID, began.Challenge, "x", answer)
		refused(t, "the same answer again", err, auth.ErrChallengeOver)
		began, err = h.BeginPasskey(t.Context(), u.ID)
		check(t, err)
		h.skip(5 * time.Minute)
		_, answer = newDevice().create(t, began.PublicKey)
		_, err = h.AddPasskey(t.Context(), u.ID, began.Challenge, "x", answer)
		refused(t, "an answer after five minutes", err, auth.ErrChallengeOver)
	})
	t.Run("when they were made before, by whomever", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		u, eve := h.somebody(t, email), h.somebody(t, "eve@example.org")
		d := newDevice()
		_, c := h.add(t, u.ID, d)
		began, err := h.BeginPasskey(t.Context(), eve.ID)
		check(t, err)
		o, err := virtualwebauthn.ParseAttestationOptions(string(began.PublicKey))
		check(t, err)
		_, err = h.AddPasskey(t.Context(), eve.ID, began.Challenge, "x", []byte(virtualwebauthn.CreateAttestationResponse(d.rp, d.Authenticator, c, *o)))
		refused(t, "a credential that another account has", err, auth.ErrPasskeyKnown)
	})
	t.Run("when a sign-in is not as it must be", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		u, eve := h.somebody(t, email), h.somebody(t, "eve@example.org")
		d, evesDevice := newDevice(), newDevice()
		_, c := h.add(t, u.ID, d)
		_, evesKey := h.add(t, eve.ID, evesDevice)
		for what, spoil := range map[string]func(d *device, c *virtualwebauthn.Credential){
			"another origin":                func(d *device, _ *virtualwebauthn.Credential) { d.rp.Origin = "https://evil.example" },
			"another relying party":         func(d *device, _ *virtualwebauthn.Credential) { d.rp.ID = "evil.example" },
			"a user who was not verified":   func(d *device, _ *virtualwebauthn.Credential) { d.Options.UserNotVerified = true },
			"a user who was not there":      func(d *device, _ *virtualwebauthn.Credential) { d.Options.UserNotPresent = true },
			"no user":                       func(d *device, _ *virtualwebauthn.Credential) { d.Options.UserHandle = nil },
			"a user who is not there":       func(d *device, _ *virtualwebauthn.Credential) { id := uuid.New(); d.Options.UserHandle = id[:] },
			"another user's name":           func(d *device, _ *virtualwebauthn.Credential) { d.Options.UserHandle = eve.ID[:] },
			"another user's passkey":        func(_ *device, c *virtualwebauthn.Credential) { *c = evesKey },
			"another key of the same name":  func(_ *device, c *virtualwebauthn.Credential) { c.Key = newKey().Key },
			"a passkey that is not there":   func(_ *device, c *virtualwebauthn.Credential) { *c = newKey() },
			"a backup that is not possible": func(d *device, _ *virtualwebauthn.Credential) { d.Options.BackupState = true },
		} {
			badDevice, badKey := *d, c
			badDevice.Credentials = slices.Clone(d.Credentials)
			spoil(&badDevice, &badKey)
			_, err := h.enter(t, &badDevice, badKey)
			refused(t, what, err, auth.ErrPasskeyRefused)
		}

		began, err := h.BeginPasskeySignIn(t.Context())
		check(t, err)
		answer := d.get(t, began.PublicKey, c)
		later, err := h.BeginPasskeySignIn(t.Context())
		check(t, err)
		_, err = h.SignInWithPasskey(t.Context(), later.Challenge, answer)
		refused(t, "the answer to another challenge", err, auth.ErrPasskeyRefused)
		_, err = h.SignInWithPasskey(t.Context(), began.Challenge, []byte(strings.Replace(string(answer), `"signature":"`, `"signature":"AAAA`, 1)))
		refused(t, "another signature", err, auth.ErrPasskeyRefused)
		_, err = h.SignInWithPasskey(t.Context(), began.Challenge, []byte(`{}`))
		refused(t, "no answer at all", err, auth.ErrPasskeyRefused)
		same(t, "sessions", h.count(t, "auth.sessions"), 0)

		same(t, "sign-ins with one answer", race(t, 6, func(int) error {
			_, err := h.SignInWithPasskey(t.Context(), began.Challenge, answer)
			return err
		}, auth.ErrChallengeOver), 1)
		_, err = h.SignInWithPasskey(t.Context(), began.Challenge, answer)
		refused(t, "the same answer later", err, auth.ErrChallengeOver)
		began, err = h.BeginPasskeySignIn(t.Context())
		check(t, err)
		h.skip(5 * time.Minute)
		_, err = h.SignInWithPasskey(t.Context(), began.Challenge, d.get(t, began.PublicKey, c))
		refused(t, "an answer after five minutes", err, auth.ErrChallengeOver)
	})
	t.Run("where the address has no name", func(t *testing.T) {
		t.Parallel()
		for _, address := range []string{"http://127.0.0.1:8080", "http://[::1]:8080"} {
			h := setupWith(t, func(c *auth.Config) { c.PublicURL = address })
			u := h.somebody(t, email)
			_, err := h.BeginPasskey(t.Context(), u.ID)
			refused(t, address, err, auth.ErrNoPasskeys)
			_, err = h.BeginPasskeySignIn(t.Context())
			refused(t, address, err, auth.ErrNoPasskeys)
			_, err = h.AddPasskey(t.Context(), u.ID, "x", "x", []byte(`{}`))
			refused(t, address, err, auth.ErrNoPasskeys)
			_, err = h.SignInWithPasskey(t.Context(), "x", []byte(`{}`))
			refused(t, address, err, auth.ErrNoPasskeys)
		}
	})
	t.Run("nowhere for having a port", func(t *testing.T) {
		t.Parallel()
		const address = "http://localhost:18080"
		h := setupWith(t, func(c *auth.Config) { c.PublicURL = address })
		u := h.somebody(t, email)
		at, err := url.Parse(address)
		check(t, err)
		d := newDevice()
		d.rp = virtualwebauthn.RelyingParty{ID: at.Hostname(), Origin: address}
		_, c := h.add(t, u.ID, d)
		_, err = h.enter(t, d, c)
		check(t, err)
	})
}
