-- The orders of a store's own list of products, whatever their status.
-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY IF NOT EXISTS products_store_updated ON catalog.products (store_id, updated_at DESC, id DESC);
CREATE INDEX CONCURRENTLY IF NOT EXISTS products_store_added ON catalog.products (store_id, created_at DESC, id DESC);
CREATE INDEX CONCURRENTLY IF NOT EXISTS products_store_name ON catalog.products (store_id, lower(name), id);

-- +goose Down
DROP INDEX CONCURRENTLY IF EXISTS catalog.products_store_name;
DROP INDEX CONCURRENTLY IF EXISTS catalog.products_store_added;
DROP INDEX CONCURRENTLY IF EXISTS catalog.products_store_updated;
