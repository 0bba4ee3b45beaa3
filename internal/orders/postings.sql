-- SalesOfOrder and SalesBetween are what was sold in orders, once they are
-- paid, by store and product.
-- name: SalesOfOrder :many
SELECT o.id, o.paid_at::timestamptz AS at, s.store_id, i.product_id,
       sum(i.quantity)::bigint AS quantity, sum(i.quantity * i.unit_price_amount)::bigint AS amount
FROM orders.orders o
JOIN orders.store_orders s ON s.order_id = o.id
JOIN orders.items i ON i.store_order_id = s.id
WHERE o.id = @order_id AND o.paid_at IS NOT NULL
GROUP BY o.id, s.store_id, i.product_id
ORDER BY o.id, s.store_id, i.product_id;

-- name: SalesBetween :many
SELECT o.id, o.paid_at::timestamptz AS at, s.store_id, i.product_id,
       sum(i.quantity)::bigint AS quantity, sum(i.quantity * i.unit_price_amount)::bigint AS amount
FROM orders.orders o
JOIN orders.store_orders s ON s.order_id = o.id
JOIN orders.items i ON i.store_order_id = s.id
WHERE o.paid_at >= @since::timestamptz AND o.paid_at < @until::timestamptz
GROUP BY o.id, s.store_id, i.product_id
ORDER BY o.id, s.store_id, i.product_id;

-- RefundsOfOrder and RefundsBetween are what stores gave back of paid orders, by
-- product.
-- name: RefundsOfOrder :many
SELECT r.id, r.created_at AS at, s.store_id, i.product_id, r.amount AS whole,
       coalesce(sum(ri.quantity), 0)::bigint AS quantity, coalesce(sum(ri.quantity * i.unit_price_amount), 0)::bigint AS amount
FROM orders.store_orders s
JOIN orders.orders o ON o.id = s.order_id
JOIN orders.refunds r ON r.store_order_id = s.id
LEFT JOIN orders.refund_items ri ON ri.refund_id = r.id
LEFT JOIN orders.items i ON i.id = ri.item_id
WHERE s.order_id = @order_id AND o.paid_at IS NOT NULL
GROUP BY r.id, s.store_id, i.product_id
ORDER BY r.id, i.product_id;

-- name: RefundsBetween :many
SELECT r.id, r.created_at AS at, s.store_id, i.product_id, r.amount AS whole,
       coalesce(sum(ri.quantity), 0)::bigint AS quantity, coalesce(sum(ri.quantity * i.unit_price_amount), 0)::bigint AS amount
FROM orders.refunds r
JOIN orders.store_orders s ON s.id = r.store_order_id
JOIN orders.orders o ON o.id = s.order_id
LEFT JOIN orders.refund_items ri ON ri.refund_id = r.id
LEFT JOIN orders.items i ON i.id = ri.item_id
WHERE r.created_at >= @since::timestamptz AND r.created_at < @until::timestamptz AND o.paid_at IS NOT NULL
GROUP BY r.id, s.store_id, i.product_id
ORDER BY r.id, i.product_id;

-- name: FirstPaid :one
SELECT paid_at::timestamptz AS at FROM orders.orders WHERE paid_at IS NOT NULL ORDER BY paid_at LIMIT 1;
