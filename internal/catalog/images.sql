-- LockProduct keeps others from changing the product until the transaction ends.
-- name: LockProduct :one
SELECT id, store_id, version FROM catalog.products WHERE id = @id AND store_id = @store_id FOR NO KEY UPDATE;

-- name: ProductVersion :one
SELECT version FROM catalog.products WHERE id = @id AND store_id = @store_id;

-- name: ImagesOfProduct :many
SELECT i.id, i.position, i.media_key, i.width, i.height, i.alt, i.focus_x, i.focus_y,
       ARRAY(SELECT v.id FROM catalog.variants v
             WHERE v.product_id = i.product_id AND v.image_position = i.position AND v.archived_at IS NULL
             ORDER BY v.position, v.id)::uuid[] AS variant_ids
FROM catalog.images i
WHERE i.product_id = @product_id
ORDER BY i.position;

-- name: InsertImage :exec
INSERT INTO catalog.images (id, product_id, position, media_key, width, height, alt, focus_x, focus_y)
VALUES (@id, @product_id, @position, @media_key, @width, @height, @alt, @focus_x, @focus_y);

-- name: ChangeImage :exec
UPDATE catalog.images SET alt = @alt, focus_x = @focus_x, focus_y = @focus_y WHERE id = @id AND product_id = @product_id;

-- name: DeleteImage :exec
DELETE FROM catalog.images WHERE id = @id AND product_id = @product_id;

-- MoveImagesAway makes room for new positions: two images never have one.
-- name: MoveImagesAway :exec
UPDATE catalog.images SET position = -1 - position WHERE product_id = @product_id;

-- PlaceImages numbers the images in the order of ids.
-- name: PlaceImages :exec
UPDATE catalog.images i SET position = w.at - 1
FROM (SELECT unnest(@ids::uuid[]) AS id, generate_subscripts(@ids::uuid[], 1) AS at) w
WHERE i.id = w.id AND i.product_id = @product_id;

-- FollowImages lets variants show the images they showed before: was are the
-- positions of before, is those of now. Where an image has gone, none is shown.
-- name: FollowImages :exec
UPDATE catalog.variants v
SET image_position = (
    SELECT w.is_at FROM (SELECT unnest(@was::int[]) AS was_at, unnest(@is_now::int[]) AS is_at) w WHERE w.was_at = v.image_position
)
WHERE v.product_id = @product_id AND v.image_position IS NOT NULL;

-- name: ShowImage :execrows
UPDATE catalog.variants v SET image_position = @position::int
WHERE v.product_id = @product_id AND v.archived_at IS NULL AND v.id = ANY(@variant_ids::uuid[]);

-- name: HideImage :exec
UPDATE catalog.variants v SET image_position = NULL WHERE v.product_id = @product_id AND v.image_position = @position::int;

-- name: TouchImages :one
UPDATE catalog.products SET image = @image, version = version + 1, updated_at = @updated_at WHERE id = @id RETURNING version;

-- PicturesInUse says which of the pictures a product shows.
-- name: PicturesInUse :many
SELECT DISTINCT media_key FROM catalog.images WHERE media_key = ANY(@media_keys::text[]);
