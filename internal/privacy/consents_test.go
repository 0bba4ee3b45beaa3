package privacy

import (
	"strings"
	"testing"

	"rialto/internal/db"
)

func TestConsents(t *testing.T) {
	t.Parallel()
	s := setup(t)
	m := s.join(t, "ada@example.org", "Ada")
	user := m.actor.UserID
	list, err := s.Consents(t.Context(), user)
	check(t, err)
	if len(list) != 2 || list[0].Purpose != PurposeTerms || !list[0].Granted || list[0].Version != "2026-11" || list[0].ChangedAt == nil || !list[1].Granted {
		t.Errorf("after the registration: %+v", list)
	}

	list, err = s.SetConsent(t.Context(), user, PurposeNewsletter, false)
	check(t, err)
	if list[1].Purpose != PurposeNewsletter || list[1].Granted {
		t.Errorf("after the withdrawal: %+v", list)
	}
	wantEqual(t, "history", s.text(t, `SELECT string_agg(purpose || ' ' || granted, ', ' ORDER BY recorded_at, id) FROM privacy.consents WHERE user_id = $1`, user),
		"terms true, newsletter true, newsletter false")

	t.Run("are never changed", func(t *testing.T) {
		_, err := s.owner.Exec(t.Context(), "UPDATE privacy.consents SET granted = true")
		if err == nil || !strings.Contains(err.Error(), "record a new one") {
			t.Errorf("got %v", err)
		}
	})

	t.Run("that were never given say so", func(t *testing.T) {
		s.exec(t, "DELETE FROM privacy.consents")
		list, err := s.Consents(t.Context(), user)
		check(t, err)
		if len(list) != 2 || list[1].Granted || list[1].Version != "" || list[1].ChangedAt != nil {
			t.Errorf("got %+v", list)
		}
	})

	t.Run("are recorded in the transaction of their cause", func(t *testing.T) {
		err := db.InTx(t.Context(), s.pool, func(tx db.Tx) error {
			if err := s.RecordConsentTx(t.Context(), tx, user, PurposeTerms, true); err != nil {
				return err
			}
			return ErrNobody // changed its mind
		})
		wantErr(t, err, ErrNobody)
		wantEqual(t, "records", s.text(t, "SELECT count(*)::text FROM privacy.consents"), "0")
	})
}
