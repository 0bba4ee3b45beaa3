-- +goose Up
SET LOCAL lock_timeout = '5s';

CREATE SCHEMA privacy;

-- What somebody agreed to. A change is a new row; the newest of a purpose counts.
CREATE TABLE privacy.consents (
    id          uuid PRIMARY KEY,
    user_id     uuid        NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    purpose     text        NOT NULL,
    granted     boolean     NOT NULL,
    version     text        NOT NULL, -- of the text that was shown
    recorded_at timestamptz NOT NULL,
    CONSTRAINT consents_purpose_known CHECK (purpose IN ('terms', 'newsletter'))
);
CREATE INDEX consents_user ON privacy.consents (user_id, purpose, recorded_at DESC, id DESC);

-- +goose StatementBegin
CREATE FUNCTION privacy.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a consent is never changed: record a new one' USING ERRCODE = 'insufficient_privilege';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER consents_stay BEFORE UPDATE ON privacy.consents FOR EACH STATEMENT EXECUTE FUNCTION privacy.refuse();

-- Copies of somebody's data. The file is named after the row, and a file
-- without a row is deleted.
CREATE TABLE privacy.exports (
    id           uuid PRIMARY KEY,
    user_id      uuid        NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    status       text        NOT NULL DEFAULT 'preparing',
    bytes        bigint,
    requested_at timestamptz NOT NULL,
    ready_at     timestamptz,
    expires_at   timestamptz NOT NULL,
    CONSTRAINT exports_status_known CHECK (status IN ('preparing', 'ready', 'failed')),
    CONSTRAINT exports_ready_has_file CHECK ((status = 'ready') = (ready_at IS NOT NULL AND bytes IS NOT NULL))
);
CREATE UNIQUE INDEX exports_one_at_a_time ON privacy.exports (user_id) WHERE status = 'preparing';
CREATE INDEX exports_user ON privacy.exports (user_id, requested_at DESC, id DESC);
CREATE INDEX exports_expires ON privacy.exports (expires_at);

-- Payments of erased people, whom the provider is to forget, too.
CREATE TABLE payments.redactions (
    payment_id    uuid PRIMARY KEY REFERENCES payments.payments (id),
    provider_ref  text, -- of the provider's job
    requested_at  timestamptz NOT NULL,
    -- When it is looked at next; null when it is done or left to a person.
    next_check_at timestamptz,
    checks        int         NOT NULL DEFAULT 0,
    done_at       timestamptz,
    problem       text
);
CREATE INDEX redactions_to_check ON payments.redactions (next_check_at) WHERE next_check_at IS NOT NULL;

-- From now on events are stored without the buyer; those that are there lose
-- theirs, too. The module lists what is kept.
UPDATE payments.webhook_events SET payload = jsonb_build_object(
    'id', payload->'id', 'object', payload->'object', 'type', payload->'type', 'api_version', payload->'api_version',
    'created', payload->'created', 'livemode', payload->'livemode', 'data', jsonb_build_object('object', (
        SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(payload->'data'->'object')
        WHERE key IN ('id', 'object', 'status', 'payment_status', 'client_reference_id', 'payment_intent',
                      'amount', 'amount_total', 'currency', 'created', 'livemode'))));

-- +goose Down
DROP TABLE payments.redactions;
DROP SCHEMA privacy CASCADE;
