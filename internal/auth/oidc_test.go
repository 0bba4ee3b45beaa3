package auth_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"

	"rialto/internal/auth"
)

func TestProviderSignIn(t *testing.T) {
	t.Parallel()
	t.Run("makes a verified account, and knows it the next time", func(t *testing.T) {
		t.Parallel()
		h, _ := withIssuer(t)
		first, err := h.arrive(t)
		check(t, err)
		u := first.SignedIn.User
		same(t, "account", []any{u.Email, u.Name, u.EmailVerified, u.HasPassword, u.Role}, []any{email, "Ada Byron", true, false, auth.RoleCustomer})
		same(t, "goes on to", first.ReturnTo, "/account")
		same(t, "consents", h.consents, []string{"terms=true", "newsletter=false"})
		h.wantSession(t, *first.SignedIn, u.ID, auth.MethodOIDC, false)
		h.wantEvents(t, "user.email_verified", "user.registered")

		h.skip(time.Hour)
		second, err := h.arrive(t)
		check(t, err)
		h.wantSession(t, *second.SignedIn, u.ID, auth.MethodOIDC, false)
		h.wantEvents(t)
		list, err := h.Identities(t.Context(), u.ID)
		check(t, err)
		if len(list) != 1 || list[0].Provider != "acme" || list[0].Email != email || !list[0].LastUsedAt.Equal(h.now()) {
			t.Errorf("identities: %+v", list)
		}
		same(t, "accounts", h.count(t, "auth.users"), 1)
		h.wantLogged(t, u.ID, "user.identity_linked")
	})
	t.Run("knows the person by the subject, whatever the address is now", func(t *testing.T) {
		t.Parallel()
		h, i := withIssuer(t)
		first, err := h.arrive(t)
		check(t, err)
		i.told(func() { i.claims["email"], i.claims["email_verified"] = "ada@elsewhere.example", false })
		second, err := h.arrive(t)
		check(t, err)
		same(t, "account", second.SignedIn.User.ID, first.SignedIn.User.ID)
		same(t, "address", second.SignedIn.User.Email, email)
		i.told(func() {
			i.claims = map[string]any{"sub": "somebody-else", "email": "eve@example.org", "email_verified": true}
		})
		third, err := h.arrive(t)
		check(t, err)
		if third.SignedIn.User.ID == first.SignedIn.User.ID {
			t.Error("another subject is the same account")
		}
	})
	t.Run("takes what a token leaves out from userinfo", func(t *testing.T) {
		t.Parallel()
		h, i := withIssuer(t)
		i.told(func() {
			i.claims = map[string]any{"sub": "ada"}
			i.userInfo = map[string]any{"sub": "ada", "email": "Ada@Example.org", "email_verified": "true", "name": " Ada \t\u0001 Byron ", "locale": "de-AT"}
		})
		in, err := h.arrive(t)
		check(t, err)
		same(t, "account", in.SignedIn.User.Email+" "+in.SignedIn.User.Name+" "+in.SignedIn.User.Locale, "ada@example.org Ada Byron de")
	})
	t.Run("asks for the second factor", func(t *testing.T) {
		t.Parallel()
		h, _ := withIssuer(t)
		first, err := h.arrive(t)
		check(t, err)
		u := first.SignedIn.User
		made, err := h.BeginTOTP(t.Context(), u.ID)
		check(t, err)
		_, err = h.ConfirmTOTP(t.Context(), u.ID, h.code(t, made.Secret))
		check(t, err)
		h.skip(time.Minute)
		half, err := h.arrive(t)
		check(t, err)
		if half.SignedIn != nil || half.Challenge == "" {
			t.Fatalf("the provider alone signs in: %+v", half)
		}
		in, err := h.complete(t, half.Challenge, h.code(t, made.Secret))
		check(t, err)
		h.wantSession(t, in, u.ID, auth.MethodOIDC, true)
	})
	t.Run("makes one account when it comes twice at once", func(t *testing.T) {
		t.Parallel()
		h, _ := withIssuer(t)
		backs := []auth.ProviderReturn{h.visit(t, "/"), h.visit(t, "/"), h.visit(t, "/")}
		same(t, "sign-ins", race(t, len(backs), func(n int) error {
			in, err := h.FinishProvider(t.Context(), backs[n])
			if err == nil && in.SignedIn == nil {
				t.Errorf("not signed in: %+v", in)
			}
			return err
		}), len(backs))
		same(t, "accounts", h.count(t, "auth.users"), 1)
		same(t, "identities", h.count(t, "auth.identities"), 1)
	})
	t.Run("counts once, however often the browser returns", func(t *testing.T) {
		t.Parallel()
		h, i := withIssuer(t)
		back := h.visit(t, "/")
		same(t, "sign-ins", race(t, 4, func(int) error {
			_, err := h.FinishProvider(t.Context(), back)
			return err
		}, auth.ErrChallengeOver), 1)
		same(t, "codes exchanged", i.asked["/token"], 1)
	})
	t.Run("lets no blocked account in", func(t *testing.T) {
		t.Parallel()
		h, _ := withIssuer(t)
		first, err := h.arrive(t)
		check(t, err)
		_, err = h.pool.Exec(t.Context(), "UPDATE auth.users SET blocked_at = now()")
		check(t, err)
		_, err = h.arrive(t)
		refused(t, "a blocked account", err, auth.ErrBlocked)
		_, err = h.pool.Exec(t.Context(), "DELETE FROM auth.identities WHERE user_id = $1", first.SignedIn.User.ID)
		check(t, err)
		_, err = h.arrive(t)
		refused(t, "a blocked account that is not linked", err, auth.ErrBlocked)
	})
	t.Run("empties an account that a stranger made for the address", func(t *testing.T) {
		t.Parallel()
		h, _ := withIssuer(t)
		h.register(t, email, another)
		link := h.token(t, email, "verify_email")
		h.wantEvents(t, "user.registered")
		h.consents = nil
		in, err := h.arrive(t)
		check(t, err)
		same(t, "account", in.SignedIn.User.Name+" "+in.SignedIn.User.Email, "Ada Byron "+email)
		same(t, "password", in.SignedIn.User.HasPassword, false)
		same(t, "consents", h.consents, []string{"terms=true", "newsletter=false"})
		h.wantEvents(t, "user.email_verified")
		same(t, "accounts", h.count(t, "auth.users"), 1)
		_, err = h.login(t, email, another)
		refused(t, "the stranger's password", err, auth.ErrSignInFailed)
		_, err = h.VerifyEmail(t.Context(), auth.VerifyEmailInput{Token: link, Password: another, From: here})
		refused(t, "the stranger's link", err, auth.ErrLinkOver)
		same(t, "said in the log", h.count(t, "audit.entries WHERE action = 'user.identity_linked' AND details->>'account' = 'emptied'"), 1)
	})
	t.Run("is asked for with all that protects it", func(t *testing.T) {
		t.Parallel()
		h, _ := withIssuer(t)
		start, err := h.BeginProvider(t.Context(), "acme", "//evil.example")
		check(t, err)
		at, err := url.Parse(start.URL)
		check(t, err)
		q := at.Query()
		same(t, "request", []string{q.Get("response_type"), q.Get("client_id"), q.Get("scope"), q.Get("code_challenge_method"), q.Get("redirect_uri")},
			[]string{"code", "rialto", "openid email profile", "S256", publicURL + "/back/acme"})
		for _, name := range []string{"state", "nonce", "code_challenge"} {
			if len(q.Get(name)) != 43 {
				t.Errorf("%s is %q, want 256 bits", name, q.Get(name))
			}
		}
		if q.Get("state") == start.Browser || strings.Contains(start.URL, start.Browser) {
			t.Error("the address tells what only the browser knows")
		}
		back := h.visit(t, "//evil.example")
		in, err := h.FinishProvider(t.Context(), back)
		check(t, err)
		same(t, "goes on to", in.ReturnTo, "/")
	})
}

// Whatever is wrong with an answer, it is refused and nothing is written.
func TestProviderAnswersAreRefused(t *testing.T) {
	t.Parallel()
	h, i := withIssuer(t)
	otherKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(t, err)
	claim := func(name string, value any) func() { return func() { i.claims[name] = value } }
	without := func(name string) func() {
		return func() {
			i.token = func(c map[string]any) string { delete(c, name); return i.sign(c) }
		}
	}
	token := func(make func(map[string]any) string) func() { return func() { i.token = make } }
	reply := func(change func(map[string]any)) func() { return func() { i.reply = change } }
	status := func(path string, status int, body string) func() {
		return func() {
			i.answers[path] = func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(status)
				_, _ = w.Write([]byte(body))
			}
		}
	}
	now := h.now().Unix()
	for what, tt := range map[string]struct {
		misbehave func()
		want      error
	}{
		"a token that another key signed": {token(func(c map[string]any) string { return signed(jose.ES256, otherKey, c) }), auth.ErrProviderAnswer},
		"a token signed with the client's secret": {
			token(func(c map[string]any) string { return signed(jose.HS256, []byte(issuerSecret), c) }), auth.ErrProviderAnswer},
		"a token without a signature":        {token(unsigned), auth.ErrProviderAnswer},
		"a token whose claims were changed":  {token(func(c map[string]any) string { return changed(i.sign(c)) }), auth.ErrProviderAnswer},
		"a token of another issuer":          {claim("iss", "https://evil.example"), auth.ErrProviderAnswer},
		"a token without an issuer":          {without("iss"), auth.ErrProviderAnswer},
		"a token for another audience":       {claim("aud", "another-shop"), auth.ErrProviderAnswer},
		"a token for nobody":                 {without("aud"), auth.ErrProviderAnswer},
		"a token for several audiences":      {claim("aud", []string{"rialto", "another-shop"}), auth.ErrProviderAnswer},
		"a token issued to another party":    {claim("azp", "another-shop"), auth.ErrProviderAnswer},
		"an expired token":                   {claim("exp", now-1), auth.ErrProviderAnswer},
		"a token that never expires":         {without("exp"), auth.ErrProviderAnswer},
		"a token of tomorrow":                {claim("nbf", now+86400), auth.ErrProviderAnswer},
		"another nonce":                      {claim("nonce", "of another sign-in"), auth.ErrProviderAnswer},
		"no nonce":                           {without("nonce"), auth.ErrProviderAnswer},
		"the hash of another access token":   {claim("at_hash", atHash("another")), auth.ErrProviderAnswer},
		"a token about nobody":               {without("sub"), auth.ErrProviderAnswer},
		"a token about an endless name":      {claim("sub", strings.Repeat("x", 256)), auth.ErrProviderAnswer},
		"a token that is none":               {token(func(map[string]any) string { return "none" }), auth.ErrProviderAnswer},
		"no token":                           {reply(func(r map[string]any) { delete(r, "id_token") }), auth.ErrProviderAnswer},
		"no access token":                    {reply(func(r map[string]any) { delete(r, "access_token") }), auth.ErrProviderAnswer},
		"an answer without end":              {reply(func(r map[string]any) { r["scope"] = strings.Repeat("x", 2<<20) }), auth.ErrProviderAnswer},
		"a code that the provider refuses":   {status("/token", http.StatusBadRequest, `{"error":"invalid_grant"}`), auth.ErrProviderAnswer},
		"a client that the provider refuses": {status("/token", http.StatusUnauthorized, `{"error":"invalid_client"}`), auth.ErrProviderAnswer},
		"a provider that fails":              {status("/token", http.StatusInternalServerError, "oh no"), auth.ErrProviderUnavailable},
		"a provider that sends us elsewhere": {func() {
			i.answers["/token"] = func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
			}
		}, auth.ErrProviderAnswer},
		"keys that cannot be read":            {status("/keys", http.StatusInternalServerError, ""), auth.ErrProviderAnswer},
		"an address that is not verified":     {claim("email_verified", false), auth.ErrEmailNotProven},
		"an address verified in no language":  {claim("email_verified", "yes"), auth.ErrEmailNotProven},
		"an address of which nothing is said": {without("email_verified"), auth.ErrEmailNotProven},
		"an address that is none":             {claim("email", "ada"), auth.ErrEmailRefused},
		"an address that looks like another":  {claim("email", "аda@example.org"), auth.ErrEmailRefused},
		"no address": {func() {
			delete(i.claims, "email")
			i.userInfo = map[string]any{"sub": i.claims["sub"]}
		}, auth.ErrEmailNotProven},
		"userinfo about somebody else": {func() {
			delete(i.claims, "email")
			i.userInfo = map[string]any{"sub": "eve", "email": "eve@example.org", "email_verified": true}
		}, auth.ErrProviderAnswer},
		"userinfo that fails": {func() {
			delete(i.claims, "email")
			status("/userinfo", http.StatusInternalServerError, "")()
		}, auth.ErrProviderUnavailable},
	} {
		i.told(tt.misbehave)
		in, err := h.arrive(t)
		refused(t, what, err, tt.want)
		if in.SignedIn != nil || in.Challenge != "" || in.Link != "" || in.ReturnTo != "/account" {
			t.Errorf("%s: got %+v with the error", what, in)
		}
		i.behave()
	}

	for what, tt := range map[string]struct {
		spoil func(*auth.ProviderReturn)
		want  error
	}{
		"another state":                   {func(r *auth.ProviderReturn) { r.State = strings.Repeat("x", 43) }, auth.ErrChallengeOver},
		"no state":                        {func(r *auth.ProviderReturn) { r.State = "" }, auth.ErrChallengeOver},
		"another browser":                 {func(r *auth.ProviderReturn) { r.Browser = h.visit(t, "/").Browser }, auth.ErrChallengeOver},
		"a browser without a cookie":      {func(r *auth.ProviderReturn) { r.Browser = "" }, auth.ErrChallengeOver},
		"another provider's name":         {func(r *auth.ProviderReturn) { r.Issuer = "https://evil.example" }, auth.ErrProviderAnswer},
		"no provider's name":              {func(r *auth.ProviderReturn) { r.Issuer = "" }, auth.ErrProviderAnswer},
		"no code":                         {func(r *auth.ProviderReturn) { r.Code = "" }, auth.ErrProviderAnswer},
		"a code of our own":               {func(r *auth.ProviderReturn) { r.Code = "made up" }, auth.ErrProviderAnswer},
		"the code of another sign-in":     {func(r *auth.ProviderReturn) { r.Code = h.visit(t, "/").Code }, auth.ErrProviderAnswer},
		"no consent":                      {func(r *auth.ProviderReturn) { r.Code, r.Error = "", "access_denied" }, auth.ErrProviderDenied},
		"a provider in trouble":           {func(r *auth.ProviderReturn) { r.Code, r.Error = "", "temporarily_unavailable" }, auth.ErrProviderUnavailable},
		"the address of another provider": {func(r *auth.ProviderReturn) { r.Provider = "other" }, auth.ErrChallengeOver},
		"an unknown provider":             {func(r *auth.ProviderReturn) { r.Provider = "nobody" }, auth.ErrProviderNotFound},
	} {
		back := h.visit(t, "/account")
		tt.spoil(&back)
		_, err := h.FinishProvider(t.Context(), back)
		refused(t, what, err, tt.want)
	}
	late := h.visit(t, "/account")
	h.skip(10 * time.Minute)
	_, err = h.FinishProvider(t.Context(), late)
	refused(t, "a return after ten minutes", err, auth.ErrChallengeOver)

	for _, table := range []string{"auth.users", "auth.identities", "auth.sessions", "audit.entries", "notify.mails"} {
		same(t, "rows of "+table, h.count(t, table), 0)
	}
	h.wantEvents(t)

	// It is the misbehaviour alone that was refused.
	_, err = h.arrive(t)
	check(t, err)
}

// changed is a token with another subject and the old signature.
func changed(token string) string {
	parts := strings.Split(token, ".")
	return parts[0] + "." + strings.Split(unsigned(map[string]any{"sub": "eve"}), ".")[1] + "." + parts[2]
}

func TestStateOfAnotherDoesNotUseUpASignIn(t *testing.T) {
	t.Parallel()
	h, _ := withIssuer(t)
	back := h.visit(t, "/")
	wrong := back
	wrong.State = "of another"
	_, err := h.FinishProvider(t.Context(), wrong)
	refused(t, "another state", err, auth.ErrChallengeOver)
	_, err = h.FinishProvider(t.Context(), back)
	check(t, err)
}

func TestProviderThatIsDown(t *testing.T) {
	t.Parallel()
	t.Run("is asked again by the next who comes", func(t *testing.T) {
		t.Parallel()
		h, i := withIssuer(t)
		down := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }
		i.told(func() { i.answers["/.well-known/openid-configuration"] = down })
		for range 2 {
			_, err := h.BeginProvider(t.Context(), "acme", "/")
			refused(t, "a provider that is down", err, auth.ErrProviderUnavailable)
		}
		i.behave()
		_, err := h.arrive(t)
		check(t, err)
		same(t, "times it was asked where it is", i.asked["/.well-known/openid-configuration"], 3)

		h.skip(2 * time.Hour)
		i.told(func() { i.answers["/.well-known/openid-configuration"] = down })
		_, err = h.arrive(t)
		check(t, err)
	})
	t.Run("when nobody listens there, too", func(t *testing.T) {
		t.Parallel()
		h, i := withIssuer(t)
		back := h.visit(t, "/account")
		i.Close()
		in, err := h.FinishProvider(t.Context(), back)
		refused(t, "a provider that went away meanwhile", err, auth.ErrProviderUnavailable)
		same(t, "goes on to", in.ReturnTo, "/account")
		fresh := open(t, h.pool, i.configure)
		_, err = fresh.BeginProvider(t.Context(), "acme", "/")
		refused(t, "a provider that is not there", err, auth.ErrProviderUnavailable)
	})
	t.Run("and one that is another is no better", func(t *testing.T) {
		t.Parallel()
		for what, change := range map[string]func(map[string]any){
			"another issuer":             func(m map[string]any) { m["issuer"] = "https://evil.example" },
			"an address that is no URL":  func(m map[string]any) { m["token_endpoint"] = "file:///etc/passwd" },
			"an endless description":     func(m map[string]any) { m["x"] = strings.Repeat("x", 2<<20) },
			"an address of another sort": func(m map[string]any) { m["userinfo_endpoint"] = 7 },
		} {
			h, i := withIssuer(t)
			i.told(func() { i.metadata = change })
			_, err := h.BeginProvider(t.Context(), "acme", "/")
			refused(t, what, err, auth.ErrProviderUnavailable)
		}
	})
	t.Run("is asked once by many at once", func(t *testing.T) {
		t.Parallel()
		h, i := withIssuer(t)
		race(t, 10, func(int) error {
			_, err := h.BeginProvider(t.Context(), "acme", "/")
			return err
		})
		if n := i.asked["/.well-known/openid-configuration"]; n > 3 {
			t.Errorf("asked %d times", n)
		}
	})
}

func TestLinking(t *testing.T) {
	t.Parallel()
	t.Run("waits until the account's owner has signed in to it", func(t *testing.T) {
		t.Parallel()
		h, _ := withIssuer(t)
		u, eve := h.somebody(t, email), h.somebody(t, "eve@example.org")
		h.wantEvents(t, "user.email_verified", "user.email_verified", "user.registered", "user.registered")
		in, err := h.arrive(t)
		check(t, err)
		if in.SignedIn != nil || in.Challenge != "" || in.Link == "" {
			t.Fatalf("signed in to an account by its address: %+v", in)
		}
		_, err = h.LinkIdentity(t.Context(), eve.ID, in.Link)
		refused(t, "linking to another's account", err, auth.ErrChallengeOver)
		_, err = h.LinkIdentity(t.Context(), u.ID, "made up")
		refused(t, "a link that was made up", err, auth.ErrChallengeOver)
		same(t, "identities", h.count(t, "auth.identities"), 0)

		same(t, "links", race(t, 4, func(int) error {
			_, err := h.LinkIdentity(t.Context(), u.ID, in.Link)
			return err
		}, auth.ErrChallengeOver), 1)
		out, err := h.arrive(t)
		check(t, err)
		h.wantSession(t, *out.SignedIn, u.ID, auth.MethodOIDC, false)
		h.wantTold(t, u, []string{"Another way to sign in to your account"}, []string{"user.identity_linked"})
		h.wantEvents(t)
	})
	t.Run("is over after ten minutes, or when the address is another", func(t *testing.T) {
		t.Parallel()
		h, _ := withIssuer(t)
		u := h.somebody(t, email)
		late, err := h.arrive(t)
		check(t, err)
		h.skip(10 * time.Minute)
		_, err = h.LinkIdentity(t.Context(), u.ID, late.Link)
		refused(t, "linking after ten minutes", err, auth.ErrChallengeOver)
		in, err := h.arrive(t)
		check(t, err)
		_, err = h.pool.Exec(t.Context(), "UPDATE auth.users SET email = 'ada@elsewhere.example'")
		check(t, err)
		_, err = h.LinkIdentity(t.Context(), u.ID, in.Link)
		refused(t, "linking to an address that is another now", err, auth.ErrChallengeOver)
		_, err = h.LinkIdentity(t.Context(), h.somebody(t, email).ID, in.Link)
		refused(t, "linking by who has the address now", err, auth.ErrChallengeOver)
		same(t, "identities", h.count(t, "auth.identities"), 0)
	})
	t.Run("takes one account at a provider, and gives it to nobody else", func(t *testing.T) {
		t.Parallel()
		h, i := withIssuer(t)
		u := h.somebody(t, email)
		first, err := h.arrive(t)
		check(t, err)
		again, err := h.arrive(t)
		check(t, err)
		i.told(func() { i.claims["sub"] = "ada-the-second" })
		second, err := h.arrive(t)
		check(t, err)
		_, err = h.LinkIdentity(t.Context(), u.ID, first.Link)
		check(t, err)
		_, err = h.LinkIdentity(t.Context(), u.ID, second.Link)
		refused(t, "a second account at the provider", err, auth.ErrProviderLinked)
		_, err = h.pool.Exec(t.Context(), "UPDATE auth.identities SET user_id = $1", h.somebody(t, "eve@example.org").ID)
		check(t, err)
		_, err = h.LinkIdentity(t.Context(), u.ID, again.Link)
		refused(t, "an account at the provider that is another's", err, auth.ErrIdentityTaken)
	})
	t.Run("is undone as long as there is another way in", func(t *testing.T) {
		t.Parallel()
		h, _ := withIssuer(t)
		in, err := h.arrive(t)
		check(t, err)
		u, eve := in.SignedIn.User, h.somebody(t, "eve@example.org")
		list, err := h.Identities(t.Context(), u.ID)
		check(t, err)
		id := list[0].ID
		refused(t, "unlinking another's", h.UnlinkIdentity(t.Context(), eve.ID, id), auth.ErrIdentityNotFound)
		refused(t, "unlinking the only way in", h.UnlinkIdentity(t.Context(), u.ID, id), auth.ErrLastSignIn)
		passkey, _ := h.add(t, u.ID, newDevice())
		check(t, h.UnlinkIdentity(t.Context(), u.ID, id))
		refused(t, "unlinking again", h.UnlinkIdentity(t.Context(), u.ID, id), auth.ErrIdentityNotFound)
		refused(t, "removing the passkey that is left", h.RemovePasskey(t.Context(), u.ID, passkey.ID), auth.ErrLastSignIn)
		again, err := h.arrive(t)
		check(t, err)
		if again.Link == "" {
			t.Errorf("what was unlinked signs in: %+v", again)
		}
	})
	t.Run("of a passkey and a provider one stays, when both go at once", func(t *testing.T) {
		t.Parallel()
		h, _ := withIssuer(t)
		in, err := h.arrive(t)
		check(t, err)
		u := in.SignedIn.User
		list, err := h.Identities(t.Context(), u.ID)
		check(t, err)
		passkey, _ := h.add(t, u.ID, newDevice())
		remove := []func(uuid.UUID) error{
			func(user uuid.UUID) error { return h.UnlinkIdentity(t.Context(), user, list[0].ID) },
			func(user uuid.UUID) error { return h.RemovePasskey(t.Context(), user, passkey.ID) },
		}
		same(t, "removed", race(t, 2, func(n int) error { return remove[n](u.ID) }, auth.ErrLastSignIn), 1)
	})
	t.Run("to a provider that is gone is no way in", func(t *testing.T) {
		t.Parallel()
		h, _ := withIssuer(t)
		in, err := h.arrive(t)
		check(t, err)
		passkey, _ := h.add(t, in.SignedIn.User.ID, newDevice())
		later := open(t, h.pool, func(*auth.Config) {})
		same(t, "providers", len(later.Providers()), 0)
		refused(t, "removing the passkey", later.RemovePasskey(t.Context(), in.SignedIn.User.ID, passkey.ID), auth.ErrLastSignIn)
	})
}

func TestProvidersAreListedWithoutSecrets(t *testing.T) {
	t.Parallel()
	h, i := withIssuer(t)
	same(t, "providers", h.Providers(), []auth.Provider{{ID: "acme", Name: "Acme", Issuer: i.URL}, {ID: "other", Name: "Other", Issuer: i.URL}})
}

func TestSecretOfAProviderIsReplaced(t *testing.T) {
	t.Parallel()
	h, i := withIssuer(t)
	_, err := h.arrive(t)
	check(t, err)
	i.told(func() { i.secret = "another secret" })
	with := func(secret string) []auth.Provider {
		return []auth.Provider{{ID: "acme", Name: "Acme", Issuer: i.URL, ClientID: "rialto", ClientSecret: secret, Scopes: []string{"email", "profile"}}}
	}
	if _, err := h.arrive(t); err == nil {
		t.Error("the provider takes the old secret")
	}
	h.ReplaceProviders(with("another secret"))
	_, err = h.arrive(t)
	check(t, err)
}
