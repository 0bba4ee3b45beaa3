-- Who may do what. This runs whenever the database was migrated, and leaves the
-- two roles with what is here and nothing else.

-- The application works on all rows of all modules. It owns nothing.
DO $$
DECLARE
    module text;
BEGIN
    FOREACH module IN ARRAY ARRAY['stores', 'catalog', 'auth', 'cart', 'orders', 'payments', 'notify', 'audit', 'privacy', 'jobs'] LOOP
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

-- What was recorded stays. Where it came from can be forgotten.
REVOKE UPDATE, DELETE ON audit.entries FROM rialto_app;
REVOKE UPDATE ON audit.origins FROM rialto_app;
REVOKE INSERT, DELETE ON audit.head FROM rialto_app;
