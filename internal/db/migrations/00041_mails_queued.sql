-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY mails_queued ON notify.mails (kind, created_at) WHERE status = 'queued';

-- +goose Down
DROP INDEX CONCURRENTLY notify.mails_queued;
