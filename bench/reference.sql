-- What placing an order writes, in one call: the reference of the scenarios
-- place and hot. It takes the steps of orders.Place in the same order, and
-- uses new_id() where the program makes UUIDv7 itself.
CREATE SCHEMA bench;

CREATE TABLE bench.carts (n bigint PRIMARY KEY, id uuid NOT NULL);
CREATE SEQUENCE bench.turns;

CREATE FUNCTION bench.place(v_key text, v_digest bytea, v_cart uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_order    uuid := new_id();
    v_now      timestamptz := clock_timestamp();
    v_total    bigint;
    v_lines    jsonb;
    v_variants uuid[];
    v_wanted   int[];
    v_fit      boolean;
    v_number   bigint;
    v_taken    int;
BEGIN
    INSERT INTO orders.requests (scope, key, digest, order_id, claimed_at)
    SELECT 'guest', v_key, v_digest, v_order, v_now
    WHERE pg_try_advisory_xact_lock(hashtextextended('guest ' || v_key, 0))
    ON CONFLICT (scope, key) DO NOTHING;
    IF NOT FOUND THEN RAISE EXCEPTION 'the key is used'; END IF;

    PERFORM FROM cart.carts WHERE id = v_cart AND status = 'open' FOR UPDATE;
    IF NOT FOUND THEN RAISE EXCEPTION 'the cart is not open'; END IF;

    SELECT sum(c.quantity * c.unit_price_amount), array_agg(c.variant_id ORDER BY c.variant_id), array_agg(-c.quantity ORDER BY c.variant_id),
           bool_and(p.status = 'active' AND v.archived_at IS NULL AND i.quantity_available >= c.quantity AND v.price_amount = c.unit_price_amount),
           jsonb_agg(jsonb_build_object('Name', p.name, 'Quantity', c.quantity,
               'UnitPrice', jsonb_build_object('amount', c.unit_price_amount, 'currency', c.currency)))
    INTO v_total, v_variants, v_wanted, v_fit, v_lines
    FROM cart.items c
    JOIN catalog.variants v ON v.id = c.variant_id
    JOIN catalog.products p ON p.id = v.product_id
    JOIN catalog.inventory i ON i.variant_id = v.id
    WHERE c.cart_id = v_cart;
    IF v_fit IS NOT TRUE THEN RAISE EXCEPTION 'the cart is empty or has changed'; END IF;

    INSERT INTO orders.orders (id, cart_id, email, status, total_amount, currency, placed_at, expires_at)
    VALUES (v_order, v_cart, 'ada@example.org', 'payment_pending', v_total, 'EUR', v_now, v_now + interval '30 minutes')
    RETURNING number INTO v_number;

    INSERT INTO orders.addresses (order_id, kind, name, line1, city, postal_code, country)
    VALUES (v_order, 'shipping', 'Ada Byron', 'Canal Street 1', 'Berlin', '10115', 'DE'),
           (v_order, 'billing', 'Ada Byron', 'Canal Street 1', 'Berlin', '10115', 'DE');

    INSERT INTO orders.store_orders (id, order_id, store_id, status, subtotal_amount, currency, placed_at)
    SELECT new_id(), v_order, p.store_id, 'awaiting_payment', sum(c.quantity * c.unit_price_amount), 'EUR', v_now
    FROM cart.items c JOIN catalog.variants v ON v.id = c.variant_id JOIN catalog.products p ON p.id = v.product_id
    WHERE c.cart_id = v_cart
    GROUP BY p.store_id;

    INSERT INTO orders.items (id, order_id, store_order_id, position, variant_id, product_id, product_slug, name, sku,
        options, image, quantity, unit_price_amount, currency)
    SELECT new_id(), v_order, s.id, row_number() OVER (ORDER BY c.added_at, c.id) - 1, v.id, p.id, p.slug, p.name, v.sku,
           'null', p.image, c.quantity, c.unit_price_amount, c.currency
    FROM cart.items c
    JOIN catalog.variants v ON v.id = c.variant_id
    JOIN catalog.products p ON p.id = v.product_id
    JOIN orders.store_orders s ON s.order_id = v_order AND s.store_id = p.store_id
    WHERE c.cart_id = v_cart;

    INSERT INTO payments.payments (id, order_id, status, amount, currency, session, next_check_at, created_at)
    SELECT id, v_order, 'pending', v_total, 'EUR', jsonb_build_object(
               'PaymentID', id, 'OrderID', v_order, 'OrderNumber', v_number::text, 'Email', 'ada@example.org', 'Lines', v_lines,
               'SuccessURL', page, 'CancelURL', page, 'ExpiresAt', v_now + interval '35 minutes', 'IdempotencyKey', id),
           v_now + interval '4 seconds', v_now
    FROM (SELECT new_id() AS id, 'http://localhost/orders/' || v_order || '?token=0123456789012345678901234567890123456789012' AS page) made;

    UPDATE cart.carts SET status = 'converted', updated_at = v_now WHERE id = v_cart;

    WITH want AS (
        SELECT unnest(v_variants) AS variant_id, unnest(v_wanted) AS quantity
    ), locked AS (
        SELECT s.variant_id FROM catalog.inventory s WHERE s.variant_id = ANY (v_variants) ORDER BY s.variant_id FOR NO KEY UPDATE
    ), moved AS (
        UPDATE catalog.inventory i SET quantity_available = i.quantity_available + w.quantity, movement_count = i.movement_count + 1
        FROM want w JOIN locked l ON l.variant_id = w.variant_id
        WHERE i.variant_id = w.variant_id
        RETURNING i.variant_id, i.movement_count, w.quantity, i.quantity_available
    )
    INSERT INTO catalog.stock_movements (variant_id, number, delta, quantity_after, reason, order_id, created_at)
    SELECT variant_id, movement_count, quantity, quantity_available, 'sale', v_order, v_now FROM moved;
    GET DIAGNOSTICS v_taken = ROW_COUNT;
    IF v_taken <> cardinality(v_variants) THEN RAISE EXCEPTION 'a variant has no stock row'; END IF;
    RETURN v_number;
END
$$;

-- For pgbench, which cannot hand in a list: takes the next cart that waits.
CREATE FUNCTION bench.place_next() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_turn bigint := nextval('bench.turns');
    v_cart uuid;
BEGIN
    SELECT id INTO STRICT v_cart FROM bench.carts WHERE n = v_turn;
    RETURN bench.place(v_cart::text, sha256(v_cart::text::bytea), v_cart);
END
$$;
