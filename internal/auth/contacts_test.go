package auth_test

import (
	"testing"

	"github.com/google/uuid"

	"rialto/internal/auth"
)

func TestContacts(t *testing.T) {
	t.Parallel()
	h := setup(t)
	made, err := h.Create(t.Context(), auth.CreateInput{Email: "Ada@Example.org", Password: password, Name: "Ada Byron", Locale: "de"})
	check(t, err)
	h.register(t, "new@example.org", password)
	blocked, err := h.Create(t.Context(), auth.CreateInput{Email: "eve@example.org", Password: password})
	check(t, err)
	_, err = h.pool.Exec(t.Context(), "UPDATE auth.users SET blocked_at = now() WHERE id = $1", blocked.ID)
	check(t, err)
	want := auth.Contact{UserID: made.ID, Email: "ada@example.org", Name: "Ada Byron", Locale: "de"}

	t.Run("are found by ids", func(t *testing.T) {
		got, err := h.Contacts(t.Context(), []uuid.UUID{made.ID, blocked.ID, uuid.New()})
		check(t, err)
		if len(got) != 2 || got[made.ID] != want || got[blocked.ID].Email != "eve@example.org" {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("are found by an address that was verified, however it is written", func(t *testing.T) {
		for _, written := range []string{"ada@example.org", " ADA@example.ORG "} {
			got, err := h.ContactByEmail(t.Context(), written)
			check(t, err)
			if got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		}
	})
	for _, address := range []string{"new@example.org", "eve@example.org", "nobody@example.org"} {
		t.Run("are not found by "+address, func(t *testing.T) {
			_, err := h.ContactByEmail(t.Context(), address)
			wantErr(t, err, auth.ErrNoSuchAccount)
		})
	}
}
