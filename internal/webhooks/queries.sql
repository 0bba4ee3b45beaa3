-- InsertEndpoint takes the first slot that is free, and inserts nothing when none is.
-- name: InsertEndpoint :one
INSERT INTO webhooks.endpoints (id, store_id, slot, url, description, event_types, sealed_secret, created_by, created_at, updated_at)
SELECT @id, sqlc.narg('store_id')::uuid, free.slot, @url, @description, @event_types::text[], @sealed_secret, @created_by, @now::timestamptz, @now::timestamptz
FROM (
    SELECT s.slot::int AS slot FROM generate_series(1, @slots::int) AS s (slot)
    WHERE NOT EXISTS (SELECT FROM webhooks.endpoints e WHERE e.store_id IS NOT DISTINCT FROM sqlc.narg('store_id')::uuid AND e.slot = s.slot)
    ORDER BY 1 LIMIT 1
) free
RETURNING *;

-- name: Endpoints :many
SELECT sqlc.embed(e),
    (SELECT count(*) FROM webhooks.deliveries d WHERE d.endpoint_id = e.id AND d.status = 'pending')::int AS pending,
    (SELECT count(*) FROM webhooks.deliveries d WHERE d.endpoint_id = e.id AND d.status = 'failed')::int AS failed
FROM webhooks.endpoints e
WHERE e.store_id IS NOT DISTINCT FROM sqlc.narg('store_id')::uuid
ORDER BY e.created_at, e.id;

-- name: Endpoint :one
SELECT sqlc.embed(e),
    (SELECT count(*) FROM webhooks.deliveries d WHERE d.endpoint_id = e.id AND d.status = 'pending')::int AS pending,
    (SELECT count(*) FROM webhooks.deliveries d WHERE d.endpoint_id = e.id AND d.status = 'failed')::int AS failed
FROM webhooks.endpoints e
WHERE e.id = @id AND e.store_id IS NOT DISTINCT FROM sqlc.narg('store_id')::uuid;

-- name: LockEndpoint :one
SELECT * FROM webhooks.endpoints WHERE id = @id AND store_id IS NOT DISTINCT FROM sqlc.narg('store_id')::uuid FOR UPDATE;

-- name: UpdateEndpoint :execrows
UPDATE webhooks.endpoints SET url = @url, description = @description, event_types = @event_types::text[], version = version + 1, updated_at = @now
WHERE id = @id AND version = @version;

-- Pause leaves an endpoint alone that is paused already.
-- name: Pause :execrows
UPDATE webhooks.endpoints SET status = 'paused', paused_because = @because::text, paused_at = @now::timestamptz, version = version + 1, updated_at = @now
WHERE id = @id AND status = 'enabled';

-- Enable forgets how often an endpoint had failed.
-- name: Enable :execrows
UPDATE webhooks.endpoints SET status = 'enabled', paused_because = NULL, paused_at = NULL, failing_since = NULL, failures = 0, version = version + 1, updated_at = @now
WHERE id = @id AND status = 'paused';

-- name: SetSecret :exec
UPDATE webhooks.endpoints
SET sealed_secret = @sealed_secret, sealed_previous = @sealed_previous, previous_until = sqlc.narg('previous_until')::timestamptz, version = version + 1, updated_at = @now
WHERE id = @id;

-- name: DeleteEndpoint :one
DELETE FROM webhooks.endpoints WHERE id = @id AND store_id IS NOT DISTINCT FROM sqlc.narg('store_id')::uuid RETURNING *;

-- name: InsertDelivery :one
INSERT INTO webhooks.deliveries (id, endpoint_id, event_id, event_type, event_at, body, next_attempt_at, created_at)
VALUES (@id, @endpoint_id, @event_id, @event_type, @now::timestamptz, @body, @now::timestamptz, @now::timestamptz)
RETURNING *;

-- name: Deliveries :many
SELECT * FROM webhooks.deliveries
WHERE endpoint_id = @endpoint_id
  AND (sqlc.narg('status')::text IS NULL OR status = sqlc.narg('status')::text)
  AND (sqlc.narg('event_type')::text IS NULL OR event_type = sqlc.narg('event_type')::text)
  AND (sqlc.narg('before')::uuid IS NULL OR id < sqlc.narg('before')::uuid)
ORDER BY id DESC
LIMIT @page_size;

-- name: Delivery :one
SELECT * FROM webhooks.deliveries WHERE id = @id AND endpoint_id = @endpoint_id;

-- name: Attempts :many
SELECT * FROM webhooks.attempts WHERE delivery_id = @delivery_id ORDER BY number DESC;

-- Replay begins a delivery anew; one that waits is sent at once.
-- name: Replay :one
UPDATE webhooks.deliveries SET status = 'pending', tries = 0, next_attempt_at = @now::timestamptz, finished_at = NULL
WHERE id = @id AND endpoint_id = @endpoint_id
RETURNING *;

-- name: ReplayFailed :execrows
UPDATE webhooks.deliveries SET status = 'pending', tries = 0, next_attempt_at = @now::timestamptz, finished_at = NULL
WHERE endpoint_id = @endpoint_id AND status = 'failed' AND created_at >= @since::timestamptz;

-- name: SealedAlready :many
SELECT id, sealed_secret, sealed_previous FROM webhooks.endpoints FOR UPDATE;

-- name: Reseal :exec
UPDATE webhooks.endpoints SET sealed_secret = @sealed_secret, sealed_previous = @sealed_previous WHERE id = @id;
