-- name: InsertStore :exec
INSERT INTO stores.stores (id, slug, name, tagline, description, location, logo, banner, created_at, updated_at)
VALUES (@id, @slug, @name, @tagline, @description, @location, @logo, @banner, @created_at, @created_at);

-- name: StoreByID :one
SELECT * FROM stores.stores WHERE id = @id AND status = 'active';

-- name: StoreBySlug :one
SELECT * FROM stores.stores WHERE slug = @slug AND status = 'active';

-- name: StoresByID :many
SELECT * FROM stores.stores WHERE id = ANY(@ids::uuid[]);

-- name: ListStores :many
SELECT * FROM stores.stores
WHERE status = 'active'
  AND (sqlc.narg('after_id')::uuid IS NULL OR (name, id) > (sqlc.narg('after_name')::text, sqlc.narg('after_id')::uuid))
ORDER BY name, id
LIMIT @page_size;

-- name: SuggestStores :many
SELECT * FROM stores.stores
WHERE status = 'active' AND lower(name) LIKE '%' || lower(@words::text) || '%'
ORDER BY name, id
LIMIT @page_size;

-- name: RoleOf :one
SELECT role FROM stores.members WHERE store_id = @store_id AND user_id = @user_id;

-- LockOwners names the owners of the stores that the user owns, and keeps
-- others from leaving meanwhile.
-- name: LockOwners :many
SELECT m.store_id, m.user_id FROM stores.members m
WHERE m.role = 'owner' AND m.store_id IN (SELECT mine.store_id FROM stores.members mine WHERE mine.user_id = @user_id AND mine.role = 'owner')
ORDER BY m.store_id, m.user_id
FOR UPDATE;
