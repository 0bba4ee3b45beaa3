package stores

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/stores/internal/storesdb"
)

// ProfileInput is what to change of a store's page. What is nil stays.
type ProfileInput struct {
	Actor, StoreID                               uuid.UUID
	Version                                      int
	Name, Tagline, Description, Location         *string
	ShippingPolicy, ReturnsPolicy, PrivacyPolicy *string
}

// UpdateProfile changes what a store's page says, in whatever state the store
// is. All of it is plain text. It returns ErrStale, or ErrInvalid with the field.
func (r *Registry) UpdateProfile(ctx context.Context, in ProfileInput) (st Store, err error) {
	err = db.InStoreTx(ctx, r.pool, in.StoreID, func(tx db.Tx) error {
		row, err := r.q.AnyStoreByID(ctx, tx, in.StoreID)
		if err != nil {
			return fmt.Errorf("store: %w", err)
		}
		row, err = r.q.UpdateProfile(ctx, tx, in.onto(storeFromRow(row), r.now()))
		switch {
		case db.NoRows(err):
			return ErrStale
		case db.Violates(err, nameLength):
			return ErrInvalid.With(errs.Field{Path: "name", Code: "length", Message: "Use 1 to 200 characters."})
		case err != nil:
			return fmt.Errorf("update profile: %w", err)
		}
		st = storeFromRow(row)
		if err := db.LeaveStoreTx(ctx, tx); err != nil {
			return err
		}
		return r.recordTx(ctx, tx, &in.Actor, "store.profile_changed", st.ID, nil)
	})
	return st, err
}

// onto is the profile with the changes made to it.
func (in ProfileInput) onto(st Store, now time.Time) storesdb.UpdateProfileParams {
	line := func(changed *string, before string) string {
		if changed == nil {
			return before
		}
		return oneLine(*changed)
	}
	text := func(changed *string, before string) string {
		if changed == nil {
			return before
		}
		return prose(*changed)
	}
	location := line(in.Location, st.Location)
	return storesdb.UpdateProfileParams{
		ID: in.StoreID, Version: int32(in.Version), Now: now,
		Name: line(in.Name, st.Name), Tagline: line(in.Tagline, st.Tagline), Description: text(in.Description, st.Description), Location: &location,
		ShippingPolicy: text(in.ShippingPolicy, st.Policies.Shipping), ReturnsPolicy: text(in.ReturnsPolicy, st.Policies.Returns),
		PrivacyPolicy: text(in.PrivacyPolicy, st.Policies.Privacy),
	}
}
