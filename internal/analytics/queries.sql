-- name: Settings :one
SELECT timezone, begun_at, recount_from FROM analytics.settings;

-- name: Begin :exec
UPDATE analytics.settings
SET timezone = @timezone, begun_at = coalesce(begun_at, @now::timestamptz), recount_from = sqlc.narg('recount_from')::date;

-- name: SetRecount :exec
UPDATE analytics.settings SET recount_from = sqlc.narg('recount_from')::date;

-- KnowsTimezone fails for a zone that the database does not know.
-- name: KnowsTimezone :one
SELECT timezone(@timezone::text, now())::text AS there;

-- DayOf is the day of an instant, BoundsOf the instants between which a day is.
-- name: DayOf :one
SELECT timezone(s.timezone, @moment::timestamptz)::date AS day FROM analytics.settings s;

-- name: BoundsOf :one
SELECT timezone(s.timezone, w.day::timestamp)::timestamptz AS begins, timezone(s.timezone, (w.day + 1)::timestamp)::timestamptz AS ends
FROM analytics.settings s CROSS JOIN (SELECT @day::date AS day) w;

-- Who counts shares a lock that who recounts has alone; and one at a time folds.
-- name: ShareCounting :exec
SELECT pg_advisory_xact_lock_shared(hashtextextended('analytics.count', 0));

-- name: LockCounting :exec
SELECT pg_advisory_xact_lock(hashtextextended('analytics.count', 0));

-- name: LockFolding :exec
SELECT pg_advisory_xact_lock(hashtextextended('analytics.fold', 0));

-- MarkCounted returns the ids that were not counted before.
-- name: MarkCounted :many
INSERT INTO analytics.counted (id)
SELECT w.id FROM (SELECT unnest(@ids::uuid[]) AS id) w ORDER BY w.id
ON CONFLICT DO NOTHING
RETURNING id;

-- InsertDeltas takes the zero id for no store and for no product.
-- name: InsertDeltas :exec
INSERT INTO analytics.deltas (at, store_id, product_id, gross_amount, refunded_amount, purchases, orders, sales, units, returned, views, visits, carts)
SELECT d.at, nullif(d.store_id, '00000000-0000-0000-0000-000000000000'), nullif(d.product_id, '00000000-0000-0000-0000-000000000000'),
       d.gross_amount, d.refunded_amount, d.purchases, d.orders, d.sales, d.units, d.returned, d.views, d.visits, d.carts
FROM (
    SELECT unnest(@ats::timestamptz[]) AS at, unnest(@store_ids::uuid[]) AS store_id, unnest(@product_ids::uuid[]) AS product_id,
           unnest(@gross_amounts::bigint[]) AS gross_amount, unnest(@refunded_amounts::bigint[]) AS refunded_amount,
           unnest(@purchases::bigint[]) AS purchases, unnest(@orders::bigint[]) AS orders, unnest(@sales::bigint[]) AS sales,
           unnest(@units::bigint[]) AS units, unnest(@returned::bigint[]) AS returned, unnest(@views::bigint[]) AS views,
           unnest(@visits::bigint[]) AS visits, unnest(@carts::bigint[]) AS carts
) d;

-- Fold adds up to @batch deltas to the figures and returns how many it took. The
-- last one is looked for once: a join with the batch would be quadratic where the
-- planner takes the table for empty.
-- name: Fold :one
WITH taken AS (
    DELETE FROM analytics.deltas d
    WHERE d.id <= (SELECT max(id) FROM (SELECT id FROM analytics.deltas ORDER BY id LIMIT @batch) batch)
    RETURNING d.*, (d.at AT TIME ZONE (SELECT timezone FROM analytics.settings))::date AS day
), by_product AS (
    SELECT store_id, day, product_id, sum(gross_amount)::bigint AS gross_amount, sum(refunded_amount)::bigint AS refunded_amount,
           sum(sales)::bigint AS orders, sum(units)::bigint AS units, sum(returned)::bigint AS returned, sum(views)::bigint AS views, sum(carts)::bigint AS carts
    FROM taken WHERE product_id IS NOT NULL GROUP BY store_id, day, product_id
), by_store AS (
    SELECT store_id, day, sum(gross_amount)::bigint AS gross_amount, sum(refunded_amount)::bigint AS refunded_amount, sum(orders)::bigint AS orders,
           sum(units)::bigint AS units, sum(returned)::bigint AS returned, sum(views)::bigint AS views, sum(visits)::bigint AS visits, sum(carts)::bigint AS carts
    FROM taken WHERE store_id IS NOT NULL GROUP BY store_id, day
), of_products AS (
    INSERT INTO analytics.product_days AS f (store_id, day, product_id, gross_amount, refunded_amount, orders, units, returned, views, carts)
    SELECT store_id, day, product_id, gross_amount, refunded_amount, orders, units, returned, views, carts FROM by_product
    ON CONFLICT (store_id, day, product_id) DO UPDATE
    SET gross_amount = f.gross_amount + excluded.gross_amount, refunded_amount = f.refunded_amount + excluded.refunded_amount,
        orders = f.orders + excluded.orders, units = f.units + excluded.units, returned = f.returned + excluded.returned,
        views = f.views + excluded.views, carts = f.carts + excluded.carts
), of_product_months AS (
    INSERT INTO analytics.product_months AS f (store_id, month, product_id, gross_amount, refunded_amount, orders, units, returned, views, carts)
    SELECT store_id, date_trunc('month', day)::date, product_id, sum(gross_amount), sum(refunded_amount), sum(orders), sum(units), sum(returned), sum(views), sum(carts)
    FROM by_product GROUP BY store_id, date_trunc('month', day)::date, product_id
    ON CONFLICT (store_id, month, product_id) DO UPDATE
    SET gross_amount = f.gross_amount + excluded.gross_amount, refunded_amount = f.refunded_amount + excluded.refunded_amount,
        orders = f.orders + excluded.orders, units = f.units + excluded.units, returned = f.returned + excluded.returned,
        views = f.views + excluded.views, carts = f.carts + excluded.carts
), of_stores AS (
    INSERT INTO analytics.store_days AS f (store_id, day, gross_amount, refunded_amount, orders, units, returned, views, visits, carts)
    SELECT store_id, day, gross_amount, refunded_amount, orders, units, returned, views, visits, carts FROM by_store
    ON CONFLICT (store_id, day) DO UPDATE
    SET gross_amount = f.gross_amount + excluded.gross_amount, refunded_amount = f.refunded_amount + excluded.refunded_amount,
        orders = f.orders + excluded.orders, units = f.units + excluded.units, returned = f.returned + excluded.returned,
        views = f.views + excluded.views, visits = f.visits + excluded.visits, carts = f.carts + excluded.carts
), of_store_months AS (
    INSERT INTO analytics.store_months AS f (month, store_id, gross_amount, refunded_amount, orders, units, returned, views, visits, carts)
    SELECT date_trunc('month', day)::date, store_id, sum(gross_amount), sum(refunded_amount), sum(orders), sum(units), sum(returned), sum(views), sum(visits), sum(carts)
    FROM by_store GROUP BY date_trunc('month', day)::date, store_id
    ON CONFLICT (month, store_id) DO UPDATE
    SET gross_amount = f.gross_amount + excluded.gross_amount, refunded_amount = f.refunded_amount + excluded.refunded_amount,
        orders = f.orders + excluded.orders, units = f.units + excluded.units, returned = f.returned + excluded.returned,
        views = f.views + excluded.views, visits = f.visits + excluded.visits, carts = f.carts + excluded.carts
), of_market AS (
    INSERT INTO analytics.market_days AS f (day, gross_amount, refunded_amount, orders, units, returned, views, visits, carts)
    SELECT day, sum(gross_amount), sum(refunded_amount), sum(purchases), sum(units), sum(returned), sum(views), sum(visits), sum(carts)
    FROM taken GROUP BY day
    ON CONFLICT (day) DO UPDATE
    SET gross_amount = f.gross_amount + excluded.gross_amount, refunded_amount = f.refunded_amount + excluded.refunded_amount,
        orders = f.orders + excluded.orders, units = f.units + excluded.units, returned = f.returned + excluded.returned,
        views = f.views + excluded.views, visits = f.visits + excluded.visits, carts = f.carts + excluded.carts
)
SELECT count(*)::int FROM taken;

-- What a recount of a day compares with.
-- name: MarketOn :one
SELECT coalesce(sum(gross_amount), 0)::bigint AS gross_amount, coalesce(sum(refunded_amount), 0)::bigint AS refunded_amount,
       coalesce(sum(orders), 0)::bigint AS orders, coalesce(sum(units), 0)::bigint AS units, coalesce(sum(returned), 0)::bigint AS returned
FROM analytics.market_days WHERE day = @day;

-- name: StoresOn :many
SELECT store_id, gross_amount, refunded_amount, orders, units, returned FROM analytics.store_days d WHERE d.day = @day;

-- name: ProductsOn :many
SELECT store_id, product_id, gross_amount, refunded_amount, orders, units, returned
FROM analytics.product_days d WHERE d.store_id = ANY(@store_ids::uuid[]) AND d.day = @day;

-- name: FirstDay :one
SELECT day FROM analytics.store_days ORDER BY day LIMIT 1;

-- name: LastDay :one
SELECT day FROM analytics.store_days ORDER BY day DESC LIMIT 1;

-- name: StoresWithDays :many
SELECT DISTINCT store_id FROM analytics.store_days ORDER BY store_id;

-- The months of a store are dropped and summed anew, in one transaction.
-- name: DropStoreMonths :exec
DELETE FROM analytics.store_months m WHERE m.store_id = @store_id;

-- name: DropProductMonths :exec
DELETE FROM analytics.product_months m WHERE m.store_id = @store_id;

-- name: SumStoreMonths :exec
INSERT INTO analytics.store_months (month, store_id, gross_amount, refunded_amount, orders, units, returned, views, visits, carts)
SELECT date_trunc('month', day)::date, store_id, sum(gross_amount), sum(refunded_amount), sum(orders), sum(units), sum(returned), sum(views), sum(visits), sum(carts)
FROM analytics.store_days d WHERE d.store_id = @store_id
GROUP BY date_trunc('month', day)::date, store_id;

-- name: SumProductMonths :exec
INSERT INTO analytics.product_months (store_id, month, product_id, gross_amount, refunded_amount, orders, units, returned, views, carts)
SELECT store_id, date_trunc('month', day)::date, product_id, sum(gross_amount), sum(refunded_amount), sum(orders), sum(units), sum(returned), sum(views), sum(carts)
FROM analytics.product_days d WHERE d.store_id = @store_id
GROUP BY store_id, date_trunc('month', day)::date, product_id;

-- name: StoreDays :many
SELECT day, gross_amount, refunded_amount, orders, units, returned, views, visits, carts
FROM analytics.store_days d WHERE d.store_id = @store_id AND d.day BETWEEN @first AND @last ORDER BY day;

-- name: MarketDays :many
SELECT day, gross_amount, refunded_amount, orders, units, returned, views, visits, carts
FROM analytics.market_days WHERE day BETWEEN @first AND @last ORDER BY day;

-- A period is read as the days before its first whole month, its whole months
-- and the days after them.
-- name: TopProducts :many
SELECT product_id, sum(gross_amount)::bigint AS gross_amount, sum(refunded_amount)::bigint AS refunded_amount, sum(orders)::bigint AS orders,
       sum(units)::bigint AS units, sum(returned)::bigint AS returned, sum(views)::bigint AS views, sum(carts)::bigint AS carts
FROM (
    SELECT product_id, gross_amount, refunded_amount, orders, units, returned, views, carts
    FROM analytics.product_days d WHERE d.store_id = @store_id AND d.day >= @first AND d.day < @months_begin
    UNION ALL
    SELECT product_id, gross_amount, refunded_amount, orders, units, returned, views, carts
    FROM analytics.product_months m WHERE m.store_id = @store_id AND m.month >= @months_begin AND m.month < @months_end
    UNION ALL
    SELECT product_id, gross_amount, refunded_amount, orders, units, returned, views, carts
    FROM analytics.product_days d WHERE d.store_id = @store_id AND d.day >= @months_end AND d.day <= @last
) part
GROUP BY product_id
ORDER BY CASE @sort::text WHEN 'units' THEN sum(units - returned) WHEN 'views' THEN sum(views) ELSE sum(gross_amount - refunded_amount) END DESC, product_id
LIMIT @page_size;

-- name: StoreSums :many
SELECT store_id, sum(gross_amount)::bigint AS gross_amount, sum(refunded_amount)::bigint AS refunded_amount, sum(orders)::bigint AS orders,
       sum(units)::bigint AS units, sum(returned)::bigint AS returned, sum(views)::bigint AS views, sum(visits)::bigint AS visits, sum(carts)::bigint AS carts
FROM (
    SELECT store_id, gross_amount, refunded_amount, orders, units, returned, views, visits, carts
    FROM analytics.store_days d WHERE d.day >= @first AND d.day < @months_begin
    UNION ALL
    SELECT store_id, gross_amount, refunded_amount, orders, units, returned, views, visits, carts
    FROM analytics.store_months m WHERE m.month >= @months_begin AND m.month < @months_end
    UNION ALL
    SELECT store_id, gross_amount, refunded_amount, orders, units, returned, views, visits, carts
    FROM analytics.store_days d WHERE d.day >= @months_end AND d.day <= @last
) part
GROUP BY store_id
ORDER BY sum(gross_amount - refunded_amount) DESC, store_id
LIMIT @page_size;

-- ActiveStores are those that sold something.
-- name: ActiveStores :one
SELECT count(*) FROM (
    SELECT store_id FROM (
        SELECT store_id, orders FROM analytics.store_days d WHERE d.day >= @first AND d.day < @months_begin
        UNION ALL
        SELECT store_id, orders FROM analytics.store_months m WHERE m.month >= @months_begin AND m.month < @months_end
        UNION ALL
        SELECT store_id, orders FROM analytics.store_days d WHERE d.day >= @months_end AND d.day <= @last
    ) part
    GROUP BY store_id HAVING sum(orders) > 0
) active;

-- SetStock keeps the last count of each day.
-- name: SetStock :exec
INSERT INTO analytics.stock_days (store_id, day, value_amount, units, variants, sold_out, counted_at)
SELECT w.store_id, timezone(s.timezone, @counted_at::timestamptz)::date, w.value_amount, w.units, w.variants, w.sold_out, @counted_at
FROM analytics.settings s CROSS JOIN (
    SELECT unnest(@store_ids::uuid[]) AS store_id, unnest(@values::bigint[]) AS value_amount, unnest(@units::bigint[]) AS units,
           unnest(@variants::bigint[]) AS variants, unnest(@sold_out::bigint[]) AS sold_out
) w
ON CONFLICT (store_id, day) DO UPDATE
SET value_amount = excluded.value_amount, units = excluded.units, variants = excluded.variants, sold_out = excluded.sold_out,
    counted_at = excluded.counted_at
WHERE stock_days.counted_at < excluded.counted_at;

-- name: LastStock :one
SELECT * FROM analytics.stock_days WHERE store_id = @store_id ORDER BY day DESC LIMIT 1;

-- name: StockDays :many
SELECT * FROM analytics.stock_days WHERE store_id = @store_id AND day BETWEEN @first AND @last ORDER BY day;
