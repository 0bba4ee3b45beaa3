-- +goose Up
SET LOCAL lock_timeout = '5s';

-- What an event came of: the correlation id of a request and the span in it, no person.
ALTER TABLE events.feed ADD COLUMN cause jsonb;

-- +goose Down
ALTER TABLE events.feed DROP COLUMN cause;
