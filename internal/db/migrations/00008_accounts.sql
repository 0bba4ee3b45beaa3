-- +goose Up
SET LOCAL lock_timeout = '5s';

ALTER TABLE auth.users
    ADD COLUMN role                text        NOT NULL DEFAULT 'customer',
    ADD COLUMN locale              text        NOT NULL DEFAULT 'en',
    ADD COLUMN blocked_at          timestamptz,
    -- Made by the demo: production refuses to start with one of these.
    ADD COLUMN is_demo             boolean     NOT NULL DEFAULT false,
    ADD CONSTRAINT users_role_known CHECK (role IN ('customer', 'admin')),
    ADD CONSTRAINT users_locale_known CHECK (locale IN ('en', 'de'));
CREATE INDEX users_newest ON auth.users (created_at DESC, id DESC);
CREATE INDEX users_unverified ON auth.users (created_at) WHERE email_verified_at IS NULL;

ALTER TABLE auth.addresses
    ADD COLUMN is_default_shipping boolean NOT NULL DEFAULT false,
    ADD COLUMN is_default_billing  boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX addresses_one_default_shipping ON auth.addresses (user_id) WHERE is_default_shipping;
CREATE UNIQUE INDEX addresses_one_default_billing ON auth.addresses (user_id) WHERE is_default_billing;

-- A session is a family of refresh tokens: each use replaces the token, and
-- the use of one that was replaced ends the session.
CREATE TABLE auth.sessions (
    id               uuid PRIMARY KEY,
    user_id          uuid        NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    method           text        NOT NULL,
    second_factor    boolean     NOT NULL,
    ip               text        NOT NULL DEFAULT '',
    user_agent       text        NOT NULL DEFAULT '',
    created_at       timestamptz NOT NULL,
    authenticated_at timestamptz NOT NULL,
    last_used_at     timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL,
    ended_at         timestamptz,
    ended_because    text,
    CONSTRAINT sessions_method_known CHECK (method IN ('password', 'passkey', 'oidc')),
    CONSTRAINT sessions_end_has_reason CHECK ((ended_at IS NULL) = (ended_because IS NULL)),
    CONSTRAINT sessions_reason_known CHECK (ended_because IN
        ('signed_out', 'ended_by_user', 'ended_by_admin', 'token_reused', 'password_changed', 'password_reset', 'blocked'))
);
CREATE INDEX sessions_user ON auth.sessions (user_id, last_used_at DESC);
CREATE INDEX sessions_expires ON auth.sessions (expires_at);

CREATE TABLE auth.refresh_tokens (
    digest     bytea PRIMARY KEY,
    session_id uuid        NOT NULL REFERENCES auth.sessions (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    used_at    timestamptz
);
-- However many requests race, a session has one token that still works.
CREATE UNIQUE INDEX refresh_tokens_one_unused ON auth.refresh_tokens (session_id) WHERE used_at IS NULL;
CREATE INDEX refresh_tokens_session ON auth.refresh_tokens (session_id);

-- What a link in a mail carries. Only the digest is kept, and a row is gone
-- once it was used.
CREATE TABLE auth.mail_tokens (
    digest     bytea PRIMARY KEY,
    user_id    uuid        NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    purpose    text        NOT NULL,
    email      text        NOT NULL, -- the address that the holder of the link proves
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT mail_tokens_purpose_known CHECK (purpose IN ('verify_email', 'reset_password', 'change_email'))
);
CREATE INDEX mail_tokens_user ON auth.mail_tokens (user_id);
CREATE INDEX mail_tokens_expires ON auth.mail_tokens (expires_at);

-- Keys that sign access tokens. The newest signs; those before verify until
-- the last token they signed has expired. The private part is sealed.
CREATE TABLE auth.signing_keys (
    kid        text PRIMARY KEY,
    public_key bytea       NOT NULL,
    sealed_key bytea       NOT NULL,
    created_at timestamptz NOT NULL,
    verifies_until timestamptz -- null: the newest
);
CREATE UNIQUE INDEX signing_keys_one_signs ON auth.signing_keys ((true)) WHERE verifies_until IS NULL;

CREATE TABLE auth.api_keys (
    id           uuid PRIMARY KEY,
    user_id      uuid        NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    name         text        NOT NULL,
    digest       bytea       NOT NULL,
    prefix       text        NOT NULL, -- to tell one from another; opens nothing
    scopes       text[]      NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    CONSTRAINT api_keys_digest_unique UNIQUE (digest),
    CONSTRAINT api_keys_has_scopes CHECK (cardinality(scopes) > 0)
);
CREATE INDEX api_keys_user ON auth.api_keys (user_id, created_at DESC);

CREATE TABLE auth.totp (
    user_id        uuid PRIMARY KEY REFERENCES auth.users (id) ON DELETE CASCADE,
    sealed_secret  bytea       NOT NULL,
    created_at     timestamptz NOT NULL,
    confirmed_at   timestamptz,
    last_used_step bigint      NOT NULL DEFAULT 0 -- a code works once
);

CREATE TABLE auth.recovery_codes (
    user_id uuid        NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    digest  bytea       NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (user_id, digest)
);

CREATE TABLE auth.passkeys (
    id            uuid PRIMARY KEY,
    user_id       uuid        NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    credential_id bytea       NOT NULL,
    credential    jsonb       NOT NULL,
    name          text        NOT NULL,
    created_at    timestamptz NOT NULL,
    last_used_at  timestamptz,
    CONSTRAINT passkeys_credential_unique UNIQUE (credential_id)
);
CREATE INDEX passkeys_user ON auth.passkeys (user_id);

-- An account at another provider with which somebody signs in.
CREATE TABLE auth.identities (
    id           uuid PRIMARY KEY,
    user_id      uuid        NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    provider     text        NOT NULL,
    subject      text        NOT NULL,
    email        text        NOT NULL,
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz,
    CONSTRAINT identities_subject_unique UNIQUE (provider, subject),
    CONSTRAINT identities_one_per_provider UNIQUE (user_id, provider)
);

-- A sign-in that is half done: it waits for a code, a passkey's answer, or the
-- return from a provider. The caller holds the secret, we its digest.
CREATE TABLE auth.challenges (
    digest     bytea PRIMARY KEY,
    kind       text        NOT NULL,
    user_id    uuid REFERENCES auth.users (id) ON DELETE CASCADE,
    data       jsonb       NOT NULL DEFAULT '{}',
    attempts   int         NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT challenges_kind_known CHECK (kind IN ('second_factor', 'passkey_sign_in', 'passkey_registration', 'oidc', 'oidc_link'))
);
CREATE INDEX challenges_expires ON auth.challenges (expires_at);
CREATE INDEX challenges_user ON auth.challenges (user_id) WHERE user_id IS NOT NULL;

-- +goose Down
DROP TABLE auth.challenges, auth.identities, auth.passkeys, auth.recovery_codes, auth.totp, auth.api_keys,
    auth.signing_keys, auth.mail_tokens, auth.refresh_tokens, auth.sessions;
DROP INDEX auth.addresses_one_default_billing;
DROP INDEX auth.addresses_one_default_shipping;
ALTER TABLE auth.addresses DROP COLUMN is_default_shipping, DROP COLUMN is_default_billing;
DROP INDEX auth.users_unverified;
DROP INDEX auth.users_newest;
ALTER TABLE auth.users
    DROP COLUMN role, DROP COLUMN locale, DROP COLUMN blocked_at, DROP COLUMN is_demo;
