package privacy

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/privacy/internal/privacydb"
)

// Purpose is what somebody agrees to.
type Purpose string

// The purposes. Terms are agreed to with the registration, and nobody has an
// account without; the newsletter is asked for apart from them.
const (
	PurposeTerms      Purpose = "terms"
	PurposeNewsletter Purpose = "newsletter"
)

var purposes = []Purpose{PurposeTerms, PurposeNewsletter}

// newsletterVersion is the version of the sentence beside the newsletter's
// switch. Raise it when the sentence means something else.
const newsletterVersion = "1"

// Consent is what somebody said to a purpose last.
type Consent struct {
	Purpose   Purpose
	Granted   bool
	Version   string     // of the text; empty when they never said anything
	ChangedAt *time.Time // nil when they never said anything
}

// RecordConsentTx writes down that the user agrees to the present version of
// the purpose's text, or no longer does. What was written before stays.
func (s *Service) RecordConsentTx(ctx context.Context, tx db.Tx, user uuid.UUID, purpose Purpose, granted bool) error {
	version := newsletterVersion
	if purpose == PurposeTerms {
		version = s.cfg.TermsVersion
	}
	err := s.q.InsertConsent(ctx, tx, privacydb.InsertConsentParams{
		ID: db.NewID(), UserID: user, Purpose: string(purpose), Granted: granted, Version: version, RecordedAt: s.Now(),
	})
	if err != nil {
		return fmt.Errorf("record consent: %w", err)
	}
	return nil
}

// Consents returns what the user said to each purpose.
func (s *Service) Consents(ctx context.Context, user uuid.UUID) ([]Consent, error) {
	rows, err := s.q.CurrentConsents(ctx, s.Pool, user)
	if err != nil {
		return nil, fmt.Errorf("consents: %w", err)
	}
	said := map[Purpose]Consent{}
	for _, r := range rows {
		said[Purpose(r.Purpose)] = Consent{Granted: r.Granted, Version: r.Version, ChangedAt: &r.RecordedAt}
	}
	list := make([]Consent, len(purposes))
	for i, p := range purposes {
		list[i] = said[p]
		list[i].Purpose = p
	}
	return list, nil
}

// SetConsent records a change of mind and returns all consents.
func (s *Service) SetConsent(ctx context.Context, user uuid.UUID, purpose Purpose, granted bool) ([]Consent, error) {
	err := db.InTx(ctx, s.Pool, func(tx db.Tx) error { return s.RecordConsentTx(ctx, tx, user, purpose, granted) })
	if err != nil {
		return nil, err
	}
	return s.Consents(ctx, user)
}
