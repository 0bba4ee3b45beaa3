-- +goose Up
SET LOCAL lock_timeout = '5s';

CREATE SCHEMA analytics;

-- How it is counted. One row.
CREATE TABLE analytics.settings (
    only_row     boolean PRIMARY KEY DEFAULT true,
    timezone     text    NOT NULL, -- says what a day is
    begun_at     timestamptz,      -- since when there is a program that counts
    -- The day at which a recount goes on; null when there is none.
    recount_from date,
    CONSTRAINT settings_one_row CHECK (only_row)
);
INSERT INTO analytics.settings (timezone) VALUES ('UTC');

-- The orders and refunds that are in the figures, so that each is there once.
CREATE TABLE analytics.counted (
    id uuid PRIMARY KEY
);

-- What is to be added to the figures. Nobody waits for another to insert here;
-- a chore folds it, many rows at a time, into the tables below.
CREATE TABLE analytics.deltas (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at              timestamptz NOT NULL,
    store_id        uuid, -- null: of the marketplace as a whole
    product_id      uuid, -- null: of the store as a whole
    gross_amount    bigint NOT NULL DEFAULT 0,
    refunded_amount bigint NOT NULL DEFAULT 0,
    purchases       bigint NOT NULL DEFAULT 0, -- orders of buyers
    orders          bigint NOT NULL DEFAULT 0, -- store orders
    sales           bigint NOT NULL DEFAULT 0, -- store orders with this product
    units           bigint NOT NULL DEFAULT 0,
    returned        bigint NOT NULL DEFAULT 0,
    views           bigint NOT NULL DEFAULT 0,
    visits          bigint NOT NULL DEFAULT 0,
    carts           bigint NOT NULL DEFAULT 0,
    CONSTRAINT deltas_product_has_store CHECK (product_id IS NULL OR store_id IS NOT NULL)
);

-- The figures, in the marketplace's currency. A month is the sum of its days
-- and spares those who look at a year the reading of each.
CREATE TABLE analytics.store_days (
    store_id        uuid   NOT NULL,
    day             date   NOT NULL,
    gross_amount    bigint NOT NULL DEFAULT 0,
    refunded_amount bigint NOT NULL DEFAULT 0,
    orders          bigint NOT NULL DEFAULT 0,
    units           bigint NOT NULL DEFAULT 0,
    returned        bigint NOT NULL DEFAULT 0,
    views           bigint NOT NULL DEFAULT 0,
    visits          bigint NOT NULL DEFAULT 0,
    carts           bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (store_id, day)
) WITH (fillfactor = 80);
CREATE INDEX store_days_day ON analytics.store_days (day);

CREATE TABLE analytics.store_months (
    month           date   NOT NULL,
    store_id        uuid   NOT NULL,
    gross_amount    bigint NOT NULL DEFAULT 0,
    refunded_amount bigint NOT NULL DEFAULT 0,
    orders          bigint NOT NULL DEFAULT 0,
    units           bigint NOT NULL DEFAULT 0,
    returned        bigint NOT NULL DEFAULT 0,
    views           bigint NOT NULL DEFAULT 0,
    visits          bigint NOT NULL DEFAULT 0,
    carts           bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (month, store_id)
) WITH (fillfactor = 80);

CREATE TABLE analytics.product_days (
    store_id        uuid   NOT NULL,
    day             date   NOT NULL,
    product_id      uuid   NOT NULL,
    gross_amount    bigint NOT NULL DEFAULT 0,
    refunded_amount bigint NOT NULL DEFAULT 0,
    orders          bigint NOT NULL DEFAULT 0,
    units           bigint NOT NULL DEFAULT 0,
    returned        bigint NOT NULL DEFAULT 0,
    views           bigint NOT NULL DEFAULT 0,
    carts           bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (store_id, day, product_id)
) WITH (fillfactor = 80);

CREATE TABLE analytics.product_months (
    store_id        uuid   NOT NULL,
    month           date   NOT NULL,
    product_id      uuid   NOT NULL,
    gross_amount    bigint NOT NULL DEFAULT 0,
    refunded_amount bigint NOT NULL DEFAULT 0,
    orders          bigint NOT NULL DEFAULT 0,
    units           bigint NOT NULL DEFAULT 0,
    returned        bigint NOT NULL DEFAULT 0,
    views           bigint NOT NULL DEFAULT 0,
    carts           bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (store_id, month, product_id)
) WITH (fillfactor = 80);

-- Not the sum of the stores: an order with things of two stores is one here.
CREATE TABLE analytics.market_days (
    day             date PRIMARY KEY,
    gross_amount    bigint NOT NULL DEFAULT 0,
    refunded_amount bigint NOT NULL DEFAULT 0,
    orders          bigint NOT NULL DEFAULT 0,
    units           bigint NOT NULL DEFAULT 0,
    returned        bigint NOT NULL DEFAULT 0,
    views           bigint NOT NULL DEFAULT 0,
    visits          bigint NOT NULL DEFAULT 0,
    carts           bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 80);

-- What a store's stock is worth, as it was last counted on a day.
CREATE TABLE analytics.stock_days (
    store_id     uuid        NOT NULL,
    day          date        NOT NULL,
    value_amount bigint      NOT NULL,
    units        bigint      NOT NULL,
    variants     bigint      NOT NULL,
    sold_out     bigint      NOT NULL,
    counted_at   timestamptz NOT NULL,
    PRIMARY KEY (store_id, day)
);

-- Merchants read these; they have no rights on the others.
ALTER TABLE analytics.store_days ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON analytics.store_days TO rialto_app USING (true);
CREATE POLICY merchant ON analytics.store_days TO rialto_merchant USING (store_id = stores.current_store_id());
ALTER TABLE analytics.product_days ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON analytics.product_days TO rialto_app USING (true);
CREATE POLICY merchant ON analytics.product_days TO rialto_merchant USING (store_id = stores.current_store_id());
ALTER TABLE analytics.product_months ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON analytics.product_months TO rialto_app USING (true);
CREATE POLICY merchant ON analytics.product_months TO rialto_merchant USING (store_id = stores.current_store_id());
ALTER TABLE analytics.stock_days ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON analytics.stock_days TO rialto_app USING (true);
CREATE POLICY merchant ON analytics.stock_days TO rialto_merchant USING (store_id = stores.current_store_id());

-- +goose Down
DROP SCHEMA analytics CASCADE;
