package stocksync_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/broker"
)

func TestStockIsSet(t *testing.T) {
	t.Parallel()
	s := setup(t)
	must(t, s.Handle(t.Context(), said("1", time.Time{}, fmt.Sprintf(`{"sku":"MUG","quantity":7},{"variantId":%q,"quantity":0}`, s.plate))))
	s.want(t, 7, 0)
	var note, reason string
	const last = "SELECT note, reason FROM catalog.stock_movements WHERE variant_id = $1 ORDER BY number DESC LIMIT 1"
	must(t, s.pool.QueryRow(t.Context(), last, s.mug).Scan(&note, &reason))
	if note != "inventory.set 1, erp.example" || reason != "correction" {
		t.Errorf("the ledger says %q, %q", note, reason)
	}
}

func TestMessageHasItsEffectOnce(t *testing.T) {
	t.Parallel()
	s := setup(t)
	m := said("1", time.Time{}, `{"sku":"MUG","quantity":7}`)
	must(t, s.Handle(t.Context(), m))
	s.sell(t, s.mug, 2)
	must(t, s.Handle(t.Context(), m))
	s.want(t, 5, 10)

	// Many at once, as after a consumer that was taken for dead.
	m = said("2", time.Time{}, `{"sku":"PLATE","quantity":4}`)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := s.Handle(t.Context(), m); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	s.want(t, 5, 4)
	if n := s.movements(t, s.plate); n != 1 {
		t.Errorf("%d movements, want 1", n)
	}
}

func TestWhatWasSoldSinceIsCountedIn(t *testing.T) {
	t.Parallel()
	s := setup(t)
	before := time.Now()
	s.sell(t, s.mug, 3)
	s.sell(t, s.plate, 6)
	must(t, s.Handle(t.Context(), said("1", before, `{"sku":"MUG","quantity":8},{"sku":"PLATE","quantity":5}`)))
	s.want(t, 5, 0) // of five plates, six were sold
	must(t, s.Handle(t.Context(), said("2", time.Now(), `{"sku":"MUG","quantity":8}`)))
	s.want(t, 8, 0)
}

func TestOlderWordChangesNothing(t *testing.T) {
	t.Parallel()
	s := setup(t)
	now := time.Now()
	must(t, s.Handle(t.Context(), said("2", now, `{"sku":"MUG","quantity":8}`)))
	must(t, s.Handle(t.Context(), said("1", now.Add(-time.Hour), `{"sku":"MUG","quantity":1},{"sku":"PLATE","quantity":2}`)))
	s.want(t, 8, 2)
	// A clock that is fast does not shut out what comes after it.
	must(t, s.Handle(t.Context(), said("3", now.Add(time.Hour), `{"sku":"MUG","quantity":6}`)))
	must(t, s.Handle(t.Context(), said("4", now.Add(time.Hour), `{"sku":"MUG","quantity":5}`)))
	s.want(t, 5, 2)
}

func TestBadMessages(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.product(t, s.store, "cup", "TWIN")
	s.product(t, s.store, "bowl", "TWIN")
	must(t, s.Handle(t.Context(), said("used", time.Time{}, `{"sku":"MUG","quantity":10}`)))
	of := func(items string) broker.Message { return said("1", time.Time{}, items) }
	with := func(from, to string) broker.Message {
		return broker.Message{Body: []byte(strings.Replace(string(of(`{"sku":"MUG","quantity":1}`).Body), from, to, 1))}
	}
	const plate = `{"sku":"PLATE","quantity":1},`
	for name, tt := range map[string]struct {
		message broker.Message
		says    string
	}{
		"no JSON":           {broker.Message{Body: []byte("{")}, "not a CloudEvent"},
		"another type":      {with("inventory.set", "order.paid"), `"order.paid" is not inventory.set`},
		"no source":         {with("erp.example", ""), "source"},
		"a store elsewhere": {with("north", "south"), `no store "south"`},
		"no store":          {with("north", ""), "data.store"},
		"no data":           {with(`"data"`, `"date"`), "data: "},
		"no items":          {of(""), "data.items: 0 of them"},
		"too many":          {of(strings.Repeat(plate, 1000) + `{"sku":"MUG","quantity":1}`), "data.items: 1001"},
		"neither name":      {of(plate + `{"quantity":1}`), "data.items[1]: give either"},
		"no quantity":       {of(plate + `{"sku":"MUG"}`), "data.items[1].quantity"},
		"less than none":    {of(plate + `{"sku":"MUG","quantity":-1}`), "data.items[1].quantity"},
		"a part of one":     {of(plate + `{"sku":"MUG","quantity":1.5}`), "data: "},
		"an unknown SKU":    {of(plate + `{"sku":"CAP","quantity":1}`), "data.items[1]: the store has no variant CAP"},
		"another's variant": {of(plate + fmt.Sprintf(`{"variantId":%q,"quantity":1}`, uuid.New())), "data.items[1]: the store has no variant"},
		"a SKU of two":      {of(plate + `{"sku":"TWIN","quantity":1}`), `2 variants of the store have the SKU "TWIN"`},
		"one twice":         {of(plate + `{"sku":"PLATE","quantity":1}`), "is there twice"},
		"an id used before": {said("used", time.Time{}, `{"sku":"MUG","quantity":3}`), `"used" was another message`},
		"an id without end": {said(strings.Repeat("x", 201), time.Time{}, `{"sku":"MUG","quantity":3}`), "at most 200"},
	} {
		t.Run(name, func(t *testing.T) {
			err := s.Handle(t.Context(), tt.message)
			if !errors.Is(err, broker.ErrPoison) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want a poisonous message with %q", err, tt.says)
			}
		})
	}
	s.want(t, 10, 10) // none was taken over in part
	must(t, s.Handle(t.Context(), of(`{"sku":"MUG","quantity":3}`)))
	s.want(t, 3, 10) // nor did one of them use up its id
}
