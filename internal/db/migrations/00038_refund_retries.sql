-- How often a person had a refund that failed sent anew. The provider knows it
-- under another key each time, for under the old one it repeats its answer.
-- +goose Up
SET LOCAL lock_timeout = '5s';
ALTER TABLE payments.refunds
    ADD COLUMN retries int NOT NULL DEFAULT 0,
    ADD CONSTRAINT refunds_retries_not_negative CHECK (retries >= 0) NOT VALID;

-- +goose Down
ALTER TABLE payments.refunds DROP COLUMN retries;
