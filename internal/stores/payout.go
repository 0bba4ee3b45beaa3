package stores

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/notify"
	"rialto/internal/stores/internal/storesdb"
)

// PayoutAccount is where a store's money goes, as far as anybody is shown.
type PayoutAccount struct {
	Last4, Country string // empty: there is none yet
	UpdatedAt      time.Time
	Version        int // 0: there is none yet
}

// payoutSecret is what is sealed of a payout account.
type payoutSecret struct {
	Holder string `json:"holder"`
	IBAN   string `json:"iban"`
}

func payoutPurpose(store uuid.UUID) string { return "payout account of " + store.String() }

// PayoutAccount returns where a store's money goes.
func (s *Service) PayoutAccount(ctx context.Context, store uuid.UUID) (p PayoutAccount, err error) {
	err = db.InStoreTx(ctx, s.pool, store, func(tx db.Tx) error {
		p, err = s.payoutTx(ctx, tx, store)
		return err
	})
	return p, err
}

func (s *Service) payoutTx(ctx context.Context, tx db.Tx, store uuid.UUID) (PayoutAccount, error) {
	row, err := s.q.PayoutAccount(ctx, tx, store)
	if db.NoRows(err) {
		return PayoutAccount{}, nil
	}
	if err != nil {
		return PayoutAccount{}, fmt.Errorf("payout account: %w", err)
	}
	return payoutFromRow(row), nil
}

// PayoutInput is where a store's money is to go.
type PayoutInput struct {
	Actor, StoreID uuid.UUID
	Version        int
	Holder, IBAN   string
}

// PutPayoutAccount says where a store's money goes, and tells all owners that it
// was said: whoever got into an account would do this first. Number and holder
// are sealed at once. It returns ErrStale, or ErrPayoutInvalid with the fields.
func (r *Registry) PutPayoutAccount(ctx context.Context, in PayoutInput) (p PayoutAccount, err error) {
	secret := payoutSecret{Holder: oneLine(in.Holder), IBAN: compact(in.IBAN)}
	var bad []errs.Field
	if secret.Holder == "" {
		bad = append(bad, errs.Field{Path: "holder", Code: "required", Message: "This is needed."})
	}
	if !validIBAN(secret.IBAN) {
		bad = append(bad, errs.Field{Path: "iban", Code: "iban", Message: "This is not an IBAN. Compare it with your bank's papers."})
	}
	if len(bad) > 0 {
		return PayoutAccount{}, ErrPayoutInvalid.With(bad...)
	}
	plain, err := json.Marshal(secret)
	if err != nil {
		return PayoutAccount{}, fmt.Errorf("encode payout account: %w", err)
	}
	arg := storesdb.PutPayoutAccountParams{
		StoreID: in.StoreID, Version: int32(in.Version), Sealed: r.seal.Seal(payoutPurpose(in.StoreID), plain),
		Country: secret.IBAN[:2], Last4: secret.IBAN[len(secret.IBAN)-4:], Now: r.now(), UpdatedBy: in.Actor,
	}
	err = db.InStoreTx(ctx, r.pool, in.StoreID, func(tx db.Tx) error {
		row, err := r.q.PutPayoutAccount(ctx, tx, arg)
		if db.NoRows(err) {
			return ErrStale
		}
		if err != nil {
			return fmt.Errorf("put payout account: %w", err)
		}
		p = payoutFromRow(row)
		if err := db.LeaveStoreTx(ctx, tx); err != nil {
			return err
		}
		return r.payoutToldTx(ctx, tx, in, p)
	})
	return p, err
}

func (r *Registry) payoutToldTx(ctx context.Context, tx db.Tx, in PayoutInput, p PayoutAccount) error {
	row, err := r.q.AnyStoreByID(ctx, tx, in.StoreID)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	st := storeFromRow(row)
	st.Version = p.Version // the cause of the mail is this version of the account
	told := notify.PayoutAccountChanged{Store: st.Name, Path: "/dashboard/stores/" + st.Slug + "/settings"}
	if err := r.tellOwnersTx(ctx, tx, st, told); err != nil {
		return err
	}
	return r.recordTx(ctx, tx, &in.Actor, "store.payout_changed", in.StoreID, map[string]string{"country": p.Country, "last4": p.Last4})
}

func payoutFromRow(r storesdb.StoresPayoutAccount) PayoutAccount {
	return PayoutAccount{Last4: r.Last4, Country: r.Country, UpdatedAt: r.UpdatedAt, Version: int(r.Version)}
}
