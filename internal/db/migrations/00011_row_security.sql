-- A merchant's transaction runs as rialto_merchant and sees the rows of the store
-- that it names; the application sees all. What else a merchant may do is in
-- grants.sql. The owner of the tables is not held back: it migrates and dumps.
-- +goose Up
SET LOCAL lock_timeout = '5s';

-- Null, and so no store at all, where none was named.
CREATE FUNCTION stores.current_store_id() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE RETURN nullif(current_setting('rialto.store_id', true), '')::uuid;

ALTER TABLE stores.stores ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON stores.stores TO rialto_app USING (true);
CREATE POLICY merchant ON stores.stores TO rialto_merchant USING (id = stores.current_store_id());

ALTER TABLE catalog.products ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON catalog.products TO rialto_app USING (true);
CREATE POLICY merchant ON catalog.products TO rialto_merchant USING (store_id = stores.current_store_id());

-- What hangs on a product is the merchant's where the product is: the policies
-- apply inside a policy, too.
ALTER TABLE catalog.product_options ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON catalog.product_options TO rialto_app USING (true);
CREATE POLICY merchant ON catalog.product_options TO rialto_merchant
    USING (EXISTS (SELECT FROM catalog.products p WHERE p.id = product_options.product_id));

ALTER TABLE catalog.images ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON catalog.images TO rialto_app USING (true);
CREATE POLICY merchant ON catalog.images TO rialto_merchant
    USING (EXISTS (SELECT FROM catalog.products p WHERE p.id = images.product_id));

ALTER TABLE catalog.variants ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON catalog.variants TO rialto_app USING (true);
CREATE POLICY merchant ON catalog.variants TO rialto_merchant
    USING (EXISTS (SELECT FROM catalog.products p WHERE p.id = variants.product_id));

ALTER TABLE catalog.inventory ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON catalog.inventory TO rialto_app USING (true);
CREATE POLICY merchant ON catalog.inventory TO rialto_merchant
    USING (EXISTS (SELECT FROM catalog.variants v WHERE v.id = inventory.variant_id));

ALTER TABLE orders.store_orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON orders.store_orders TO rialto_app USING (true);
CREATE POLICY merchant ON orders.store_orders TO rialto_merchant USING (store_id = stores.current_store_id());

ALTER TABLE orders.items ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON orders.items TO rialto_app USING (true);
CREATE POLICY merchant ON orders.items TO rialto_merchant
    USING (EXISTS (SELECT FROM orders.store_orders s WHERE s.id = items.store_order_id));

-- Of an order that others have a part in, too, a merchant sees its number and
-- where to send it, and neither who pays nor how much.
ALTER TABLE orders.orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON orders.orders TO rialto_app USING (true);
CREATE POLICY merchant ON orders.orders TO rialto_merchant
    USING (EXISTS (SELECT FROM orders.store_orders s WHERE s.order_id = orders.id));

ALTER TABLE orders.addresses ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON orders.addresses TO rialto_app USING (true);
CREATE POLICY merchant ON orders.addresses TO rialto_merchant
    USING (kind = 'shipping' AND EXISTS (SELECT FROM orders.store_orders s WHERE s.order_id = addresses.order_id));

-- +goose Down
-- +goose StatementBegin
DO $$
DECLARE
    policy record;
BEGIN
    FOR policy IN SELECT * FROM pg_policies WHERE schemaname IN ('stores', 'catalog', 'orders') LOOP
        EXECUTE format('DROP POLICY %I ON %I.%I', policy.policyname, policy.schemaname, policy.tablename);
        EXECUTE format('ALTER TABLE %I.%I DISABLE ROW LEVEL SECURITY', policy.schemaname, policy.tablename);
    END LOOP;
END
$$;
-- +goose StatementEnd
DROP FUNCTION stores.current_store_id();
