-- PicturesInUse says which of the pictures something was sold with.
-- name: PicturesInUse :many
SELECT DISTINCT (image->>'key')::text AS media_key FROM orders.items
WHERE image IS NOT NULL AND image->>'key' = ANY(@media_keys::text[]);
