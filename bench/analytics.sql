-- A year and more of sales, as the module orders writes them: some products and
-- some stores sell far more than others, some orders were never paid, some
-- pieces came back.
SET session_replication_role = replica; -- the foreign keys hold by construction
CREATE TEMP TABLE goods AS
    SELECT row_number() OVER (ORDER BY p.store_id, p.id) AS n, v.id AS variant_id, v.product_id, p.store_id, v.price_amount
    FROM catalog.variants v JOIN catalog.products p ON p.id = v.product_id;
CREATE UNIQUE INDEX ON goods (n);
-- As the program's, ids sort by time.
CREATE TEMP TABLE bought AS
    SELECT (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-000000000000')::uuid AS id, n, now() - (ORDERS - n) * interval '399 days' / ORDERS AS at,
           n % 50 = 0 AS unpaid
    FROM generate_series(1, ORDERS) n;
CREATE TEMP TABLE line AS
    SELECT DISTINCT ON (w.id, w.pick) w.id AS order_id, w.at, w.unpaid, g.*, 1 + (w.n + w.k) % 3 AS quantity,
           (left(w.id::text, 24) || lpad(to_hex(w.k), 12, '0'))::uuid AS item_id
    FROM (
        SELECT b.*, k, 1 + floor(power(random(), 1.7) * (SELECT count(*) FROM goods))::bigint AS pick
        FROM bought b CROSS JOIN LATERAL generate_series(0, b.n % 3) k
    ) w JOIN goods g ON g.n = w.pick;
CREATE TEMP TABLE part AS
    SELECT (left(order_id::text, 24) || lpad(to_hex(row_number() OVER (PARTITION BY order_id)), 12, '0'))::uuid AS id,
           order_id, store_id, min(at) AS at, bool_or(unpaid) AS unpaid, sum(quantity * price_amount) AS subtotal
    FROM line GROUP BY order_id, store_id;
CREATE INDEX ON part (order_id, store_id);
ANALYZE line; ANALYZE part;
INSERT INTO orders.orders (id, cart_id, email, status, total_amount, currency, placed_at, expires_at, paid_at, stock_released_at)
    SELECT order_id, order_id, 'ada@example.org', CASE WHEN bool_or(unpaid) THEN 'expired' ELSE 'paid' END, sum(subtotal), 'EUR',
           min(at), min(at), CASE WHEN NOT bool_or(unpaid) THEN min(at) END, CASE WHEN bool_or(unpaid) THEN min(at) END
    FROM part GROUP BY order_id;
INSERT INTO orders.store_orders (id, order_id, store_id, status, subtotal_amount, currency, placed_at)
    SELECT id, order_id, store_id, CASE WHEN unpaid THEN 'cancelled' ELSE 'processing' END, subtotal, 'EUR', at FROM part;
INSERT INTO orders.items (id, order_id, store_order_id, position, variant_id, product_id, product_slug, name, quantity, unit_price_amount, currency)
    SELECT l.item_id, l.order_id, p.id, 0, l.variant_id, l.product_id, 'product', 'Product', l.quantity, l.price_amount, 'EUR'
    FROM line l JOIN part p ON p.order_id = l.order_id AND p.store_id = l.store_id;
CREATE TEMP TABLE back AS
    SELECT gen_random_uuid() AS id, p.id AS part_id, l.item_id, l.price_amount, least(l.at + random() * interval '20 days', now()) AS at
    FROM line l JOIN part p ON p.order_id = l.order_id AND p.store_id = l.store_id WHERE NOT l.unpaid AND random() < 0.05;
INSERT INTO orders.refunds (id, store_order_id, kind, amount, currency, reason, restocked, created_at)
    SELECT id, part_id, 'refund', price_amount, 'EUR', 'returned', false, at FROM back;
INSERT INTO orders.refund_items (refund_id, item_id, quantity) SELECT id, item_id, 1 FROM back;
DROP TABLE goods, bought, line, part, back;
SET session_replication_role = DEFAULT;
