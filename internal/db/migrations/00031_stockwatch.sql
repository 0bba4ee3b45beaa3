-- Who wants to be told of stock: buyers of what has sold out, and members of a
-- team who do not want to.
-- +goose Up
SET LOCAL lock_timeout = '5s';

CREATE SCHEMA stockwatch;

-- A wish is for one mail. It is of an account, or of an address that its owner has
-- to confirm first.
CREATE TABLE stockwatch.wishes (
    id           uuid PRIMARY KEY,
    variant_id   uuid        NOT NULL REFERENCES catalog.variants (id) ON DELETE CASCADE,
    user_id      uuid REFERENCES auth.users (id) ON DELETE CASCADE,
    email        text, -- in lower case
    locale       text        NOT NULL,
    created_at   timestamptz NOT NULL,
    confirmed_at timestamptz,
    due_at       timestamptz, -- since when the stock is back
    told_at      timestamptz,
    CONSTRAINT wishes_of_user_once UNIQUE (variant_id, user_id),
    CONSTRAINT wishes_of_email_once UNIQUE (variant_id, email),
    CONSTRAINT wishes_of_somebody CHECK ((user_id IS NULL) <> (email IS NULL))
);
CREATE INDEX wishes_user ON stockwatch.wishes (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX wishes_email ON stockwatch.wishes (email) WHERE email IS NOT NULL;
CREATE INDEX wishes_due ON stockwatch.wishes (due_at, id) WHERE due_at IS NOT NULL AND confirmed_at IS NOT NULL;
CREATE INDEX wishes_created ON stockwatch.wishes (created_at);

CREATE TABLE stockwatch.silences (
    store_id uuid        NOT NULL REFERENCES stores.stores (id) ON DELETE CASCADE,
    user_id  uuid        NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    since    timestamptz NOT NULL,
    PRIMARY KEY (store_id, user_id)
);
CREATE INDEX silences_user ON stockwatch.silences (user_id);

-- +goose Down
DROP SCHEMA stockwatch CASCADE;
