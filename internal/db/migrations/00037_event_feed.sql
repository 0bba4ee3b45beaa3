-- +goose Up
SET LOCAL lock_timeout = '5s';

CREATE SCHEMA events;

-- Events that a follower has not had yet, written in the transaction of their
-- cause. The rows of one thing are in the order of its changes: whoever changes it
-- holds its lock, so a later number is given after an earlier commit.
CREATE TABLE events.feed (
    follower     text        NOT NULL,
    seq          bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    id           uuid        NOT NULL,
    name         text        NOT NULL,
    aggregate_id uuid        NOT NULL,
    at           timestamptz NOT NULL,
    payload      jsonb       NOT NULL,
    PRIMARY KEY (follower, seq)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

-- Which process hands the events to a follower, and until when no other may.
CREATE TABLE events.followers (
    name       text PRIMARY KEY,
    holder     uuid,
    held_until timestamptz,
    CONSTRAINT followers_held_for_a_time CHECK ((holder IS NULL) = (held_until IS NULL))
);

-- +goose Down
DROP SCHEMA events CASCADE;
