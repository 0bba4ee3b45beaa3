-- +goose Up
SET LOCAL lock_timeout = '3s';

ALTER TABLE stores.stores VALIDATE CONSTRAINT stores_status_known;
ALTER TABLE stores.stores VALIDATE CONSTRAINT stores_reason_given;

-- +goose Down
SELECT 1;
