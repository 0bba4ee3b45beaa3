-- AddImage says that a store may use a picture, or that it was put again.
-- name: AddImage :one
INSERT INTO media.images (id, store_id, media_key, width, height, added_at, used_at)
VALUES (@id, @store_id, @media_key, @width, @height, @now, @now)
ON CONFLICT ON CONSTRAINT images_key_unique DO UPDATE SET used_at = excluded.used_at
RETURNING id, media_key, width, height, added_at;

-- name: ImageByID :one
SELECT id, media_key, width, height, added_at FROM media.images WHERE id = @id;

-- UseImage finds a picture and keeps the sweep from it for a while.
-- name: UseImage :one
UPDATE media.images SET used_at = @now WHERE id = @id
RETURNING id, media_key, width, height, added_at;

-- name: ListImages :many
SELECT id, media_key, width, height, added_at FROM media.images
WHERE store_id = @store_id
  AND (sqlc.narg('after_id')::uuid IS NULL OR (added_at, id) < (sqlc.narg('after_at')::timestamptz, sqlc.narg('after_id')::uuid))
ORDER BY added_at DESC, id DESC
LIMIT @page_size;

-- name: CountOpenUploads :one
SELECT count(*)::int FROM (
    SELECT FROM media.uploads u WHERE u.store_id = @store_id AND u.image_id IS NULL AND u.created_at > @since LIMIT @most
) o;

-- name: InsertUpload :exec
INSERT INTO media.uploads (id, store_id, content_type, bytes, created_at) VALUES (@id, @store_id, @content_type, @bytes, @created_at);

-- name: UploadByID :one
SELECT id, bytes, content_type, image_id FROM media.uploads WHERE id = @id;

-- name: CompleteUpload :exec
UPDATE media.uploads SET image_id = @image_id WHERE id = @id;

-- name: DeleteUpload :exec
DELETE FROM media.uploads WHERE id = @id AND image_id IS NULL;

-- name: DeleteOldUploads :execrows
DELETE FROM media.uploads WHERE created_at < @before;

-- OwnedKeys are those of the pictures that some store may still use.
-- name: OwnedKeys :many
SELECT DISTINCT media_key FROM media.images WHERE media_key = ANY(@media_keys::text[]);

-- name: ForgetImages :execrows
DELETE FROM media.images WHERE media_key = ANY(@media_keys::text[]) AND used_at < @before;

-- name: SweepFolder :one
SELECT folder FROM media.sweeps;

-- name: SetSweepFolder :exec
INSERT INTO media.sweeps (one, folder) VALUES (true, @folder)
ON CONFLICT (one) DO UPDATE SET folder = excluded.folder;
