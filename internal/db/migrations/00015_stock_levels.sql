-- What a row of stock knows of itself: how many movements it had, and below what
-- its store wants to be told. Constant defaults, so this is instant. Rows that are
-- there now get their first movement, the opening, in the next file.
-- +goose Up
SET LOCAL lock_timeout = '3s';

ALTER TABLE catalog.inventory
    ADD COLUMN movement_count int NOT NULL DEFAULT 1,
    -- At this many pieces or fewer the stock is low: the variant's own number, or
    -- a copy of its store's, so that a checkout need not look there.
    ADD COLUMN low_at int NOT NULL DEFAULT 3,
    ADD COLUMN low_at_is_own boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT inventory_low_at_range CHECK (low_at BETWEEN 0 AND 1000000) NOT VALID;
ALTER TABLE catalog.inventory ALTER COLUMN movement_count SET DEFAULT 0;

-- +goose Down
ALTER TABLE catalog.inventory DROP COLUMN movement_count, DROP COLUMN low_at, DROP COLUMN low_at_is_own;
