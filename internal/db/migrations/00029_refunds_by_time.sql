-- And what was given back on that day.
-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY IF NOT EXISTS refunds_created ON orders.refunds (created_at);

-- +goose Down
DROP INDEX CONCURRENTLY IF EXISTS orders.refunds_created;
