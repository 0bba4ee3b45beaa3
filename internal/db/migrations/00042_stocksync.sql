-- What other systems said of the stock.
-- +goose Up
SET LOCAL lock_timeout = '5s';

CREATE SCHEMA stocksync;

-- A message has its effect once: its row is written in the transaction of that.
CREATE TABLE stocksync.messages (
    source       text        NOT NULL,
    id           text        NOT NULL,
    digest       bytea       NOT NULL,
    processed_at timestamptz NOT NULL,
    PRIMARY KEY (source, id),
    CONSTRAINT messages_source_length CHECK (length(source) BETWEEN 1 AND 200),
    CONSTRAINT messages_id_length CHECK (length(id) BETWEEN 1 AND 200)
);
CREATE INDEX messages_processed ON stocksync.messages (processed_at);

-- When what was said last of a variant was true. What is older changes nothing.
CREATE TABLE stocksync.levels (
    variant_id uuid PRIMARY KEY REFERENCES catalog.variants (id) ON DELETE CASCADE,
    true_at    timestamptz NOT NULL
);

-- +goose Down
DROP SCHEMA stocksync CASCADE;
