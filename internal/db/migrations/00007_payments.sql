-- +goose Up
CREATE SCHEMA payments;

CREATE TABLE payments.payments (
    id              uuid PRIMARY KEY,
    order_id        uuid        NOT NULL REFERENCES orders.orders (id),
    provider        text        NOT NULL DEFAULT 'stripe',
    provider_ref    text,
    provider_intent text,
    url             text,
    status          text        NOT NULL,
    amount          bigint      NOT NULL,
    captured_amount bigint      NOT NULL DEFAULT 0,
    refunded_amount bigint      NOT NULL DEFAULT 0,
    currency        char(3)     NOT NULL,
    -- What the provider needs to open the session, kept so that a retry sends
    -- exactly the same request under the same idempotency key.
    session         jsonb       NOT NULL,
    -- When the reconciler looks at this payment next; null when it is settled.
    next_check_at   timestamptz,
    checks          int         NOT NULL DEFAULT 0,
    problem         text,
    created_at      timestamptz NOT NULL,
    processed_at    timestamptz,
    CONSTRAINT payments_provider_ref_unique UNIQUE (provider, provider_ref),
    CONSTRAINT payments_order_unique UNIQUE (order_id),
    CONSTRAINT payments_status_known CHECK (status IN ('pending', 'captured', 'cancelled', 'partially_refunded', 'refunded')),
    CONSTRAINT payments_amount_positive CHECK (amount > 0),
    CONSTRAINT payments_captured_is_amount CHECK (captured_amount = CASE WHEN status IN ('pending', 'cancelled') THEN 0 ELSE amount END),
    CONSTRAINT payments_refund_within_capture CHECK (refunded_amount BETWEEN 0 AND captured_amount)
);
CREATE INDEX payments_to_check ON payments.payments (next_check_at) WHERE next_check_at IS NOT NULL;

CREATE TABLE payments.refunds (
    id           uuid PRIMARY KEY,
    payment_id   uuid        NOT NULL REFERENCES payments.payments (id),
    amount       bigint      NOT NULL,
    currency     char(3)     NOT NULL,
    reason       text        NOT NULL,
    status       text        NOT NULL,
    provider_ref text,
    created_at   timestamptz NOT NULL,
    processed_at timestamptz,
    CONSTRAINT refunds_provider_ref_unique UNIQUE (provider_ref),
    CONSTRAINT refunds_status_known CHECK (status IN ('pending', 'succeeded', 'failed')),
    CONSTRAINT refunds_amount_positive CHECK (amount > 0)
);
CREATE INDEX refunds_payment ON payments.refunds (payment_id);

-- The inbox of the provider's events: an event is stored once and worked on
-- once, however often it is delivered.
CREATE TABLE payments.webhook_events (
    id           uuid PRIMARY KEY,
    provider     text        NOT NULL,
    event_id     text        NOT NULL,
    type         text        NOT NULL,
    payload      jsonb       NOT NULL,
    received_at  timestamptz NOT NULL,
    deliveries   int         NOT NULL DEFAULT 1,
    processed_at timestamptz,
    outcome      text,
    CONSTRAINT webhook_events_once UNIQUE (provider, event_id),
    CONSTRAINT webhook_events_outcome_known CHECK (outcome IN ('captured', 'cancelled', 'unchanged', 'ignored', 'amount_mismatch', 'unknown_session'))
);
CREATE INDEX webhook_events_received ON payments.webhook_events (received_at DESC, id DESC);

-- +goose Down
DROP SCHEMA payments CASCADE;
