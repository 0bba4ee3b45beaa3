-- +goose Up
CREATE SCHEMA stores;

CREATE TABLE stores.stores (
    id          uuid PRIMARY KEY,
    slug        text        NOT NULL,
    name        text        NOT NULL,
    tagline     text        NOT NULL DEFAULT '',
    description text        NOT NULL DEFAULT '',
    location    text,
    status      text        NOT NULL DEFAULT 'active',
    logo        jsonb,
    banner      jsonb,
    version     int         NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    CONSTRAINT stores_slug_unique UNIQUE (slug),
    CONSTRAINT stores_slug_form CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
    CONSTRAINT stores_name_length CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT stores_status_known CHECK (status IN ('active', 'suspended'))
);
CREATE INDEX stores_by_name ON stores.stores (name, id) WHERE status = 'active';

-- +goose Down
DROP SCHEMA stores CASCADE;
