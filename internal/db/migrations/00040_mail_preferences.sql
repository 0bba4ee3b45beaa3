-- +goose Up
SET LOCAL lock_timeout = '3s';

-- Somebody does not want the mails about a topic: an account, or whoever has an
-- address. Of an address there is only its SHA-256, in lower case, for this says
-- whom not to write to and need not say whom one could.
CREATE TABLE notify.opt_outs (
    user_id        uuid REFERENCES auth.users (id) ON DELETE CASCADE,
    address_digest bytea,
    topic          text        NOT NULL,
    since          timestamptz NOT NULL,
    CONSTRAINT opt_outs_once UNIQUE NULLS NOT DISTINCT (user_id, address_digest, topic),
    CONSTRAINT opt_outs_one_holder CHECK (num_nonnulls(user_id, address_digest) = 1),
    CONSTRAINT opt_outs_digest_length CHECK (length(address_digest) = 32),
    CONSTRAINT opt_outs_topic_known CHECK (topic IN ('store_orders', 'stock_alerts', 'import_reports', 'back_in_stock'))
);

-- An address that a mail server refused for good, until one takes a mail for it.
CREATE TABLE notify.refused_addresses (
    address_digest bytea PRIMARY KEY,
    answer         text        NOT NULL,
    since          timestamptz NOT NULL,
    CONSTRAINT refused_addresses_digest_length CHECK (length(address_digest) = 32)
);
CREATE INDEX refused_addresses_since ON notify.refused_addresses (since);

-- +goose Down
DROP TABLE notify.refused_addresses;
DROP TABLE notify.opt_outs;
