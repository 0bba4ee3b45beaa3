-- And by the buyer's address.
-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_email ON orders.orders (lower(email), number DESC);

-- +goose Down
DROP INDEX CONCURRENTLY IF EXISTS orders.orders_email;
