-- name: InsertImport :exec
INSERT INTO imports.imports (id, store_id, created_by, file_name, bytes, format, delimiter, columns, samples, suggested, created_at, touched_at, file_until)
VALUES (@id, @store_id, @created_by, @file_name, @bytes, @format, @delimiter, @columns, @samples, @suggested, @created_at, @created_at, @file_until);

-- name: ImportByID :one
SELECT * FROM imports.imports WHERE id = @id AND store_id = @store_id;

-- name: LockImport :one
SELECT * FROM imports.imports WHERE id = @id AND store_id = @store_id FOR UPDATE;

-- ImportStore is the store of an import, for jobs, which know no more than its id.
-- name: ImportStore :one
SELECT store_id FROM imports.imports WHERE id = @id;

-- name: Imports :many
SELECT * FROM imports.imports
WHERE store_id = @store_id
  AND (sqlc.narg('after_created')::timestamptz IS NULL OR (created_at, id) < (sqlc.narg('after_created')::timestamptz, sqlc.narg('after_id')::uuid))
ORDER BY created_at DESC, id DESC
LIMIT @page_size;

-- Begin sets an import to its first row.
-- name: Begin :exec
UPDATE imports.imports
SET status = @status, mapping = @mapping, on_bad_row = @on_bad_row, what_to_do = @what_to_do, failure = NULL, failures = 0,
    position = 0, position_row = 0, row_count = 0, product_count = 0, created_count = 0, updated_count = 0, unchanged_count = 0,
    left_out_count = 0, bad_rows = 0, bad_products = 0, warning_count = 0, problem_count = 0,
    pictures = 0, pictures_done = 0, pictures_failed = 0,
    started_at = @now::timestamptz, touched_at = @now::timestamptz, finished_at = NULL
WHERE id = @id;

-- name: DeleteProblems :exec
DELETE FROM imports.problems WHERE import_id = @import_id;

-- name: DeleteHandles :exec
DELETE FROM imports.handles WHERE import_id = @import_id;

-- name: DeletePictures :exec
DELETE FROM imports.pictures WHERE import_id = @import_id;

-- Advance writes down what is done, with the products that were.
-- name: Advance :exec
UPDATE imports.imports
SET status = @status, failure = sqlc.narg('failure'), failures = 0, position = @position, position_row = @position_row,
    row_count = @row_count, product_count = @product_count, created_count = @created_count, updated_count = @updated_count,
    unchanged_count = @unchanged_count, left_out_count = @left_out_count, bad_rows = @bad_rows, bad_products = @bad_products,
    warning_count = @warning_count, problem_count = @problem_count, pictures = @pictures,
    touched_at = @now::timestamptz, finished_at = sqlc.narg('finished_at')::timestamptz
WHERE id = @id;

-- name: End :execrows
UPDATE imports.imports
SET status = @status, failure = sqlc.narg('failure'), touched_at = @now::timestamptz, finished_at = @now::timestamptz
WHERE id = @id AND status IN ('checking', 'importing');

-- name: CancelUpload :execrows
UPDATE imports.imports SET status = 'cancelled', touched_at = @now::timestamptz, finished_at = @now::timestamptz
WHERE id = @id AND status IN ('uploaded', 'checked', 'stopped');

-- name: CountFailure :one
UPDATE imports.imports SET failures = failures + 1 WHERE id = @id AND status IN ('checking', 'importing') RETURNING failures;

-- NewHandles keeps the handles of a chunk and returns those that were not read
-- further up.
-- name: NewHandles :many
INSERT INTO imports.handles (import_id, slug)
SELECT @import_id, unnest(@slugs::text[])
ON CONFLICT DO NOTHING
RETURNING slug;

-- name: InsertProblems :exec
INSERT INTO imports.problems (import_id, seq, row, column_name, kind, code, message, row_start, row_bytes)
SELECT @import_id, unnest(@seqs::int[]), unnest(@rows::int[]), unnest(@columns::text[]), unnest(@kinds::text[]), unnest(@codes::text[]),
       unnest(@messages::text[]), unnest(@starts::bigint[]), unnest(@lengths::int[]);

-- name: Problems :many
SELECT seq, row, column_name, kind, code, message, row_start, row_bytes
FROM imports.problems
WHERE import_id = @import_id
  AND (sqlc.narg('kind')::text IS NULL OR kind = sqlc.narg('kind'))
  AND (row, seq) > (@after_row::int, @after_seq::int)
ORDER BY row, seq
LIMIT @page_size;

-- name: InsertPictures :exec
INSERT INTO imports.pictures (import_id, product_id, wanted)
SELECT @import_id, unnest(@product_ids::uuid[]), unnest(@wanted::jsonb[])
ON CONFLICT (import_id, product_id) DO UPDATE SET wanted = excluded.wanted;

-- name: NextPictures :many
SELECT product_id, wanted FROM imports.pictures WHERE import_id = @import_id ORDER BY product_id LIMIT @page_size;

-- name: TakePictures :execrows
DELETE FROM imports.pictures WHERE import_id = @import_id AND product_id = @product_id;

-- name: AdvancePictures :one
UPDATE imports.imports
SET pictures_done = pictures_done + 1, pictures_failed = pictures_failed + @failed::int,
    warning_count = warning_count + @failed::int, problem_count = problem_count + @failed::int
WHERE id = @id
RETURNING problem_count;

-- name: Mappings :many
SELECT column_name, field FROM imports.mappings WHERE store_id = @store_id AND column_name = ANY(@column_names::text[]);

-- name: SaveMappings :exec
INSERT INTO imports.mappings (store_id, column_name, field, updated_at)
SELECT @store_id, unnest(@column_names::text[]), unnest(@fields::text[]), @now::timestamptz
ON CONFLICT (store_id, column_name) DO UPDATE SET field = excluded.field, updated_at = excluded.updated_at;

-- KeepFewFiles lets go of the files of all but the newest imports of a store
-- that do not run.
-- name: KeepFewFiles :exec
UPDATE imports.imports old SET file_until = @now::timestamptz
WHERE old.store_id = @store_id AND old.file_kept AND old.status NOT IN ('checking', 'importing') AND old.id NOT IN (
    SELECT i.id FROM imports.imports i WHERE i.store_id = @store_id AND i.file_kept ORDER BY i.created_at DESC, i.id DESC LIMIT @keep::int
);

-- name: ExpiredFiles :many
SELECT id FROM imports.imports
WHERE file_kept AND file_until <= @now::timestamptz AND status NOT IN ('checking', 'importing')
ORDER BY file_until
LIMIT 100;

-- name: FileGone :exec
UPDATE imports.imports SET file_kept = false WHERE id = @id;

-- Stalled are imports that nobody has worked on for long: their job was lost.
-- name: Stalled :many
SELECT id FROM imports.imports WHERE status IN ('checking', 'importing') AND touched_at < @since::timestamptz;

-- name: Touch :exec
UPDATE imports.imports SET touched_at = @now::timestamptz WHERE id = @id;

-- name: ImportExists :one
SELECT EXISTS (SELECT FROM imports.imports WHERE id = @id AND file_kept);
