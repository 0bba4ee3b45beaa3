package orders

import (
	"context"
	"fmt"
	"net/url"

	"github.com/google/uuid"

	"rialto/internal/auth"
	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/notify"
	"rialto/internal/orders/internal/ordersdb"
	"rialto/internal/payments"
	"rialto/internal/stores"
)

// Letters writes to people about orders: mails to buyers, to those who run a
// store and to operators, and invoices. It follows the events and looks at the
// present state, so that each is written once, whatever order events come in and
// however often.
type Letters struct {
	orders *Service
	stores *stores.Service
	mail   *notify.Service
}

// NewLetters returns Letters and subscribes them to the events of s and of its
// payments.
func NewLetters(s *Service, st *stores.Service, mail *notify.Service) *Letters {
	l := &Letters{orders: s, stores: st, mail: mail}
	events.Subscribe(s.bus, "orders.issue_invoices", l.onPaidIssue)
	events.Subscribe(s.bus, "orders.mail_placed", l.onPlaced)
	events.Subscribe(s.bus, "orders.mail_page_opened", l.onPageOpened)
	events.Subscribe(s.bus, "orders.mail_paid", l.onPaid)
	events.Subscribe(s.bus, "orders.mail_expired", l.onExpired)
	events.Subscribe(s.bus, "orders.mail_cancelled", l.onCancelled)
	events.Subscribe(s.bus, "orders.mail_shipped", l.onShipped)
	events.Subscribe(s.bus, "orders.mail_delivered", l.onDelivered)
	events.Subscribe(s.bus, "orders.mail_items_cancelled", l.onItemsCancelled)
	events.Subscribe(s.bus, "orders.mail_refunded", l.onRefunded)
	events.Subscribe(s.bus, "orders.mail_refund_failed", l.onRefundFailed)
	return l
}

// addressed is an order with whom to write to about it.
type addressed struct {
	Order
	to     notify.To
	stores map[uuid.UUID]stores.Store
}

// readTx returns an order as it is now; false when nobody is there to write to,
// since the buyer was erased.
func (l *Letters) readTx(ctx context.Context, tx db.Tx, id uuid.UUID) (addressed, bool, error) {
	row, err := l.orders.q.OrderByID(ctx, tx, id)
	if err != nil {
		return addressed{}, false, fmt.Errorf("order %s: %w", id, err)
	}
	list, err := l.orders.assemble(ctx, tx, []ordersdb.OrdersOrder{row})
	if err != nil {
		return addressed{}, false, err
	}
	o := addressed{Order: list[0], to: notify.To{Address: row.Email, UserID: row.UserID, Locale: row.Locale}}
	ids := make([]uuid.UUID, len(o.Stores))
	for i, so := range o.Stores {
		ids[i] = so.StoreID
	}
	if o.stores, err = l.stores.ByIDTx(ctx, tx, ids); err != nil {
		return addressed{}, false, err
	}
	if o.to.Locale == "" && row.UserID != nil {
		known, err := l.orders.auth.ContactsTx(ctx, tx, []uuid.UUID{*row.UserID})
		if err != nil {
			return addressed{}, false, err
		}
		o.to.Locale = known[*row.UserID].Locale
	}
	return o, row.Email != "", nil
}

// path is where the buyer sees the order. A guest needs the token.
func (l *Letters) path(o addressed) string {
	path := "/orders/" + o.ID.String()
	if o.UserID == nil {
		path += "?token=" + url.QueryEscape(l.orders.cfg.Tokens.Token(o.ID))
	}
	return path
}

// part returns a store's part of the order.
func (o addressed) part(id uuid.UUID) (StoreOrder, error) {
	for _, so := range o.Stores {
		if so.ID == id {
			return so, nil
		}
	}
	return StoreOrder{}, fmt.Errorf("order %s has no store order %s", o.ID, id)
}

// priced lists items as they were sold.
func priced(items []Item) (lines []notify.Line) {
	for _, it := range items {
		price := it.LineTotal()
		lines = append(lines, notify.Line{Name: it.title(), Quantity: it.Quantity, Price: &price})
	}
	return lines
}

// counted lists pieces of a store order, without what they cost.
func (so StoreOrder) counted(pieces []Pieces) (lines []notify.Line) {
	for _, p := range pieces {
		for _, it := range so.Items {
			if it.ID == p.ItemID {
				lines = append(lines, notify.Line{Name: it.title(), Quantity: p.N})
			}
		}
	}
	return lines
}

// tellTx writes to the buyer about an order what say makes of it, once per cause;
// nothing when say returns nil.
func (l *Letters) tellTx(ctx context.Context, tx db.Tx, order uuid.UUID, cause string, say func(addressed) (notify.Content, error)) error {
	o, reachable, err := l.readTx(ctx, tx, order)
	if err != nil || !reachable {
		return err
	}
	c, err := say(o)
	if err != nil || c == nil {
		return err
	}
	return l.mail.SendTx(ctx, tx, o.to, cause, c)
}

func (o addressed) allItems() (items []Item) {
	for _, so := range o.Stores {
		items = append(items, so.Items...)
	}
	return items
}

func (l *Letters) onPlaced(ctx context.Context, tx db.Tx, ev Placed) error {
	return l.tellTx(ctx, tx, ev.OrderID, ev.OrderID.String(), func(o addressed) (notify.Content, error) {
		if o.Status != StatusPaymentPending {
			return nil, nil // the mail that says what became of it is enough
		}
		return notify.OrderPlaced{Order: o.Number, Total: o.Total, Lines: priced(o.allItems()), Path: l.path(o)}, nil
	})
}

func (l *Letters) onPageOpened(ctx context.Context, tx db.Tx, ev payments.PageOpened) error {
	return l.tellTx(ctx, tx, ev.OrderID, ev.OrderID.String(), func(o addressed) (notify.Content, error) {
		if o.Status != StatusPaymentPending {
			return nil, nil
		}
		return notify.PaymentPage{Order: o.Number, Total: o.Total, Path: l.path(o)}, nil
	})
}

// onPaid thanks the buyer, and tells the managers and owners of the stores.
func (l *Letters) onPaid(ctx context.Context, tx db.Tx, ev Paid) error {
	err := l.tellTx(ctx, tx, ev.OrderID, ev.OrderID.String(), func(o addressed) (notify.Content, error) {
		return notify.OrderPaid{Order: o.Number, Total: o.Total, Lines: priced(o.allItems()), Path: l.path(o)}, nil
	})
	if err != nil {
		return err
	}
	o, _, err := l.readTx(ctx, tx, ev.OrderID)
	if err != nil {
		return err
	}
	for _, so := range o.Stores {
		if err := l.tellStoreTx(ctx, tx, o, so); err != nil {
			return err
		}
	}
	return nil
}

func (l *Letters) tellStoreTx(ctx context.Context, tx db.Tx, o addressed, so StoreOrder) error {
	members, err := l.stores.MembersTx(ctx, tx, so.StoreID)
	if err != nil {
		return err
	}
	var ids []uuid.UUID
	for _, m := range members {
		if m.Role.AtLeast(stores.RoleManager) {
			ids = append(ids, m.UserID)
		}
	}
	known, err := l.orders.auth.ContactsTx(ctx, tx, ids)
	if err != nil {
		return err
	}
	st := o.stores[so.StoreID]
	for _, c := range known {
		if err := l.mail.SendTx(ctx, tx, c.MailTo(), so.ID.String()+" "+c.UserID.String(), notify.StoreOrderPaid{
			Order: o.Number, Store: st.Name, Total: so.Subtotal, Lines: priced(so.Items),
			Path: "/dashboard/stores/" + st.Slug + "/orders/" + so.ID.String(),
		}); err != nil {
			return err
		}
	}
	return nil
}

func (l *Letters) onExpired(ctx context.Context, tx db.Tx, ev Expired) error {
	return l.tellTx(ctx, tx, ev.OrderID, ev.OrderID.String(), func(o addressed) (notify.Content, error) {
		if o.Status != StatusExpired {
			return nil, nil // the money came after all
		}
		return notify.OrderExpired{Order: o.Number, Path: l.path(o)}, nil
	})
}

func (l *Letters) onCancelled(ctx context.Context, tx db.Tx, ev Cancelled) error {
	return l.tellTx(ctx, tx, ev.OrderID, ev.OrderID.String(), func(o addressed) (notify.Content, error) {
		return notify.OrderCancelled{Order: o.Number, Path: l.path(o)}, nil
	})
}

func (l *Letters) onShipped(ctx context.Context, tx db.Tx, ev Shipped) error {
	return l.tellTx(ctx, tx, ev.OrderID, ev.ShipmentID.String(), func(o addressed) (notify.Content, error) {
		so, err := o.part(ev.StoreOrderID)
		if err != nil {
			return nil, err
		}
		for _, sh := range so.Shipments {
			if sh.ID == ev.ShipmentID {
				return notify.ParcelShipped{
					Order: o.Number, Store: o.stores[so.StoreID].Name, Carrier: CarrierName(sh.Carrier), Number: sh.TrackingNumber,
					TrackingURL: sh.TrackingURL, Path: l.path(o), Lines: so.counted(sh.Items),
				}, nil
			}
		}
		return nil, fmt.Errorf("store order %s has no shipment %s", so.ID, ev.ShipmentID)
	})
}

func (l *Letters) onDelivered(ctx context.Context, tx db.Tx, ev Delivered) error {
	return l.tellTx(ctx, tx, ev.OrderID, ev.StoreOrderID.String(), func(o addressed) (notify.Content, error) {
		return notify.OrderDelivered{Order: o.Number, Store: o.stores[ev.StoreID].Name, Path: l.path(o)}, nil
	})
}

func (l *Letters) onItemsCancelled(ctx context.Context, tx db.Tx, ev ItemsCancelled) error {
	return l.tellTx(ctx, tx, ev.OrderID, ev.RefundID.String(), func(o addressed) (notify.Content, error) {
		so, r, err := o.refund(ev.StoreOrderID, ev.RefundID)
		if err != nil {
			return nil, err
		}
		return notify.ItemsCancelled{
			Order: o.Number, Store: o.stores[so.StoreID].Name, Reason: r.Reason, Path: l.path(o), Amount: r.Amount, Lines: so.counted(r.Items),
		}, nil
	})
}

func (o addressed) refund(part, id uuid.UUID) (StoreOrder, Refund, error) {
	so, err := o.part(part)
	if err != nil {
		return StoreOrder{}, Refund{}, err
	}
	for _, r := range so.Refunds {
		if r.ID == id {
			return so, r, nil
		}
	}
	return StoreOrder{}, Refund{}, fmt.Errorf("store order %s has no refund %s", part, id)
}

// onRefunded tells of money that goes back, unless it does with a cancellation,
// whose mail tells it.
func (l *Letters) onRefunded(ctx context.Context, tx db.Tx, ev Refunded) error {
	switch ev.Reason {
	case reasonLatePayment:
		return l.tellTx(ctx, tx, ev.OrderID, ev.OrderID.String(), func(o addressed) (notify.Content, error) {
			return notify.LatePaymentRefunded{Order: o.Number, Amount: ev.Amount, Path: l.path(o)}, nil
		})
	case reasonRefund:
		return l.tellTx(ctx, tx, ev.OrderID, ev.RefundID.String(), func(o addressed) (notify.Content, error) {
			so, r, err := o.refund(ev.StoreOrderID, ev.RefundID)
			if err != nil {
				return nil, err
			}
			return notify.OrderRefunded{
				Order: o.Number, Store: o.stores[so.StoreID].Name, Reason: r.Reason, Path: l.path(o), Amount: ev.Amount, Lines: so.counted(r.Items),
			}, nil
		})
	}
	return nil
}

// onRefundFailed asks the operators to look at a refund.
func (l *Letters) onRefundFailed(ctx context.Context, tx db.Tx, ev payments.RefundFailed) error {
	row, err := l.orders.q.OrderByID(ctx, tx, ev.OrderID)
	if err != nil {
		return fmt.Errorf("order %s: %w", ev.OrderID, err)
	}
	operators, err := l.orders.auth.OperatorsTx(ctx, tx)
	if err != nil {
		return err
	}
	for _, c := range operators {
		if err := l.tellOperatorTx(ctx, tx, c, formatNumber(row.Number), ev); err != nil {
			return err
		}
	}
	return nil
}

func (l *Letters) tellOperatorTx(ctx context.Context, tx db.Tx, c auth.Contact, order string, ev payments.RefundFailed) error {
	cause := fmt.Sprintf("%s %s %t", ev.RefundID, c.UserID, ev.Final)
	return l.mail.SendTx(ctx, tx, c.MailTo(), cause, notify.RefundFailed{
		Order: order, Amount: ev.Amount, Final: ev.Final, Path: "/dashboard/orders/" + ev.OrderID.String(),
	})
}
