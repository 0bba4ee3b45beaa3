-- What a file of products needs, for hundreds of products in a statement. Rows
-- are given as JSON: unnest() would flatten the lists in them.

-- name: CategoriesAll :many
SELECT id, parent_id, slug, name FROM catalog.categories;

-- ProductsBySlugs locks what it finds in the order of ids, so that two imports
-- never wait for each other in a circle.
-- name: ProductsBySlugs :many
SELECT id, store_id, category_id, slug, name, description, brand, tags, status, price_amount, compare_at_amount,
       price_varies, variant_count, currency, seo_title, seo_description
FROM catalog.products
WHERE store_id = @store_id AND slug = ANY(@slugs::text[])
ORDER BY id
FOR NO KEY UPDATE;

-- name: OptionsOfMany :many
SELECT * FROM catalog.product_options WHERE product_id = ANY(@product_ids::uuid[]) ORDER BY product_id, position;

-- name: ImagesOfMany :many
SELECT product_id, position, media_key, width, height, alt, focus_x, focus_y FROM catalog.images WHERE product_id = ANY(@product_ids::uuid[]) ORDER BY product_id, position;

-- name: VariantsOfMany :many
SELECT v.id, v.product_id, v.position, v.sku, v.barcode, v.options, v.price_amount, v.compare_at_amount, v.currency, v.weight_grams,
       v.image_position, (v.archived_at IS NOT NULL)::boolean AS archived, coalesce(i.quantity_available, 0)::int AS quantity
FROM catalog.variants v
LEFT JOIN catalog.inventory i ON i.variant_id = v.id
WHERE v.product_id = ANY(@product_ids::uuid[])
ORDER BY v.product_id, v.archived_at NULLS FIRST, v.position, v.id;

-- name: InsertProducts :many
WITH given AS (SELECT jsonb_array_elements(@products::jsonb) AS r)
INSERT INTO catalog.products (id, store_id, category_id, slug, name, description, brand, tags, status, price_amount,
    compare_at_amount, price_varies, variant_count, currency, seo_title, seo_description, created_at, updated_at)
SELECT (r->>'ID')::uuid, (r->>'StoreID')::uuid, (r->>'CategoryID')::uuid, r->>'Slug', r->>'Name', r->>'Description', r->>'Brand',
       ARRAY(SELECT jsonb_array_elements_text(r->'Tags')), r->>'Status', (r->>'PriceAmount')::bigint,
       (r->>'CompareAtAmount')::bigint, (r->>'PriceVaries')::boolean, (r->>'VariantCount')::int, r->>'Currency', r->>'SeoTitle',
       r->>'SeoDescription', (r->>'CreatedAt')::timestamptz, (r->>'UpdatedAt')::timestamptz
FROM given
ON CONFLICT ON CONSTRAINT products_slug_unique DO NOTHING
RETURNING id;

-- name: UpdateProducts :exec
WITH given AS (SELECT jsonb_array_elements(@products::jsonb) AS r)
UPDATE catalog.products p
SET category_id = (r->>'CategoryID')::uuid, name = r->>'Name', description = r->>'Description', brand = r->>'Brand',
    tags = ARRAY(SELECT jsonb_array_elements_text(r->'Tags')), status = r->>'Status', price_amount = (r->>'PriceAmount')::bigint,
    compare_at_amount = (r->>'CompareAtAmount')::bigint, price_varies = (r->>'PriceVaries')::boolean,
    variant_count = (r->>'VariantCount')::int, currency = r->>'Currency', seo_title = r->>'SeoTitle',
    seo_description = r->>'SeoDescription', updated_at = (r->>'UpdatedAt')::timestamptz, version = version + 1
FROM given
WHERE p.id = (r->>'ID')::uuid;

-- name: DeleteOptionsOfMany :exec
DELETE FROM catalog.product_options WHERE product_id = ANY(@product_ids::uuid[]);

-- name: InsertOptionsOfMany :exec
WITH given AS (SELECT jsonb_array_elements(@options::jsonb) AS r)
INSERT INTO catalog.product_options (product_id, position, name, values)
SELECT (r->>'ProductID')::uuid, (r->>'Position')::int, r->>'Name', ARRAY(SELECT jsonb_array_elements_text(r->'OptionValues'))
FROM given;

-- name: DeleteImagesOfMany :exec
WITH unset AS (
    UPDATE catalog.variants v SET image_position = NULL WHERE v.product_id = ANY(@product_ids::uuid[]) AND v.image_position IS NOT NULL
)
DELETE FROM catalog.images i WHERE i.product_id = ANY(@product_ids::uuid[]);

-- name: InsertImagesOfMany :exec
WITH given AS (SELECT jsonb_array_elements(@images::jsonb) AS r)
INSERT INTO catalog.images (id, product_id, position, media_key, width, height, alt, focus_x, focus_y)
SELECT (r->>'ID')::uuid, (r->>'ProductID')::uuid, (r->>'Position')::int, r->>'MediaKey', (r->>'Width')::int, (r->>'Height')::int,
       r->>'Alt', (r->>'FocusX')::smallint, (r->>'FocusY')::smallint
FROM given;

-- name: SetListImages :exec
UPDATE catalog.products p SET image = CASE WHEN g.image = 'null'::jsonb THEN NULL ELSE g.image END
FROM (SELECT unnest(@ids::uuid[]) AS id, unnest(@images::jsonb[]) AS image) g
WHERE p.id = g.id;

-- name: UpsertVariants :exec
WITH given AS (SELECT jsonb_array_elements(@variants::jsonb) AS r)
INSERT INTO catalog.variants AS v (id, product_id, position, sku, barcode, options, price_amount, compare_at_amount, currency, weight_grams, image_position)
SELECT (r->>'ID')::uuid, (r->>'ProductID')::uuid, (r->>'Position')::int, r->>'Sku', r->>'Barcode',
       ARRAY(SELECT jsonb_array_elements_text(r->'Options')), (r->>'PriceAmount')::bigint, (r->>'CompareAtAmount')::bigint,
       r->>'Currency', (r->>'WeightGrams')::int, (r->>'ImagePosition')::int
FROM given
ON CONFLICT (id) DO UPDATE
SET position = excluded.position, sku = excluded.sku, barcode = excluded.barcode, options = excluded.options,
    price_amount = excluded.price_amount, compare_at_amount = excluded.compare_at_amount, currency = excluded.currency,
    weight_grams = excluded.weight_grams, image_position = coalesce(excluded.image_position, v.image_position), archived_at = NULL;

-- ArchiveVariants is ArchiveOtherVariants for variants by their ids.
-- name: ArchiveVariants :exec
UPDATE catalog.variants
SET archived_at = @now::timestamptz, options = array_append(options, 'archived ' || id::text)
WHERE id = ANY(@ids::uuid[]) AND archived_at IS NULL;

-- name: SetVariantImages :exec
UPDATE catalog.variants v SET image_position = g.image_position
FROM (SELECT unnest(@ids::uuid[]) AS id, unnest(@positions::int[]) AS image_position) g
WHERE v.id = g.id AND v.product_id = @product_id;

-- ImageSizes tells of pictures that some product shows.
-- name: ImageSizes :many
SELECT DISTINCT ON (media_key) media_key, width, height FROM catalog.images WHERE media_key = ANY(@media_keys::text[]) ORDER BY media_key;

-- ProductsByHandle begins at the first product without a slug to begin after.
-- name: ProductsByHandle :many
SELECT id, slug, category_id, name, description, brand, tags, status, seo_title, seo_description
FROM catalog.products
WHERE store_id = @store_id AND slug > @after::text
ORDER BY slug
LIMIT @page_size;

-- name: AttributeValuesOfMany :many
SELECT product_id, attribute_id, text_value, number_value, boolean_value
FROM catalog.attribute_values
WHERE product_id = ANY(@product_ids::uuid[])
ORDER BY product_id, attribute_id;

-- name: DeleteAttributeValuesOfMany :exec
DELETE FROM catalog.attribute_values WHERE product_id = ANY(@product_ids::uuid[]);

-- name: InsertAttributeValuesOfMany :exec
WITH given AS (SELECT jsonb_array_elements(@attribute_values::jsonb) AS r)
INSERT INTO catalog.attribute_values (product_id, attribute_id, text_value, number_value, boolean_value)
SELECT (r->>'ProductID')::uuid, (r->>'AttributeID')::uuid, r->>'TextValue', (r->>'NumberValue')::float8, (r->>'BooleanValue')::boolean
FROM given;

-- name: AttributesInUse :many
SELECT DISTINCT v.attribute_id FROM catalog.attribute_values v JOIN catalog.products p ON p.id = v.product_id WHERE p.store_id = @store_id;
