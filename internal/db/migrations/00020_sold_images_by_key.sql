-- The sweep of pictures asks which of some keys an order shows.
-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY IF NOT EXISTS items_image_key ON orders.items ((image->>'key')) WHERE image IS NOT NULL;

-- +goose Down
DROP INDEX CONCURRENTLY IF EXISTS orders.items_image_key;
