package webhooks_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/money"
	"rialto/internal/orders"
	"rialto/internal/webhooks"
)

func TestEventsAboutAStore(t *testing.T) {
	t.Parallel()
	s := setup(t)
	other := s.newStore(t, "other", "Other")
	r := receives(t, nil)
	all, _ := s.listens(t, s.ours(), r.URL+"/all")
	paid, _ := s.listens(t, s.ours(), r.URL+"/paid", "order.paid", "stock.low")
	s.listens(t, webhooks.OfStore(other), r.URL+"/other")
	s.listens(t, webhooks.Marketplace(), r.URL+"/operators")

	order, mine, theirs := uuid.New(), uuid.New(), uuid.New()
	s.parts = []webhooks.Part{{order, mine, s.store}, {order, theirs, other}, {uuid.New(), uuid.New(), other}}
	s.publish(t, orders.Paid{OrderID: order, Total: money.Amount{Minor: 4200, Currency: "EUR"}})
	s.publish(t, catalog.StockLow{StoreID: s.store, VariantIDs: []uuid.UUID{order}})
	s.deliver(t)

	var got []string
	for _, g := range r.all() {
		data := g.body[strings.Index(g.body, `"data"`):]
		got = append(got, g.path+" "+data)
	}
	slices.Sort(got)
	part := func(id, store uuid.UUID) string {
		return fmt.Sprintf(`"data":{"orderId":"%s","storeId":"%s","storeOrderId":"%s"}}`, order, store, id)
	}
	low := fmt.Sprintf(`"data":{"storeId":"%s","variantIds":["%s"]}}`, s.store, order)
	want := []string{
		"/all " + part(mine, s.store), "/all " + low, "/operators " + low,
		fmt.Sprintf(`/operators "data":{"total":{"amount":4200,"currency":"EUR"},"orderId":"%s"}}`, order),
		"/other " + part(theirs, other), "/paid " + part(mine, s.store), "/paid " + low,
	}
	slices.Sort(want)
	wantEqual(t, "requests", strings.Join(got, "\n"), strings.Join(want, "\n"))
	for _, e := range []webhooks.Endpoint{all, paid} {
		for _, d := range s.log(t, s.ours(), e.ID) {
			if d.Status != webhooks.Delivered || d.Attempts != 1 || d.LastResult != webhooks.OK || *d.LastStatusCode != http.StatusNoContent {
				t.Errorf("%+v", d)
			}
		}
	}
}
