-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY stores_featured ON stores.stores ((coalesce(featured_position, 2147483647)), name, id) WHERE status = 'active';

-- +goose Down
DROP INDEX CONCURRENTLY stores.stores_featured;
