-- Operators look through all orders by state.
-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_status ON orders.orders (status, number DESC);

-- +goose Down
DROP INDEX CONCURRENTLY IF EXISTS orders.orders_status;
