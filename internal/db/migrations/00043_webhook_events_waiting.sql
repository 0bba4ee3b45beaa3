-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY webhook_events_waiting ON payments.webhook_events (received_at) WHERE processed_at IS NULL;

-- +goose Down
DROP INDEX CONCURRENTLY payments.webhook_events_waiting;
