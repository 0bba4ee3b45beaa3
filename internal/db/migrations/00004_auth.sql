-- +goose Up
CREATE SCHEMA auth;

CREATE TABLE auth.users (
    id                uuid PRIMARY KEY,
    email             text        NOT NULL,
    name              text        NOT NULL DEFAULT '',
    password_hash     text,
    email_verified_at timestamptz,
    version           int         NOT NULL DEFAULT 1,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    CONSTRAINT users_email_lower CHECK (email = lower(email)),
    CONSTRAINT users_email_unique UNIQUE (email)
);

CREATE TABLE auth.addresses (
    id          uuid PRIMARY KEY,
    user_id     uuid        NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    name        text        NOT NULL,
    line1       text        NOT NULL,
    line2       text        NOT NULL DEFAULT '',
    city        text        NOT NULL,
    region      text        NOT NULL DEFAULT '',
    postal_code text        NOT NULL,
    country     char(2)     NOT NULL,
    phone       text        NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);
CREATE INDEX addresses_user ON auth.addresses (user_id);

-- +goose Down
DROP SCHEMA auth CASCADE;
