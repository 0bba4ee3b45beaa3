-- The ledger of stock: each change of a quantity, who made it and why. The program
-- writes a movement in the statement that changes the stock. Whoever does not, such
-- as a version from before this file that still serves, has it written by a trigger:
-- the sum of a variant's movements is its stock, whoever wrote.
-- +goose Up
SET LOCAL lock_timeout = '5s';

ALTER TABLE catalog.inventory VALIDATE CONSTRAINT inventory_low_at_range;

-- The number is the variant's own: 1, 2, 3 without a gap, so that a movement that is
-- missing is noticed, and the order is that in which the stock changed. No foreign
-- keys: a sale should lock nothing more, and what happened outlives the rest.
CREATE TABLE catalog.stock_movements (
    variant_id     uuid        NOT NULL,
    number         int         NOT NULL,
    delta          int         NOT NULL,
    quantity_after int         NOT NULL,
    reason         text        NOT NULL,
    actor_id       uuid, -- null: a buyer, or the program itself
    order_id       uuid,
    note           text        NOT NULL DEFAULT '',
    request_key    text, -- of the request that asked for it, if it had one
    request_digest bytea,
    created_at     timestamptz NOT NULL,
    PRIMARY KEY (variant_id, number),
    CONSTRAINT stock_movements_number_positive CHECK (number > 0),
    CONSTRAINT stock_movements_reason CHECK (reason IN
        ('opening', 'sale', 'return', 'received', 'correction', 'count', 'loss', 'import', 'unexplained')),
    CONSTRAINT stock_movements_moves CHECK (delta <> 0 OR reason IN ('opening', 'count')),
    CONSTRAINT stock_movements_note_length CHECK (length(note) <= 500)
);
CREATE UNIQUE INDEX stock_movements_request_once ON catalog.stock_movements (variant_id, request_key) WHERE request_key IS NOT NULL;

-- The variants of a store that are low or out of stock: what an index on the stock
-- would be if it did not slow each sale down. A trigger keeps it.
CREATE TABLE catalog.stock_alerts (
    variant_id  uuid PRIMARY KEY REFERENCES catalog.variants (id) ON DELETE CASCADE,
    store_id    uuid        NOT NULL,
    level       text        NOT NULL,
    since       timestamptz NOT NULL,
    -- What is still to be told: that it ran low or out, and that it is back.
    untold      text,
    returned_at timestamptz,
    CONSTRAINT stock_alerts_level CHECK (level IN ('ok', 'low', 'out')),
    CONSTRAINT stock_alerts_untold CHECK (untold IN ('low', 'out'))
);
CREATE INDEX stock_alerts_open ON catalog.stock_alerts (store_id, since DESC, variant_id DESC) WHERE level <> 'ok';
CREATE INDEX stock_alerts_waiting ON catalog.stock_alerts (since) WHERE untold IS NOT NULL OR returned_at IS NOT NULL;

-- What a store wants for all its variants that have no number of their own.
CREATE TABLE catalog.stock_settings (
    store_id   uuid PRIMARY KEY REFERENCES stores.stores (id),
    low_at     int         NOT NULL,
    version    int         NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL,
    CONSTRAINT stock_settings_low_at_range CHECK (low_at BETWEEN 0 AND 1000000)
);

-- +goose StatementBegin
CREATE FUNCTION catalog.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: what happened stays', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER stock_movements_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON catalog.stock_movements
    FOR EACH STATEMENT EXECUTE FUNCTION catalog.refuse();

-- From here to the commit nobody changes stock, so that no change falls between the
-- opening and the trigger. Reading goes on. A million rows take some eight seconds.
LOCK TABLE catalog.inventory IN SHARE ROW EXCLUSIVE MODE;
UPDATE catalog.inventory SET movement_count = 1 WHERE movement_count = 0;
INSERT INTO catalog.stock_movements (variant_id, number, delta, quantity_after, reason, created_at)
SELECT variant_id, 1, quantity_available, quantity_available, 'opening', now() FROM catalog.inventory;
INSERT INTO catalog.stock_alerts (variant_id, store_id, level, since)
SELECT i.variant_id, p.store_id, CASE WHEN i.quantity_available = 0 THEN 'out' ELSE 'low' END, now()
FROM catalog.inventory i
JOIN catalog.variants v ON v.id = i.variant_id
JOIN catalog.products p ON p.id = v.product_id
WHERE i.quantity_available <= i.low_at;

-- +goose StatementBegin
CREATE FUNCTION catalog.record_movement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before int := 0;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := OLD.quantity_available;
    END IF;
    INSERT INTO catalog.stock_movements (variant_id, number, delta, quantity_after, reason, created_at)
    VALUES (NEW.variant_id, NEW.movement_count + 1, NEW.quantity_available - before, NEW.quantity_available,
            CASE TG_OP WHEN 'INSERT' THEN 'opening' ELSE 'unexplained' END, now());
    UPDATE catalog.inventory SET movement_count = movement_count + 1 WHERE variant_id = NEW.variant_id;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER inventory_opens AFTER INSERT ON catalog.inventory FOR EACH ROW
    WHEN (NEW.movement_count = 0) EXECUTE FUNCTION catalog.record_movement();
CREATE TRIGGER inventory_moves AFTER UPDATE ON catalog.inventory FOR EACH ROW
    WHEN (NEW.quantity_available <> OLD.quantity_available AND NEW.movement_count = OLD.movement_count)
    EXECUTE FUNCTION catalog.record_movement();

-- As the owner, so that a merchant's sale of a piece can be noted and a merchant can
-- note nothing else. A level that gets worse by a change of the quantity is to be
-- told, once; one that a new threshold makes is seen by who sets it.
-- +goose StatementBegin
CREATE FUNCTION catalog.note_level() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    level_now text := CASE WHEN NEW.quantity_available <= 0 THEN 'out' WHEN NEW.quantity_available <= NEW.low_at THEN 'low' ELSE 'ok' END;
    told      text := NULL;
    back      timestamptz := NULL;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.quantity_available < OLD.quantity_available AND level_now <> 'ok' THEN
            told := level_now;
        ELSIF OLD.quantity_available = 0 AND NEW.quantity_available > 0 THEN
            back := now();
        END IF;
    END IF;
    IF level_now = 'ok' AND back IS NULL THEN
        DELETE FROM catalog.stock_alerts WHERE variant_id = NEW.variant_id AND returned_at IS NULL;
        UPDATE catalog.stock_alerts SET level = 'ok', untold = NULL WHERE variant_id = NEW.variant_id;
        RETURN NULL;
    END IF;
    INSERT INTO catalog.stock_alerts AS a (variant_id, store_id, level, since, untold, returned_at)
    SELECT NEW.variant_id, p.store_id, level_now, now(), told, back
    FROM catalog.variants v JOIN catalog.products p ON p.id = v.product_id
    WHERE v.id = NEW.variant_id
    ON CONFLICT (variant_id) DO UPDATE
    SET level = excluded.level, since = CASE WHEN a.level = 'ok' OR excluded.level = 'out' THEN excluded.since ELSE a.since END,
        untold = excluded.untold,
        returned_at = CASE WHEN excluded.level = 'out' THEN NULL ELSE coalesce(excluded.returned_at, a.returned_at) END;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION catalog.note_level() FROM PUBLIC;
CREATE TRIGGER inventory_level_of_new AFTER INSERT ON catalog.inventory FOR EACH ROW
    WHEN (NEW.quantity_available <= NEW.low_at) EXECUTE FUNCTION catalog.note_level();
CREATE TRIGGER inventory_level AFTER UPDATE ON catalog.inventory FOR EACH ROW
    WHEN ((NEW.quantity_available <= 0) <> (OLD.quantity_available <= 0)
        OR (NEW.quantity_available <= NEW.low_at) <> (OLD.quantity_available <= OLD.low_at))
    EXECUTE FUNCTION catalog.note_level();

ALTER TABLE catalog.stock_movements ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON catalog.stock_movements TO rialto_app USING (true);
CREATE POLICY merchant ON catalog.stock_movements TO rialto_merchant
    USING (EXISTS (SELECT FROM catalog.variants v WHERE v.id = stock_movements.variant_id));

ALTER TABLE catalog.stock_alerts ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON catalog.stock_alerts TO rialto_app USING (true);
CREATE POLICY merchant ON catalog.stock_alerts TO rialto_merchant USING (store_id = stores.current_store_id());

ALTER TABLE catalog.stock_settings ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON catalog.stock_settings TO rialto_app USING (true);
CREATE POLICY merchant ON catalog.stock_settings TO rialto_merchant USING (store_id = stores.current_store_id());

-- +goose Down
DROP TRIGGER inventory_opens ON catalog.inventory;
DROP TRIGGER inventory_moves ON catalog.inventory;
DROP TRIGGER inventory_level_of_new ON catalog.inventory;
DROP TRIGGER inventory_level ON catalog.inventory;
DROP FUNCTION catalog.note_level(), catalog.record_movement();
DROP TABLE catalog.stock_settings, catalog.stock_alerts, catalog.stock_movements;
DROP FUNCTION catalog.refuse();
