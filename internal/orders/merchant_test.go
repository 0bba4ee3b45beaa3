package orders_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/orders"
	"rialto/internal/paging"
)

func TestStoreOrders(t *testing.T) {
	t.Parallel()
	m := setup(t)
	weaver, empty := m.newStore(t, "weaver"), m.newStore(t, "empty")
	lamp, mug := m.sell(t, "Lamp", 1000, 50), m.sell(t, "Mug", 250, 50)
	shirt := m.sellIn(t, weaver, "Shirt", 3000, 50)
	both, lamps := m.place(t, lamp, shirt, mug), m.place(t, lamp)
	shirts := m.place(t, shirt)
	cancelled := m.place(t, lamp)
	_, err := m.Cancel(t.Context(), key(cancelled))
	check(t, err)
	list := func(store uuid.UUID, status orders.StoreOrderStatus) (numbers []string, all []orders.MerchantOrder) {
		cursor := ""
		for {
			page, next, err := m.StoreOrders(t.Context(), orders.StoreOrdersFilter{StoreID: store, Status: status, Cursor: cursor, Limit: 1})
			check(t, err)
			for _, o := range page {
				numbers = append(numbers, o.OrderNumber)
			}
			all = append(all, page...)
			if next == "" {
				return numbers, all
			}
			cursor = next
		}
	}

	t.Run("are the store's alone, the newest first", func(t *testing.T) {
		numbers, _ := list(m.store, "")
		wantEqual(t, "orders", numbers, []string{cancelled.Number, lamps.Number, both.Number})
		numbers, _ = list(weaver, "")
		wantEqual(t, "orders of the weaver", numbers, []string{shirts.Number, both.Number})
		numbers, _ = list(empty, "")
		wantEqual(t, "orders of a new store", len(numbers), 0)
	})
	t.Run("can be those in one state", func(t *testing.T) {
		numbers, _ := list(m.store, orders.StoreOrderAwaitingPayment)
		wantEqual(t, "waiting", numbers, []string{lamps.Number, both.Number})
		numbers, _ = list(m.store, orders.StoreOrderCancelled)
		wantEqual(t, "cancelled", numbers, []string{cancelled.Number})
		numbers, _ = list(m.store, orders.StoreOrderShipped)
		wantEqual(t, "shipped", len(numbers), 0)
	})
	t.Run("say what to send and where to", func(t *testing.T) {
		whole := m.order(t, both)
		_, all := list(m.store, "")
		got := all[2]
		wantEqual(t, "store order", got.StoreOrder, whole.Stores[0])
		wantEqual(t, "shipping", got.Shipping, whole.Shipping)
		wantEqual(t, "placed", got.PlacedAt.Equal(whole.PlacedAt), true)
		alone, err := m.StoreOrder(t.Context(), m.store, got.ID)
		check(t, err)
		wantEqual(t, "alone", alone, got)
	})
	t.Run("are not there for another store", func(t *testing.T) {
		_, all := list(m.store, "")
		for _, store := range []uuid.UUID{weaver, empty} {
			_, err := m.StoreOrder(t.Context(), store, all[0].ID)
			wantErr(t, err, orders.ErrStoreOrderNotFound)
		}
		_, err := m.StoreOrder(t.Context(), m.store, uuid.New())
		wantErr(t, err, orders.ErrStoreOrderNotFound)
	})
	t.Run("refuse the cursor of a buyer's list", func(t *testing.T) {
		cursor := paging.Encode(map[string]any{"p": time.Now(), "o": uuid.New()})
		_, _, err := m.StoreOrders(t.Context(), orders.StoreOrdersFilter{StoreID: m.store, Cursor: cursor, Limit: 1})
		wantErr(t, err, paging.ErrBadCursor)
	})
}
