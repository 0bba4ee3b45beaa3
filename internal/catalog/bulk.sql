-- name: BulkProducts :many
SELECT id, name, version, status, tags, category_id, currency
FROM catalog.products
WHERE store_id = @store_id AND id = ANY(@ids::uuid[])
ORDER BY id;

-- name: BulkVariants :many
SELECT v.id, v.product_id, v.options, v.price_amount, v.compare_at_amount, i.quantity_available
FROM catalog.variants v
JOIN catalog.inventory i ON i.variant_id = v.id
WHERE v.product_id = ANY(@product_ids::uuid[]) AND v.archived_at IS NULL
ORDER BY v.product_id, v.position, v.id;

-- name: BulkAttributes :many
SELECT product_id, attribute_id FROM catalog.attribute_values WHERE product_id = ANY(@product_ids::uuid[]);

-- name: InsertBulkEdit :exec
INSERT INTO catalog.bulk_edits (id, store_id, products, created_at) VALUES (@id, @store_id, @products, @created_at);

-- name: BulkEdit :one
SELECT b.id, b.status, b.products, b.created_at, b.applied_at, b.undone_at,
       count(r.number) FILTER (WHERE r.problem IS NULL)::int AS done,
       count(r.number) FILTER (WHERE r.problem IS NOT NULL)::int AS refused,
       count(r.number) FILTER (WHERE r.undo_problem IS NOT NULL)::int AS kept
FROM catalog.bulk_edits b
LEFT JOIN catalog.bulk_edit_rows r ON r.bulk_edit_id = b.id
WHERE b.id = @id AND b.store_id = @store_id AND b.created_at > @since
GROUP BY b.id;

-- name: BulkEdits :many
SELECT b.id, b.status, b.products, b.created_at, b.applied_at, b.undone_at,
       count(r.number) FILTER (WHERE r.problem IS NULL)::int AS done,
       count(r.number) FILTER (WHERE r.problem IS NOT NULL)::int AS refused,
       count(r.number) FILTER (WHERE r.undo_problem IS NOT NULL)::int AS kept
FROM (
    SELECT * FROM catalog.bulk_edits l
    WHERE l.store_id = @store_id AND l.created_at > @since AND l.status <> 'previewed'
    ORDER BY l.created_at DESC
    LIMIT 50
) b
LEFT JOIN catalog.bulk_edit_rows r ON r.bulk_edit_id = b.id
GROUP BY b.id, b.status, b.products, b.created_at, b.applied_at, b.undone_at
ORDER BY b.created_at DESC;

-- name: BulkEditRows :many
SELECT number, product_id, product_name, variant_id, options, field, before, after, problem, undo_problem
FROM catalog.bulk_edit_rows
WHERE bulk_edit_id = @bulk_edit_id AND number > @after_number
  AND (NOT @problems::boolean OR problem IS NOT NULL OR undo_problem IS NOT NULL)
ORDER BY number
LIMIT @page_size;

-- name: LockBulkEdit :one
SELECT status FROM catalog.bulk_edits WHERE id = @id AND store_id = @store_id AND created_at > @since FOR UPDATE;

-- name: SetBulkEditApplied :exec
UPDATE catalog.bulk_edits SET status = 'applied', applied_at = @at WHERE id = @id;

-- name: SetBulkEditUndone :exec
UPDATE catalog.bulk_edits SET status = 'undone', undone_at = @at WHERE id = @id;

-- LockBulkProducts locks the products of a bulk edit in the order of ids.
-- name: LockBulkProducts :many
SELECT p.id FROM catalog.products p
WHERE p.id IN (SELECT r.product_id FROM catalog.bulk_edit_rows r WHERE r.bulk_edit_id = @bulk_edit_id)
ORDER BY p.id
FOR NO KEY UPDATE;

-- name: RefuseChanged :exec
UPDATE catalog.bulk_edit_rows r SET problem = 'changed_meanwhile'
WHERE r.bulk_edit_id = @bulk_edit_id AND r.problem IS NULL
  AND NOT EXISTS (SELECT FROM catalog.products p WHERE p.id = r.product_id AND p.version = r.product_version);

-- name: ForgetBulkEdits :execrows
DELETE FROM catalog.bulk_edits WHERE created_at < @before;

-- name: BulkStock :many
SELECT r.number, r.variant_id::uuid AS variant_id, ((r.after ->> 'quantity')::int - (r.before ->> 'quantity')::int)::int AS delta
FROM catalog.bulk_edit_rows r
WHERE r.bulk_edit_id = @bulk_edit_id AND r.field = 'stock' AND r.problem IS NULL AND r.undo_problem IS NULL
ORDER BY r.variant_id;

-- name: LockStock :many
SELECT i.variant_id, i.quantity_available FROM catalog.inventory i
WHERE i.variant_id = ANY(@variant_ids::uuid[])
ORDER BY i.variant_id
FOR NO KEY UPDATE;

-- name: RefuseRows :exec
UPDATE catalog.bulk_edit_rows SET problem = @problem::text WHERE bulk_edit_id = @bulk_edit_id AND number = ANY(@numbers::int[]);

-- name: KeepRows :exec
UPDATE catalog.bulk_edit_rows SET undo_problem = @problem::text WHERE bulk_edit_id = @bulk_edit_id AND number = ANY(@numbers::int[]);

-- name: ApplyPrices :exec
UPDATE catalog.variants v SET price_amount = (r.after ->> 'amount')::bigint
FROM catalog.bulk_edit_rows r
WHERE r.bulk_edit_id = @bulk_edit_id AND r.field = 'price' AND r.problem IS NULL AND v.id = r.variant_id;

-- name: ApplyCompareAt :exec
UPDATE catalog.variants v SET compare_at_amount = (r.after ->> 'amount')::bigint
FROM catalog.bulk_edit_rows r
WHERE r.bulk_edit_id = @bulk_edit_id AND r.field = 'compare_at' AND r.problem IS NULL AND v.id = r.variant_id;

-- name: ApplyStatus :exec
UPDATE catalog.products p SET status = r.after ->> 'status'
FROM catalog.bulk_edit_rows r
WHERE r.bulk_edit_id = @bulk_edit_id AND r.field = 'status' AND r.problem IS NULL AND p.id = r.product_id;

-- name: ApplyTags :exec
UPDATE catalog.products p SET tags = ARRAY(SELECT jsonb_array_elements_text(r.after -> 'tags'))
FROM catalog.bulk_edit_rows r
WHERE r.bulk_edit_id = @bulk_edit_id AND r.field = 'tags' AND r.problem IS NULL AND p.id = r.product_id;

-- name: ApplyCategory :exec
UPDATE catalog.products p SET category_id = (r.after ->> 'id')::uuid
FROM catalog.bulk_edit_rows r
WHERE r.bulk_edit_id = @bulk_edit_id AND r.field = 'category' AND r.problem IS NULL AND p.id = r.product_id;

-- KeepChangedVariants marks what is no longer as the bulk edit left it.
-- name: KeepChangedVariants :exec
UPDATE catalog.bulk_edit_rows r
SET undo_problem = CASE WHEN EXISTS (SELECT FROM catalog.variants v WHERE v.id = r.variant_id AND v.archived_at IS NULL) THEN 'changed_since' ELSE 'gone' END
WHERE r.bulk_edit_id = @bulk_edit_id AND r.problem IS NULL AND r.field IN ('price', 'compare_at', 'stock')
  AND NOT EXISTS (
      SELECT FROM catalog.variants v
      WHERE v.id = r.variant_id AND v.archived_at IS NULL
        AND (r.field <> 'price' OR v.price_amount = (r.after ->> 'amount')::bigint)
        AND (r.field <> 'compare_at' OR v.compare_at_amount IS NOT DISTINCT FROM (r.after ->> 'amount')::bigint)
  );

-- name: KeepChangedProducts :exec
UPDATE catalog.bulk_edit_rows r
SET undo_problem = CASE WHEN EXISTS (SELECT FROM catalog.products p WHERE p.id = r.product_id) THEN 'changed_since' ELSE 'gone' END
WHERE r.bulk_edit_id = @bulk_edit_id AND r.problem IS NULL AND r.field IN ('status', 'tags', 'category')
  AND NOT EXISTS (
      SELECT FROM catalog.products p
      WHERE p.id = r.product_id
        AND (r.field <> 'status' OR p.status = r.after ->> 'status')
        AND (r.field <> 'tags' OR to_jsonb(p.tags) = r.after -> 'tags')
        AND (r.field <> 'category' OR p.category_id IS NOT DISTINCT FROM (r.after ->> 'id')::uuid)
  );

-- KeepLostCategories marks products whose category of before is gone.
-- name: KeepLostCategories :exec
UPDATE catalog.bulk_edit_rows r SET undo_problem = 'gone'
WHERE r.bulk_edit_id = @bulk_edit_id AND r.problem IS NULL AND r.undo_problem IS NULL AND r.field = 'category'
  AND r.before ->> 'id' IS NOT NULL AND NOT (r.before ->> 'id')::uuid = ANY(@known::uuid[]);

-- name: UndoPrices :exec
UPDATE catalog.variants v SET price_amount = (r.before ->> 'amount')::bigint
FROM catalog.bulk_edit_rows r
WHERE r.bulk_edit_id = @bulk_edit_id AND r.field = 'price' AND r.problem IS NULL AND r.undo_problem IS NULL AND v.id = r.variant_id;

-- name: UndoCompareAt :exec
UPDATE catalog.variants v SET compare_at_amount = (r.before ->> 'amount')::bigint
FROM catalog.bulk_edit_rows r
WHERE r.bulk_edit_id = @bulk_edit_id AND r.field = 'compare_at' AND r.problem IS NULL AND r.undo_problem IS NULL AND v.id = r.variant_id;

-- name: UndoStatus :exec
UPDATE catalog.products p SET status = r.before ->> 'status'
FROM catalog.bulk_edit_rows r
WHERE r.bulk_edit_id = @bulk_edit_id AND r.field = 'status' AND r.problem IS NULL AND r.undo_problem IS NULL AND p.id = r.product_id;

-- name: UndoTags :exec
UPDATE catalog.products p SET tags = ARRAY(SELECT jsonb_array_elements_text(r.before -> 'tags'))
FROM catalog.bulk_edit_rows r
WHERE r.bulk_edit_id = @bulk_edit_id AND r.field = 'tags' AND r.problem IS NULL AND r.undo_problem IS NULL AND p.id = r.product_id;

-- name: UndoCategory :exec
UPDATE catalog.products p SET category_id = (r.before ->> 'id')::uuid
FROM catalog.bulk_edit_rows r
WHERE r.bulk_edit_id = @bulk_edit_id AND r.field = 'category' AND r.problem IS NULL AND r.undo_problem IS NULL AND p.id = r.product_id;

-- TouchBulkProducts makes the products whose fields were written agree with their
-- variants, and counts their versions up.
-- name: TouchBulkProducts :many
UPDATE catalog.products p
SET price_amount = c.price_amount, compare_at_amount = c.compare_at_amount, price_varies = c.varies,
    version = p.version + 1, updated_at = @updated_at
FROM (
    SELECT DISTINCT ON (v.product_id) v.product_id, v.price_amount, v.compare_at_amount,
           (min(v.price_amount) OVER (PARTITION BY v.product_id) <> max(v.price_amount) OVER (PARTITION BY v.product_id))::boolean AS varies
    FROM catalog.variants v
    WHERE v.archived_at IS NULL AND v.product_id IN (
        SELECT r.product_id FROM catalog.bulk_edit_rows r
        WHERE r.bulk_edit_id = @bulk_edit_id AND r.problem IS NULL AND r.undo_problem IS NULL AND r.field <> 'stock'
    )
    ORDER BY v.product_id, v.price_amount, v.position, v.id
) c
WHERE p.id = c.product_id
RETURNING p.id;
