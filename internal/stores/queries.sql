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

-- LockStore keeps others from changing the team until the transaction ends.
-- name: LockStore :one
SELECT id, slug, name FROM stores.stores WHERE id = @id FOR NO KEY UPDATE;

-- LockOwnedStores is LockStore for each store that the user owns.
-- name: LockOwnedStores :many
SELECT id FROM stores.stores
WHERE id IN (SELECT store_id FROM stores.members WHERE user_id = @user_id AND role = 'owner')
ORDER BY id
FOR NO KEY UPDATE;

-- name: SolelyOwned :many
SELECT store_id FROM stores.members
WHERE role = 'owner' AND store_id = ANY(@store_ids::uuid[])
GROUP BY store_id
HAVING count(*) = 1 AND bool_and(user_id = @user_id);

-- name: MembersOfStore :many
SELECT user_id, role, added_at, added_by FROM stores.members WHERE store_id = @store_id ORDER BY added_at, user_id;

-- name: MemberOfStore :one
SELECT user_id, role, added_at, added_by FROM stores.members WHERE store_id = @store_id AND user_id = @user_id;

-- name: Memberships :many
SELECT m.user_id, m.role, s.id, s.slug, s.name
FROM stores.members m
JOIN stores.stores s ON s.id = m.store_id
WHERE m.user_id = ANY(@user_ids::uuid[])
ORDER BY s.name, s.id;

-- name: InsertMember :execrows
INSERT INTO stores.members (store_id, user_id, role, added_at, added_by)
VALUES (@store_id, @user_id, @role, @added_at, @added_by)
ON CONFLICT (store_id, user_id) DO NOTHING;

-- name: SetMemberRole :exec
UPDATE stores.members SET role = @role WHERE store_id = @store_id AND user_id = @user_id;

-- name: DeleteMember :exec
DELETE FROM stores.members WHERE store_id = @store_id AND user_id = @user_id;
