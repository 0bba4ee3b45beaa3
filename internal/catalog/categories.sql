-- CategoryBranch is a category and all below it.
-- name: CategoryBranch :many
WITH RECURSIVE branch AS (
    SELECT c.id FROM catalog.categories c WHERE c.id = @id
    UNION
    SELECT c.id FROM catalog.categories c JOIN branch ON c.parent_id = branch.id
)
SELECT id FROM branch;

-- AttributesOfCategory are its own and those it inherits, the root's first.
-- name: AttributesOfCategory :many
WITH RECURSIVE up AS (
    SELECT c.id, c.parent_id, 0 AS depth FROM catalog.categories c WHERE c.id = @category_id
    UNION
    SELECT c.id, c.parent_id, up.depth + 1 FROM catalog.categories c JOIN up ON c.id = up.parent_id
    WHERE up.depth < 100
)
SELECT a.id, a.category_id, a.name, a.kind, a.unit, a.choices, a.required, a.filterable, a.position, a.version
FROM catalog.attributes a
JOIN up ON up.id = a.category_id
ORDER BY up.depth DESC, a.position, a.name;

-- name: AllCategories :many
SELECT id, parent_id, slug, name, position, version FROM catalog.categories ORDER BY position, lower(name), id;

-- name: AllAttributes :many
SELECT id, category_id, name, kind, unit, choices, required, filterable, position, version
FROM catalog.attributes
ORDER BY position, name;

-- name: CategoryUse :many
SELECT category_id::uuid AS category_id, count(*)::int AS products FROM catalog.products WHERE category_id IS NOT NULL GROUP BY category_id;

-- name: AttributeUse :many
SELECT attribute_id, count(*)::int AS products FROM catalog.attribute_values GROUP BY attribute_id;

-- LockCategories lets one change the tree at a time: two moves could else make a
-- circle together.
-- name: LockCategories :many
SELECT id, parent_id, position FROM catalog.categories ORDER BY id FOR NO KEY UPDATE;

-- name: LockCategory :one
SELECT version FROM catalog.categories WHERE id = @id FOR NO KEY UPDATE;

-- name: AddCategory :exec
INSERT INTO catalog.categories (id, parent_id, slug, name, position)
VALUES (@id, @parent_id, @slug, @name, @position);

-- name: RenameCategory :exec
UPDATE catalog.categories SET name = @name, slug = @slug, version = version + 1 WHERE id = @id;

-- name: MoveCategory :exec
UPDATE catalog.categories SET parent_id = @parent_id, version = version + 1 WHERE id = @id;

-- PlaceCategories numbers categories in the order of ids.
-- name: PlaceCategories :exec
UPDATE catalog.categories c SET position = w.at - 1
FROM (SELECT unnest(@ids::uuid[]) AS id, generate_subscripts(@ids::uuid[], 1) AS at) w
WHERE c.id = w.id AND c.position <> w.at - 1;

-- ProductsOfCategory locks them, so that nobody edits them while they are moved.
-- name: ProductsOfCategory :many
SELECT id, store_id FROM catalog.products WHERE category_id = @category_id::uuid ORDER BY id FOR NO KEY UPDATE;

-- name: MoveProducts :exec
UPDATE catalog.products SET category_id = @to_id::uuid, version = version + 1, updated_at = @updated_at WHERE category_id = @from_id::uuid;

-- name: DeleteAttributesOfCategory :exec
DELETE FROM catalog.attributes WHERE category_id = @category_id;

-- name: DeleteCategory :exec
DELETE FROM catalog.categories WHERE id = @id;

-- name: AttributeByID :one
SELECT id, category_id, name, kind, unit, choices, required, filterable, position, version
FROM catalog.attributes
WHERE id = @id
FOR NO KEY UPDATE;

-- name: AddAttribute :exec
INSERT INTO catalog.attributes (id, category_id, name, kind, unit, choices, required, filterable, position)
VALUES (@id, @category_id, @name, @kind, @unit, @choices, @required, @filterable, @position);

-- name: UpdateAttribute :exec
UPDATE catalog.attributes
SET name = @name, kind = @kind, unit = @unit, choices = @choices, required = @required, filterable = @filterable,
    position = @position, version = version + 1
WHERE id = @id;

-- name: DeleteAttribute :execrows
DELETE FROM catalog.attributes WHERE id = @id;

-- name: ValuesInUse :many
SELECT DISTINCT coalesce(text_value, '')::text AS text_value FROM catalog.attribute_values WHERE attribute_id = @attribute_id;

-- name: CategoryNames :many
SELECT id, parent_id, slug, name FROM catalog.categories WHERE id = ANY(@ids::uuid[]);
