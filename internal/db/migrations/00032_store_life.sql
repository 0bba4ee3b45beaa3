-- What becomes of a store: it applies, is let in or refused, can be suspended,
-- and makes holidays. Who works for it is invited.
-- +goose Up
SET LOCAL lock_timeout = '3s';

ALTER TABLE stores.stores
    ADD COLUMN status_since      timestamptz NOT NULL DEFAULT now(),
    -- Why it was refused or suspended, as its owners are told.
    ADD COLUMN reason            text        NOT NULL DEFAULT '',
    -- Its place among those that the marketplace shows first.
    ADD COLUMN featured_position int,
    ADD COLUMN holiday_since     timestamptz,
    ADD COLUMN holiday_until     timestamptz,
    ADD COLUMN holiday_message   text        NOT NULL DEFAULT '',
    ADD COLUMN shipping_policy   text        NOT NULL DEFAULT '',
    ADD COLUMN returns_policy    text        NOT NULL DEFAULT '',
    ADD COLUMN privacy_policy    text        NOT NULL DEFAULT '',
    DROP CONSTRAINT stores_status_known,
    ADD CONSTRAINT stores_status_known
        CHECK (status IN ('applying', 'submitted', 'refused', 'active', 'suspended', 'closed')) NOT VALID,
    ADD CONSTRAINT stores_reason_given
        CHECK (status <> 'refused' OR reason <> '') NOT VALID;

-- How a store came in. One that the marketplace opened by itself has none.
CREATE TABLE stores.applications (
    store_id          uuid PRIMARY KEY REFERENCES stores.stores (id) ON DELETE CASCADE,
    applied_by        uuid        NOT NULL,
    applied_at        timestamptz NOT NULL,
    terms_version     text,
    terms_accepted_at timestamptz,
    terms_accepted_by uuid,
    -- Keys of the marketplace's own steps that the owner says are done.
    confirmed_steps   text[]      NOT NULL DEFAULT '{}',
    submitted_at      timestamptz,
    decided_at        timestamptz,
    decided_by        uuid
);
ALTER TABLE stores.applications ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON stores.applications TO rialto_app USING (true);
CREATE POLICY merchant ON stores.applications TO rialto_merchant USING (store_id = stores.current_store_id());

-- Who is behind a store: what the law wants its page to say, and the tax id.
CREATE TABLE stores.businesses (
    store_id     uuid PRIMARY KEY REFERENCES stores.stores (id) ON DELETE CASCADE,
    name         text        NOT NULL,
    line1        text        NOT NULL,
    line2        text        NOT NULL,
    city         text        NOT NULL,
    region       text        NOT NULL,
    postal_code  text        NOT NULL,
    country      text        NOT NULL,
    phone        text        NOT NULL,
    email        text        NOT NULL,
    registration text        NOT NULL,
    tax_id       text        NOT NULL,
    version      int         NOT NULL DEFAULT 1,
    updated_at   timestamptz NOT NULL
);
ALTER TABLE stores.businesses ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON stores.businesses TO rialto_app USING (true);
CREATE POLICY merchant ON stores.businesses TO rialto_merchant USING (store_id = stores.current_store_id());

-- Where a store's money goes. Holder and number are sealed; see package seal.
CREATE TABLE stores.payout_accounts (
    store_id   uuid PRIMARY KEY REFERENCES stores.stores (id) ON DELETE CASCADE,
    sealed     bytea       NOT NULL,
    country    text        NOT NULL,
    last4      text        NOT NULL,
    version    int         NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL,
    updated_by uuid        NOT NULL
);
ALTER TABLE stores.payout_accounts ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON stores.payout_accounts TO rialto_app USING (true);
CREATE POLICY merchant ON stores.payout_accounts TO rialto_merchant USING (store_id = stores.current_store_id());

-- Who was asked into a team. The link's secret is kept as a digest alone.
CREATE TABLE stores.invitations (
    id          uuid PRIMARY KEY,
    store_id    uuid        NOT NULL REFERENCES stores.stores (id) ON DELETE CASCADE,
    email       text        NOT NULL,
    user_id     uuid, -- whose account has the address, if it was known
    role        text        NOT NULL,
    digest      bytea       NOT NULL,
    invited_by  uuid        NOT NULL,
    invited_at  timestamptz NOT NULL,
    sent_at     timestamptz NOT NULL,
    sent_times  int         NOT NULL DEFAULT 1,
    expires_at  timestamptz NOT NULL,
    accepted_at timestamptz,
    revoked_at  timestamptz,
    CONSTRAINT invitations_digest_unique UNIQUE (digest),
    CONSTRAINT invitations_role_known CHECK (role IN ('owner', 'manager', 'staff'))
);
CREATE UNIQUE INDEX invitations_one_open ON stores.invitations (store_id, email) WHERE accepted_at IS NULL AND revoked_at IS NULL;
CREATE INDEX invitations_email ON stores.invitations (email);
CREATE INDEX invitations_user ON stores.invitations (user_id);

-- What those who run the marketplace decide about it: one row.
CREATE TABLE stores.settings (
    one              boolean PRIMARY KEY DEFAULT true CHECK (one),
    support_email    text        NOT NULL DEFAULT '',
    terms_url        text        NOT NULL DEFAULT '',
    terms_version    text        NOT NULL DEFAULT '1',
    required_steps   text[]      NOT NULL DEFAULT '{profile,address,tax_id,terms,payout}',
    custom_steps     jsonb       NOT NULL DEFAULT '[]',
    version          int         NOT NULL DEFAULT 1,
    featured_version int         NOT NULL DEFAULT 1,
    updated_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT settings_steps_known CHECK (required_steps <@ '{profile,address,tax_id,terms,payout}')
);
INSERT INTO stores.settings DEFAULT VALUES;

-- Stores from which nothing can be bought now, and why. The catalog keeps it for
-- itself, so that a list asks one small table and not another module. hidden is
-- null where products are shown all the same.
CREATE TABLE catalog.shut_stores (
    store_id  uuid PRIMARY KEY REFERENCES stores.stores (id) ON DELETE CASCADE,
    hidden    text,
    holiday   boolean     NOT NULL DEFAULT false,
    until     timestamptz, -- the end of the holiday, if it is known
    shut_at   timestamptz NOT NULL,
    CONSTRAINT shut_stores_hidden_known CHECK (hidden IN ('new', 'suspended', 'closed')),
    CONSTRAINT shut_stores_have_a_reason CHECK (hidden IS NOT NULL OR holiday)
);
CREATE INDEX shut_stores_hidden ON catalog.shut_stores (store_id) WHERE hidden IS NOT NULL;
INSERT INTO catalog.shut_stores (store_id, hidden, shut_at)
SELECT id, 'suspended', now() FROM stores.stores WHERE status = 'suspended';

-- A store that was closed for good needs no owner, so that who closed it can go.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION stores.keep_an_owner() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    its_status text;
BEGIN
    SELECT status INTO its_status FROM stores.stores WHERE id = OLD.store_id FOR NO KEY UPDATE;
    IF FOUND AND its_status <> 'closed' AND NOT EXISTS (SELECT FROM stores.members WHERE store_id = OLD.store_id AND role = 'owner') THEN
        RAISE EXCEPTION 'a store keeps an owner' USING ERRCODE = 'check_violation', SCHEMA = 'stores', TABLE = 'members', CONSTRAINT = 'members_keep_an_owner';
    END IF;
    RETURN NULL;
END
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION stores.keep_an_owner() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM stores.stores WHERE id = OLD.store_id FOR NO KEY UPDATE;
    IF FOUND AND NOT EXISTS (SELECT FROM stores.members WHERE store_id = OLD.store_id AND role = 'owner') THEN
        RAISE EXCEPTION 'a store keeps an owner' USING ERRCODE = 'check_violation', SCHEMA = 'stores', TABLE = 'members', CONSTRAINT = 'members_keep_an_owner';
    END IF;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
DROP TABLE catalog.shut_stores;
DROP TABLE stores.settings, stores.invitations, stores.payout_accounts, stores.businesses, stores.applications;
UPDATE stores.stores SET status = 'suspended' WHERE status <> 'active';
ALTER TABLE stores.stores
    DROP CONSTRAINT stores_reason_given,
    DROP CONSTRAINT stores_status_known,
    ADD CONSTRAINT stores_status_known CHECK (status IN ('active', 'suspended')),
    DROP COLUMN status_since,
    DROP COLUMN reason,
    DROP COLUMN featured_position,
    DROP COLUMN holiday_since,
    DROP COLUMN holiday_until,
    DROP COLUMN holiday_message,
    DROP COLUMN shipping_policy,
    DROP COLUMN returns_policy,
    DROP COLUMN privacy_policy;
