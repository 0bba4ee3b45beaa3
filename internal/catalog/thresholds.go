package catalog

import (
	"context"
	"fmt"
	"strconv"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
	"rialto/internal/errs"
)

// ErrSettingsChanged is returned for settings that were made from older ones.
var ErrSettingsChanged = errs.New(errs.Stale, "inventory_settings_changed", "Somebody else has changed these settings meanwhile.")

// StockSettings are what a store wants for its stock.
type StockSettings struct {
	LowAt   int // of variants that have no number of their own
	Version int // 0: nobody has changed them yet
}

// defaultLowAt is the default of catalog.inventory, too.
const defaultLowAt = 3

// StockSettings returns those of a store.
func (s *Service) StockSettings(ctx context.Context, store uuid.UUID) (StockSettings, error) {
	out := StockSettings{LowAt: defaultLowAt}
	err := db.InStoreTx(ctx, s.pool, store, func(tx db.Tx) error {
		row, err := s.q.StockSettings(ctx, tx, store)
		if err == nil {
			out = StockSettings{LowAt: int(row.LowAt), Version: int(row.Version)}
		}
		return ignoreNoRows(err)
	})
	if err != nil {
		return StockSettings{}, fmt.Errorf("stock settings: %w", err)
	}
	return out, nil
}

func ignoreNoRows(err error) error {
	if db.NoRows(err) {
		return nil
	}
	return err
}

// followBatch is how many variants follow their store in one transaction, whose
// locks checkouts wait for.
const followBatch = 2000

// SetLowAt says from how many pieces on a store's variants are low that have no
// number of their own. version is that of the settings it was decided from:
// ErrSettingsChanged when they are others. Variants follow in batches; what
// fails in between is done by the next call.
func (s *Service) SetLowAt(ctx context.Context, store, actor uuid.UUID, lowAt, version int) (StockSettings, error) {
	err := db.InStoreTx(ctx, s.pool, store, func(tx db.Tx) error {
		var n int64
		var err error
		if version == 0 {
			n, err = s.q.InsertStockSettings(ctx, tx, catalogdb.InsertStockSettingsParams{StoreID: store, LowAt: int32(lowAt), Now: s.now()})
		} else {
			n, err = s.q.UpdateStockSettings(ctx, tx, catalogdb.UpdateStockSettingsParams{StoreID: store, LowAt: int32(lowAt), Version: int32(version), Now: s.now()})
		}
		if err != nil {
			return fmt.Errorf("save stock settings: %w", err)
		}
		if n == 0 {
			return ErrSettingsChanged
		}
		if err := db.LeaveStoreTx(ctx, tx); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: &actor, Action: "stock.threshold_changed", StoreID: &store, Target: audit.Target{Kind: "store", ID: store.String()},
			Details: map[string]string{"lowAt": strconv.Itoa(lowAt)},
		})
	})
	if err != nil {
		return StockSettings{}, err
	}
	for n := int64(followBatch); n == followBatch; {
		err := db.InStoreTx(ctx, s.pool, store, func(tx db.Tx) (err error) {
			n, err = s.q.FollowStore(ctx, tx, catalogdb.FollowStoreParams{StoreID: store, LowAt: int32(lowAt), Batch: followBatch})
			return err
		})
		if err != nil {
			return StockSettings{}, fmt.Errorf("variants follow their store: %w", err)
		}
	}
	return StockSettings{LowAt: lowAt, Version: version + 1}, nil
}

// SetVariantLowAt gives a variant a number of its own, or with nil its store's.
// It returns ErrVariantNotFound.
func (s *Service) SetVariantLowAt(ctx context.Context, store, actor, variant uuid.UUID, own *int) (Stock, error) {
	arg := catalogdb.SetLowAtParams{StoreID: store, VariantID: variant}
	if own != nil {
		n := int32(*own)
		arg.Own = &n
	}
	var out Stock
	err := db.InStoreTx(ctx, s.pool, store, func(tx db.Tx) error {
		if _, err := s.stockOfTx(ctx, tx, store, variant); err != nil {
			return err
		}
		if err := s.q.SetLowAt(ctx, tx, arg); err != nil {
			return fmt.Errorf("set threshold: %w", err)
		}
		var err error
		if out, err = s.stockOfTx(ctx, tx, store, variant); err != nil {
			return err
		}
		if err := db.LeaveStoreTx(ctx, tx); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: &actor, Action: "stock.threshold_changed", StoreID: &store, Target: audit.Target{Kind: "variant", ID: variant.String()},
			Details: map[string]string{"lowAt": strconv.Itoa(out.LowAt), "own": strconv.FormatBool(out.LowAtIsOwn)},
		})
	})
	return out, err
}
