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
    INSERT INTO orders.orders (id, user_id, cart_id, email, locale, status, total_amount, currency, placed_at, expires_at, paid_at)
    VALUES (@id, @user_id, @cart_id, @email, @locale, @status, @total_amount, @currency, @placed_at, @expires_at, @paid_at)
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
SELECT id, number, paid_at FROM orders.orders WHERE id = ANY(@order_ids::uuid[]);

-- name: ShippingByOrders :many
SELECT * FROM orders.addresses WHERE order_id = ANY(@order_ids::uuid[]) AND kind = 'shipping';

-- name: ItemsByStoreOrders :many
SELECT * FROM orders.items WHERE store_order_id = ANY(@store_order_ids::uuid[]) ORDER BY store_order_id, position;

-- SearchStoreOrders walks the store's orders in the list's order and drops what
-- does not fit: behind row-level security no index on names could be used.
-- name: SearchStoreOrders :many
SELECT s.* FROM orders.store_orders s
WHERE s.store_id = @store_id AND (@status::text = '' OR s.status = @status)
  AND (s.placed_at, s.id) < (coalesce(sqlc.narg('before_at')::timestamptz, 'infinity'), coalesce(sqlc.narg('before_id')::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
  AND (EXISTS (SELECT FROM orders.orders o WHERE o.id = s.order_id AND o.number::text = @words::text)
    OR EXISTS (SELECT FROM orders.addresses a WHERE a.order_id = s.order_id AND a.kind = 'shipping' AND a.name ILIKE '%' || @pattern::text || '%')
    OR EXISTS (SELECT FROM orders.items i WHERE i.store_order_id = s.id AND lower(i.sku) = lower(@words)))
ORDER BY s.placed_at DESC, s.id DESC
LIMIT @page_size;

-- name: CountStoreOrders :many
SELECT status, count(*) FROM orders.store_orders WHERE store_id = @store_id GROUP BY status;

-- LockStoreOrder keeps everybody else from working on a store's order.
-- name: LockStoreOrder :one
SELECT * FROM orders.store_orders WHERE store_id = @store_id AND id = @id FOR NO KEY UPDATE;

-- name: SetPart :exec
UPDATE orders.store_orders SET status = @status, refunded_amount = @refunded_amount, version = version + 1 WHERE id = @id;

-- AddPieces writes what became of pieces of items.
-- name: AddPieces :exec
UPDATE orders.items i
SET shipped_quantity = i.shipped_quantity + p.shipped, cancelled_quantity = i.cancelled_quantity + p.cancelled,
    refunded_quantity = i.refunded_quantity + p.refunded, restocked_quantity = i.restocked_quantity + p.restocked
FROM (SELECT unnest(@ids::uuid[]) AS id, unnest(@shipped::int[]) AS shipped, unnest(@cancelled::int[]) AS cancelled,
             unnest(@refunded::int[]) AS refunded, unnest(@restocked::int[]) AS restocked) p
WHERE i.id = p.id;

-- name: InsertShipment :exec
INSERT INTO orders.shipments (id, store_order_id, carrier, tracking_number, tracking_url, shipped_at)
VALUES (@id, @store_order_id, @carrier, @tracking_number, @tracking_url, @shipped_at);

-- name: InsertShipmentItems :exec
INSERT INTO orders.shipment_items (shipment_id, item_id, quantity)
SELECT @shipment_id, unnest(@item_ids::uuid[]), unnest(@quantities::int[]);

-- name: SetTracking :execrows
UPDATE orders.shipments SET carrier = @carrier, tracking_number = @tracking_number, tracking_url = @tracking_url
WHERE id = @id AND store_order_id = @store_order_id;

-- SetDelivered says of a parcel that it arrived, or of all that are on their way.
-- name: SetDelivered :many
UPDATE orders.shipments SET delivered_at = greatest(shipped_at, @delivered_at)
WHERE store_order_id = @store_order_id AND delivered_at IS NULL AND (sqlc.narg('id')::uuid IS NULL OR id = sqlc.narg('id'))
RETURNING id;

-- name: InsertRefund :exec
INSERT INTO orders.refunds (id, store_order_id, kind, amount, currency, reason, restocked, created_at)
VALUES (@id, @store_order_id, @kind, @amount, @currency, @reason, @restocked, @created_at);

-- name: InsertRefundItems :exec
INSERT INTO orders.refund_items (refund_id, item_id, quantity)
SELECT @refund_id, unnest(@item_ids::uuid[]), unnest(@quantities::int[]);

-- name: InsertNote :exec
INSERT INTO orders.notes (id, store_order_id, author_id, body, created_at)
VALUES (@id, @store_order_id, @author_id, @body, @created_at);

-- name: NotesByStoreOrder :many
SELECT * FROM orders.notes WHERE store_order_id = @store_order_id ORDER BY created_at, id;

-- name: ShipmentsByStoreOrders :many
SELECT s.*, array_agg(i.item_id ORDER BY i.item_id)::uuid[] AS item_ids, array_agg(i.quantity ORDER BY i.item_id)::int[] AS quantities
FROM orders.shipments s JOIN orders.shipment_items i ON i.shipment_id = s.id
WHERE s.store_order_id = ANY(@store_order_ids::uuid[])
GROUP BY s.id
ORDER BY s.shipped_at, s.id;

-- name: RefundsByStoreOrders :many
SELECT r.*, coalesce(array_agg(i.item_id ORDER BY i.item_id) FILTER (WHERE i.item_id IS NOT NULL), '{}')::uuid[] AS item_ids,
       coalesce(array_agg(i.quantity ORDER BY i.item_id) FILTER (WHERE i.item_id IS NOT NULL), '{}')::int[] AS quantities
FROM orders.refunds r LEFT JOIN orders.refund_items i ON i.refund_id = r.id
WHERE r.store_order_id = ANY(@store_order_ids::uuid[])
GROUP BY r.id
ORDER BY r.created_at, r.id;

-- ClaimStoreRequest waits for another request with the key and writes no row when
-- that one did what it asked for.
-- name: ClaimStoreRequest :execrows
INSERT INTO orders.store_requests (store_id, key, digest, claimed_at) VALUES (@store_id, @key, @digest, @claimed_at)
ON CONFLICT (store_id, key) DO NOTHING;

-- name: StoreRequestDigest :one
SELECT digest FROM orders.store_requests WHERE store_id = @store_id AND key = @key;

-- name: ForgetStoreRequests :execrows
DELETE FROM orders.store_requests WHERE claimed_at < @before;

-- name: StatusesOfParts :many
SELECT status FROM orders.store_orders WHERE order_id = @order_id;

-- name: InvoiceByStoreOrder :one
SELECT * FROM orders.invoices WHERE store_order_id = @store_order_id;

-- NextInvoiceNumber holds a store's numbers until the transaction ends.
-- name: NextInvoiceNumber :one
INSERT INTO orders.invoice_numbers AS n (store_id, last) VALUES (@store_id, 1)
ON CONFLICT (store_id) DO UPDATE SET last = n.last + 1
RETURNING last;

-- name: InsertInvoice :exec
INSERT INTO orders.invoices (store_order_id, store_id, sequence, number, seller, issued_at)
VALUES (@store_order_id, @store_id, @sequence, @number, @seller, @issued_at);

-- name: StoreOrderByID :one
SELECT * FROM orders.store_orders WHERE id = @id;

-- AllOrders begins at the newest order without a number to begin after.
-- name: AllOrders :many
SELECT * FROM orders.orders
WHERE number < coalesce(sqlc.narg('before')::bigint, 9223372036854775807)
ORDER BY number DESC
LIMIT @page_size;

-- name: AllOrdersInStatus :many
SELECT * FROM orders.orders
WHERE status = @status AND number < coalesce(sqlc.narg('before')::bigint, 9223372036854775807)
ORDER BY number DESC
LIMIT @page_size;

-- name: AllOrdersByEmail :many
SELECT * FROM orders.orders
WHERE lower(email) = lower(@email::text) AND (@status::text = '' OR status = @status)
  AND number < coalesce(sqlc.narg('before')::bigint, 9223372036854775807)
ORDER BY number DESC
LIMIT @page_size;

-- name: OrderByNumber :many
SELECT * FROM orders.orders WHERE number = @number AND (@status::text = '' OR status = @status);
-- name: PartsOfOrders :many
SELECT id, order_id FROM orders.store_orders WHERE order_id = ANY(@order_ids::uuid[]) AND store_id = @store_id;
