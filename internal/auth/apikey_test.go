package auth_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"rialto/internal/auth"
)

func TestAPIKey(t *testing.T) {
	t.Parallel()
	read := auth.CreateAPIKeyInput{Name: " Stock sync ", Scopes: []auth.Scope{auth.ScopeStoreRead, auth.ScopeAccountRead, auth.ScopeStoreRead}, Life: 24 * time.Hour}

	t.Run("lets a program in, as far as its scopes go", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		key, made, err := h.CreateAPIKey(t.Context(), h.actor(t, in.AccessToken), read)
		check(t, err)
		if made.Name != "Stock sync" || made.Prefix != key[:13] || key[:7] != "rialto_" {
			t.Errorf("got %q and %+v", key, made)
		}
		a := h.actor(t, key)
		if a.UserID != in.User.ID || a.HasSession() || h.Fresh(a) || !slices.Equal(a.Scopes, []auth.Scope{auth.ScopeAccountRead, auth.ScopeStoreRead}) {
			t.Errorf("got %+v", a)
		}
		if !a.May(auth.ScopeStoreRead) || a.May(auth.ScopeStoreWrite) || a.May(auth.ScopeAdminRead) {
			t.Error("the scopes say something else")
		}
		if n := h.count(t, "auth.api_keys WHERE name || prefix || encode(digest, 'escape') LIKE '%' || $1 || '%'", key[13:]); n != 0 {
			t.Error("the key itself is kept")
		}
		h.wantLogged(t, in.User.ID, "api_key.created")
		if told := h.mails(t, email)[0]; told.Kind != "second_factor_changed" || !strings.Contains(told.Text, "API key") {
			t.Errorf("its owner was told %+v", told)
		}
	})

	t.Run("works until it expires or is revoked, and notes its last use once a minute", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		actor := h.actor(t, in.AccessToken)
		key, _, err := h.CreateAPIKey(t.Context(), actor, read)
		check(t, err)
		second, made, err := h.CreateAPIKey(t.Context(), actor, read)
		check(t, err)

		h.wantIn(t, key, true)
		used := h.now()
		h.skip(59 * time.Second)
		h.wantIn(t, key, true)
		keys, err := h.APIKeys(t.Context(), in.User.ID)
		check(t, err)
		if i := slices.IndexFunc(keys, func(k auth.APIKey) bool { return k.ID != made.ID }); len(keys) != 2 || !keys[i].LastUsedAt.Equal(used) {
			t.Errorf("got %+v", keys)
		}

		check(t, h.RevokeAPIKey(t.Context(), in.User.ID, made.ID))
		check(t, h.RevokeAPIKey(t.Context(), in.User.ID, made.ID))
		h.wantIn(t, second, false)
		h.skip(24 * time.Hour)
		h.wantIn(t, key, false)
		h.wantLogged(t, in.User.ID, "api_key.created", "api_key.created", "api_key.revoked")
	})

	t.Run("of another is not there", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in, other := h.signUp(t, email), h.signUp(t, "grace@example.org")
		key, made, err := h.CreateAPIKey(t.Context(), h.actor(t, in.AccessToken), read)
		check(t, err)
		wantErr(t, h.RevokeAPIKey(t.Context(), other.User.ID, made.ID), auth.ErrAPIKeyNotFound)
		h.wantIn(t, key, true)
	})

	t.Run("opens no more than its maker may", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		in := h.signUp(t, email)
		_, _, err := h.CreateAPIKey(t.Context(), h.actor(t, in.AccessToken),
			auth.CreateAPIKeyInput{Name: "x", Scopes: []auth.Scope{auth.ScopeStoreRead, auth.ScopeAdminRead}, Life: time.Hour})
		wantErr(t, err, auth.ErrScopeRefused)
	})

	t.Run("is one of fifty at most", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		actor := h.actor(t, h.signUp(t, email).AccessToken)
		if n := succeeded(atOnceErrs(55, func() error {
			_, _, err := h.CreateAPIKey(t.Context(), actor, read)
			return err
		}), auth.ErrTooManyKeys); n != 50 {
			t.Errorf("%d keys were made", n)
		}
	})

	t.Run("that is made up opens nothing", func(t *testing.T) {
		t.Parallel()
		h := setup(t)
		for _, key := range []string{"rialto_", "rialto_x", "", "x", "Bearer", "a.b.c"} {
			h.wantIn(t, key, false)
		}
	})
}
