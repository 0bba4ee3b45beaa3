package notify

import (
	"strconv"

	"rialto/internal/money"
)

// sale is what mails about orders mention.
type sale struct {
	order   string // its number
	amount  money.Amount
	reason  string
	carrier string
	number  string // of the parcel
	lines   []Line
}

// Line is one item of a list in a mail. Of a parcel it tells no price.
type Line struct {
	Name     string
	Quantity int
	Price    *money.Amount // of all pieces
}

// row is an item of a list as it is shown: Price is what stands beside it.
type row struct{ Item, Price string }

func rowsOf(lang string, lines []Line) []row {
	out := make([]row, len(lines))
	for i, l := range lines {
		out[i].Item = strconv.Itoa(l.Quantity) + " × " + oneLine(l.Name)
		if l.Price != nil {
			out[i].Price = l.Price.In(lang)
		}
	}
	return out
}

// OrderPlaced tells a buyer that an order waits for its payment.
type OrderPlaced struct {
	Order string
	Total money.Amount
	Lines []Line
	Path  string // of the order
}

func (c OrderPlaced) mail() description {
	return description{kind: "order_placed", paths: []string{c.Path}, sale: sale{order: c.Order, amount: c.Total, lines: c.Lines}}
}

// PaymentPage tells a buyer that an order can be paid now, which it could not be
// when it was placed.
type PaymentPage struct {
	Order string
	Total money.Amount
	Path  string // of the order
}

func (c PaymentPage) mail() description {
	return description{kind: "payment_page", paths: []string{c.Path}, sale: sale{order: c.Order, amount: c.Total}}
}

// OrderPaid thanks a buyer for the money.
type OrderPaid struct {
	Order string
	Total money.Amount
	Lines []Line
	Path  string // of the order
}

func (c OrderPaid) mail() description {
	return description{kind: "order_paid", paths: []string{c.Path}, sale: sale{order: c.Order, amount: c.Total, lines: c.Lines}}
}

// OrderExpired tells a buyer that an order was not paid in time.
type OrderExpired struct{ Order, Path string }

func (c OrderExpired) mail() description {
	return description{kind: "order_expired", paths: []string{c.Path}, sale: sale{order: c.Order}}
}

// OrderCancelled confirms to a buyer that an unpaid order was given up.
type OrderCancelled struct{ Order, Path string }

func (c OrderCancelled) mail() description {
	return description{kind: "order_cancelled", paths: []string{c.Path}, sale: sale{order: c.Order}}
}

// ParcelShipped tells a buyer what is on its way. Number may be empty, and so may
// TrackingURL, which leads to the carrier.
type ParcelShipped struct {
	Order, Store      string
	Carrier, Number   string
	TrackingURL, Path string
	Lines             []Line
}

func (c ParcelShipped) mail() description {
	d := description{
		kind: "parcel_shipped", variant: "untracked", paths: []string{c.Path}, store: c.Store,
		sale: sale{order: c.Order, carrier: c.Carrier, number: c.Number, lines: c.Lines},
	}
	if c.TrackingURL != "" {
		d.variant, d.paths = "tracked", []string{c.TrackingURL, c.Path}
	}
	return d
}

// OrderDelivered tells a buyer that all of a store's parcels arrived.
type OrderDelivered struct{ Order, Store, Path string }

func (c OrderDelivered) mail() description {
	return description{kind: "order_delivered", paths: []string{c.Path}, store: c.Store, sale: sale{order: c.Order}}
}

// ItemsCancelled tells a buyer what a store will not send, and why. Amount goes
// back; it may be zero.
type ItemsCancelled struct {
	Order, Store, Reason, Path string
	Amount                     money.Amount
	Lines                      []Line
}

func (c ItemsCancelled) mail() description {
	return description{
		kind: "items_cancelled", paths: []string{c.Path}, store: c.Store,
		sale: sale{order: c.Order, amount: c.Amount, reason: c.Reason, lines: c.Lines},
	}
}

// OrderRefunded tells a buyer that a store gives money back, and why.
type OrderRefunded struct {
	Order, Store, Reason, Path string
	Amount                     money.Amount
	Lines                      []Line
}

func (c OrderRefunded) mail() description {
	return description{
		kind: "order_refunded", paths: []string{c.Path}, store: c.Store,
		sale: sale{order: c.Order, amount: c.Amount, reason: c.Reason, lines: c.Lines},
	}
}

// LatePaymentRefunded tells a buyer that the money for an order came too late and
// goes back.
type LatePaymentRefunded struct {
	Order, Path string
	Amount      money.Amount
}

func (c LatePaymentRefunded) mail() description {
	return description{kind: "late_payment_refunded", paths: []string{c.Path}, sale: sale{order: c.Order, amount: c.Amount}}
}

// StoreOrderPaid tells those who run a store that there is something to send.
type StoreOrderPaid struct {
	Order, Store string
	Total        money.Amount // of the store's part
	Lines        []Line
	Path         string // of the order in the dashboard
}

func (c StoreOrderPaid) mail() description {
	return description{kind: "store_order_paid", paths: []string{c.Path}, store: c.Store, sale: sale{order: c.Order, amount: c.Total, lines: c.Lines}}
}

// RefundFailed tells an operator that money does not go back to a buyer by itself.
type RefundFailed struct {
	Order  string
	Amount money.Amount
	Final  bool   // the provider refused; else it has not answered for long
	Path   string // of the order in the dashboard
}

func (c RefundFailed) mail() description {
	d := description{kind: "refund_failed", variant: "stuck", paths: []string{c.Path}, sale: sale{order: c.Order, amount: c.Amount}}
	if c.Final {
		d.variant = "refused"
	}
	return d
}
