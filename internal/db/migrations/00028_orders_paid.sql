-- A recount of the figures reads the orders that were paid on a day.
-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_paid ON orders.orders (paid_at) WHERE paid_at IS NOT NULL;

-- +goose Down
DROP INDEX CONCURRENTLY IF EXISTS orders.orders_paid;
