-- What staff, merchants and the program did, in a chain: each entry holds the
-- hash of the one before it. The module describes how a hash is made.
-- +goose Up
SET LOCAL lock_timeout = '5s';

CREATE SCHEMA audit;

-- No foreign keys: an entry outlives the account and the store it tells of.
CREATE TABLE audit.entries (
    seq           bigint PRIMARY KEY,
    at            timestamptz NOT NULL,
    actor_id      uuid, -- null: the program itself
    action        text        NOT NULL,
    target_kind   text        NOT NULL,
    target_id     text        NOT NULL,
    store_id      uuid,
    details       jsonb       NOT NULL,
    origin_digest bytea, -- null: nobody asked for it from anywhere
    previous_hash bytea       NOT NULL,
    hash          bytea       NOT NULL,
    CONSTRAINT entries_seq_positive CHECK (seq > 0),
    CONSTRAINT entries_action_form CHECK (action ~ '^[a-z_]+(\.[a-z_]+)+$' AND length(action) <= 100),
    CONSTRAINT entries_target_form CHECK (target_kind ~ '^[a-z_]+$' AND length(target_kind) <= 100 AND length(target_id) <= 200),
    CONSTRAINT entries_details_object CHECK (jsonb_typeof(details) = 'object'),
    CONSTRAINT entries_digests_length CHECK (length(hash) = 32 AND length(previous_hash) = 32 AND length(origin_digest) = 32)
);
-- One index for each way to look through the log, newest first.
CREATE INDEX entries_actor ON audit.entries (actor_id, seq DESC) WHERE actor_id IS NOT NULL;
CREATE INDEX entries_store ON audit.entries (store_id, seq DESC) WHERE store_id IS NOT NULL;
CREATE INDEX entries_action ON audit.entries (action, seq DESC);
CREATE INDEX entries_target ON audit.entries (target_kind, target_id, seq DESC);

-- Where an entry came from is a row of its own, so that it can be forgotten: the
-- entry holds a digest, which says nothing without the salt.
CREATE TABLE audit.origins (
    seq         bigint PRIMARY KEY REFERENCES audit.entries (seq),
    recorded_at timestamptz NOT NULL,
    salt        bytea       NOT NULL,
    ip          text        NOT NULL,
    user_agent  text        NOT NULL
);
CREATE INDEX origins_recorded ON audit.origins (recorded_at);

-- The last entry, so that a log whose end was cut off is noticed, and the row on
-- which writers wait for each other.
CREATE TABLE audit.head (
    one  boolean PRIMARY KEY DEFAULT true,
    seq  bigint NOT NULL,
    hash bytea  NOT NULL,
    CONSTRAINT head_one_row CHECK (one)
);
INSERT INTO audit.head (seq, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

-- +goose StatementBegin
CREATE FUNCTION audit.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: what was recorded stays', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER origins_stay BEFORE UPDATE OR TRUNCATE ON audit.origins
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER head_stays BEFORE INSERT OR DELETE OR TRUNCATE ON audit.head
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();

-- An entry continues the chain or is refused, and takes the head with it.
-- +goose StatementBegin
CREATE FUNCTION audit.advance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE audit.head SET seq = NEW.seq, hash = NEW.hash WHERE seq = NEW.seq - 1 AND hash = NEW.previous_hash;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'entry % does not follow the last one', NEW.seq USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER entries_advance_head AFTER INSERT ON audit.entries
    FOR EACH ROW EXECUTE FUNCTION audit.advance();

-- The head moves from an entry to the one that follows it, and nowhere else.
-- +goose StatementBegin
CREATE FUNCTION audit.only_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq <> OLD.seq + 1 OR NOT EXISTS (
        SELECT FROM audit.entries WHERE seq = NEW.seq AND hash = NEW.hash AND previous_hash = OLD.hash) THEN
        RAISE EXCEPTION 'the head moves with an entry' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER head_moves_forward BEFORE UPDATE ON audit.head
    FOR EACH ROW EXECUTE FUNCTION audit.only_forward();

-- +goose Down
DROP SCHEMA audit CASCADE;
