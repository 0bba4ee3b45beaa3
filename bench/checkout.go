package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"
)

// orderRequest is POST /api/v1/orders for a cart.
func orderRequest(address string, cart uuid.UUID) []byte {
	body := fmt.Sprintf(`{"cartId":%q,"email":"ada@example.org","shipping":{"name":"Ada Byron","line1":"Canal Street 1",`+
		`"city":"Berlin","postalCode":"10115","country":"DE"}}`, cart)
	return requestText("POST", address, "/api/v1/orders", body, "Idempotency-Key", cart.String())
}

// placeByHTTP orders the carts that wait, each client on its own connection.
func (m *market) placeByHTTP(ctx context.Context, p *program, clients int, d time.Duration) (load, error) {
	conns := make([]httpConn, clients)
	for i := range conns {
		conns[i].address = p.address
		defer conns[i].close() //nolint:gocritic // they all live as long as this function
	}
	l := drive(ctx, clients, d, func(_ context.Context, client int) error {
		cart, err := m.nextCart()
		if err != nil {
			return err
		}
		status, body, err := conns[client].call(orderRequest(p.address, cart))
		if err == nil && status != http.StatusCreated {
			err = fmt.Errorf("POST /orders: %d %s", status, body)
		}
		return err
	})
	m.ordered += l.done
	return l, nil
}
