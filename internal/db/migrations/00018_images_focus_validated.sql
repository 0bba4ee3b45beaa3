-- +goose Up
SET LOCAL lock_timeout = '3s';
ALTER TABLE catalog.images VALIDATE CONSTRAINT images_focus_inside;

-- +goose Down
SELECT 1;
