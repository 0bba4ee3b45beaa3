-- The sweep of pictures asks which of some keys a product shows.
-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY IF NOT EXISTS images_key ON catalog.images (media_key);

-- +goose Down
DROP INDEX CONCURRENTLY IF EXISTS catalog.images_key;
