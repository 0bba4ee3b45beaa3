-- Typo-tolerant search where the server has pg_trgm; without it the catalog
-- searches whole words and prefixes only.
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX products_name_trigrams ON catalog.products USING gin (lower(name) gin_trgm_ops);
EXCEPTION WHEN undefined_file OR insufficient_privilege OR feature_not_supported THEN
    RAISE NOTICE 'pg_trgm is not available: search will not tolerate typos';
END
$$;
-- +goose StatementEnd

-- +goose Down
DROP INDEX IF EXISTS catalog.products_name_trigrams;
