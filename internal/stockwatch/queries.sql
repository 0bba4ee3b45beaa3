-- SaveWishOfUser begins a wish, or begins one anew that was told.
-- name: SaveWishOfUser :exec
INSERT INTO stockwatch.wishes AS w (id, variant_id, user_id, locale, created_at, confirmed_at)
VALUES (@id, @variant_id, @user_id::uuid, @locale, @now::timestamptz, @now::timestamptz)
ON CONFLICT ON CONSTRAINT wishes_of_user_once DO UPDATE
SET created_at = CASE WHEN w.told_at IS NULL THEN w.created_at ELSE excluded.created_at END, told_at = NULL, locale = excluded.locale;

-- SaveWishOfEmail returns a wish that has to be confirmed, and none that waits
-- confirmed already. One that was told has to be confirmed anew.
-- name: SaveWishOfEmail :one
INSERT INTO stockwatch.wishes AS w (id, variant_id, email, locale, created_at)
VALUES (@id, @variant_id, @email::text, @locale, @now)
ON CONFLICT ON CONSTRAINT wishes_of_email_once DO UPDATE
SET created_at = excluded.created_at, confirmed_at = NULL, due_at = NULL, told_at = NULL, locale = excluded.locale
WHERE w.confirmed_at IS NULL OR w.told_at IS NOT NULL
RETURNING id;

-- name: Wish :one
SELECT * FROM stockwatch.wishes WHERE id = @id;

-- name: ConfirmWish :exec
UPDATE stockwatch.wishes SET confirmed_at = coalesce(confirmed_at, @now::timestamptz) WHERE id = @id;

-- WishesDue takes those along that are not confirmed, so that one which is just
-- being confirmed is not missed.
-- name: WishesDue :execrows
UPDATE stockwatch.wishes SET due_at = @now::timestamptz
WHERE variant_id = ANY(@variant_ids::uuid[]) AND told_at IS NULL AND due_at IS NULL;

-- NextDue begins with those who waited longest, and leaves those of another
-- process to it.
-- name: NextDue :many
SELECT * FROM stockwatch.wishes WHERE due_at IS NOT NULL AND confirmed_at IS NOT NULL
ORDER BY due_at, id
LIMIT @batch
FOR UPDATE SKIP LOCKED;

-- name: WishesTold :exec
UPDATE stockwatch.wishes SET told_at = @now::timestamptz, due_at = NULL WHERE id = ANY(@ids::uuid[]);

-- name: WishesWait :exec
UPDATE stockwatch.wishes SET due_at = NULL WHERE id = ANY(@ids::uuid[]);

-- name: ForgetWishes :execrows
DELETE FROM stockwatch.wishes
WHERE created_at < @oldest::timestamptz OR told_at < @told_before::timestamptz
   OR (confirmed_at IS NULL AND created_at < @unconfirmed_before::timestamptz);

-- name: Silence :exec
INSERT INTO stockwatch.silences (store_id, user_id, since) VALUES (@store_id, @user_id, @now)
ON CONFLICT (store_id, user_id) DO NOTHING;

-- name: EndSilence :exec
DELETE FROM stockwatch.silences WHERE store_id = @store_id AND user_id = @user_id;

-- name: SilentIn :many
SELECT user_id FROM stockwatch.silences WHERE store_id = @store_id;
