-- name: InsertCart :exec
INSERT INTO cart.carts (id, created_at, updated_at) VALUES (@id, @now, @now) ON CONFLICT (id) DO NOTHING;

-- name: CartByID :one
SELECT * FROM cart.carts WHERE id = @id;

-- LockCart lets one checkout or edit of a cart happen at a time.
-- name: LockCart :one
SELECT * FROM cart.carts WHERE id = @id FOR UPDATE;

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

-- name: SetItem :execrows
UPDATE cart.items SET quantity = @quantity, unit_price_amount = @unit_price_amount, currency = @currency
WHERE id = @id AND cart_id = @cart_id;

-- name: DeleteItem :exec
DELETE FROM cart.items WHERE id = @id AND cart_id = @cart_id;
