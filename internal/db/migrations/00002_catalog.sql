-- +goose Up
CREATE SCHEMA catalog;

CREATE TABLE catalog.categories (
    id        uuid PRIMARY KEY,
    parent_id uuid REFERENCES catalog.categories (id),
    slug      text NOT NULL,
    name      text NOT NULL,
    CONSTRAINT categories_slug_unique UNIQUE (slug),
    CONSTRAINT categories_name_length CHECK (length(name) BETWEEN 1 AND 200)
);
CREATE INDEX categories_parent ON catalog.categories (parent_id);

-- array_to_string is only declared stable, because of element types other than
-- text; a generated column needs an immutable function.
CREATE FUNCTION catalog.text_of(list text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN array_to_string(list, ' ');

-- A search splits what somebody types at everything but letters and digits.
-- Left alone, to_tsvector takes "Black/White" for the name of a file and "3.5"
-- for a number, and no search for "white" or "3.5" finds them.
CREATE FUNCTION catalog.words_of(prose text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN regexp_replace(prose, '[!-/:-@[-`{-~]+', ' ', 'g');

-- price_amount, compare_at_amount, price_varies and variant_count repeat what
-- the variants say, so that a list reads and sorts one table. They are written
-- with the variants, in one transaction.
CREATE TABLE catalog.products (
    id                uuid PRIMARY KEY,
    store_id          uuid        NOT NULL REFERENCES stores.stores (id),
    category_id       uuid REFERENCES catalog.categories (id),
    slug              text        NOT NULL,
    name              text        NOT NULL,
    description       text        NOT NULL DEFAULT '',
    brand             text        NOT NULL DEFAULT '',
    tags              text[]      NOT NULL DEFAULT '{}',
    status            text        NOT NULL DEFAULT 'active',
    price_amount      bigint      NOT NULL,
    compare_at_amount bigint,
    price_varies      boolean     NOT NULL DEFAULT false,
    variant_count     int         NOT NULL,
    currency          char(3)     NOT NULL,
    image             jsonb,
    seo_title         text        NOT NULL DEFAULT '',
    seo_description   text        NOT NULL DEFAULT '',
    version           int         NOT NULL DEFAULT 1,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    search            tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', catalog.words_of(name)), 'A') ||
        setweight(to_tsvector('simple', catalog.words_of(brand)), 'B') ||
        setweight(to_tsvector('simple', catalog.words_of(catalog.text_of(tags))), 'B') ||
        setweight(to_tsvector('simple', catalog.words_of(regexp_replace(left(description, 20000), '<[^>]*>', ' ', 'g'))), 'C')
    ) STORED,
    CONSTRAINT products_slug_unique UNIQUE (store_id, slug),
    CONSTRAINT products_slug_form CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 200),
    CONSTRAINT products_name_length CHECK (length(name) BETWEEN 1 AND 300),
    CONSTRAINT products_status_known CHECK (status IN ('draft', 'active', 'archived')),
    CONSTRAINT products_price_not_negative CHECK (price_amount >= 0),
    CONSTRAINT products_variant_count_positive CHECK (variant_count > 0)
);
-- One index for each order of the product list, over all, in a store and in a category.
CREATE INDEX products_newest ON catalog.products (created_at DESC, id DESC) WHERE status = 'active';
CREATE INDEX products_store_newest ON catalog.products (store_id, created_at DESC, id DESC) WHERE status = 'active';
CREATE INDEX products_category_newest ON catalog.products (category_id, created_at DESC, id DESC) WHERE status = 'active';
CREATE INDEX products_price ON catalog.products (price_amount, id) WHERE status = 'active';
CREATE INDEX products_store_price ON catalog.products (store_id, price_amount, id) WHERE status = 'active';
CREATE INDEX products_category_price ON catalog.products (category_id, price_amount, id) WHERE status = 'active';
CREATE INDEX products_search ON catalog.products USING gin (search);

CREATE TABLE catalog.product_options (
    product_id uuid   NOT NULL REFERENCES catalog.products (id) ON DELETE CASCADE,
    position   int    NOT NULL,
    name       text   NOT NULL,
    values     text[] NOT NULL,
    PRIMARY KEY (product_id, position),
    CONSTRAINT product_options_name_unique UNIQUE (product_id, name),
    CONSTRAINT product_options_at_most_three CHECK (position BETWEEN 0 AND 2)
);

CREATE TABLE catalog.images (
    id         uuid PRIMARY KEY,
    product_id uuid NOT NULL REFERENCES catalog.products (id) ON DELETE CASCADE,
    position   int  NOT NULL,
    media_key  text NOT NULL,
    width      int  NOT NULL CHECK (width > 0),
    height     int  NOT NULL CHECK (height > 0),
    alt        text NOT NULL DEFAULT '',
    CONSTRAINT images_position_unique UNIQUE (product_id, position)
);

CREATE TABLE catalog.variants (
    id                uuid PRIMARY KEY,
    product_id        uuid    NOT NULL REFERENCES catalog.products (id) ON DELETE CASCADE,
    position          int     NOT NULL,
    sku               text,
    barcode           text,
    options           text[]  NOT NULL,
    price_amount      bigint  NOT NULL,
    compare_at_amount bigint,
    currency          char(3) NOT NULL,
    weight_grams      int,
    image_position    int,
    -- No longer offered; kept because orders and carts may point at it.
    archived_at       timestamptz,
    CONSTRAINT variants_options_unique UNIQUE (product_id, options) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT variants_price_not_negative CHECK (price_amount >= 0)
);
CREATE INDEX variants_product ON catalog.variants (product_id, position);
CREATE INDEX variants_sku ON catalog.variants (sku) WHERE sku IS NOT NULL;

-- Stock is a row of its own and nothing references it, so that an order's
-- items do not share-lock the row a checkout updates. quantity_received counts
-- everything that was ever put in, so that received = available + sold.
CREATE TABLE catalog.inventory (
    variant_id         uuid PRIMARY KEY REFERENCES catalog.variants (id) ON DELETE CASCADE,
    quantity_available int    NOT NULL,
    quantity_received  bigint NOT NULL,
    CONSTRAINT inventory_not_negative CHECK (quantity_available >= 0)
) WITH (fillfactor = 70);

-- +goose Down
DROP SCHEMA catalog CASCADE;
