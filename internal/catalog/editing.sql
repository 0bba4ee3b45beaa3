-- name: LockForEdit :one
SELECT id, slug, status, version FROM catalog.products WHERE id = @id AND store_id = @store_id FOR NO KEY UPDATE;

-- name: ProductOfStore :one
SELECT id, store_id, category_id, slug, name, description, brand, tags, status, price_amount, compare_at_amount,
       price_varies, currency, seo_title, seo_description, version, created_at, updated_at
FROM catalog.products
WHERE id = @id AND store_id = @store_id;

-- name: SlugsLike :many
SELECT slug FROM catalog.products WHERE store_id = @store_id AND (slug = @slug OR slug LIKE @slug || '-%');

-- name: ArchiveProduct :exec
UPDATE catalog.products SET status = 'archived', version = version + 1, updated_at = @updated_at WHERE id = @id;

-- WasSold also tells of what an order holds and nobody has paid for yet.
-- name: WasSold :one
SELECT EXISTS (
    SELECT FROM catalog.variants v JOIN catalog.inventory i ON i.variant_id = v.id
    WHERE v.product_id = @product_id AND i.quantity_received <> i.quantity_available
)::boolean;

-- name: DeleteProduct :exec
DELETE FROM catalog.products WHERE id = @id;

-- name: AttributeValues :many
SELECT a.id, a.name, a.kind, a.unit, v.text_value, v.number_value, v.boolean_value
FROM catalog.attribute_values v
JOIN catalog.attributes a ON a.id = v.attribute_id
WHERE v.product_id = @product_id;

-- name: DeleteAttributeValues :exec
DELETE FROM catalog.attribute_values WHERE product_id = @product_id;

-- name: InsertAttributeValue :exec
INSERT INTO catalog.attribute_values (product_id, attribute_id, text_value, number_value, boolean_value)
VALUES (@product_id, @attribute_id, @text_value, @number_value, @boolean_value);

-- name: RelatedOfStore :many
SELECT p.id, p.slug, p.name, p.status, p.image
FROM catalog.related_products r
JOIN catalog.products p ON p.id = r.related_id
WHERE r.product_id = @product_id
ORDER BY r.position;

-- name: KnownProducts :many
SELECT id FROM catalog.products WHERE store_id = @store_id AND id = ANY(@ids::uuid[]);

-- name: DeleteRelated :exec
DELETE FROM catalog.related_products WHERE product_id = @product_id;

-- name: InsertRelated :exec
INSERT INTO catalog.related_products (product_id, position, related_id)
SELECT @product_id, generate_subscripts(@related_ids::uuid[], 1) - 1, unnest(@related_ids::uuid[]);

-- LowestPrices returns the lowest price of the 30 days before each variant's
-- latest change of price, for variants that had one.
-- name: LowestPrices :many
SELECT c.variant_id, min(c.price_amount)::bigint AS price_amount
FROM catalog.price_changes c
JOIN catalog.variants v ON v.id = c.variant_id AND v.currency = c.currency
JOIN (
    SELECT variant_id, max(changed_at) AS changed_at FROM catalog.price_changes
    WHERE variant_id = ANY(@variant_ids::uuid[])
    GROUP BY variant_id
) latest ON latest.variant_id = c.variant_id
WHERE c.changed_at > latest.changed_at - interval '30 days'
GROUP BY c.variant_id;

-- name: PriceChanges :many
SELECT c.variant_id, v.options, c.changed_at, c.price_amount, c.compare_at_amount, c.currency
FROM catalog.price_changes c
JOIN catalog.variants v ON v.id = c.variant_id
WHERE v.product_id = @product_id
ORDER BY c.changed_at DESC, v.position, v.id
LIMIT 500;
