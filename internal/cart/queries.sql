-- name: InsertCart :exec
INSERT INTO cart.carts (id, user_id, created_at, updated_at) VALUES (@id, @user_id, @now, @now) ON CONFLICT (id) DO NOTHING;

-- CartByKey finds a cart for its owner, or one that nobody owns for whoever
-- knows its id.
-- name: CartByKey :one
SELECT * FROM cart.carts
WHERE id = @id AND status <> 'merged' AND (user_id IS NULL OR user_id = sqlc.narg('user_id'));

-- LockCart lets one checkout or edit of a cart happen at a time.
-- name: LockCart :one
SELECT * FROM cart.carts
WHERE id = @id AND status <> 'merged' AND (user_id IS NULL OR user_id = sqlc.narg('user_id'))
FOR UPDATE;

-- name: OpenCart :one
SELECT * FROM cart.carts WHERE user_id = @user_id AND status = 'open';

-- name: LockOpenCart :one
SELECT * FROM cart.carts WHERE user_id = @user_id AND status = 'open' FOR UPDATE;

-- LockUser makes whoever gives the user a cart wait for each other, so that
-- nobody ends up with two.
-- name: LockUser :exec
SELECT pg_advisory_xact_lock(hashtextextended(@owner::text, 0));

-- LockPair locks the user's open cart and the named one in the order of ids, so
-- that two merges never wait for each other in a circle.
-- name: LockPair :many
SELECT * FROM cart.carts
WHERE id = @id OR (user_id = @user_id AND status = 'open')
ORDER BY id
FOR UPDATE;

-- name: AdoptCart :exec
UPDATE cart.carts SET user_id = @user_id, updated_at = @now WHERE id = @id;

-- name: MergeCart :exec
UPDATE cart.carts
SET status = 'merged', user_id = @user_id, merged_into = @merged_into, adjustments = @adjustments, updated_at = @now
WHERE id = @id;

-- name: TouchCart :exec
UPDATE cart.carts SET updated_at = @now WHERE id = @id;

-- name: ConvertCart :execrows
UPDATE cart.carts SET status = 'converted', updated_at = @now WHERE id = @id AND status = 'open';

-- name: ItemsByCart :many
SELECT * FROM cart.items WHERE cart_id = @cart_id ORDER BY added_at, id;

-- name: AddItem :exec
INSERT INTO cart.items AS i (id, cart_id, variant_id, quantity, unit_price_amount, currency, added_at)
VALUES (@id, @cart_id, @variant_id, @quantity, @unit_price_amount, @currency, @now)
ON CONFLICT ON CONSTRAINT items_variant_unique DO UPDATE
SET quantity = excluded.quantity, unit_price_amount = excluded.unit_price_amount, currency = excluded.currency;

-- PutItems is AddItem for many.
-- name: PutItems :exec
INSERT INTO cart.items AS i (id, cart_id, variant_id, quantity, unit_price_amount, currency, added_at)
SELECT unnest(@ids::uuid[]), @cart_id, unnest(@variant_ids::uuid[]), unnest(@quantities::int[]),
       unnest(@unit_price_amounts::bigint[]), unnest(@currencies::text[]), @now
ON CONFLICT ON CONSTRAINT items_variant_unique DO UPDATE
SET quantity = excluded.quantity, unit_price_amount = excluded.unit_price_amount, currency = excluded.currency;

-- name: SetItem :execrows
UPDATE cart.items SET quantity = @quantity, unit_price_amount = @unit_price_amount, currency = @currency
WHERE id = @id AND cart_id = @cart_id;

-- name: DeleteItem :exec
DELETE FROM cart.items WHERE id = @id AND cart_id = @cart_id;

-- name: EmptyCart :exec
DELETE FROM cart.items WHERE cart_id = @cart_id;
