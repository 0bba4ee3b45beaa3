-- Who may do what. This runs whenever the database was migrated, and leaves the
-- two roles with what is here and nothing else. A change comes with a migration, if
-- need be one that does nothing: a version that is older than the database leaves
-- the rights alone, and the number is how it knows.

-- The application works on all rows of all modules. It owns nothing.
DO $$
DECLARE
    module text;
BEGIN
    FOREACH module IN ARRAY ARRAY['stores', 'catalog', 'media', 'auth', 'cart', 'orders', 'payments', 'notify', 'audit', 'privacy', 'stockwatch', 'stocksync', 'analytics', 'imports', 'webhooks', 'events', 'backup', 'jobs'] LOOP
        CONTINUE WHEN to_regnamespace(module) IS NULL;
        EXECUTE format('REVOKE ALL ON SCHEMA %I FROM rialto_app, rialto_merchant', module);
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM rialto_app, rialto_merchant', module);
        EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA %I FROM rialto_app, rialto_merchant', module);
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO rialto_app', module);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO rialto_app', module);
        EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO rialto_app', module);
    END LOOP;
    -- River makes its indexes anew at night. Before 17 only their owner can.
    IF current_setting('server_version_num')::int >= 170000 THEN
        EXECUTE 'GRANT MAINTAIN ON ALL TABLES IN SCHEMA jobs TO rialto_app';
    END IF;
END
$$;

-- What was migrated is asked before the program serves.
GRANT SELECT ON goose_db_version TO rialto_app;

-- What was recorded stays. Where it came from can be forgotten.
REVOKE UPDATE, DELETE ON audit.entries FROM rialto_app;
REVOKE UPDATE ON audit.origins FROM rialto_app;
REVOKE INSERT, DELETE ON audit.head FROM rialto_app;
REVOKE UPDATE, DELETE ON catalog.stock_movements FROM rialto_app;
-- What prices were is written by a trigger, and by nobody else.
REVOKE INSERT, UPDATE, DELETE ON catalog.price_changes FROM rialto_app;

-- A merchant works on the rows of one store, which policies choose, and on
-- nothing else: not on carts, payments or accounts.
GRANT USAGE ON SCHEMA stores, catalog, media, orders, analytics, imports, webhooks TO rialto_merchant;
GRANT SELECT ON stores.stores, stores.members,
    catalog.products, catalog.product_options, catalog.images, catalog.variants, catalog.inventory,
    catalog.stock_movements, catalog.stock_alerts, catalog.stock_settings,
    orders.store_orders, orders.items, orders.addresses TO rialto_merchant;
GRANT SELECT (id, number, placed_at, paid_at, status) ON orders.orders TO rialto_merchant;
GRANT UPDATE (name, tagline, description, location, logo, banner, shipping_policy, returns_policy, privacy_policy,
    version, updated_at) ON stores.stores TO rialto_merchant;
GRANT SELECT ON stores.applications TO rialto_merchant;
GRANT SELECT, INSERT, UPDATE ON stores.businesses, stores.payout_accounts TO rialto_merchant;
GRANT SELECT ON catalog.attribute_values, catalog.related_products, catalog.price_changes,
    catalog.bulk_edits, catalog.bulk_edit_rows TO rialto_merchant;
GRANT INSERT, DELETE ON catalog.attribute_values, catalog.related_products TO rialto_merchant;
GRANT INSERT, UPDATE ON catalog.bulk_edits, catalog.bulk_edit_rows TO rialto_merchant;
GRANT INSERT, UPDATE, DELETE ON catalog.products, catalog.product_options, catalog.images, catalog.variants TO rialto_merchant;
GRANT UPDATE (status, version, refunded_amount) ON orders.store_orders TO rialto_merchant;
GRANT UPDATE (shipped_quantity, cancelled_quantity, refunded_quantity, restocked_quantity) ON orders.items TO rialto_merchant;
GRANT SELECT, INSERT ON orders.shipments, orders.shipment_items, orders.refunds, orders.refund_items, orders.notes,
    orders.store_requests TO rialto_merchant;
GRANT UPDATE (carrier, tracking_number, tracking_url, delivered_at) ON orders.shipments TO rialto_merchant;
GRANT SELECT ON orders.invoices TO rialto_merchant;
GRANT INSERT, UPDATE ON catalog.inventory, catalog.stock_settings TO rialto_merchant;
GRANT INSERT ON catalog.stock_movements TO rialto_merchant;
GRANT SELECT, INSERT, UPDATE ON imports.imports, imports.problems, imports.handles, imports.pictures, imports.mappings TO rialto_merchant;
GRANT DELETE ON imports.problems, imports.handles, imports.pictures TO rialto_merchant;
-- What it sold and how often it was looked at; the figures are the program's to write.
GRANT SELECT ON analytics.store_days, analytics.product_days, analytics.product_months, analytics.stock_days TO rialto_merchant;
GRANT SELECT, INSERT ON media.images TO rialto_merchant;
GRANT UPDATE (used_at) ON media.images TO rialto_merchant;
GRANT SELECT, INSERT, DELETE ON media.uploads TO rialto_merchant;
GRANT UPDATE (image_id) ON media.uploads TO rialto_merchant;
GRANT SELECT, INSERT, DELETE ON webhooks.endpoints TO rialto_merchant;
GRANT UPDATE (url, description, event_types, status, paused_because, paused_at, sealed_secret, sealed_previous, previous_until,
    failing_since, failures, version, updated_at) ON webhooks.endpoints TO rialto_merchant;
GRANT SELECT, INSERT ON webhooks.deliveries TO rialto_merchant;
GRANT UPDATE (status, tries, next_attempt_at, finished_at) ON webhooks.deliveries TO rialto_merchant;
GRANT SELECT ON webhooks.attempts TO rialto_merchant;
