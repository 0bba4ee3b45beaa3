package stores

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/events"
	"rialto/internal/notify"
	"rialto/internal/seal"
	"rialto/internal/stores/internal/storesdb"
)

// Deps is what a Registry works with.
type Deps struct {
	Stores  *Service
	Catalog *catalog.Service
	Bus     *events.Bus
	Mail    *notify.Service
	Seal    seal.Sealer
	// Contacts says where mail to accounts goes. One that is gone is missing.
	Contacts func(ctx context.Context, tx db.Tx, users []uuid.UUID) ([]notify.To, error)
}

// Registry is where stores come in, change their state and say who they are.
// What it changes is in the audit log.
type Registry struct {
	*Service
	catalog  *catalog.Service
	bus      *events.Bus
	mail     *notify.Service
	seal     seal.Sealer
	contacts func(ctx context.Context, tx db.Tx, users []uuid.UUID) ([]notify.To, error)
}

// NewRegistry returns a Registry and gives d.Bus its chore.
func NewRegistry(d Deps) *Registry {
	d.Bus.Every(time.Hour, "stores.forget_invitations", d.Stores.forgetInvitations)
	return &Registry{Service: d.Stores, catalog: d.Catalog, bus: d.Bus, mail: d.Mail, seal: d.Seal, contacts: d.Contacts}
}

// mostUnopened is how many stores of one owner may wait to be let in: whoever
// asks for more takes names from others.
const mostUnopened = 3

// ApplyInput is what Apply needs. An empty slug is made of the name.
type ApplyInput struct {
	Actor      uuid.UUID
	Name, Slug string
}

// Apply opens a store that buyers do not see yet, with the actor as its owner.
// It returns ErrSlugTaken, ErrUnopenedMany, or ErrInvalid with the field.
func (r *Registry) Apply(ctx context.Context, in ApplyInput) (st Store, err error) {
	in.Name = oneLine(in.Name)
	if in.Slug == "" {
		in.Slug = catalog.Slug(in.Name)
	}
	if in.Name == "" || in.Slug == "" || len(in.Slug) > 60 {
		return Store{}, ErrInvalid.With(errs.Field{Path: "name", Code: "required", Message: "Use letters or digits, too."})
	}
	err = db.InTx(ctx, r.pool, func(tx db.Tx) error {
		st, err = r.applyTx(ctx, tx, in)
		return err
	})
	return st, err
}

func (r *Registry) applyTx(ctx context.Context, tx db.Tx, in ApplyInput) (Store, error) {
	if err := r.q.LockApplicant(ctx, tx, "applicant "+in.Actor.String()); err != nil {
		return Store{}, fmt.Errorf("lock applicant: %w", err)
	}
	n, err := r.q.CountUnopened(ctx, tx, in.Actor)
	if err != nil {
		return Store{}, fmt.Errorf("count applications: %w", err)
	}
	if n >= mostUnopened {
		return Store{}, ErrUnopenedMany
	}
	now := r.now()
	st, err := r.insertTx(ctx, tx, CreateInput{Slug: in.Slug, Name: in.Name, CreatedAt: now}, StatusApplying)
	if err != nil {
		return Store{}, err
	}
	if err := r.q.InsertApplication(ctx, tx, storesdb.InsertApplicationParams{StoreID: st.ID, AppliedBy: in.Actor, AppliedAt: now}); err != nil {
		return Store{}, fmt.Errorf("insert application: %w", err)
	}
	if err := r.shutTx(ctx, tx, st); err != nil {
		return Store{}, err
	}
	if err := r.recordTx(ctx, tx, &in.Actor, "store.applied", st.ID, map[string]string{"slug": st.Slug}); err != nil {
		return Store{}, err
	}
	c := change{Service: r.Service, actor: &in.Actor, storeID: st.ID, userID: in.Actor}
	_, err = c.addTx(ctx, tx, RoleOwner)
	return st, err
}

// shutTx tells the catalog whether the store's products can be seen and bought.
// It is told in the transaction of the change, and not by an event: an order
// that comes after an operator's answer is refused, and not a little later.
func (r *Registry) shutTx(ctx context.Context, tx db.Tx, st Store) error {
	var shut catalog.Shut
	switch st.Status {
	case StatusActive:
	case StatusSuspended:
		shut.Hidden = catalog.HiddenSuspended
	case StatusClosed:
		shut.Hidden = catalog.HiddenClosed
	default:
		shut.Hidden = catalog.HiddenNew
	}
	if st.Holiday != nil {
		shut.Holiday, shut.Until = true, st.Holiday.Until
	}
	return r.catalog.ShutStoreTx(ctx, tx, st.ID, shut)
}

// moveInput is who moves a store and why.
type moveInput struct {
	actor, store uuid.UUID
	reason       string
	// before checks something else and writes what goes with the move.
	before func(ctx context.Context, tx db.Tx, st Store) error
	event  events.Event
	mail   notify.StoreDecision // empty: nobody is told
}

// moveTo takes a store from one state to another. It returns ErrNotFound, or
// ErrState when the move does not begin where the store is.
func (r *Registry) moveTo(ctx context.Context, m move, in moveInput) (st Store, err error) {
	err = db.InTx(ctx, r.pool, func(tx db.Tx) error {
		row, err := r.q.LockStore(ctx, tx, in.store)
		if db.NoRows(err) {
			return ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("lock store: %w", err)
		}
		st = storeFromRow(row)
		if err := m.check(st.Status); err != nil {
			return err
		}
		if in.before != nil {
			if err := in.before(ctx, tx, st); err != nil {
				return err
			}
		}
		st, err = r.setStatusTx(ctx, tx, m, in)
		return err
	})
	return st, err
}

func (r *Registry) setStatusTx(ctx context.Context, tx db.Tx, m move, in moveInput) (Store, error) {
	row, err := r.q.SetStatus(ctx, tx, storesdb.SetStatusParams{ID: in.store, Status: string(m.to), Reason: in.reason, Now: r.now()})
	if err != nil {
		return Store{}, fmt.Errorf("set status of store: %w", err)
	}
	st := storeFromRow(row)
	if err := r.shutTx(ctx, tx, st); err != nil {
		return Store{}, err
	}
	if err := r.bus.PublishTx(ctx, tx, in.event); err != nil {
		return Store{}, err
	}
	if in.mail != "" {
		told := notify.StoreDecided{Decision: in.mail, Store: st.Name, Reason: in.reason, Path: "/dashboard/stores/" + st.Slug}
		if err := r.tellOwnersTx(ctx, tx, st, told); err != nil {
			return Store{}, err
		}
	}
	var details map[string]string
	if in.reason != "" {
		details = map[string]string{"reason": in.reason}
	}
	return st, r.recordTx(ctx, tx, &in.actor, m.name, st.ID, details)
}

// tellOwnersTx mails all owners once about the present version of the store.
func (r *Registry) tellOwnersTx(ctx context.Context, tx db.Tx, st Store, c notify.Content) error {
	rows, err := r.q.Owners(ctx, tx, []uuid.UUID{st.ID})
	if err != nil {
		return fmt.Errorf("owners: %w", err)
	}
	ids := make([]uuid.UUID, len(rows))
	for i, o := range rows {
		ids[i] = o.UserID
	}
	people, err := r.contacts(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, to := range people {
		cause := fmt.Sprintf("%s %d %s", st.ID, st.Version, to.UserID)
		if err := r.mail.SendTx(ctx, tx, to, cause, c); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) recordTx(ctx context.Context, tx db.Tx, actor *uuid.UUID, action string, store uuid.UUID, details map[string]string) error {
	return audit.RecordTx(ctx, tx, audit.Entry{
		Actor: actor, Action: action, Target: audit.Target{Kind: "store", ID: store.String()}, StoreID: &store, Details: details,
	})
}

// Reseal seals with the first secret what others sealed, and returns how much
// that was.
func (r *Registry) Reseal(ctx context.Context) (n int, err error) {
	var after uuid.UUID
	for {
		var last uuid.UUID
		var some int
		err := db.InTx(ctx, r.pool, func(tx db.Tx) error {
			last, some = uuid.Nil, 0
			rows, err := r.q.SealedPayouts(ctx, tx, after)
			if err != nil {
				return fmt.Errorf("sealed payout accounts: %w", err)
			}
			for _, row := range rows {
				last = row.StoreID
				anew, err := r.seal.Again(payoutPurpose(row.StoreID), row.Sealed)
				if err != nil {
					return fmt.Errorf("payout account of %s: %w", row.StoreID, err)
				}
				if anew == nil {
					continue
				}
				some++
				if err := r.q.ResealPayout(ctx, tx, storesdb.ResealPayoutParams{StoreID: row.StoreID, Sealed: anew}); err != nil {
					return fmt.Errorf("reseal payout account: %w", err)
				}
			}
			return nil
		})
		n += some
		if err != nil || last == uuid.Nil {
			return n, err
		}
		after = last
	}
}

// CloseInput is who closes which store; Confirm is its slug.
type CloseInput struct {
	Actor, StoreID uuid.UUID
	Confirm        string
}

// Close takes a store off the marketplace because its owner wants it. Its team
// can still serve open orders. It returns ErrConfirmation or ErrState.
func (r *Registry) Close(ctx context.Context, in CloseInput) (Store, error) {
	return r.moveTo(ctx, closeDown, moveInput{
		actor: in.Actor, store: in.StoreID, event: Closed{in.StoreID},
		before: func(ctx context.Context, tx db.Tx, st Store) error {
			if in.Confirm != st.Slug {
				return ErrConfirmation
			}
			c := change{Service: r.Service, actor: &in.Actor, storeID: in.StoreID}
			return c.checkActorTx(ctx, tx)
		},
	})
}

// Approve lets a store in that asks for it, and tells its owners.
func (r *Registry) Approve(ctx context.Context, actor, store uuid.UUID) (Store, error) {
	return r.moveTo(ctx, approve, moveInput{actor: actor, store: store, event: Approved{store}, mail: notify.StoreApproved, before: r.decideTx(actor)})
}

// Refuse does not let a store in, and tells its owners why. They may ask again.
func (r *Registry) Refuse(ctx context.Context, actor, store uuid.UUID, reason string) (Store, error) {
	reason, err := reasonOf(reason)
	if err != nil {
		return Store{}, err
	}
	return r.moveTo(ctx, refuse, moveInput{
		actor: actor, store: store, reason: reason, event: Refused{store}, mail: notify.StoreRefused, before: r.decideTx(actor),
	})
}

// Suspend takes an active store and its products off the marketplace, for every
// request that begins after it returns, and tells its owners why.
func (r *Registry) Suspend(ctx context.Context, actor, store uuid.UUID, reason string) (Store, error) {
	reason, err := reasonOf(reason)
	if err != nil {
		return Store{}, err
	}
	return r.moveTo(ctx, suspend, moveInput{actor: actor, store: store, reason: reason, event: Suspended{store}, mail: notify.StoreSuspended})
}

// Reinstate puts a suspended or closed store back, and tells its owners.
func (r *Registry) Reinstate(ctx context.Context, actor, store uuid.UUID) (Store, error) {
	return r.moveTo(ctx, reinstate, moveInput{actor: actor, store: store, event: Reinstated{store}, mail: notify.StoreReinstated})
}

func (r *Registry) decideTx(actor uuid.UUID) func(context.Context, db.Tx, Store) error {
	return func(ctx context.Context, tx db.Tx, st Store) error {
		now := r.now()
		if err := r.q.SetDecided(ctx, tx, storesdb.SetDecidedParams{StoreID: st.ID, Now: &now, DecidedBy: &actor}); err != nil {
			return fmt.Errorf("set decided: %w", err)
		}
		return nil
	}
}

func reasonOf(text string) (string, error) {
	text = prose(text)
	if text == "" {
		return "", ErrInvalid.With(errs.Field{Path: "reason", Code: "required", Message: "Say why: the owners are told."})
	}
	return text, nil
}

// HolidayInput is a holiday as it is to be.
type HolidayInput struct {
	Actor, StoreID uuid.UUID
	Version        int
	On             bool
	Message        string
	Until          *time.Time // nil: until it is ended
}

// SetHoliday begins, changes or ends a store's holiday: its products are shown
// and cannot be bought. It returns ErrStale, or ErrInvalid with the field.
func (r *Registry) SetHoliday(ctx context.Context, in HolidayInput) (st Store, err error) {
	now := r.now()
	if in.On && in.Until != nil && !in.Until.After(now) {
		return Store{}, ErrInvalid.With(errs.Field{Path: "until", Code: "past", Message: "Choose a time to come."})
	}
	err = db.InTx(ctx, r.pool, func(tx db.Tx) error {
		row, err := r.q.LockStore(ctx, tx, in.StoreID)
		if err != nil {
			return fmt.Errorf("lock store: %w", err)
		}
		arg := storesdb.SetHolidayParams{ID: in.StoreID, Version: int32(in.Version), Now: now}
		if in.On {
			arg.Since, arg.Until, arg.Message = &now, in.Until, prose(in.Message)
			if row.HolidaySince != nil {
				arg.Since = row.HolidaySince
			}
		}
		row, err = r.q.SetHoliday(ctx, tx, arg)
		if db.NoRows(err) {
			return ErrStale
		}
		if err != nil {
			return fmt.Errorf("set holiday: %w", err)
		}
		st = storeFromRow(row)
		if err := r.shutTx(ctx, tx, st); err != nil {
			return err
		}
		if err := r.bus.PublishTx(ctx, tx, HolidayChanged{st.ID}); err != nil {
			return err
		}
		return r.recordTx(ctx, tx, &in.Actor, "store.holiday_set", st.ID, map[string]string{"on": fmt.Sprint(in.On)})
	})
	return st, err
}
