package app

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/webhooks"
)

// openWebhooks wires what tells other systems of events.
func (m *modules) openWebhooks(cfg Config, log *slog.Logger) {
	m.webhooks = webhooks.New(webhooks.Deps{
		Pool: m.db.pool, Bus: m.bus, Stores: m.stores, Auth: m.auth, Notify: m.notify, Parts: m.orderParts, Log: log, Now: time.Now,
	}, webhooks.Config{Seal: m.keys.seal, UserAgent: "Rialto-Webhooks/1.0", Loopback: cfg.WebhooksAllowLoopback})
}

func (m *modules) orderParts(ctx context.Context, tx db.Tx, orders []uuid.UUID) ([]webhooks.Part, error) {
	list, err := m.orders.StorePartsTx(ctx, tx, orders)
	parts := make([]webhooks.Part, len(list))
	for i, p := range list {
		parts[i] = webhooks.Part(p)
	}
	return parts, err
}
