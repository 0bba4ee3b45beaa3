-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY stores_by_status ON stores.stores (status, status_since, id);

-- +goose Down
DROP INDEX CONCURRENTLY stores.stores_by_status;
