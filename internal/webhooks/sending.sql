-- Listeners are endpoints that want one of the events: those of the marketplace and those
-- of the stores. Paused ones are among them: what they miss is kept.
-- name: Listeners :many
SELECT id, store_id, event_types FROM webhooks.endpoints
WHERE (store_id IS NULL OR store_id = ANY(@store_ids::uuid[]))
  AND (event_types = '{}' OR event_types && @event_types::text[]);

-- name: InsertDeliveries :execrows
INSERT INTO webhooks.deliveries (id, endpoint_id, event_id, event_type, event_at, body, next_attempt_at, created_at)
SELECT unnest(@ids::uuid[]), unnest(@endpoint_ids::uuid[]), unnest(@event_ids::uuid[]), unnest(@event_types::text[]),
    unnest(@event_ats::timestamptz[]), unnest(@bodies::text[]), @now::timestamptz, @now::timestamptz
ON CONFLICT ON CONSTRAINT deliveries_once DO NOTHING;

-- name: TryClaimLock :one
SELECT pg_try_advisory_xact_lock(@key);

-- Claim leases deliveries that are due: of each endpoint only so many at once, one when
-- it keeps failing, and those of endpoints that are slow from a share of their own. Who
-- has the fewest under way comes first. The recursion walks from endpoint to endpoint in the index, however much waits for each.
-- name: Claim :many
WITH RECURSIVE waiting AS (
    (SELECT d.endpoint_id FROM webhooks.deliveries d WHERE d.status = 'pending' ORDER BY d.endpoint_id LIMIT 1)
    UNION ALL
    SELECT (SELECT d.endpoint_id FROM webhooks.deliveries d WHERE d.status = 'pending' AND d.endpoint_id > w.endpoint_id ORDER BY d.endpoint_id LIMIT 1)
    FROM waiting w WHERE w.endpoint_id IS NOT NULL
), free AS (
    SELECT e.id, e.slow, b.busy, greatest(0, CASE WHEN e.failures >= @failing::int THEN 1 ELSE @at_once::int END - b.busy) AS places
    FROM waiting w JOIN webhooks.endpoints e ON e.id = w.endpoint_id
    CROSS JOIN LATERAL (SELECT count(*) AS busy FROM webhooks.deliveries d WHERE d.endpoint_id = e.id AND d.leased_until > @now::timestamptz) b
    WHERE e.status = 'enabled'
), due AS (
    SELECT d.id, f.slow, row_number() OVER (PARTITION BY f.slow ORDER BY f.busy + d.nth, d.next_attempt_at) AS place
    FROM free f CROSS JOIN LATERAL (
        SELECT x.id, x.next_attempt_at, row_number() OVER (ORDER BY x.next_attempt_at, x.id) AS nth
        FROM webhooks.deliveries x
        WHERE x.endpoint_id = f.id AND x.status = 'pending' AND x.next_attempt_at <= @now::timestamptz
          AND (x.leased_until IS NULL OR x.leased_until <= @now::timestamptz)
        ORDER BY x.next_attempt_at, x.id
        LIMIT f.places
    ) d
)
UPDATE webhooks.deliveries d SET leased_until = @lease_until::timestamptz
FROM due, webhooks.endpoints e
WHERE d.id = due.id AND e.id = d.endpoint_id AND due.place <= CASE WHEN due.slow THEN @slow_places::int ELSE @quick_places::int END
RETURNING d.id, d.endpoint_id, d.event_id, d.event_type, d.body, d.tries, due.slow, e.url, e.sealed_secret, e.sealed_previous, e.previous_until;

-- Settle ends a lease with what came of it. It changes nothing when the lease was over.
-- name: Settle :one
UPDATE webhooks.deliveries
SET attempts = attempts + 1, tries = tries + 1, leased_until = NULL, status = @status, next_attempt_at = sqlc.narg('next_attempt_at')::timestamptz,
    last_result = @result::text, last_status_code = sqlc.narg('status_code')::int, finished_at = sqlc.narg('finished_at')::timestamptz
WHERE id = @id AND leased_until = @lease_until::timestamptz
RETURNING attempts;

-- name: Release :exec
UPDATE webhooks.deliveries SET leased_until = NULL WHERE id = @id AND leased_until = @lease_until::timestamptz;

-- name: InsertAttempt :exec
INSERT INTO webhooks.attempts (delivery_id, number, began_at, duration_ms, result, status_code, request_headers, response_headers, response_body, response_cut)
VALUES (@delivery_id, @number, @began_at, @duration_ms, @result, sqlc.narg('status_code')::int, @request_headers, @response_headers, @response_body, @response_cut);

-- name: EndpointWorked :exec
UPDATE webhooks.endpoints SET failing_since = NULL, failures = 0, slow = @slow
WHERE id = @id AND (failing_since IS NOT NULL OR slow <> @slow);

-- name: EndpointFailed :one
UPDATE webhooks.endpoints SET failing_since = coalesce(failing_since, @now::timestamptz), failures = failures + 1, slow = true
WHERE id = @id
RETURNING failing_since, failures;

-- name: EndpointToTell :one
SELECT id, store_id, url, status, paused_because, paused_at FROM webhooks.endpoints WHERE id = @id;

-- name: Forget :execrows
DELETE FROM webhooks.deliveries WHERE id IN (
    SELECT d.id FROM webhooks.deliveries d WHERE d.created_at < @before::timestamptz ORDER BY d.created_at LIMIT @batch
);

-- name: ForgetPreviousSecrets :exec
UPDATE webhooks.endpoints SET sealed_previous = NULL, previous_until = NULL WHERE previous_until <= @now::timestamptz;

-- name: Figures :one
SELECT
    (SELECT count(*) FROM webhooks.deliveries WHERE status = 'pending')::bigint AS pending,
    (SELECT count(*) FROM webhooks.endpoints WHERE status = 'paused')::bigint AS paused;
