package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/google/uuid"

	"rialto/internal/analytics"
	"rialto/internal/auth"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/orders"
	"rialto/internal/payments"
	"rialto/internal/postal"
	"rialto/internal/stores"
)

// historyDays is how far the sales of the demo reach back.
const historyDays = 75

// History is where the demo's sales are put.
type History struct {
	Pool      *db.Pool
	Accounts  *auth.Service
	Analytics *analytics.Service
	Tokens    orders.Tokens
	PublicURL string
	// Remember tells the payment provider of money that came in.
	Remember func(ctx context.Context, tx db.Tx, intent string, o orders.PastOrder, at time.Time) error
	// Progress, if set, is told how many days are there.
	Progress func(done, total int)
}

// SeedHistory lets a marketplace without a single sale look back on some weeks
// of sales: orders that were paid, most of them sent and delivered, a few sent
// back, and visits. Stock is in the end what it was, since what was sold was
// received before. All of it is there or nothing, and a second time changes
// nothing. Nobody gets a mail.
func SeedHistory(ctx context.Context, to History) error {
	h := &historian{History: to, rnd: random("history"), now: time.Now()}
	if err := h.open(ctx); err != nil {
		return err
	}
	if _, sold, err := h.orders.FirstPosting(ctx); err != nil || sold {
		return err
	}
	if err := db.InTx(ctx, to.Pool, func(tx db.Tx) error { return h.writeTx(ctx, tx) }); err != nil {
		return fmt.Errorf("history: %w", err)
	}
	return to.Analytics.Recount(ctx, func(int, int) {})
}

// historian has services of its own, whose clock it sets, on a bus that nobody
// listens to.
type historian struct {
	History
	rnd     *rand.Rand
	now     time.Time
	clock   time.Time
	catalog *catalog.Service
	orders  *orders.Service
	stores  []shelf
	buyer   *uuid.UUID // the demo's own, if there is one
}

// shelf is what a store has plenty of.
type shelf struct {
	id       uuid.UUID
	weight   int // how much it sells beside the others
	products []catalog.Summary
}

func (h *historian) open(ctx context.Context) error {
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	tick := func() time.Time { return h.clock }
	bus, err := events.New(h.Pool, log)
	if err != nil {
		return err
	}
	if h.catalog, err = catalog.New(ctx, h.Pool, bus, tick); err != nil {
		return err
	}
	pay := payments.New(h.Pool, bus, nil, log, tick)
	h.orders = orders.New(orders.Deps{Pool: h.Pool, Bus: bus, Catalog: h.catalog, Payments: pay, Log: log, Now: tick},
		orders.Config{PublicURL: h.PublicURL, PaymentWindow: time.Hour, Tokens: h.Tokens})
	if err := h.findShelves(ctx, stores.New(h.Pool, tick)); err != nil {
		return err
	}
	who, err := h.Accounts.ContactByEmail(ctx, Accounts[2].Email)
	switch {
	case err == nil:
		h.buyer = &who.UserID
	case !errors.Is(err, auth.ErrNoSuchAccount):
		return err
	}
	return nil
}

// plenty is more than any stock's warning.
const plenty = 12

func (h *historian) findShelves(ctx context.Context, all *stores.Service) error {
	weights := map[string]int{"northlight-coffee": 9, "crumb-street": 6, "ridgeline": 5}
	page, _, err := all.Stores(ctx, "", 100)
	if err != nil {
		return err
	}
	for _, st := range page {
		list, _, err := h.catalog.Products(ctx, catalog.Filter{Store: &st.ID, InStock: true, Sort: catalog.SortPriceAsc, Limit: 100})
		if err != nil {
			return err
		}
		sh := shelf{id: st.ID, weight: max(2, weights[st.Slug])}
		for _, p := range list {
			if p.DefaultVariant != nil && p.Available >= plenty {
				sh.products = append(sh.products, p)
			}
		}
		if len(sh.products) > 0 {
			h.stores = append(h.stores, sh)
		}
	}
	return nil
}

// sale is an order as it is planned.
type sale struct {
	at    time.Time
	buyer int
	items []catalog.Quantity
	// When things happened to it; zero: they have not.
	shipped, delivered, returned time.Time
}

func (h *historian) writeTx(ctx context.Context, tx db.Tx) error {
	if len(h.stores) == 0 {
		return nil
	}
	days := make([][]sale, historyDays)
	sold := map[uuid.UUID]int{}
	for d := range days {
		days[d] = h.plan(h.dayBegins(d), d)
		for _, s := range days[d] {
			for _, it := range s.items {
				sold[it.VariantID] += it.N
			}
		}
	}
	if err := h.receiveTx(ctx, tx, sold); err != nil {
		return err
	}
	for d, sales := range days {
		for _, s := range sales {
			if err := h.saleTx(ctx, tx, s); err != nil {
				return err
			}
		}
		if err := h.Analytics.RecordViewsTx(ctx, tx, h.visits(h.dayBegins(d))); err != nil {
			return err
		}
		if h.Progress != nil {
			h.Progress(d+1, historyDays)
		}
	}
	return nil
}

// dayBegins is when a day begins; the last one is today.
func (h *historian) dayBegins(d int) time.Time {
	return h.now.AddDate(0, 0, d+1-historyDays).UTC().Truncate(24 * time.Hour)
}

// plan makes up the sales of a day: a little more each month, and more at the
// end of a week.
func (h *historian) plan(begins time.Time, d int) []sale {
	n := 2 + d/24 + h.rnd.IntN(3)
	if day := begins.Weekday(); day == time.Saturday || day == time.Sunday {
		n += 2
	}
	var sales []sale
	for i := range n {
		s := sale{at: begins.Add(time.Duration(6*60+i*15*60/n+h.rnd.IntN(15*60/n)) * time.Minute), buyer: h.rnd.IntN(len(buyers))}
		h.fill(&s)
		h.fulfil(&s)
		if s.at.Before(h.now) {
			sales = append(sales, s)
		}
	}
	return sales
}

// fill puts one to three things into an order, now and then of two stores.
func (h *historian) fill(s *sale) {
	taken := map[uuid.UUID]bool{}
	for range 1 + h.rnd.IntN(5)/4 {
		products := h.store().products
		for range 1 + h.rnd.IntN(2) {
			// The first of a store sell best.
			p := products[min(h.rnd.IntN(len(products)), h.rnd.IntN(len(products)))]
			if id := *p.DefaultVariant; !taken[id] {
				taken[id] = true
				s.items = append(s.items, catalog.Quantity{VariantID: id, N: 1 + h.rnd.IntN(5)/3})
			}
		}
	}
}

// store is one of those that have something, by how much they sell.
func (h *historian) store() shelf {
	total := 0
	for _, sh := range h.stores {
		total += sh.weight
	}
	at := h.rnd.IntN(total)
	for _, sh := range h.stores {
		if at -= sh.weight; at < 0 {
			return sh
		}
	}
	return h.stores[0]
}

// fulfil decides when an order is sent, delivered and, one in sixteen, sent back.
func (h *historian) fulfil(s *sale) {
	const hours = time.Hour
	sent := s.at.Add(time.Duration(20+h.rnd.IntN(60)) * hours)
	arrived := sent.Add(time.Duration(30+h.rnd.IntN(60)) * hours)
	back := arrived.Add(time.Duration(48+h.rnd.IntN(96)) * hours)
	if sent.Before(h.now) {
		s.shipped = sent
	}
	if arrived.Before(h.now) {
		s.delivered = arrived
	}
	if h.rnd.IntN(16) == 0 && back.Before(h.now) {
		s.returned = back
	}
}

// receiveTx takes in what will be sold, before it is.
func (h *historian) receiveTx(ctx context.Context, tx db.Tx, sold map[uuid.UUID]int) error {
	h.clock = h.dayBegins(-1)
	in := make([]catalog.Quantity, 0, len(sold))
	for id, n := range sold {
		in = append(in, catalog.Quantity{VariantID: id, N: n})
	}
	return h.catalog.AdjustTx(ctx, tx, in, catalog.Cause{Reason: catalog.ReasonReceived})
}

// saleTx writes an order and what became of it.
func (h *historian) saleTx(ctx context.Context, tx db.Tx, s sale) error {
	h.clock = s.at
	who := buyers[s.buyer]
	ref := strings.ReplaceAll(uuid.NewString(), "-", "")
	past := orders.PastSale{Email: who.email(), Shipping: who.address(), Items: s.items, Session: "cs_test_" + ref, Intent: "pi_" + ref}
	if s.buyer == 0 && h.buyer != nil {
		past.UserID, past.Email = h.buyer, Accounts[2].Email
	}
	o, err := h.orders.RecordSaleTx(ctx, tx, past)
	if err != nil {
		return err
	}
	if err := h.Remember(ctx, tx, past.Intent, o, s.at); err != nil {
		return err
	}
	for i, part := range o.Parts {
		if h.clock = s.shipped; !h.clock.IsZero() {
			number := fmt.Sprintf("00340434%012d", h.rnd.IntN(1_000_000_000_000))
			if err := h.orders.RecordShippedTx(ctx, tx, part, orders.Tracking{Carrier: "DHL", Number: number}); err != nil {
				return err
			}
		}
		if h.clock = s.delivered; !h.clock.IsZero() {
			if err := h.orders.RecordDeliveredTx(ctx, tx, part); err != nil {
				return err
			}
		}
		if h.clock = s.returned; !h.clock.IsZero() && i == 0 {
			if err := h.orders.RecordReturnedTx(ctx, tx, part, returnReasons[h.rnd.IntN(len(returnReasons))]); err != nil {
				return err
			}
		}
	}
	return nil
}

// visits makes up who looked at the stores on a day, as much of it as is over:
// some thirty visits for each order.
func (h *historian) visits(begins time.Time) (list []analytics.PastViews) {
	over := min(24*time.Hour, h.now.Sub(begins))
	noon := begins.Add(over / 2)
	for _, sh := range h.stores {
		n := int64(float64(sh.weight) * (3 + 3*h.rnd.Float64()) * over.Hours() / 24)
		list = append(list, analytics.PastViews{At: noon, StoreID: sh.id, Views: n * 3 / 4, Visits: n})
		for i, p := range sh.products[:min(len(sh.products), 8)] {
			views := n/int64(2+i) + h.rnd.Int64N(3)
			list = append(list, analytics.PastViews{At: noon, StoreID: sh.id, ProductID: p.ID, Views: views, Carted: views / 9})
		}
	}
	return list
}

var returnReasons = []string{"Arrived damaged.", "It does not fit.", "Not what was expected.", "A present that was there already."}

// buyer is somebody who bought.
type buyer struct{ name, street, code, city, country string }

// buyers are made up; the first buys with the demo's account.
var buyers = []buyer{
	{"Mira Novak", "Lindenweg 4", "10969", "Berlin", "DE"}, {"Tomas Lindqvist", "Odengatan 12", "113 51", "Stockholm", "SE"},
	{"Amelie Roux", "8 rue des Tanneurs", "69001", "Lyon", "FR"}, {"Henrik Aas", "Markveien 30", "0554", "Oslo", "NO"},
	{"Lucia Ferri", "Via Galliera 19", "40121", "Bologna", "IT"}, {"Oskar Brandt", "Feldstraße 7", "20357", "Hamburg", "DE"},
	{"Nora Byrne", "11 Synge Street", "D08", "Dublin", "IE"}, {"Jan de Wit", "Oudegracht 155", "3511 AL", "Utrecht", "NL"},
	{"Sofia Almeida", "Rua do Almada 88", "4050-032", "Porto", "PT"}, {"Greta Hofer", "Mariahilfer Straße 60", "1070", "Wien", "AT"},
	{"Ruben Castro", "Calle Feria 41", "41003", "Sevilla", "ES"}, {"Elin Koskinen", "Fleminginkatu 3", "00530", "Helsinki", "FI"},
	{"Paul Meunier", "Rue Haute 22", "1000", "Bruxelles", "BE"}, {"Klara Simon", "Ráday utca 14", "1092", "Budapest", "HU"},
	{"David Moser", "Rosengasse 5", "8001", "Zürich", "CH"}, {"Ida Mikkelsen", "Jægersborggade 9", "2200", "København", "DK"},
	{"Marek Wilk", "ulica Mokotowska 51", "00-542", "Warszawa", "PL"}, {"Lena Vogt", "Karl-Heine-Straße 33", "04229", "Leipzig", "DE"},
}

func (b buyer) email() string { return catalog.Slug(b.name) + "@example.com" }

func (b buyer) address() postal.Address {
	return postal.Address{Name: b.name, Line1: b.street, City: b.city, PostalCode: b.code, Country: b.country}
}
