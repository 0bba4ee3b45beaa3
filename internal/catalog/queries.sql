-- name: InsertCategory :exec
INSERT INTO catalog.categories (id, parent_id, slug, name)
VALUES (@id, @parent_id, @slug, @name)
ON CONFLICT (slug) DO NOTHING;

-- name: CategoryBySlug :one
SELECT id, parent_id, slug, name FROM catalog.categories WHERE slug = @slug;

-- name: CategoryByID :one
SELECT id, parent_id, slug, name FROM catalog.categories WHERE id = @id;

-- name: CategoriesWithCounts :many
SELECT c.*, count(p.id)::int AS product_count
FROM catalog.categories c
JOIN catalog.products p ON p.category_id = c.id AND p.status = 'active'
    AND p.store_id NOT IN (SELECT h.store_id FROM catalog.shut_stores h WHERE h.hidden IS NOT NULL)
WHERE sqlc.narg('store_id')::uuid IS NULL OR p.store_id = sqlc.narg('store_id')
GROUP BY c.id
ORDER BY c.name, c.id;

-- name: SuggestCategories :many
SELECT id, parent_id, slug, name FROM catalog.categories
WHERE lower(name) LIKE '%' || lower(@words::text) || '%'
ORDER BY name, id
LIMIT @page_size;

-- name: ProductCounts :many
SELECT store_id, count(*)::int AS product_count
FROM catalog.products
WHERE status = 'active' AND store_id = ANY(@store_ids::uuid[])
GROUP BY store_id;

-- name: ProductByID :one
SELECT id, store_id, category_id, slug, name, description, brand, tags, status, price_amount, compare_at_amount,
       price_varies, currency, seo_title, seo_description, version, created_at, updated_at
FROM catalog.products
WHERE id = @id AND status = 'active'
  AND NOT EXISTS (SELECT FROM catalog.shut_stores h WHERE h.store_id = products.store_id AND h.hidden IS NOT NULL);

-- name: ProductIDBySlug :one
SELECT id FROM catalog.products WHERE store_id = @store_id AND slug = @slug;

-- name: LockProductBySlug :one
SELECT id FROM catalog.products WHERE store_id = @store_id AND slug = @slug FOR UPDATE;

-- name: OptionsByProduct :many
SELECT * FROM catalog.product_options WHERE product_id = @product_id ORDER BY position;

-- name: ImagesByProduct :many
SELECT * FROM catalog.images WHERE product_id = @product_id ORDER BY position;

-- name: VariantsByProduct :many
SELECT v.id, v.sku, v.barcode, v.options, v.price_amount, v.compare_at_amount, v.currency, v.weight_grams, v.image_position, i.quantity_available
FROM catalog.variants v
JOIN catalog.inventory i ON i.variant_id = v.id
WHERE v.product_id = @product_id AND v.archived_at IS NULL
ORDER BY v.position, v.id;

-- name: VariantKeys :many
SELECT id, sku, options, archived_at FROM catalog.variants WHERE product_id = @product_id ORDER BY archived_at NULLS FIRST, position, id;

-- name: InsertProduct :execrows
INSERT INTO catalog.products (id, store_id, category_id, slug, name, description, brand, tags, status, price_amount,
    compare_at_amount, price_varies, variant_count, currency, seo_title, seo_description, created_at, updated_at)
VALUES (@id, @store_id, @category_id, @slug, @name, @description, @brand, @tags, @status, @price_amount,
    @compare_at_amount, @price_varies, @variant_count, @currency, @seo_title, @seo_description, @created_at, @updated_at)
ON CONFLICT ON CONSTRAINT products_slug_unique DO NOTHING;

-- name: UpdateProduct :exec
UPDATE catalog.products
SET category_id = @category_id, slug = @slug, name = @name, description = @description, brand = @brand, tags = @tags, status = @status,
    price_amount = @price_amount, compare_at_amount = @compare_at_amount, price_varies = @price_varies,
    variant_count = @variant_count, currency = @currency, seo_title = @seo_title, seo_description = @seo_description, updated_at = @updated_at, version = version + 1
WHERE id = @id;

-- name: DeleteOptions :exec
DELETE FROM catalog.product_options WHERE product_id = @product_id;

-- name: InsertOption :exec
INSERT INTO catalog.product_options (product_id, position, name, values) VALUES (@product_id, @position, @name, @option_values);

-- name: DeleteImages :exec
WITH unset AS (
    UPDATE catalog.variants v SET image_position = NULL WHERE v.product_id = @product_id
)
DELETE FROM catalog.images i WHERE i.product_id = @product_id;

-- name: SetListImage :exec
UPDATE catalog.products SET image = @image WHERE id = @id;

-- InsertImages numbers the images in their order. COPY does not go with
-- row-level security. A focus of -1 is none.
-- name: InsertImages :exec
INSERT INTO catalog.images (id, product_id, position, media_key, width, height, alt, focus_x, focus_y)
SELECT unnest(@ids::uuid[]), @product_id, generate_subscripts(@ids::uuid[], 1) - 1, unnest(@media_keys::text[]),
       unnest(@widths::int[]), unnest(@heights::int[]), unnest(@alts::text[]),
       nullif(unnest(@focus_xs::smallint[]), -1), nullif(unnest(@focus_ys::smallint[]), -1);

-- name: UpsertVariant :exec
INSERT INTO catalog.variants AS v (id, product_id, position, sku, barcode, options, price_amount, compare_at_amount, currency, weight_grams, image_position)
VALUES (@id, @product_id, @position, @sku, @barcode, @options, @price_amount, @compare_at_amount, @currency, @weight_grams, @image_position)
ON CONFLICT (id) DO UPDATE
SET position = excluded.position, sku = excluded.sku, barcode = excluded.barcode, options = excluded.options,
    price_amount = excluded.price_amount, compare_at_amount = excluded.compare_at_amount, currency = excluded.currency,
    weight_grams = excluded.weight_grams, image_position = coalesce(excluded.image_position, v.image_position), archived_at = NULL;

-- ArchiveOtherVariants takes off sale what the product no longer offers. A
-- suffix frees its options for a variant that takes them over.
-- name: ArchiveOtherVariants :many
UPDATE catalog.variants
SET archived_at = @now::timestamptz, options = array_append(options, 'archived ' || id::text)
WHERE product_id = @product_id AND NOT id = ANY(@keep::uuid[]) AND archived_at IS NULL
RETURNING id;

-- SetStock makes the quantities what they are to be and records the difference.
-- What is as it should be is left alone. It counts what was added or taken away
-- as received, so that received = available + sold stays true. Like MoveStock it
-- locks in the order of ids. It returns how many of the variants have stock: a
-- row that another transaction made meanwhile is missing.
-- name: SetStock :one
WITH wanted AS (
    SELECT unnest(@variant_ids::uuid[]) AS variant_id, unnest(@quantities::int[]) AS quantity
), made AS (
    INSERT INTO catalog.inventory (variant_id, quantity_available, quantity_received, movement_count, low_at)
    SELECT w.variant_id, w.quantity, w.quantity, 1, coalesce(s.low_at, 3)
    FROM wanted w
    LEFT JOIN catalog.variants v ON v.id = w.variant_id
    LEFT JOIN catalog.products p ON p.id = v.product_id
    LEFT JOIN catalog.stock_settings s ON s.store_id = p.store_id
    ORDER BY w.variant_id
    ON CONFLICT (variant_id) DO NOTHING
    RETURNING variant_id, quantity_available
), before AS (
    SELECT i.variant_id, i.quantity_available FROM catalog.inventory i
    WHERE i.variant_id = ANY(@variant_ids::uuid[])
    ORDER BY i.variant_id
    FOR NO KEY UPDATE
), changed AS (
    UPDATE catalog.inventory i
    SET quantity_received = i.quantity_received + w.quantity - b.quantity_available, quantity_available = w.quantity,
        movement_count = i.movement_count + 1
    FROM wanted w JOIN before b ON b.variant_id = w.variant_id
    WHERE i.variant_id = w.variant_id AND (w.quantity <> b.quantity_available OR @reason::text = 'count')
    RETURNING i.variant_id, i.movement_count, w.quantity - b.quantity_available AS delta, i.quantity_available
), movements AS (
    SELECT variant_id, 1 AS number, quantity_available AS delta, quantity_available, 'opening' AS reason FROM made
    UNION ALL
    SELECT variant_id, movement_count, delta, quantity_available, @reason AS reason FROM changed
), recorded AS (
    INSERT INTO catalog.stock_movements (variant_id, number, delta, quantity_after, reason, actor_id, order_id, note, request_key, request_digest, created_at)
    SELECT m.variant_id, m.number, m.delta, m.quantity_available, m.reason, sqlc.narg('actor_id'), sqlc.narg('order_id'), @note,
           sqlc.narg('request_key'), sqlc.narg('request_digest'), @now
    FROM movements m
)
SELECT ((SELECT count(*) FROM made) + (SELECT count(*) FROM before))::int AS found;

-- OrderedSince walks back from the latest movement of each variant.
-- name: OrderedSince :many
SELECT v::uuid AS variant_id, coalesce(sum(m.delta), 0)::int AS delta
FROM unnest(@variant_ids::uuid[]) AS v
JOIN catalog.stock_movements m ON m.variant_id = v AND m.reason IN ('sale', 'return') AND m.number > coalesce(
    (SELECT b.number FROM catalog.stock_movements b WHERE b.variant_id = v AND b.created_at <= @at ORDER BY b.number DESC LIMIT 1), 0)
GROUP BY v;

-- MoveStock adds the quantities, negative ones take, and records each. It locks in
-- the order of ids, so that two checkouts never wait for each other in a circle;
-- the CHECK on the table refuses an oversell. With received = 1 the pieces count as
-- received or lost, with 0 as an order's.
-- name: MoveStock :execrows
WITH want AS (
    SELECT unnest(@variant_ids::uuid[]) AS variant_id, unnest(@quantities::int[]) AS quantity
), locked AS (
    SELECT s.variant_id FROM catalog.inventory s
    WHERE s.variant_id = ANY(@variant_ids::uuid[])
    ORDER BY s.variant_id
    FOR NO KEY UPDATE
), moved AS (
    UPDATE catalog.inventory i
    SET quantity_available = i.quantity_available + w.quantity, quantity_received = i.quantity_received + w.quantity * @received::int,
        movement_count = i.movement_count + 1
    FROM want w JOIN locked l ON l.variant_id = w.variant_id
    WHERE i.variant_id = w.variant_id
    RETURNING i.variant_id, i.movement_count, w.quantity, i.quantity_available
)
INSERT INTO catalog.stock_movements (variant_id, number, delta, quantity_after, reason, actor_id, order_id, note, request_key, request_digest, created_at)
SELECT variant_id, movement_count, quantity, quantity_available, @reason::text, sqlc.narg('actor_id'), sqlc.narg('order_id'), @note::text,
       sqlc.narg('request_key'), sqlc.narg('request_digest'), @now::timestamptz
FROM moved;

-- name: Sellables :many
SELECT v.id, v.product_id, v.sku, v.options, v.price_amount, v.currency, p.store_id, p.slug, p.name, p.image,
       i.quantity_available,
       (p.status = 'active' AND v.archived_at IS NULL AND shut.hidden IS NULL)::boolean AS on_sale,
       shut.hidden, (coalesce(shut.holiday, false) AND (shut.until IS NULL OR shut.until > @now::timestamptz))::boolean AS on_holiday,
       ARRAY(SELECT o.name FROM catalog.product_options o WHERE o.product_id = v.product_id ORDER BY o.position)::text[] AS option_names
FROM catalog.variants v
JOIN catalog.products p ON p.id = v.product_id
JOIN catalog.inventory i ON i.variant_id = v.id
LEFT JOIN catalog.shut_stores shut ON shut.store_id = p.store_id
WHERE v.id = ANY(@ids::uuid[]);

-- name: SoleVariant :many
SELECT id FROM catalog.variants WHERE product_id = @product_id AND archived_at IS NULL LIMIT 2;

-- name: CategoryTree :many
WITH RECURSIVE tree AS (
    SELECT c.id FROM catalog.categories c WHERE c.slug = ANY(@slugs::text[])
    UNION
    SELECT c.id FROM catalog.categories c JOIN tree ON c.parent_id = tree.id
)
SELECT id FROM tree;

-- Inventory begins at the store's first product without a place to begin after.
-- name: Inventory :many
SELECT v.id, v.product_id, p.name, p.slug, p.status, p.image, v.sku, v.options, i.quantity_available, i.low_at, i.low_at_is_own
FROM catalog.products p
JOIN catalog.variants v ON v.product_id = p.id
JOIN catalog.inventory i ON i.variant_id = v.id
WHERE p.store_id = @store_id AND v.archived_at IS NULL
  AND p.id >= coalesce(sqlc.narg('after_product')::uuid, '00000000-0000-0000-0000-000000000000')
  AND (p.id, v.id) > (coalesce(sqlc.narg('after_product'), '00000000-0000-0000-0000-000000000000'), coalesce(sqlc.narg('after_variant')::uuid, '00000000-0000-0000-0000-000000000000'))
  AND (@words::text = '' OR p.name ILIKE '%' || @words || '%' OR v.sku ILIKE @words || '%')
ORDER BY p.id, v.id
LIMIT @page_size;

-- Shortages begins at the latest one without a place to begin after.
-- name: Shortages :many
SELECT v.id, v.product_id, p.name, p.slug, p.status, p.image, v.sku, v.options, i.quantity_available, i.low_at, i.low_at_is_own, a.since
FROM catalog.stock_alerts a
JOIN catalog.variants v ON v.id = a.variant_id
JOIN catalog.products p ON p.id = v.product_id
JOIN catalog.inventory i ON i.variant_id = v.id
WHERE a.store_id = @store_id AND a.level <> 'ok' AND a.level = ANY(@levels::text[])
  AND v.archived_at IS NULL AND p.status <> 'archived'
  AND (a.since, a.variant_id) < (coalesce(sqlc.narg('before_at')::timestamptz, 'infinity'), coalesce(sqlc.narg('before_variant')::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
  AND (@words::text = '' OR p.name ILIKE '%' || @words || '%' OR v.sku ILIKE @words || '%')
ORDER BY a.since DESC, a.variant_id DESC
LIMIT @page_size;

-- name: CountShortages :one
SELECT count(*) FILTER (WHERE a.level = 'low')::int AS low, count(*) FILTER (WHERE a.level = 'out')::int AS out
FROM catalog.stock_alerts a
JOIN catalog.variants v ON v.id = a.variant_id
JOIN catalog.products p ON p.id = v.product_id
WHERE a.store_id = @store_id AND a.level <> 'ok' AND v.archived_at IS NULL AND p.status <> 'archived';

-- StockOf is what a store may change: nothing of it that is gone from sale.
-- name: StockOf :many
SELECT v.id, v.product_id, p.name, p.slug, p.status, p.image, v.sku, v.options, i.quantity_available, i.low_at, i.low_at_is_own
FROM catalog.variants v
JOIN catalog.products p ON p.id = v.product_id
JOIN catalog.inventory i ON i.variant_id = v.id
WHERE v.id = ANY(@ids::uuid[]) AND p.store_id = @store_id AND v.archived_at IS NULL;

-- name: VariantsOfStore :many
SELECT v.id, coalesce(v.sku, '')::text AS sku
FROM catalog.variants v
JOIN catalog.products p ON p.id = v.product_id
WHERE p.store_id = @store_id AND v.archived_at IS NULL AND (v.id = ANY(@ids::uuid[]) OR v.sku = ANY(@skus::text[]));

-- Movements begins at the latest one without a place to begin after.
-- name: Movements :many
SELECT * FROM catalog.stock_movements
WHERE variant_id = @variant_id AND number < coalesce(sqlc.narg('before_number')::int, 2147483647)
ORDER BY number DESC
LIMIT @page_size;

-- name: MovementsByRequest :many
SELECT * FROM catalog.stock_movements
WHERE variant_id = ANY(@variant_ids::uuid[]) AND request_key = @request_key::text
ORDER BY variant_id;

-- name: SetLowAt :exec
UPDATE catalog.inventory
SET low_at = coalesce(sqlc.narg('own')::int, (SELECT s.low_at FROM catalog.stock_settings s WHERE s.store_id = @store_id), 3),
    low_at_is_own = sqlc.narg('own')::int IS NOT NULL
WHERE variant_id = @variant_id;

-- name: StockSettings :one
SELECT * FROM catalog.stock_settings WHERE store_id = @store_id;

-- name: InsertStockSettings :execrows
INSERT INTO catalog.stock_settings (store_id, low_at, updated_at) VALUES (@store_id, @low_at, @now)
ON CONFLICT (store_id) DO NOTHING;

-- name: UpdateStockSettings :execrows
UPDATE catalog.stock_settings SET low_at = @low_at, version = version + 1, updated_at = @now
WHERE store_id = @store_id AND version = @version;

-- FollowStore gives the store's number to some of its variants that have none of
-- their own and an older one of the store's, in the order in which checkouts lock.
-- name: FollowStore :execrows
WITH behind AS (
    SELECT i.variant_id
    FROM catalog.products p
    JOIN catalog.variants v ON v.product_id = p.id
    JOIN catalog.inventory i ON i.variant_id = v.id
    WHERE p.store_id = @store_id AND NOT i.low_at_is_own AND i.low_at <> @low_at::int
    ORDER BY i.variant_id
    LIMIT @batch
    FOR NO KEY UPDATE OF i
)
UPDATE catalog.inventory i SET low_at = @low_at
FROM behind b WHERE i.variant_id = b.variant_id;

-- UntoldLevels are changes that nobody was told of yet. Those of another process
-- are left to it.
-- name: UntoldLevels :many
SELECT a.variant_id, a.store_id, a.untold, a.returned_at, (v.archived_at IS NULL AND p.status = 'active')::boolean AS on_sale
FROM catalog.stock_alerts a
JOIN catalog.variants v ON v.id = a.variant_id
JOIN catalog.products p ON p.id = v.product_id
WHERE a.untold IS NOT NULL OR a.returned_at IS NOT NULL
ORDER BY a.since
LIMIT @batch
FOR NO KEY UPDATE OF a SKIP LOCKED;

-- name: LevelsTold :exec
WITH over AS (
    DELETE FROM catalog.stock_alerts d WHERE d.variant_id = ANY(@variant_ids::uuid[]) AND d.level = 'ok'
)
UPDATE catalog.stock_alerts a SET untold = NULL, returned_at = NULL
WHERE a.variant_id = ANY(@variant_ids::uuid[]) AND a.level <> 'ok';

-- name: ShutStore :exec
INSERT INTO catalog.shut_stores (store_id, hidden, holiday, until, shut_at)
VALUES (@store_id, @hidden, @holiday, @until, @now)
ON CONFLICT (store_id) DO UPDATE
SET hidden = excluded.hidden, holiday = excluded.holiday, until = excluded.until, shut_at = excluded.shut_at;

-- name: OpenStore :exec
DELETE FROM catalog.shut_stores WHERE store_id = @store_id;

-- HiddenMark is another text whenever stores were hidden or shown since.
-- name: HiddenMark :one
SELECT (count(*) || ' ' || coalesce(max(shut_at)::text, ''))::text FROM catalog.shut_stores WHERE hidden IS NOT NULL;
