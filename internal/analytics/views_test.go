package analytics_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/analytics"
)

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

func TestViews(t *testing.T) {
	t.Parallel()
	m := setup(t, "UTC")
	lamp, store, nowhere := m.products[0][0].id, m.stores[0], uuid.New()
	look := func(v analytics.View) {
		t.Helper()
		if v.UserAgent == "" {
			v.UserAgent = firefox
		}
		check(t, m.Views.View(v))
	}
	look(analytics.View{StoreID: &store, Visit: true})
	look(analytics.View{ProductID: &lamp})
	look(analytics.View{ProductID: &lamp, Visit: true})
	for _, crawler := range []string{"Googlebot/2.1", "Mozilla/5.0 HeadlessChrome/140", "curl/8", "python-requests/2"} {
		look(analytics.View{ProductID: &lamp, UserAgent: crawler})
	}
	check(t, m.Views.View(analytics.View{ProductID: &lamp})) // says nothing of itself
	look(analytics.View{ProductID: &nowhere})
	look(analytics.View{StoreID: &nowhere})
	m.Views.Carted(lamp)
	check(t, m.Views.Flush(t.Context()))
	check(t, m.Views.Flush(t.Context())) // there is nothing any more
	id := m.order(t, line{0, 0, 1})
	m.pay(t, id)
	m.tell(t, paid(id))
	check(t, m.Fold(t.Context()))

	total := m.total(t, 0, "2026-03-28", "2026-03-28")
	wantEqual(t, "store", total, analytics.Figures{Gross: eur(100), Refunded: eur(0), Orders: 1, Units: 1, Views: 3, Visits: 2, Carted: 1})
	conversion, _ := total.Conversion()
	wantEqual(t, "conversion", conversion, 0.5)
	top, _, err := m.TopProducts(t.Context(), store, ask(t, "2026-03-28", "2026-03-28"), analytics.TopByViews, 10)
	check(t, err)
	wantEqual(t, "product", top[0].Figures, analytics.Figures{Gross: eur(100), Refunded: eur(0), Orders: 1, Units: 1, Views: 2, Carted: 1})
	m.wantRight(t)

	t.Run("of two pages at once, and of none, are refused", func(t *testing.T) {
		for _, v := range []analytics.View{{}, {StoreID: &store, ProductID: &lamp}} {
			if err := m.Views.View(v); !errors.Is(err, analytics.ErrViewInvalid) {
				t.Errorf("got %v", err)
			}
		}
	})
	t.Run("survive a failure to write them down", func(t *testing.T) {
		again := analytics.View{StoreID: &store, UserAgent: firefox}
		check(t, m.Views.View(again))
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		if err := m.Views.Flush(cancelled); err == nil {
			t.Fatal("it was written down")
		}
		check(t, m.Views.Flush(t.Context()))
		check(t, m.Fold(t.Context()))
		wantEqual(t, "views", m.total(t, 0, "2026-03-28", "2026-03-28").Views, 4)
	})
	t.Run("of very many pages that are not there take no more memory", func(t *testing.T) {
		for range analytics.MaxPages + 10 {
			made := uuid.New()
			check(t, m.Views.View(analytics.View{ProductID: &made, UserAgent: firefox}))
		}
		check(t, m.Views.View(analytics.View{ProductID: &lamp, UserAgent: firefox})) // dropped: there is no room
		check(t, m.Views.Flush(t.Context()))
		look(analytics.View{ProductID: &lamp})
		check(t, m.Views.Flush(t.Context()))
		check(t, m.Fold(t.Context()))
		wantEqual(t, "views", m.total(t, 0, "2026-03-28", "2026-03-28").Views, 5)
	})
}
