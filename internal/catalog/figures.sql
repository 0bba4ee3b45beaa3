-- StockValues is what the stock of stores is worth at the prices of now, of all
-- that they sell or may sell again.
-- name: StockValues :many
SELECT p.store_id, sum(v.price_amount * i.quantity_available)::bigint AS value_amount, sum(i.quantity_available)::bigint AS units,
       count(*) AS variants, count(*) FILTER (WHERE i.quantity_available = 0) AS sold_out
FROM catalog.products p
JOIN catalog.variants v ON v.product_id = p.id AND v.archived_at IS NULL
JOIN catalog.inventory i ON i.variant_id = v.id
WHERE p.store_id = ANY(@store_ids::uuid[]) AND p.status <> 'archived'
GROUP BY p.store_id;

-- name: StoresWithProducts :many
SELECT DISTINCT store_id FROM catalog.products WHERE store_id > @after ORDER BY store_id LIMIT @page_size;

-- name: Labels :many
SELECT id, store_id, slug, name, status, image FROM catalog.products WHERE id = ANY(@ids::uuid[]);
