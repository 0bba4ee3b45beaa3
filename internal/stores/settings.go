package stores

import (
	"context"
	"encoding/json"
	"fmt"
	"net/mail"
	"net/url"
	"slices"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/stores/internal/storesdb"
)

// Settings are what those who run the marketplace decide about it.
type Settings struct {
	SupportEmail           string // empty: none
	TermsURL, TermsVersion string // of the terms for sellers; no address: none
	Required               []StepKind
	Custom                 []CustomStep
	Version                int
}

// CustomStep is one of the marketplace's own steps before a store is let in.
type CustomStep struct {
	Key         string `json:"key"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
}

// Settings returns what is decided about the marketplace.
func (s *Service) Settings(ctx context.Context) (Settings, error) {
	row, err := s.q.Settings(ctx, s.pool)
	if err != nil {
		return Settings{}, fmt.Errorf("settings: %w", err)
	}
	return settingsFromRow(row)
}

// PutSettings decides about the marketplace; in.Version is the one that is
// changed. It returns ErrStale, or ErrSettingsInvalid with the fields.
func (s *Service) PutSettings(ctx context.Context, actor uuid.UUID, in Settings) (out Settings, err error) {
	in.TermsVersion = oneLine(in.TermsVersion)
	for i, c := range in.Custom {
		in.Custom[i] = CustomStep{Key: c.Key, Title: oneLine(c.Title), Description: prose(c.Description)}
	}
	if bad := in.problems(); len(bad) > 0 {
		return Settings{}, ErrSettingsInvalid.With(bad...)
	}
	custom, err := json.Marshal(append([]CustomStep{}, in.Custom...))
	if err != nil {
		return Settings{}, fmt.Errorf("encode steps: %w", err)
	}
	required := make([]string, 0, len(in.Required))
	for _, k := range stepKinds {
		if slices.Contains(in.Required, k) {
			required = append(required, string(k))
		}
	}
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error {
		row, err := s.q.PutSettings(ctx, tx, storesdb.PutSettingsParams{
			SupportEmail: in.SupportEmail, TermsUrl: in.TermsURL, TermsVersion: in.TermsVersion, RequiredSteps: required, CustomSteps: custom,
			Now: s.now(), Version: int32(in.Version),
		})
		if db.NoRows(err) {
			return ErrStale
		}
		if err != nil {
			return fmt.Errorf("put settings: %w", err)
		}
		if out, err = settingsFromRow(row); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: &actor, Action: "settings.changed", Target: audit.Target{Kind: "settings", ID: "marketplace"},
			Details: map[string]string{"version": fmt.Sprint(out.Version)},
		})
	})
	return out, err
}

func (in Settings) problems() (bad []errs.Field) {
	if a, err := mail.ParseAddress(in.SupportEmail); in.SupportEmail != "" && (err != nil || a.Address != in.SupportEmail) {
		bad = append(bad, errs.Field{Path: "supportEmail", Code: "email", Message: "This is not an e-mail address."})
	}
	if u, err := url.Parse(in.TermsURL); in.TermsURL != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
		bad = append(bad, errs.Field{Path: "termsUrl", Code: "url", Message: "Use the address of a page, with https:// in front."})
	}
	if in.TermsVersion == "" {
		bad = append(bad, errs.Field{Path: "termsVersion", Code: "required", Message: "This is needed."})
	}
	for i, c := range in.Custom {
		if c.Title == "" {
			bad = append(bad, errs.Field{Path: fmt.Sprintf("customSteps[%d].title", i), Code: "required", Message: "This is needed."})
		}
		if slices.ContainsFunc(in.Custom[:i], func(o CustomStep) bool { return o.Key == c.Key }) {
			bad = append(bad, errs.Field{Path: fmt.Sprintf("customSteps[%d].key", i), Code: "taken", Message: "Another step has this key."})
		}
	}
	return bad
}

func settingsFromRow(r storesdb.StoresSetting) (Settings, error) {
	out := Settings{SupportEmail: r.SupportEmail, TermsURL: r.TermsUrl, TermsVersion: r.TermsVersion, Version: int(r.Version)}
	for _, k := range r.RequiredSteps {
		out.Required = append(out.Required, StepKind(k))
	}
	if err := json.Unmarshal(r.CustomSteps, &out.Custom); err != nil {
		return Settings{}, fmt.Errorf("decode steps: %w", err)
	}
	return out, nil
}

// FeaturedStores returns the stores that the marketplace shows first, in their
// order, suspended ones too, and the version of the list.
func (s *Service) FeaturedStores(ctx context.Context) ([]Store, int, error) {
	settings, err := s.q.Settings(ctx, s.pool)
	if err != nil {
		return nil, 0, fmt.Errorf("settings: %w", err)
	}
	rows, err := s.q.FeaturedStores(ctx, s.pool)
	if err != nil {
		return nil, 0, fmt.Errorf("featured stores: %w", err)
	}
	return storesFromRows(rows), int(settings.FeaturedVersion), nil
}

// SetFeatured says which stores the marketplace shows first, and in which order;
// version is that of the list which is changed. It returns ErrStale, or
// ErrFeaturedInvalid when one is not open or named twice.
func (s *Service) SetFeatured(ctx context.Context, actor uuid.UUID, version int, ids []uuid.UUID) error {
	for i, id := range ids {
		if slices.Contains(ids[:i], id) {
			return ErrFeaturedInvalid.With(errs.Field{Path: fmt.Sprintf("storeIds[%d]", i), Code: "taken", Message: "It is in the list already."})
		}
	}
	return db.InTx(ctx, s.pool, func(tx db.Tx) error {
		n, err := s.q.NextFeaturedVersion(ctx, tx, int32(version))
		if err != nil {
			return fmt.Errorf("version of featured stores: %w", err)
		}
		if n == 0 {
			return ErrStale
		}
		if err := s.q.ClearFeatured(ctx, tx, ids); err != nil {
			return fmt.Errorf("clear featured stores: %w", err)
		}
		set, err := s.q.SetFeatured(ctx, tx, ids)
		if err != nil {
			return fmt.Errorf("set featured stores: %w", err)
		}
		if int(set) != len(ids) {
			return ErrFeaturedInvalid.With(errs.Field{Path: "storeIds", Code: "unknown", Message: "One of the stores is not open."})
		}
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: &actor, Action: "settings.featured_stores_set", Target: audit.Target{Kind: "settings", ID: "featured"},
			Details: map[string]string{"stores": fmt.Sprint(len(ids))},
		})
	})
}
