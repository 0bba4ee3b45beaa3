package stripesim

import (
	"context"
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"rialto/internal/db"
)

// session is a Checkout Session in mode payment, with hosted page.
// https://docs.stripe.com/api/checkout/sessions/object
type session struct {
	ID                 string            `json:"id"`
	Object             string            `json:"object"`
	AmountSubtotal     int64             `json:"amount_subtotal"`
	AmountTotal        int64             `json:"amount_total"`
	CancelURL          *string           `json:"cancel_url"`
	ClientReferenceID  *string           `json:"client_reference_id"`
	Created            int64             `json:"created"`
	Currency           string            `json:"currency"`
	Customer           *string           `json:"customer"`
	CustomerDetails    *customer         `json:"customer_details"`
	CustomerEmail      *string           `json:"customer_email"`
	ExpiresAt          int64             `json:"expires_at"`
	LineItems          *page[lineItem]   `json:"line_items,omitempty"`
	Livemode           bool              `json:"livemode"`
	Locale             *string           `json:"locale"`
	Metadata           map[string]string `json:"metadata"`
	Mode               string            `json:"mode"`
	PaymentIntent      any               `json:"payment_intent"` // null, an id, or an intent when expanded
	PaymentMethodTypes []string          `json:"payment_method_types"`
	PaymentStatus      string            `json:"payment_status"` // unpaid, paid, no_payment_required
	Status             string            `json:"status"`         // open, complete, expired
	SuccessURL         string            `json:"success_url"`
	UIMode             string            `json:"ui_mode"`
	URL                *string           `json:"url"`
	Redaction          *redaction        `json:"redaction,omitempty"`

	Items  []lineItem  `json:"sim_items,omitempty"`
	Intent *intentData `json:"sim_intent,omitempty"`
}

// customer is what the buyer tells the hosted page.
type customer struct {
	Email *string `json:"email"`
}

// intentData is what the payment intent of a session is to have.
type intentData struct {
	Description string            `json:"description"`
	Metadata    map[string]string `json:"metadata"`
}

type lineItem struct {
	ID             string `json:"id"`
	Object         string `json:"object"`
	AmountSubtotal int64  `json:"amount_subtotal"`
	AmountTotal    int64  `json:"amount_total"`
	Currency       string `json:"currency"`
	Description    string `json:"description"`
	Quantity       int64  `json:"quantity"`
}

// public is the session as the API shows it.
func (cs session) public() session {
	cs.Items, cs.Intent = nil, nil
	return cs
}

// Stripe's limits of a session's life, and of a text.
const (
	maxText = 5000
	minLife = 30 * time.Minute
	maxLife = 24 * time.Hour
)

func (s *Server) createSession(ctx context.Context, c *call) (any, error) {
	err := c.allow("mode", "success_url", "cancel_url", "client_reference_id", "customer_email", "expires_at",
		"locale", "ui_mode", "submit_type", "metadata[*]", "payment_method_types[]", "expand[]",
		"payment_intent_data[description]", "payment_intent_data[metadata][*]", "payment_intent_data[transfer_group]",
		"payment_intent_data[receipt_email]", "payment_intent_data[statement_descriptor_suffix]",
		"line_items[][quantity]", "line_items[][price_data][currency]", "line_items[][price_data][unit_amount]",
		"line_items[][price_data][product_data][name]", "line_items[][price_data][product_data][description]",
		"line_items[][price_data][product_data][images][]", "line_items[][price_data][product_data][metadata][*]")
	if err != nil {
		return nil, err
	}
	cs, err := s.newSession(c.params)
	if err != nil {
		return nil, err
	}
	expires := time.Unix(cs.ExpiresAt, 0)
	if err := insert(ctx, c.tx, kindSession, cs.ID, cs.Created, &expires, cs); err != nil {
		return nil, err
	}
	return s.expandSession(ctx, c, cs)
}

func (s *Server) newSession(p params) (session, error) {
	now := s.now()
	cs := session{
		ID: newID("cs_test_"), Object: kindSession, Created: now.Unix(), PaymentStatus: "unpaid", Status: "open",
		PaymentMethodTypes: []string{"card"}, UIMode: "hosted", Intent: &intentData{Description: p.text("payment_intent_data[description]")},
		ClientReferenceID: textOrNull(p.text("client_reference_id")), Locale: textOrNull(p.text("locale")),
	}
	cs.URL = textOrNull(s.cfg.PublicURL + "/pay/" + cs.ID)
	if err := cs.readMode(p); err != nil {
		return cs, err
	}
	if err := cs.readBuyer(p); err != nil {
		return cs, err
	}
	if err := cs.readItems(p); err != nil {
		return cs, err
	}
	var err error
	if cs.Metadata, err = p.metadata("metadata"); err != nil {
		return cs, err
	}
	if cs.Intent.Metadata, err = p.metadata("payment_intent_data[metadata]"); err != nil {
		return cs, err
	}
	cs.ExpiresAt, err = p.integer("expires_at", 0, 1<<40, now.Add(maxLife).Unix())
	switch life := time.Unix(cs.ExpiresAt, 0).Sub(now); {
	case err != nil:
		return cs, err
	case life < minLife:
		return cs, invalid("", "expires_at", "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.")
	case life > maxLife:
		return cs, invalid("", "expires_at", "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.")
	}
	return cs, nil
}

func (cs *session) readMode(p params) error {
	var err error
	if cs.Mode, err = p.required("mode"); err != nil {
		return err
	}
	if cs.Mode != "payment" {
		return invalid("", "mode", "Invalid mode: the simulator has only payment")
	}
	if mode := p.text("ui_mode"); mode != "" && mode != "hosted" {
		return invalid("", "ui_mode", "Invalid ui_mode: the simulator has only hosted")
	}
	for _, method := range p.list("payment_method_types") {
		if method != "card" {
			return invalid("", "payment_method_types", "Invalid payment_method_types: the simulator has only card")
		}
	}
	if _, err = p.required("success_url"); err != nil {
		return err
	}
	if cs.SuccessURL, err = p.webURL("success_url"); err != nil {
		return err
	}
	cancel, err := p.webURL("cancel_url")
	cs.CancelURL = textOrNull(cancel)
	return err
}

func (cs *session) readBuyer(p params) error {
	email := p.text("customer_email")
	if email != "" {
		if a, err := mail.ParseAddress(email); err != nil || a.Address != email {
			return invalid("email_invalid", "customer_email", "Invalid email address: %s", email)
		}
		cs.CustomerDetails = &customer{Email: &email}
	}
	cs.CustomerEmail = textOrNull(email)
	if cs.ClientReferenceID != nil && len(*cs.ClientReferenceID) > 200 {
		return invalid("", "client_reference_id", "client_reference_id must be at most 200 characters.")
	}
	return nil
}

func (cs *session) readItems(p params) error {
	elements := p.elements("line_items")
	if len(elements) == 0 {
		return invalid("parameter_missing", "line_items", "Missing required param: line_items.")
	}
	if len(elements) > 100 {
		return invalid("", "line_items", "A Checkout Session in payment mode can have up to 100 line items.")
	}
	for _, at := range elements {
		item, err := readItem(p, at)
		if err != nil {
			return err
		}
		if cs.Currency == "" {
			cs.Currency = item.Currency
		}
		if item.Currency != cs.Currency {
			return invalid("", at+"[price_data][currency]", "The line items of a Checkout Session must have one currency.")
		}
		cs.Items = append(cs.Items, item)
		cs.AmountTotal += item.AmountTotal
	}
	cs.AmountSubtotal = cs.AmountTotal
	if low := minimum(cs.Currency); cs.AmountTotal != 0 && cs.AmountTotal < low {
		return invalid("amount_too_small", "", "The Checkout Session's total amount must be at least %s.", format(low, cs.Currency))
	}
	if cs.AmountTotal > maxAmount {
		return invalid("amount_too_large", "", "The Checkout Session's total amount must be no more than %s.", format(maxAmount, cs.Currency))
	}
	return nil
}

func readItem(p params, at string) (lineItem, error) {
	price := at + "[price_data]"
	item := lineItem{ID: newID("li_"), Object: "item"}
	currency, err := p.required(price + "[currency]")
	if err != nil {
		return item, err
	}
	item.Currency = strings.ToLower(currency)
	if !supported(item.Currency) {
		return item, invalid("", price+"[currency]", "Invalid currency: %s.", currency)
	}
	if item.Description, err = p.required(price + "[product_data][name]"); err != nil {
		return item, err
	}
	if utf8.RuneCountInString(item.Description) > maxText {
		return item, invalid("", price+"[product_data][name]", "A name must be at most %d characters.", maxText)
	}
	if _, err = p.required(price + "[unit_amount]"); err != nil {
		return item, err
	}
	unit, err := p.integer(price+"[unit_amount]", 0, maxAmount, 0)
	if err != nil {
		return item, err
	}
	if step := step(item.Currency); unit%step != 0 {
		return item, invalid("", price+"[unit_amount]", "Amounts in %s must be multiples of %d.", item.Currency, step)
	}
	if _, err = p.required(at + "[quantity]"); err != nil {
		return item, err
	}
	item.Quantity, err = p.integer(at+"[quantity]", 1, 999999, 0)
	item.AmountTotal = unit * item.Quantity
	item.AmountSubtotal = item.AmountTotal
	return item, err
}

func (s *Server) retrieveSession(ctx context.Context, c *call) (any, error) {
	if err := c.allow("expand[]"); err != nil {
		return nil, err
	}
	var cs session
	if err := read(ctx, c.tx, kindSession, c.id, &cs); err != nil {
		return nil, err
	}
	return s.expandSession(ctx, c, cs)
}

func (s *Server) expireSession(ctx context.Context, c *call) (any, error) {
	if err := c.allow("expand[]"); err != nil {
		return nil, err
	}
	var cs session
	if err := lock(ctx, c.tx, kindSession, c.id, &cs); err != nil {
		return nil, err
	}
	if cs.Status != "open" {
		return nil, invalid("", "session", "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of `%s`.", cs.Status)
	}
	if err := s.expire(ctx, c.tx, &cs, &request{ID: c.requestID, Key: textOrNull(c.key)}); err != nil {
		return nil, err
	}
	return s.expandSession(ctx, c, cs)
}

func (s *Server) listSessions(ctx context.Context, c *call) (any, error) {
	err := c.allow("limit", "starting_after", "ending_before", "status", "payment_intent", "customer_details[email]",
		"created", "created[gt]", "created[gte]", "created[lt]", "created[lte]")
	if err != nil {
		return nil, err
	}
	q := newListing(kindSession, "/v1/checkout/sessions")
	q.equal("status", c.text("status"))
	q.equal("payment_intent", c.text("payment_intent"))
	if email := c.text("customer_details[email]"); email != "" {
		q.where("body->'customer_details'->>'email' = %s", email)
	}
	return list(ctx, c, q, session.public)
}

// expandSession is the session as the API shows it, with what the caller
// wants to see of it.
func (s *Server) expandSession(ctx context.Context, c *call, cs session) (any, error) {
	wants, err := c.expands("payment_intent", "line_items")
	if err != nil {
		return nil, err
	}
	if id, ok := cs.PaymentIntent.(string); ok && wants("payment_intent") {
		var pi intent
		if err := read(ctx, c.tx, kindIntent, id, &pi); err != nil {
			return nil, err
		}
		cs.PaymentIntent = pi
	}
	if wants("line_items") {
		cs.LineItems = &page[lineItem]{Object: "list", Data: cs.Items, URL: "/v1/checkout/sessions/" + cs.ID + "/line_items"}
	}
	return cs.public(), nil
}

// expire ends an open session that the transaction has locked.
func (s *Server) expire(ctx context.Context, tx db.Tx, cs *session, by *request) error {
	cs.Status, cs.URL = "expired", nil
	if err := update(ctx, tx, cs.ID, cs); err != nil {
		return err
	}
	return s.emit(ctx, tx, "checkout.session.expired", cs.public(), by, once)
}

// expireDue ends the sessions whose time is over. It is called before
// anything else looks at a session.
func (s *Server) expireDue(ctx context.Context) error {
	rows, err := s.cfg.Pool.Query(ctx, `SELECT id FROM stripesim.objects WHERE expires_at <= $1 ORDER BY expires_at LIMIT 1000`, s.now())
	if err != nil {
		return fmt.Errorf("look for expired sessions: %w", err)
	}
	due, err := collect[string](rows)
	if err != nil {
		return fmt.Errorf("look for expired sessions: %w", err)
	}
	for _, id := range due {
		err := db.InTx(ctx, s.cfg.Pool, func(tx db.Tx) error {
			var cs session
			if err := lock(ctx, tx, kindSession, id, &cs); err != nil || cs.Status != "open" {
				return err // somebody else was first
			}
			return s.expire(ctx, tx, &cs, nil)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func textOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
