-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY stores_newest ON stores.stores (status_since, id);

-- +goose Down
DROP INDEX CONCURRENTLY stores.stores_newest;
