package stores

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/stores/internal/storesdb"
)

// StepKind is what a step before a store is let in is about.
type StepKind string

// The kinds of steps. All but custom ones are done by giving what they ask for.
const (
	StepProfile StepKind = "profile"
	StepAddress StepKind = "address"
	StepTaxID   StepKind = "tax_id"
	StepTerms   StepKind = "terms"
	StepPayout  StepKind = "payout"
	StepCustom  StepKind = "custom"
)

var stepKinds = []StepKind{StepProfile, StepAddress, StepTaxID, StepTerms, StepPayout}

// Step is something to do before a store is let in.
type Step struct {
	Kind               StepKind
	Key                string // the kind, or a custom step's own
	Title, Description string // of a custom step
	Required, Done     bool
}

// Onboarding is a store's way in.
type Onboarding struct {
	Store           Store
	Settings        Settings
	Steps           []Step
	TermsVersion    string // the one that was accepted
	TermsAcceptedAt *time.Time
	SubmittedAt     *time.Time
	DecidedAt       *time.Time
}

// Complete reports whether all that is required is done.
func (o Onboarding) Complete() bool { return len(o.left()) == 0 }

// left names the required steps that are not done.
func (o Onboarding) left() (fields []errs.Field) {
	for _, s := range o.Steps {
		if s.Required && !s.Done {
			fields = append(fields, errs.Field{Path: "steps." + s.Key, Code: "missing", Message: "This step is left."})
		}
	}
	return fields
}

// Onboarding returns what is left to do until a store can be let in.
func (s *Service) Onboarding(ctx context.Context, store uuid.UUID) (Onboarding, error) {
	settings, err := s.Settings(ctx)
	if err != nil {
		return Onboarding{}, err
	}
	var o Onboarding
	err = db.InStoreTx(ctx, s.pool, store, func(tx db.Tx) error {
		row, err := s.q.AnyStoreByID(ctx, tx, store)
		if err != nil {
			return fmt.Errorf("store: %w", err)
		}
		o, err = s.onboardingTx(ctx, tx, storeFromRow(row), settings)
		return err
	})
	return o, err
}

func (s *Service) onboardingTx(ctx context.Context, tx db.Tx, st Store, settings Settings) (Onboarding, error) {
	o := Onboarding{Store: st, Settings: settings}
	business, err := s.BusinessTx(ctx, tx, st.ID)
	if err != nil {
		return Onboarding{}, err
	}
	payout, err := s.payoutTx(ctx, tx, st.ID)
	if err != nil {
		return Onboarding{}, err
	}
	app, err := s.q.Application(ctx, tx, st.ID)
	if err != nil && !db.NoRows(err) { // the marketplace's own stores have none
		return Onboarding{}, fmt.Errorf("application: %w", err)
	}
	o.TermsAcceptedAt, o.SubmittedAt, o.DecidedAt = app.TermsAcceptedAt, app.SubmittedAt, app.DecidedAt
	if app.TermsVersion != nil {
		o.TermsVersion = *app.TermsVersion
	}
	done := map[StepKind]bool{
		StepProfile: st.Description != "", StepAddress: business.Version > 0, StepTaxID: business.TaxID != "",
		StepTerms: o.TermsVersion == settings.TermsVersion, StepPayout: payout.Version > 0,
	}
	for _, k := range stepKinds {
		o.Steps = append(o.Steps, Step{Kind: k, Key: string(k), Required: slices.Contains(settings.Required, k), Done: done[k]})
	}
	for _, c := range settings.Custom {
		o.Steps = append(o.Steps, Step{
			Kind: StepCustom, Key: c.Key, Title: c.Title, Description: c.Description, Required: true, Done: slices.Contains(app.ConfirmedSteps, c.Key),
		})
	}
	return o, nil
}

// AcceptTerms accepts the marketplace's terms for sellers in the version that
// was shown, or returns ErrTermsChanged when there is a newer one.
func (r *Registry) AcceptTerms(ctx context.Context, actor, store uuid.UUID, version string) error {
	settings, err := r.Settings(ctx)
	if err != nil {
		return err
	}
	if version != settings.TermsVersion {
		return ErrTermsChanged
	}
	return db.InTx(ctx, r.pool, func(tx db.Tx) error {
		now := r.now()
		err := r.q.SetTerms(ctx, tx, storesdb.SetTermsParams{StoreID: store, Actor: actor, TermsVersion: &version, Now: &now})
		if err != nil {
			return fmt.Errorf("set terms: %w", err)
		}
		return r.recordTx(ctx, tx, &actor, "store.terms_accepted", store, map[string]string{"version": version})
	})
}

// ConfirmStep says that one of the marketplace's own steps is done, or not. It
// returns ErrStepNotFound.
func (r *Registry) ConfirmStep(ctx context.Context, actor, store uuid.UUID, key string, done bool) error {
	settings, err := r.Settings(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(settings.Custom, func(c CustomStep) bool { return c.Key == key }) {
		return ErrStepNotFound
	}
	return db.InTx(ctx, r.pool, func(tx db.Tx) error {
		err := r.q.ConfirmStep(ctx, tx, storesdb.ConfirmStepParams{StoreID: store, Actor: actor, Step: key, Done: done, Now: r.now()})
		if err != nil {
			return fmt.Errorf("confirm step: %w", err)
		}
		return r.recordTx(ctx, tx, &actor, "store.step_confirmed", store, map[string]string{"step": key, "done": fmt.Sprint(done)})
	})
}

// Submit asks for a store to be let in. It returns ErrIncomplete with the steps
// that are left, or ErrState.
func (r *Registry) Submit(ctx context.Context, actor, store uuid.UUID) (Store, error) {
	settings, err := r.Settings(ctx)
	if err != nil {
		return Store{}, err
	}
	return r.moveTo(ctx, submit, moveInput{
		actor: actor, store: store, event: Submitted{store},
		before: func(ctx context.Context, tx db.Tx, st Store) error {
			o, err := r.onboardingTx(ctx, tx, st, settings)
			if err != nil {
				return err
			}
			if left := o.left(); len(left) > 0 {
				return ErrIncomplete.With(left...)
			}
			now := r.now()
			if err := r.q.SetSubmitted(ctx, tx, storesdb.SetSubmittedParams{StoreID: store, Now: &now}); err != nil {
				return fmt.Errorf("set submitted: %w", err)
			}
			return nil
		},
	})
}
