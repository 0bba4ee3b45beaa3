-- name: LockPictures :one
SELECT logo, banner FROM stores.stores WHERE id = @id FOR NO KEY UPDATE;

-- name: SetLogo :exec
UPDATE stores.stores SET logo = @logo, updated_at = @updated_at WHERE id = @id;

-- name: SetBanner :exec
UPDATE stores.stores SET banner = @banner, updated_at = @updated_at WHERE id = @id;

-- PicturesInUse says which of the pictures a store shows.
-- name: PicturesInUse :many
SELECT DISTINCT k.media_key::text AS media_key
FROM stores.stores s, unnest(ARRAY[s.logo->>'key', s.banner->>'key']) AS k(media_key)
WHERE k.media_key = ANY(@media_keys::text[]);
