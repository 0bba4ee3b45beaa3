-- +goose Up
SET LOCAL lock_timeout = '5s';

CREATE TABLE stores.members (
    store_id uuid        NOT NULL REFERENCES stores.stores (id) ON DELETE CASCADE,
    user_id  uuid        NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    role     text        NOT NULL,
    added_at timestamptz NOT NULL,
    added_by uuid,
    PRIMARY KEY (store_id, user_id),
    CONSTRAINT members_role_known CHECK (role IN ('owner', 'manager', 'staff'))
);
CREATE INDEX members_user ON stores.members (user_id);

ALTER TABLE stores.members ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON stores.members TO rialto_app USING (true);
CREATE POLICY merchant ON stores.members TO rialto_merchant USING (store_id = stores.current_store_id());

-- A store that had an owner keeps one. It is looked at when a transaction ends,
-- so that two owners may change places, and under a lock on the store, so that
-- two who leave at once do not both count on the other. With the store all go.
-- +goose StatementBegin
CREATE FUNCTION stores.keep_an_owner() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM stores.stores WHERE id = OLD.store_id FOR NO KEY UPDATE;
    IF FOUND AND NOT EXISTS (SELECT FROM stores.members WHERE store_id = OLD.store_id AND role = 'owner') THEN
        RAISE EXCEPTION 'a store keeps an owner' USING ERRCODE = 'check_violation', SCHEMA = 'stores', TABLE = 'members', CONSTRAINT = 'members_keep_an_owner';
    END IF;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE CONSTRAINT TRIGGER members_keep_an_owner AFTER UPDATE OR DELETE ON stores.members
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.role = 'owner') EXECUTE FUNCTION stores.keep_an_owner();

-- +goose Down
DROP TABLE stores.members;
DROP FUNCTION stores.keep_an_owner();
