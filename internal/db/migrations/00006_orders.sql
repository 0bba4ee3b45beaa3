-- +goose Up
CREATE SCHEMA orders;

CREATE SEQUENCE orders.order_numbers START 100001;

CREATE TABLE orders.orders (
    id                uuid PRIMARY KEY,
    number            bigint      NOT NULL DEFAULT nextval('orders.order_numbers'),
    user_id           uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    cart_id           uuid        NOT NULL,
    email             text        NOT NULL,
    status            text        NOT NULL,
    total_amount      bigint      NOT NULL,
    refunded_amount   bigint      NOT NULL DEFAULT 0,
    currency          char(3)     NOT NULL,
    placed_at         timestamptz NOT NULL,
    expires_at        timestamptz NOT NULL,
    paid_at           timestamptz,
    -- Set once the stock was given back; null while the order holds it.
    stock_released_at timestamptz,
    version           int         NOT NULL DEFAULT 1,
    CONSTRAINT orders_number_unique UNIQUE (number),
    -- A cart becomes one order at most.
    CONSTRAINT orders_cart_unique UNIQUE (cart_id),
    CONSTRAINT orders_status_known CHECK (status IN ('payment_pending', 'paid', 'completed', 'cancelled', 'expired', 'refunded', 'partially_refunded')),
    CONSTRAINT orders_total_not_negative CHECK (total_amount >= 0),
    CONSTRAINT orders_refund_within_total CHECK (refunded_amount BETWEEN 0 AND total_amount),
    CONSTRAINT orders_pending_holds_stock CHECK (status <> 'payment_pending' OR stock_released_at IS NULL),
    CONSTRAINT orders_paid_has_time CHECK (status NOT IN ('paid', 'completed') OR paid_at IS NOT NULL)
);
CREATE INDEX orders_user ON orders.orders (user_id, placed_at DESC, id DESC) WHERE user_id IS NOT NULL;
CREATE INDEX orders_to_expire ON orders.orders (expires_at) WHERE status = 'payment_pending';

CREATE TABLE orders.addresses (
    order_id    uuid NOT NULL REFERENCES orders.orders (id) ON DELETE CASCADE,
    kind        text NOT NULL,
    name        text NOT NULL,
    line1       text NOT NULL,
    line2       text NOT NULL DEFAULT '',
    city        text NOT NULL,
    region      text NOT NULL DEFAULT '',
    postal_code text NOT NULL,
    country     char(2) NOT NULL,
    phone       text NOT NULL DEFAULT '',
    PRIMARY KEY (order_id, kind),
    CONSTRAINT addresses_kind_known CHECK (kind IN ('billing', 'shipping'))
);

CREATE TABLE orders.store_orders (
    id              uuid PRIMARY KEY,
    order_id        uuid        NOT NULL REFERENCES orders.orders (id) ON DELETE CASCADE,
    store_id        uuid        NOT NULL REFERENCES stores.stores (id),
    status          text        NOT NULL,
    subtotal_amount bigint      NOT NULL,
    currency        char(3)     NOT NULL,
    placed_at       timestamptz NOT NULL,
    version         int         NOT NULL DEFAULT 1,
    CONSTRAINT store_orders_one_per_store UNIQUE (order_id, store_id),
    CONSTRAINT store_orders_status_known CHECK (status IN ('awaiting_payment', 'processing', 'shipped', 'delivered', 'cancelled', 'returned'))
);
CREATE INDEX store_orders_queue ON orders.store_orders (store_id, status, placed_at DESC, id DESC);

-- What was sold is written down as it was, so that a later change of the
-- product changes no order.
CREATE TABLE orders.items (
    id                uuid PRIMARY KEY,
    order_id          uuid    NOT NULL REFERENCES orders.orders (id) ON DELETE CASCADE,
    store_order_id    uuid    NOT NULL REFERENCES orders.store_orders (id) ON DELETE CASCADE,
    position          int     NOT NULL,
    variant_id        uuid    NOT NULL REFERENCES catalog.variants (id),
    product_id        uuid    NOT NULL,
    product_slug      text    NOT NULL,
    name              text    NOT NULL,
    sku               text    NOT NULL DEFAULT '',
    options           jsonb   NOT NULL DEFAULT '[]',
    image             jsonb,
    quantity          int     NOT NULL,
    unit_price_amount bigint  NOT NULL,
    currency          char(3) NOT NULL,
    CONSTRAINT items_variant_once UNIQUE (order_id, variant_id),
    CONSTRAINT items_quantity_positive CHECK (quantity > 0),
    CONSTRAINT items_price_not_negative CHECK (unit_price_amount >= 0)
);
CREATE INDEX items_store_order ON orders.items (store_order_id);
CREATE INDEX items_variant ON orders.items (variant_id);

-- A request is claimed before anything else is written, so that a repeat finds
-- its order. answer is null while the first request still runs.
CREATE TABLE orders.requests (
    scope       text        NOT NULL,
    key         text        NOT NULL,
    digest      bytea       NOT NULL,
    order_id    uuid        NOT NULL,
    answer      jsonb,
    claimed_at  timestamptz NOT NULL,
    PRIMARY KEY (scope, key)
);
CREATE INDEX requests_claimed ON orders.requests (claimed_at);

-- +goose Down
DROP SCHEMA orders CASCADE;
