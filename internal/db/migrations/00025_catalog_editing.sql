-- What merchants and operators edit of the catalogue: a tree of categories with
-- typed attributes, related products, bulk edits, and what prices were.
-- +goose Up
SET LOCAL lock_timeout = '3s';

ALTER TABLE catalog.categories
    ADD COLUMN position int NOT NULL DEFAULT 0,
    ADD COLUMN version int NOT NULL DEFAULT 1;

-- An attribute is of a category and of all below it.
CREATE TABLE catalog.attributes (
    id          uuid PRIMARY KEY,
    category_id uuid    NOT NULL REFERENCES catalog.categories (id),
    name        text    NOT NULL,
    kind        text    NOT NULL,
    unit        text    NOT NULL DEFAULT '',
    choices     text[]  NOT NULL DEFAULT '{}',
    required    boolean NOT NULL DEFAULT false,
    filterable  boolean NOT NULL DEFAULT false,
    position    int     NOT NULL,
    version     int     NOT NULL DEFAULT 1,
    CONSTRAINT attributes_name_unique UNIQUE (category_id, name),
    CONSTRAINT attributes_name_length CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT attributes_kind_known CHECK (kind IN ('text', 'number', 'boolean', 'choice')),
    CONSTRAINT attributes_unit_of_number CHECK (unit = '' OR kind = 'number'),
    CONSTRAINT attributes_choices CHECK ((kind = 'choice') = (cardinality(choices) > 0))
);

-- A value is in the column of its attribute's kind; a choice is text.
CREATE TABLE catalog.attribute_values (
    product_id    uuid NOT NULL REFERENCES catalog.products (id) ON DELETE CASCADE,
    attribute_id  uuid NOT NULL REFERENCES catalog.attributes (id) ON DELETE CASCADE,
    text_value    text,
    number_value  double precision,
    boolean_value boolean,
    PRIMARY KEY (product_id, attribute_id),
    CONSTRAINT attribute_values_one CHECK (num_nonnulls(text_value, number_value, boolean_value) = 1)
);
CREATE INDEX attribute_values_attribute ON catalog.attribute_values (attribute_id);

CREATE TABLE catalog.related_products (
    product_id uuid NOT NULL REFERENCES catalog.products (id) ON DELETE CASCADE,
    position   int  NOT NULL,
    related_id uuid NOT NULL REFERENCES catalog.products (id) ON DELETE CASCADE,
    PRIMARY KEY (product_id, position),
    CONSTRAINT related_products_once UNIQUE (product_id, related_id),
    CONSTRAINT related_products_other CHECK (product_id <> related_id)
);
CREATE INDEX related_products_related ON catalog.related_products (related_id);

-- What a variant cost until a change. Only what was asked for counts: see
-- catalog.record_price. The lowest price of the 30 days before a reduction is the
-- lowest of the changes in them, the reduction's own included.
CREATE TABLE catalog.price_changes (
    variant_id        uuid        NOT NULL REFERENCES catalog.variants (id) ON DELETE CASCADE,
    changed_at        timestamptz NOT NULL,
    price_amount      bigint      NOT NULL,
    compare_at_amount bigint,
    currency          char(3)     NOT NULL,
    PRIMARY KEY (variant_id, changed_at)
);

-- Whether a product was on sale before the present transaction.
ALTER TABLE catalog.products
    ADD COLUMN status_before text,
    ADD COLUMN status_changed_at timestamptz;
-- +goose StatementBegin
CREATE FUNCTION catalog.note_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.status_before := OLD.status;
    NEW.status_changed_at := now();
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER products_note_status BEFORE UPDATE OF status ON catalog.products
    FOR EACH ROW WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION catalog.note_status();

-- Whoever changes a price, the history has it. It runs as the owner of the table,
-- so that nobody else needs a right to write there.
-- +goose StatementBegin
CREATE FUNCTION catalog.record_price() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO catalog.price_changes (variant_id, changed_at, price_amount, compare_at_amount, currency)
    SELECT OLD.id, now(), OLD.price_amount, OLD.compare_at_amount, OLD.currency
    FROM catalog.products p
    WHERE p.id = OLD.product_id
      AND CASE WHEN p.status_changed_at = now() THEN p.status_before ELSE p.status END = 'active'
    ON CONFLICT (variant_id, changed_at) DO NOTHING;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION catalog.record_price() FROM PUBLIC;
CREATE TRIGGER variants_record_price AFTER UPDATE ON catalog.variants
    FOR EACH ROW WHEN (OLD.archived_at IS NULL
        AND (NEW.price_amount, NEW.compare_at_amount, NEW.currency) IS DISTINCT FROM (OLD.price_amount, OLD.compare_at_amount, OLD.currency))
    EXECUTE FUNCTION catalog.record_price();

-- A change of many products: first a preview, then applied, perhaps undone.
CREATE TABLE catalog.bulk_edits (
    id         uuid PRIMARY KEY,
    store_id   uuid        NOT NULL REFERENCES stores.stores (id) ON DELETE CASCADE,
    status     text        NOT NULL DEFAULT 'previewed',
    products   int         NOT NULL,
    created_at timestamptz NOT NULL,
    applied_at timestamptz,
    undone_at  timestamptz,
    CONSTRAINT bulk_edits_status_known CHECK (status IN ('previewed', 'applied', 'undone'))
);
CREATE INDEX bulk_edits_newest ON catalog.bulk_edits (store_id, created_at DESC);
CREATE INDEX bulk_edits_old ON catalog.bulk_edits (created_at);

-- One field of one product or variant. before and after hold what the field is of:
-- an amount, a quantity, a status, tags, a category.
CREATE TABLE catalog.bulk_edit_rows (
    bulk_edit_id    uuid NOT NULL REFERENCES catalog.bulk_edits (id) ON DELETE CASCADE,
    number          int  NOT NULL,
    product_id      uuid NOT NULL,
    product_name    text NOT NULL,
    product_version int  NOT NULL, -- that the preview saw
    variant_id      uuid,
    options         text[] NOT NULL DEFAULT '{}',
    field           text NOT NULL,
    before          jsonb NOT NULL,
    after           jsonb NOT NULL,
    problem         text,
    undo_problem    text,
    PRIMARY KEY (bulk_edit_id, number),
    CONSTRAINT bulk_edit_rows_field_known CHECK (field IN ('price', 'compare_at', 'stock', 'status', 'tags', 'category'))
);

ALTER TABLE catalog.attribute_values ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON catalog.attribute_values TO rialto_app USING (true);
CREATE POLICY merchant ON catalog.attribute_values TO rialto_merchant
    USING (EXISTS (SELECT FROM catalog.products p WHERE p.id = attribute_values.product_id));

-- Both products are the store's.
ALTER TABLE catalog.related_products ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON catalog.related_products TO rialto_app USING (true);
CREATE POLICY merchant ON catalog.related_products TO rialto_merchant
    USING (EXISTS (SELECT FROM catalog.products p WHERE p.id = related_products.product_id)
       AND EXISTS (SELECT FROM catalog.products p WHERE p.id = related_products.related_id));

ALTER TABLE catalog.price_changes ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON catalog.price_changes TO rialto_app USING (true);
CREATE POLICY merchant ON catalog.price_changes TO rialto_merchant
    USING (EXISTS (SELECT FROM catalog.variants v WHERE v.id = price_changes.variant_id));

ALTER TABLE catalog.bulk_edits ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON catalog.bulk_edits TO rialto_app USING (true);
CREATE POLICY merchant ON catalog.bulk_edits TO rialto_merchant USING (store_id = stores.current_store_id());

ALTER TABLE catalog.bulk_edit_rows ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON catalog.bulk_edit_rows TO rialto_app USING (true);
CREATE POLICY merchant ON catalog.bulk_edit_rows TO rialto_merchant
    USING (EXISTS (SELECT FROM catalog.bulk_edits b WHERE b.id = bulk_edit_rows.bulk_edit_id));

-- +goose Down
DROP TABLE catalog.bulk_edit_rows, catalog.bulk_edits, catalog.price_changes, catalog.related_products,
    catalog.attribute_values, catalog.attributes;
DROP TRIGGER variants_record_price ON catalog.variants;
DROP TRIGGER products_note_status ON catalog.products;
DROP FUNCTION catalog.record_price(), catalog.note_status();
ALTER TABLE catalog.products DROP COLUMN status_before, DROP COLUMN status_changed_at;
ALTER TABLE catalog.categories DROP COLUMN position, DROP COLUMN version;
