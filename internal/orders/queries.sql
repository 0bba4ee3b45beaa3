-- ClaimRequest writes no row when the key is used already, and none when
-- another transaction is working under it right now: nobody waits. For the rest
-- of the transaction PostgreSQL keeps the plans it made: every statement of a
-- checkout looks up a few rows by their keys, and planning that anew each time
-- costs more than doing it.
-- name: ClaimRequest :execrows
WITH planned AS (SELECT set_config('plan_cache_mode', 'force_generic_plan', true))
INSERT INTO orders.requests (scope, key, digest, order_id, claimed_at)
SELECT @scope, @key, @digest, @order_id, @claimed_at
FROM planned
WHERE pg_try_advisory_xact_lock(hashtextextended(@scope::text || ' ' || @key::text, 0))
ON CONFLICT (scope, key) DO NOTHING;

-- name: RequestByKey :one
SELECT * FROM orders.requests WHERE scope = @scope AND key = @key;

-- AnswerRequest keeps the first answer; a later one changes nothing. It does
-- not wait for the disk: an answer that is lost is made again from the order.
-- name: AnswerRequest :one
WITH relaxed AS (SELECT set_config('synchronous_commit', 'off', true))
UPDATE orders.requests SET answer = coalesce(answer, @answer)
FROM relaxed
WHERE scope = @scope AND key = @key
RETURNING answer;

-- name: ForgetRequests :execrows
DELETE FROM orders.requests WHERE claimed_at < @before;

-- InsertOrder writes an order with all that belongs to it in one round trip.
-- name: InsertOrder :one
WITH placed AS (
    INSERT INTO orders.orders (id, user_id, cart_id, email, status, total_amount, currency, placed_at, expires_at, paid_at)
    VALUES (@id, @user_id, @cart_id, @email, @status, @total_amount, @currency, @placed_at, @expires_at, @paid_at)
    RETURNING number
), addressed AS (
    INSERT INTO orders.addresses (order_id, kind, name, line1, line2, city, region, postal_code, country, phone)
    SELECT @id, unnest(@address_kinds::text[]), unnest(@address_names::text[]), unnest(@address_line1s::text[]),
           unnest(@address_line2s::text[]), unnest(@address_cities::text[]), unnest(@address_regions::text[]),
           unnest(@address_postal_codes::text[]), unnest(@address_countries::text[]), unnest(@address_phones::text[])
), split AS (
    INSERT INTO orders.store_orders (id, order_id, store_id, status, subtotal_amount, currency, placed_at)
    SELECT unnest(@store_order_ids::uuid[]), @id, unnest(@store_ids::uuid[]), @store_order_status,
           unnest(@store_subtotals::bigint[]), @currency, @placed_at
), itemised AS (
    INSERT INTO orders.items (id, order_id, store_order_id, position, variant_id, product_id, product_slug, name, sku,
        options, image, quantity, unit_price_amount, currency)
    SELECT unnest(@item_ids::uuid[]), @id, unnest(@item_store_order_ids::uuid[]), unnest(@item_positions::int[]),
           unnest(@item_variant_ids::uuid[]), unnest(@item_product_ids::uuid[]), unnest(@item_product_slugs::text[]),
           unnest(@item_names::text[]), unnest(@item_skus::text[]), unnest(@item_options::jsonb[]), unnest(@item_images::jsonb[]),
           unnest(@item_quantities::int[]), unnest(@item_unit_prices::bigint[]), @currency
)
SELECT number FROM placed;

-- name: OrderByID :one
SELECT * FROM orders.orders WHERE id = @id;

-- OrderByKey finds an order for the account that it belongs to, and for who has
-- its token.
-- name: OrderByKey :one
SELECT * FROM orders.orders WHERE id = @id AND (user_id = sqlc.narg('user_id') OR @token_fits::boolean);

-- OrdersOfUser begins at the newest order without a place to begin after.
-- name: OrdersOfUser :many
SELECT * FROM orders.orders
WHERE user_id = @user_id::uuid
  AND (placed_at, id) < (coalesce(sqlc.narg('before_at')::timestamptz, 'infinity'), coalesce(sqlc.narg('before_id')::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
ORDER BY placed_at DESC, id DESC
LIMIT @page_size;

-- name: AttachOrders :execrows
UPDATE orders.orders SET user_id = @user_id::uuid, version = version + 1
WHERE user_id IS NULL AND lower(email) = lower(@email::text);

-- name: LockOrder :one
SELECT * FROM orders.orders WHERE id = @id FOR NO KEY UPDATE;

-- name: AddressesByOrders :many
SELECT * FROM orders.addresses WHERE order_id = ANY(@order_ids::uuid[]);

-- name: StoreOrdersByOrders :many
SELECT * FROM orders.store_orders WHERE order_id = ANY(@order_ids::uuid[]) ORDER BY id;

-- name: ItemsByOrders :many
SELECT * FROM orders.items WHERE order_id = ANY(@order_ids::uuid[]) ORDER BY order_id, position;

-- name: QuantitiesByOrder :many
SELECT variant_id, quantity FROM orders.items WHERE order_id = @order_id;

-- name: SetStatus :exec
UPDATE orders.orders
SET status = @status, paid_at = coalesce(paid_at, sqlc.narg('paid_at')), stock_released_at = sqlc.narg('stock_released_at'),
    refunded_amount = @refunded_amount, version = version + 1
WHERE id = @id;

-- name: SetStoreOrderStatus :exec
UPDATE orders.store_orders SET status = @status, version = version + 1 WHERE order_id = @order_id;

-- name: OverdueOrders :many
SELECT id FROM orders.orders
WHERE status = 'payment_pending' AND expires_at <= @now
ORDER BY expires_at
LIMIT @batch;

-- name: PostponeExpiry :exec
UPDATE orders.orders SET expires_at = @expires_at WHERE id = @id AND status = 'payment_pending';

-- StoreOrdersOfStore begins at the newest one without a place to begin after.
-- name: StoreOrdersOfStore :many
SELECT * FROM orders.store_orders
WHERE store_id = @store_id
  AND (placed_at, id) < (coalesce(sqlc.narg('before_at')::timestamptz, 'infinity'), coalesce(sqlc.narg('before_id')::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
ORDER BY placed_at DESC, id DESC
LIMIT @page_size;

-- StoreOrdersInStatus is StoreOrdersOfStore for those in one state.
-- name: StoreOrdersInStatus :many
SELECT * FROM orders.store_orders
WHERE store_id = @store_id AND status = @status
  AND (placed_at, id) < (coalesce(sqlc.narg('before_at')::timestamptz, 'infinity'), coalesce(sqlc.narg('before_id')::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
ORDER BY placed_at DESC, id DESC
LIMIT @page_size;

-- name: StoreOrderOfStore :one
SELECT * FROM orders.store_orders
WHERE store_id = @store_id AND id = @id;

-- NumbersByOrders and ShippingByOrders are all of an order that a store needs.
-- name: NumbersByOrders :many
SELECT id, number FROM orders.orders WHERE id = ANY(@order_ids::uuid[]);

-- name: ShippingByOrders :many
SELECT * FROM orders.addresses WHERE order_id = ANY(@order_ids::uuid[]) AND kind = 'shipping';

-- name: ItemsByStoreOrders :many
SELECT * FROM orders.items WHERE store_order_id = ANY(@store_order_ids::uuid[]) ORDER BY store_order_id, position;

-- name: PartsOfOrders :many
SELECT id, order_id FROM orders.store_orders WHERE order_id = ANY(@order_ids::uuid[]) AND store_id = @store_id;
