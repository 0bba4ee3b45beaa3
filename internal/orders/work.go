package orders

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/events"
	"rialto/internal/orders/internal/ordersdb"
)

// Work says which of a store's orders somebody of its team works on. Who may is
// decided before; that the order is the store's, by the database.
type Work struct {
	StoreID, StoreOrderID uuid.UUID
	Actor                 uuid.UUID
	// IfVersion is the version that the actor saw; 0: whatever it is now.
	IfVersion int
	// IdempotencyKey makes a repeat change nothing where something is sent or given
	// back. What changes nothing the second time by itself does not look at it.
	IdempotencyKey string
}

// part is a store order that somebody works on, locked. Its items are as they
// will be.
type part struct {
	*Service
	Work
	row   ordersdb.OrdersStoreOrder
	items []ordersdb.OrdersItem

	// What the work entails elsewhere, once the store's own rows are written.
	happened []events.Event
	entry    audit.Entry
}

// work does something to a store order, in a transaction that sees the store's
// rows alone, and returns the store order as it is then. do writes those rows;
// entail, which may be nil, follows with everything visible. What input asks for a
// second time under one key is not done again; nil is done each time. It returns ErrStoreOrderNotFound,
// ErrStoreOrderChanged, ErrKeyReused, or what they return.
func (s *Service) work(ctx context.Context, w Work, input any, do, entail func(context.Context, db.Tx, *part) error) (MerchantOrder, error) {
	err := db.InStoreTx(ctx, s.pool, w.StoreID, func(tx db.Tx) error {
		first, err := s.claimStoreTx(ctx, tx, w, input)
		if err != nil || !first {
			return err
		}
		p, err := s.lockPartTx(ctx, tx, w)
		if err != nil {
			return err
		}
		if err := do(ctx, tx, p); err != nil {
			return err
		}
		if p.entry.Action == "" {
			return nil // there was nothing to do
		}
		if err := db.LeaveStoreTx(ctx, tx); err != nil {
			return err
		}
		if entail != nil {
			if err := entail(ctx, tx, p); err != nil {
				return err
			}
		}
		return p.announceTx(ctx, tx)
	})
	if db.Violates(err, piecesWithinOrdered) || db.Violates(err, refundedWereShipped) {
		err = ErrTooManyPieces.Because(err)
	}
	if err != nil {
		return MerchantOrder{}, err
	}
	return s.StoreOrder(ctx, w.StoreID, w.StoreOrderID)
}

const (
	piecesWithinOrdered = "items_pieces_within_ordered"
	refundedWereShipped = "items_refunded_were_shipped"
)

// claimStoreTx reports whether nobody has done yet what is asked for under the key.
func (s *Service) claimStoreTx(ctx context.Context, tx db.Tx, w Work, input any) (bool, error) {
	if input == nil {
		return true, nil
	}
	b, err := json.Marshal([]any{w.StoreOrderID, fmt.Sprintf("%T", input), input})
	if err != nil {
		return false, fmt.Errorf("encode request: %w", err)
	}
	digest := sha256.Sum256(b)
	n, err := s.q.ClaimStoreRequest(ctx, tx, ordersdb.ClaimStoreRequestParams{
		StoreID: w.StoreID, Key: w.IdempotencyKey, Digest: digest[:], ClaimedAt: s.now(),
	})
	if err != nil {
		return false, fmt.Errorf("claim request: %w", err)
	}
	if n == 1 {
		return true, nil
	}
	earlier, err := s.q.StoreRequestDigest(ctx, tx, ordersdb.StoreRequestDigestParams{StoreID: w.StoreID, Key: w.IdempotencyKey})
	if err != nil {
		return false, fmt.Errorf("request by key: %w", err)
	}
	if !bytes.Equal(earlier, digest[:]) {
		return false, ErrKeyReused
	}
	return false, nil
}

func (s *Service) lockPartTx(ctx context.Context, tx db.Tx, w Work) (*part, error) {
	row, err := s.q.LockStoreOrder(ctx, tx, ordersdb.LockStoreOrderParams{StoreID: w.StoreID, ID: w.StoreOrderID})
	if db.NoRows(err) {
		return nil, ErrStoreOrderNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("lock store order %s: %w", w.StoreOrderID, err)
	}
	if w.IfVersion != 0 && w.IfVersion != int(row.Version) {
		return nil, ErrStoreOrderChanged
	}
	items, err := s.q.ItemsByStoreOrders(ctx, tx, []uuid.UUID{row.ID})
	if err != nil {
		return nil, fmt.Errorf("items of store order %s: %w", row.ID, err)
	}
	return &part{Service: s, Work: w, row: row, items: items}, nil
}

func (p *part) status() StoreOrderStatus { return StoreOrderStatus(p.row.Status) }

// pick checks that pieces are of this order and that so many are left for what is
// to be done with them; without any, it takes all that are left. It returns
// ErrPiecesInvalid or ErrTooManyPieces, with the fields.
func (p *part) pick(wanted []Pieces, left func(ordersdb.OrdersItem) int32) ([]Pieces, error) {
	if len(wanted) == 0 {
		for _, it := range p.items {
			if n := left(it); n > 0 {
				wanted = append(wanted, Pieces{it.ID, int(n)})
			}
		}
		return wanted, nil
	}
	var invalid, tooMany []errs.Field
	seen := map[uuid.UUID]bool{}
	for i, w := range wanted {
		at := slices.IndexFunc(p.items, func(it ordersdb.OrdersItem) bool { return it.ID == w.ItemID })
		switch {
		case at < 0:
			invalid = append(invalid, errs.Field{Path: fmt.Sprintf("items[%d].itemId", i), Code: "unknown", Message: "The order has no such item."})
		case seen[w.ItemID]:
			invalid = append(invalid, errs.Field{Path: fmt.Sprintf("items[%d].itemId", i), Code: "repeated", Message: "Name each item once."})
		case w.N > int(left(p.items[at])):
			tooMany = append(tooMany, errs.Field{
				Path: fmt.Sprintf("items[%d].quantity", i), Code: "range", Message: fmt.Sprintf("%d are left.", left(p.items[at])),
			})
		}
		seen[w.ItemID] = true
	}
	switch {
	case len(invalid) > 0:
		return nil, ErrPiecesInvalid.With(invalid...)
	case len(tooMany) > 0:
		return nil, ErrTooManyPieces.With(tooMany...)
	}
	return wanted, nil
}

// fate is what becomes of pieces.
type fate struct{ shipped, cancelled, refunded, restocked bool }

// addTx writes what becomes of pieces.
func (p *part) addTx(ctx context.Context, tx db.Tx, pieces []Pieces, f fate) error {
	if len(pieces) == 0 {
		return nil
	}
	var arg ordersdb.AddPiecesParams
	count := func(yes bool, n int) int32 {
		if !yes {
			return 0
		}
		return int32(n)
	}
	for _, w := range pieces {
		it := p.item(w.ItemID)
		s, c, r, back := count(f.shipped, w.N), count(f.cancelled, w.N), count(f.refunded, w.N), count(f.restocked, w.N)
		it.ShippedQuantity += s
		it.CancelledQuantity += c
		it.RefundedQuantity += r
		it.RestockedQuantity += back
		arg.Ids = append(arg.Ids, w.ItemID)
		arg.Shipped, arg.Cancelled = append(arg.Shipped, s), append(arg.Cancelled, c)
		arg.Refunded, arg.Restocked = append(arg.Refunded, r), append(arg.Restocked, back)
	}
	if err := p.q.AddPieces(ctx, tx, arg); err != nil {
		return fmt.Errorf("pieces of store order %s: %w", p.row.ID, err)
	}
	return nil
}

func (p *part) item(id uuid.UUID) *ordersdb.OrdersItem {
	for i := range p.items {
		if p.items[i].ID == id {
			return &p.items[i]
		}
	}
	return nil // pick has refused it
}

// progress is how far a store order is, as its pieces tell.
func (p *part) progress(allArrived bool) StoreOrderStatus {
	var ordered, shipped, cancelled, refunded int32
	for _, it := range p.items {
		ordered, shipped = ordered+it.Quantity, shipped+it.ShippedQuantity
		cancelled, refunded = cancelled+it.CancelledQuantity, refunded+it.RefundedQuantity
	}
	switch {
	case cancelled == ordered:
		return StoreOrderCancelled
	case shipped+cancelled < ordered:
		return StoreOrderProcessing
	case refunded == shipped:
		return StoreOrderReturned
	case allArrived:
		return StoreOrderDelivered
	}
	return StoreOrderShipped
}

// saveTx writes how far the store order is, and tells when all of it arrived.
func (p *part) saveTx(ctx context.Context, tx db.Tx) error {
	shipments, err := p.q.ShipmentsByStoreOrders(ctx, tx, []uuid.UUID{p.row.ID})
	if err != nil {
		return fmt.Errorf("shipments of store order %s: %w", p.row.ID, err)
	}
	before := p.status()
	onTheirWay := func(r ordersdb.ShipmentsByStoreOrdersRow) bool { return r.DeliveredAt == nil }
	p.row.Status = string(p.progress(!slices.ContainsFunc(shipments, onTheirWay)))
	if err := p.q.SetPart(ctx, tx, ordersdb.SetPartParams{ID: p.row.ID, Status: p.row.Status, RefundedAmount: p.row.RefundedAmount}); err != nil {
		return fmt.Errorf("set store order %s: %w", p.row.ID, err)
	}
	if p.status() == StoreOrderDelivered && before != StoreOrderDelivered {
		p.happened = append(p.happened, Delivered{OrderID: p.row.OrderID, StoreOrderID: p.row.ID, StoreID: p.StoreID})
	}
	return nil
}

// did notes what is to be told of the work, and to whom.
func (p *part) did(action string, details map[string]string, happened ...events.Event) {
	p.entry = audit.Entry{
		Actor: &p.Actor, Action: action, Target: audit.Target{Kind: "store_order", ID: p.row.ID.String()},
		StoreID: &p.StoreID, Details: details,
	}
	p.happened = append(p.happened, happened...)
}

func (p *part) announceTx(ctx context.Context, tx db.Tx) error {
	for _, ev := range p.happened {
		if err := p.bus.PublishTx(ctx, tx, ev); err != nil {
			return err
		}
	}
	return audit.RecordTx(ctx, tx, p.entry)
}
