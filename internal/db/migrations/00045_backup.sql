-- How old the archive of WAL is, for whoever looks at this database or restores it.
-- +goose Up
SET LOCAL lock_timeout = '5s';

CREATE SCHEMA backup;

-- The one row beats: what is committed every few seconds is how one sees how far an
-- archive goes.
CREATE TABLE backup.heartbeat (
    single      boolean PRIMARY KEY DEFAULT true CONSTRAINT heartbeat_single CHECK (single),
    at          timestamptz NOT NULL,
    archived_at timestamptz, -- the newest beat that is known to be archived
    base_at     timestamptz, -- the newest base backup
    base_bytes  bigint
) WITH (fillfactor = 50);

-- +goose Down
DROP SCHEMA backup CASCADE;
