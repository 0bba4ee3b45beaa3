-- +goose Up
SET LOCAL lock_timeout = '3s';

CREATE SCHEMA imports;

-- One file of products, and how far the work on it is. The position is written
-- with the products before it, in one transaction.
CREATE TABLE imports.imports (
    id              uuid PRIMARY KEY,
    store_id        uuid        NOT NULL REFERENCES stores.stores (id) ON DELETE CASCADE,
    created_by      uuid, -- a user; null: whoever runs the marketplace
    file_name       text        NOT NULL,
    bytes           bigint      NOT NULL,
    format          text        NOT NULL,
    delimiter       text        NOT NULL,
    columns         text[]      NOT NULL, -- the header
    samples         jsonb       NOT NULL, -- the first rows: lists of cells
    suggested       text[]      NOT NULL, -- a field for each column
    mapping         text[],
    on_bad_row      text,
    what_to_do      text,
    status          text        NOT NULL DEFAULT 'uploaded',
    failure         text,
    failures        int         NOT NULL DEFAULT 0, -- of the job, in a row
    position        bigint      NOT NULL DEFAULT 0, -- bytes that are done
    position_row    int         NOT NULL DEFAULT 0, -- number of the last row that is done
    row_count       int         NOT NULL DEFAULT 0,
    product_count   int         NOT NULL DEFAULT 0,
    created_count   int         NOT NULL DEFAULT 0,
    updated_count   int         NOT NULL DEFAULT 0,
    unchanged_count int         NOT NULL DEFAULT 0,
    left_out_count  int         NOT NULL DEFAULT 0,
    bad_rows        int         NOT NULL DEFAULT 0,
    bad_products    int         NOT NULL DEFAULT 0,
    warning_count   int         NOT NULL DEFAULT 0,
    problem_count   int         NOT NULL DEFAULT 0, -- lines of the report
    pictures        int         NOT NULL DEFAULT 0, -- products that wait for theirs, or did
    pictures_done   int         NOT NULL DEFAULT 0,
    pictures_failed int         NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL,
    started_at      timestamptz,
    touched_at      timestamptz NOT NULL, -- when it last moved
    finished_at     timestamptz,
    file_until      timestamptz NOT NULL, -- the file is deleted then
    file_kept       boolean     NOT NULL DEFAULT true,
    CONSTRAINT imports_format_known CHECK (format IN ('rialto', 'shopify', 'other')),
    CONSTRAINT imports_status_known CHECK (status IN ('uploaded', 'checking', 'checked', 'importing', 'done', 'stopped', 'cancelled', 'failed')),
    CONSTRAINT imports_on_bad_row_known CHECK (on_bad_row IN ('skip', 'stop')),
    CONSTRAINT imports_what_to_do_known CHECK (what_to_do IN ('create_and_update', 'create', 'update')),
    CONSTRAINT imports_started_has_plan CHECK (status = 'uploaded' OR status = 'cancelled' OR (mapping IS NOT NULL AND on_bad_row IS NOT NULL AND what_to_do IS NOT NULL))
);
CREATE UNIQUE INDEX imports_one_at_a_time ON imports.imports (store_id) WHERE status IN ('checking', 'importing');
CREATE INDEX imports_store ON imports.imports (store_id, created_at DESC, id DESC);
CREATE INDEX imports_running ON imports.imports (touched_at) WHERE status IN ('checking', 'importing');
CREATE INDEX imports_file_until ON imports.imports (file_until) WHERE file_kept;

-- The report. A problem has kept its product out, a warning has not. The row is
-- in the file, from row_start on.
CREATE TABLE imports.problems (
    import_id   uuid   NOT NULL REFERENCES imports.imports (id) ON DELETE CASCADE,
    seq         int    NOT NULL,
    row         int    NOT NULL,
    column_name text   NOT NULL,
    kind        text   NOT NULL,
    code        text   NOT NULL,
    message     text   NOT NULL,
    row_start   bigint NOT NULL,
    row_bytes   int    NOT NULL,
    PRIMARY KEY (import_id, seq),
    CONSTRAINT problems_kind_known CHECK (kind IN ('problem', 'warning'))
);
CREATE INDEX problems_by_row ON imports.problems (import_id, row, seq);

-- Handles that were read, while an import runs: one that comes again further
-- down would replace the product of the rows before.
CREATE TABLE imports.handles (
    import_id uuid NOT NULL REFERENCES imports.imports (id) ON DELETE CASCADE,
    slug      text NOT NULL,
    PRIMARY KEY (import_id, slug)
);

-- Products whose pictures are still to be fetched.
CREATE TABLE imports.pictures (
    import_id  uuid  NOT NULL REFERENCES imports.imports (id) ON DELETE CASCADE,
    product_id uuid  NOT NULL,
    wanted     jsonb NOT NULL,
    PRIMARY KEY (import_id, product_id)
);

-- What a store's columns were mapped to the last time.
CREATE TABLE imports.mappings (
    store_id    uuid        NOT NULL REFERENCES stores.stores (id) ON DELETE CASCADE,
    column_name text        NOT NULL, -- in lower case
    field       text        NOT NULL, -- empty: not read
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (store_id, column_name)
);

ALTER TABLE imports.imports ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON imports.imports TO rialto_app USING (true);
CREATE POLICY merchant ON imports.imports TO rialto_merchant USING (store_id = stores.current_store_id());

ALTER TABLE imports.problems ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON imports.problems TO rialto_app USING (true);
CREATE POLICY merchant ON imports.problems TO rialto_merchant
    USING (EXISTS (SELECT FROM imports.imports i WHERE i.id = problems.import_id));

ALTER TABLE imports.handles ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON imports.handles TO rialto_app USING (true);
CREATE POLICY merchant ON imports.handles TO rialto_merchant
    USING (EXISTS (SELECT FROM imports.imports i WHERE i.id = handles.import_id));

ALTER TABLE imports.pictures ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON imports.pictures TO rialto_app USING (true);
CREATE POLICY merchant ON imports.pictures TO rialto_merchant
    USING (EXISTS (SELECT FROM imports.imports i WHERE i.id = pictures.import_id));

ALTER TABLE imports.mappings ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON imports.mappings TO rialto_app USING (true);
CREATE POLICY merchant ON imports.mappings TO rialto_merchant USING (store_id = stores.current_store_id());

-- +goose Down
DROP SCHEMA imports CASCADE;
