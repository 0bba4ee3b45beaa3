-- +goose Up
CREATE SCHEMA cart;

CREATE TABLE cart.carts (
    id         uuid PRIMARY KEY,
    user_id    uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    status     text        NOT NULL DEFAULT 'open',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT carts_status_known CHECK (status IN ('open', 'converted'))
);
CREATE INDEX carts_user ON cart.carts (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX carts_updated ON cart.carts (updated_at);

CREATE TABLE cart.items (
    id                uuid PRIMARY KEY,
    cart_id           uuid        NOT NULL REFERENCES cart.carts (id) ON DELETE CASCADE,
    variant_id        uuid        NOT NULL REFERENCES catalog.variants (id) ON DELETE CASCADE,
    quantity          int         NOT NULL,
    unit_price_amount bigint      NOT NULL,
    currency          char(3)     NOT NULL,
    added_at          timestamptz NOT NULL,
    CONSTRAINT items_variant_unique UNIQUE (cart_id, variant_id),
    CONSTRAINT items_quantity_range CHECK (quantity BETWEEN 1 AND 999)
);
CREATE INDEX items_variant ON cart.items (variant_id);

-- +goose Down
DROP SCHEMA cart CASCADE;
