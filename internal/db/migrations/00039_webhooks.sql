-- Addresses of merchants and operators that are told of events, what is to be sent to
-- them, and what came of it.
-- +goose Up
SET LOCAL lock_timeout = '3s';

CREATE SCHEMA webhooks;

-- An endpoint is a store's, or the marketplace's. Its slot keeps down how many there are.
CREATE TABLE webhooks.endpoints (
    id                   uuid PRIMARY KEY,
    store_id             uuid REFERENCES stores.stores (id) ON DELETE CASCADE, -- null: the marketplace's
    slot                 int         NOT NULL,
    url                  text        NOT NULL,
    description          text        NOT NULL,
    event_types          text[]      NOT NULL, -- empty: all
    status               text        NOT NULL DEFAULT 'enabled',
    paused_because       text,
    paused_at            timestamptz,
    sealed_secret        bytea       NOT NULL,
    sealed_previous      bytea,
    previous_until       timestamptz,
    failing_since        timestamptz,                    -- of attempts in a row
    failures             int         NOT NULL DEFAULT 0, -- in a row
    slow                 boolean     NOT NULL DEFAULT false, -- its last attempt failed or took long
    version              int         NOT NULL DEFAULT 1,
    created_by           uuid        NOT NULL, -- a user
    created_at           timestamptz NOT NULL,
    updated_at           timestamptz NOT NULL,
    CONSTRAINT endpoints_slot_once UNIQUE NULLS NOT DISTINCT (store_id, slot),
    CONSTRAINT endpoints_slot_range CHECK (slot BETWEEN 1 AND 10),
    CONSTRAINT endpoints_status_known CHECK (status IN ('enabled', 'paused')),
    CONSTRAINT endpoints_paused_because_known CHECK (paused_because IN ('by_hand', 'failing', 'gone')),
    CONSTRAINT endpoints_paused_for_a_reason CHECK ((status = 'paused') = (paused_because IS NOT NULL) AND (status = 'paused') = (paused_at IS NOT NULL)),
    CONSTRAINT endpoints_previous_ends CHECK ((sealed_previous IS NULL) = (previous_until IS NULL))
);

-- An event for an endpoint. event_id is what receivers know it by.
CREATE TABLE webhooks.deliveries (
    id               uuid PRIMARY KEY,
    endpoint_id      uuid        NOT NULL REFERENCES webhooks.endpoints (id) ON DELETE CASCADE,
    event_id         uuid        NOT NULL,
    event_type       text        NOT NULL,
    event_at         timestamptz NOT NULL,
    body             text        NOT NULL, -- as it is signed
    status           text        NOT NULL DEFAULT 'pending',
    attempts         int         NOT NULL DEFAULT 0, -- in all
    tries            int         NOT NULL DEFAULT 0, -- since it was begun or replayed
    next_attempt_at  timestamptz,
    leased_until     timestamptz, -- while somebody sends it
    last_result      text,
    last_status_code int,
    created_at       timestamptz NOT NULL,
    finished_at      timestamptz,
    CONSTRAINT deliveries_once UNIQUE (endpoint_id, event_id),
    CONSTRAINT deliveries_status_known CHECK (status IN ('pending', 'delivered', 'failed')),
    CONSTRAINT deliveries_pending_is_due CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL) AND (status = 'pending') = (finished_at IS NULL)),
    CONSTRAINT deliveries_leased_is_pending CHECK (leased_until IS NULL OR status = 'pending')
);
CREATE INDEX deliveries_of_endpoint ON webhooks.deliveries (endpoint_id, id DESC);
CREATE INDEX deliveries_by_status ON webhooks.deliveries (endpoint_id, status, id DESC);
CREATE INDEX deliveries_due ON webhooks.deliveries (endpoint_id, next_attempt_at, id) WHERE status = 'pending';
CREATE INDEX deliveries_leased ON webhooks.deliveries (endpoint_id) WHERE leased_until IS NOT NULL;
CREATE INDEX deliveries_by_age ON webhooks.deliveries (created_at);

-- A request and its response.
CREATE TABLE webhooks.attempts (
    delivery_id      uuid        NOT NULL REFERENCES webhooks.deliveries (id) ON DELETE CASCADE,
    number           int         NOT NULL,
    began_at         timestamptz NOT NULL,
    duration_ms      int         NOT NULL,
    result           text        NOT NULL,
    status_code      int,
    request_headers  jsonb       NOT NULL,
    response_headers jsonb       NOT NULL,
    response_body    text        NOT NULL,
    response_cut     boolean     NOT NULL,
    PRIMARY KEY (delivery_id, number),
    CONSTRAINT attempts_result_known CHECK (result IN ('ok', 'refused', 'redirect', 'gone', 'timeout', 'not_public', 'unknown_host', 'tls', 'unreachable'))
);

ALTER TABLE webhooks.endpoints ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON webhooks.endpoints TO rialto_app USING (true);
CREATE POLICY merchant ON webhooks.endpoints TO rialto_merchant USING (store_id = stores.current_store_id());

ALTER TABLE webhooks.deliveries ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON webhooks.deliveries TO rialto_app USING (true);
CREATE POLICY merchant ON webhooks.deliveries TO rialto_merchant
    USING (EXISTS (SELECT FROM webhooks.endpoints e WHERE e.id = deliveries.endpoint_id));

ALTER TABLE webhooks.attempts ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON webhooks.attempts TO rialto_app USING (true);
CREATE POLICY merchant ON webhooks.attempts TO rialto_merchant
    USING (EXISTS (SELECT FROM webhooks.deliveries d WHERE d.id = attempts.delivery_id));

-- +goose Down
DROP SCHEMA webhooks CASCADE;
