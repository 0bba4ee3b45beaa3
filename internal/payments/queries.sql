-- name: InsertPayment :exec
INSERT INTO payments.payments (id, order_id, status, amount, currency, session, next_check_at, created_at)
VALUES (@id, @order_id, 'pending', @amount, @currency, @session, @next_check_at, @created_at);

-- name: PaymentByOrder :one
SELECT * FROM payments.payments WHERE order_id = @order_id;

-- name: LockPayment :one
SELECT * FROM payments.payments WHERE id = @id FOR NO KEY UPDATE;

-- name: LockPaymentByOrder :one
SELECT * FROM payments.payments WHERE order_id = @order_id FOR NO KEY UPDATE;

-- name: LockPaymentByRef :one
SELECT * FROM payments.payments WHERE provider = 'stripe' AND provider_ref = @provider_ref FOR NO KEY UPDATE;

-- SetSession does not wait for the disk: should the server lose power in that
-- moment, opening the session again gives the same one.
-- name: SetSession :execrows
WITH relaxed AS (SELECT set_config('synchronous_commit', 'off', true))
UPDATE payments.payments
SET provider_ref = @provider_ref, url = @url, next_check_at = @next_check_at, checks = 0
FROM relaxed
WHERE id = @id AND status = 'pending';

-- name: SetCaptured :exec
UPDATE payments.payments
SET status = 'captured', captured_amount = amount, provider_ref = @provider_ref, provider_intent = @provider_intent,
    url = NULL, next_check_at = NULL, problem = NULL, processed_at = @now
WHERE id = @id;

-- name: SetCancelled :exec
UPDATE payments.payments SET status = 'cancelled', url = NULL, next_check_at = NULL, processed_at = @now WHERE id = @id;

-- name: SetProblem :exec
UPDATE payments.payments SET problem = @problem WHERE id = @id;

-- name: CheckSoon :exec
UPDATE payments.payments SET next_check_at = @now WHERE id = @id AND status = 'pending';

-- ClaimDue hands each payment that is due to one caller and moves its next
-- check away, further with every check.
-- name: ClaimDue :many
WITH due AS (
    SELECT d.id,
           (1 << least(d.checks, 5)) * CASE WHEN d.provider_ref IS NULL THEN interval '2 seconds' ELSE interval '30 seconds' END + @now::timestamptz AS next_check
    FROM payments.payments d
    WHERE d.next_check_at <= @now
    ORDER BY d.next_check_at
    LIMIT @batch
    FOR UPDATE SKIP LOCKED
)
UPDATE payments.payments p
SET checks = p.checks + 1, next_check_at = due.next_check
FROM due
WHERE p.id = due.id
RETURNING p.id, p.provider_ref;

-- name: InsertRefund :exec
INSERT INTO payments.refunds (id, payment_id, amount, currency, reason, status, created_at)
VALUES (@id, @payment_id, @amount, @currency, @reason, 'pending', @created_at);

-- name: AddRefunded :exec
UPDATE payments.payments
SET refunded_amount = refunded_amount + @amount,
    status = CASE WHEN refunded_amount + @amount = captured_amount THEN 'refunded' ELSE 'partially_refunded' END
WHERE id = @id;

-- name: PendingRefunds :many
SELECT r.id, r.amount, r.currency, p.provider_intent
FROM payments.refunds r JOIN payments.payments p ON p.id = r.payment_id
WHERE r.status = 'pending' AND (r.processed_at IS NULL OR r.processed_at < @asked_before::timestamptz)
ORDER BY r.created_at
LIMIT @batch;

-- name: SetRefund :exec
UPDATE payments.refunds SET status = @status, provider_ref = @provider_ref, processed_at = @now WHERE id = @id AND status = 'pending';

-- StoreEvent counts a repeat and returns how often the event came.
-- name: StoreEvent :one
INSERT INTO payments.webhook_events AS w (id, provider, event_id, type, payload, received_at)
VALUES (@id, 'stripe', @event_id, @type, @payload, @received_at)
ON CONFLICT ON CONSTRAINT webhook_events_once DO UPDATE SET deliveries = w.deliveries + 1
RETURNING deliveries;

-- name: LockEvent :one
SELECT * FROM payments.webhook_events WHERE id = @id FOR UPDATE;

-- name: SetEventOutcome :exec
UPDATE payments.webhook_events SET outcome = @outcome, processed_at = @now WHERE id = @id;

-- name: SessionInput :one
SELECT session FROM payments.payments WHERE id = @id;
