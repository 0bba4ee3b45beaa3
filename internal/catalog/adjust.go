package catalog

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/paging"
)

// Errors of a store's changes of its stock.
var (
	ErrAdjustmentInvalid = errs.New(errs.Invalid, "adjustment_invalid", "The stock cannot be changed like this.")
	ErrRequestReused     = errs.New(errs.Invalid, "stock_request_reused", "This Idempotency-Key was used for another change of the stock.").
				With(errs.Field{Path: "Idempotency-Key", Code: "reused", Message: "Send a new key with a new change."})
)

const requestOnce = "stock_movements_request_once"

// Movement is one change of a variant's stock.
type Movement struct {
	VariantID    uuid.UUID
	Number       int // 1, 2, 3 … of the variant
	Delta, After int
	Reason       Reason
	Note         string
	Actor, Order *uuid.UUID
	At           time.Time
}

// AdjustInput is what Adjust needs: either Delta or Count.
type AdjustInput struct {
	StoreID, VariantID, Actor uuid.UUID
	Delta, Count              *int
	Reason                    Reason // empty: correction, or count
	Note                      string
	Key                       string // of the request, so that a repeat moves nothing
}

// Adjust changes the stock of one variant for somebody of the store: by a
// difference or, atomically, to what was counted. A repeat with the same key
// returns the first movement and true. It returns ErrAdjustmentInvalid,
// ErrVariantNotFound, ErrStockBelowZero, or ErrRequestReused.
func (s *Service) Adjust(ctx context.Context, in AdjustInput) (m Movement, replayed bool, err error) {
	if err := in.complete(); err != nil {
		return Movement{}, false, err
	}
	change := func(tx db.Tx, why Cause) error {
		if in.Count != nil {
			return s.CountTx(ctx, tx, []Quantity{{in.VariantID, *in.Count}}, why)
		}
		return s.AdjustTx(ctx, tx, []Quantity{{in.VariantID, *in.Delta}}, why)
	}
	why := Cause{Reason: in.Reason, Actor: &in.Actor, Note: in.Note, request: requestOf(in.Key, in.Delta, in.Count, in.Reason, in.Note)}
	moved, replayed, err := s.requested(ctx, in.StoreID, []uuid.UUID{in.VariantID}, why, change)
	if err != nil {
		return Movement{}, false, err
	}
	return moved[0], replayed, nil
}

// complete chooses the reason that was not given, and refuses what makes no sense.
func (in *AdjustInput) complete() error {
	field := errs.Field{Path: "delta", Code: "one_of"}
	switch {
	case (in.Delta == nil) == (in.Count == nil):
		field.Message = "Give either delta or count."
	case in.Delta != nil && *in.Delta == 0:
		field = errs.Field{Path: "delta", Code: "not_zero", Message: "Nothing would change. To note that you counted, give count."}
	case in.Delta != nil && in.Reason == ReasonCount:
		field = errs.Field{Path: "reason", Code: "one_of", Message: "A difference is not a count. Give count instead of delta."}
	default:
		if in.Reason == "" && in.Count != nil {
			in.Reason = ReasonCount
		} else if in.Reason == "" {
			in.Reason = ReasonCorrection
		}
		return nil
	}
	return ErrAdjustmentInvalid.With(field)
}

// CountInput is what Count needs.
type CountInput struct {
	StoreID, Actor uuid.UUID
	Counts         []Quantity // each variant once
	Note           string
	Key            string
}

// Count is Adjust for what was counted of many variants: all or none. The
// movements come in the order of the variants' ids.
func (s *Service) Count(ctx context.Context, in CountInput) (moved []Movement, replayed bool, err error) {
	counts := inOrder(in.Counts)
	ids := make([]uuid.UUID, len(counts))
	for i, c := range counts {
		if ids[i] = c.VariantID; i > 0 && ids[i] == ids[i-1] {
			twice := slices.IndexFunc(in.Counts, func(q Quantity) bool { return q.VariantID == ids[i] })
			return nil, false, ErrAdjustmentInvalid.With(errs.Field{
				Path: fmt.Sprintf("items[%d].variantId", twice), Code: "duplicate", Message: "This variant is there twice.",
			})
		}
	}
	why := Cause{Reason: ReasonCount, Actor: &in.Actor, Note: in.Note, request: requestOf(in.Key, counts, in.Note)}
	return s.requested(ctx, in.StoreID, ids, why, func(tx db.Tx, why Cause) error { return s.CountTx(ctx, tx, counts, why) })
}

func requestOf(key string, content ...any) *request {
	b, err := json.Marshal(content)
	if err != nil {
		panic("catalog: a request cannot be encoded: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return &request{key, sum[:]}
}

// requested carries a change of a store's variants out and records it, or finds
// the movements of the same request. Of two that come at once the second waits
// for the stock, finds the movement of the first, and looks again.
func (s *Service) requested(ctx context.Context, store uuid.UUID, variants []uuid.UUID, why Cause, change func(db.Tx, Cause) error) (moved []Movement, replayed bool, err error) {
	do := func(tx db.Tx) error {
		if moved, err = s.movedByTx(ctx, tx, variants, why.request); err != nil || len(moved) > 0 {
			replayed = true
			return err
		}
		replayed = false
		own, err := s.q.StockOf(ctx, tx, catalogdb.StockOfParams{StoreID: store, Ids: variants})
		if err != nil {
			return fmt.Errorf("stock of variants: %w", err)
		}
		if len(own) != len(variants) {
			return ErrVariantNotFound
		}
		if err := change(tx, why); err != nil {
			return err
		}
		if moved, err = s.movedByTx(ctx, tx, variants, why.request); err != nil {
			return err
		}
		if err := db.LeaveStoreTx(ctx, tx); err != nil {
			return err
		}
		return recordMovementsTx(ctx, tx, store, why, moved)
	}
	err = db.InStoreTx(ctx, s.pool, store, do)
	if db.Violates(err, requestOnce) {
		err = db.InStoreTx(ctx, s.pool, store, do)
	}
	if err != nil {
		return nil, false, fmt.Errorf("change stock: %w", err)
	}
	return moved, replayed, nil
}

// movedByTx returns the movements that a request made, or ErrRequestReused when
// it was another one with the same key.
func (s *Service) movedByTx(ctx context.Context, tx db.Tx, variants []uuid.UUID, r *request) ([]Movement, error) {
	rows, err := s.q.MovementsByRequest(ctx, tx, catalogdb.MovementsByRequestParams{VariantIds: variants, RequestKey: r.key})
	if err != nil {
		return nil, fmt.Errorf("movements of request: %w", err)
	}
	moved := make([]Movement, len(rows))
	for i, row := range rows {
		if moved[i] = movementFromRow(row); !slices.Equal(row.RequestDigest, r.digest) {
			return nil, ErrRequestReused
		}
	}
	return moved, nil
}

// recordMovementsTx writes one entry, also of a count of many.
func recordMovementsTx(ctx context.Context, tx db.Tx, store uuid.UUID, why Cause, moved []Movement) error {
	e := audit.Entry{
		Actor: why.Actor, Action: "stock.adjusted", StoreID: &store, Target: audit.Target{Kind: "variant", ID: moved[0].VariantID.String()},
		Details: map[string]string{"reason": string(why.Reason), "delta": strconv.Itoa(moved[0].Delta), "movement": strconv.Itoa(moved[0].Number)},
	}
	if len(moved) > 1 {
		e.Action, e.Target = "stock.counted", audit.Target{Kind: "store", ID: store.String()}
		e.Details = map[string]string{"variants": strconv.Itoa(len(moved))}
	}
	return audit.RecordTx(ctx, tx, e)
}

// turn is where a page of movements ended.
type turn struct {
	Number int32 `json:"n"`
}

// Movements returns a page of what happened to the stock of a store's variant,
// the latest first, and the cursor of the next page, empty on the last one. It
// returns ErrVariantNotFound or paging.ErrBadCursor.
func (s *Service) Movements(ctx context.Context, store, variant uuid.UUID, cursor string, limit int) (list []Movement, next string, err error) {
	before, err := paging.Decode[turn](cursor)
	if err != nil {
		return nil, "", err
	}
	arg := catalogdb.MovementsParams{VariantID: variant, PageSize: int32(limit + 1)}
	if before != nil {
		arg.BeforeNumber = &before.Number
	}
	var rows []catalogdb.CatalogStockMovement
	err = db.InStoreTx(ctx, s.pool, store, func(tx db.Tx) error {
		rows, err = s.q.Movements(ctx, tx, arg)
		return err
	})
	switch {
	case err != nil:
		return nil, "", fmt.Errorf("movements: %w", err)
	case len(rows) == 0 && before == nil: // every variant has its opening
		return nil, "", ErrVariantNotFound
	}
	rows, next = paging.Cut(rows, limit, func(r catalogdb.CatalogStockMovement) turn { return turn{r.Number} })
	list = make([]Movement, len(rows))
	for i, r := range rows {
		list[i] = movementFromRow(r)
	}
	return list, next, nil
}

func movementFromRow(r catalogdb.CatalogStockMovement) Movement {
	return Movement{
		VariantID: r.VariantID, Number: int(r.Number), Delta: int(r.Delta), After: int(r.QuantityAfter), Reason: Reason(r.Reason),
		Note: r.Note, Actor: r.ActorID, Order: r.OrderID, At: r.CreatedAt,
	}
}
