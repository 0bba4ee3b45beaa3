-- name: InsertPayment :exec
INSERT INTO payments.payments (id, order_id, status, amount, currency, session, next_check_at, created_at)
VALUES (@id, @order_id, 'pending', @amount, @currency, @session, @next_check_at, @created_at);

-- name: PaymentByOrder :one
SELECT * FROM payments.payments WHERE order_id = @order_id;

-- name: PaymentsByOrders :many
SELECT order_id, status, url FROM payments.payments WHERE order_id = ANY(@order_ids::uuid[]);

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

-- name: RefundByID :one
SELECT * FROM payments.refunds WHERE id = @id;

-- name: RefundStatuses :many
SELECT id, status FROM payments.refunds WHERE id = ANY(@ids::uuid[]);

-- name: RefundsByPayment :many
SELECT * FROM payments.refunds WHERE payment_id = @payment_id ORDER BY created_at, id;

-- name: AddRefunded :exec
UPDATE payments.payments
SET refunded_amount = refunded_amount + @amount,
    status = CASE WHEN refunded_amount + @amount = captured_amount THEN 'refunded' ELSE 'partially_refunded' END
WHERE id = @id;

-- ClaimRefunds hands each that is due to one caller and moves its next attempt
-- away, further with every attempt.
-- name: ClaimRefunds :many
WITH due AS (
    SELECT d.id, least((1 << least(d.attempts, 12)) * interval '5 seconds', interval '6 hours') + @now::timestamptz AS next_attempt
    FROM payments.refunds d
    WHERE d.status = 'pending' AND coalesce(d.next_attempt_at, d.created_at) <= @now
    ORDER BY d.created_at
    LIMIT @batch
    FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE payments.refunds r SET attempts = r.attempts + 1, next_attempt_at = due.next_attempt
    FROM due
    WHERE r.id = due.id
    RETURNING r.id, r.payment_id, r.amount, r.currency, r.attempts, r.retries
)
SELECT c.id, c.amount, c.currency, c.attempts, c.retries, p.order_id, p.provider_intent
FROM claimed c JOIN payments.payments p ON p.id = c.payment_id;

-- SetRefund leaves a refund that is over as it is, and returns 0 for it.
-- name: SetRefund :execrows
UPDATE payments.refunds
SET status = @status, provider_ref = coalesce(@provider_ref, provider_ref), problem = @problem, processed_at = @now,
    next_attempt_at = @next_attempt_at
WHERE id = @id AND status = 'pending';

-- name: SetRefundProblem :exec
UPDATE payments.refunds SET problem = @problem WHERE id = @id AND status = 'pending';

-- RefundOfOrder locks a refund, so that it is tried again once.
-- name: RefundOfOrder :one
SELECT r.status FROM payments.refunds r JOIN payments.payments p ON p.id = r.payment_id
WHERE r.id = @id AND p.order_id = @order_id FOR UPDATE OF r;

-- name: RetryRefund :exec
UPDATE payments.refunds
SET status = 'pending', retries = retries + 1, attempts = 0, next_attempt_at = @now, provider_ref = NULL, processed_at = NULL
WHERE id = @id;

-- StoreEvent counts a repeat and returns how often the event came.
-- name: StoreEvent :one
INSERT INTO payments.webhook_events AS w (id, provider, event_id, type, payload, received_at)
VALUES (@id, 'stripe', @event_id, @type, @payload, @received_at)
ON CONFLICT ON CONSTRAINT webhook_events_once DO UPDATE SET deliveries = w.deliveries + 1
RETURNING deliveries;

-- name: LockEvent :one
SELECT * FROM payments.webhook_events WHERE id = @id FOR UPDATE;

-- EventsWaiting tells how many events were not worked on yet, and when the first came.
-- name: EventsWaiting :one
SELECT count(*) AS events, coalesce(min(received_at), 'epoch')::timestamptz AS oldest
FROM payments.webhook_events WHERE processed_at IS NULL;

-- name: SetEventOutcome :exec
UPDATE payments.webhook_events SET outcome = @outcome, processed_at = @now WHERE id = @id;

-- name: SessionInput :one
SELECT session FROM payments.payments WHERE id = @id;

-- AskToForget leaves what was asked for before as it is.
-- name: AskToForget :exec
INSERT INTO payments.redactions (payment_id, requested_at, next_check_at)
SELECT p.id, @now, @now FROM payments.payments p WHERE p.order_id = ANY(@orders::uuid[])
ON CONFLICT (payment_id) DO NOTHING;

-- StopOpening leaves payments whose page was never made to the order's expiry.
-- name: StopOpening :exec
UPDATE payments.payments SET next_check_at = NULL
WHERE order_id = ANY(@orders::uuid[]) AND status = 'pending' AND provider_ref IS NULL;

-- ClaimRedactions hands each that is due to one caller and moves its next check
-- away, further with every check.
-- name: ClaimRedactions :many
WITH due AS (
    SELECT d.payment_id, least((1 << least(d.checks, 10)) * interval '1 minute', interval '6 hours') + @now::timestamptz AS next_check
    FROM payments.redactions d
    WHERE d.next_check_at <= @now
    ORDER BY d.next_check_at
    LIMIT @batch
    FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE payments.redactions r SET checks = r.checks + 1, next_check_at = due.next_check
    FROM due
    WHERE r.payment_id = due.payment_id
    RETURNING r.payment_id, r.provider_ref
)
SELECT c.payment_id, c.provider_ref AS job, p.status, p.provider_ref AS session, p.provider_intent AS intent, p.processed_at,
       EXISTS (SELECT FROM payments.refunds f WHERE f.payment_id = p.id AND f.status = 'pending') AS refund_pending
FROM claimed c JOIN payments.payments p ON p.id = c.payment_id;

-- name: SetRedactionJob :exec
UPDATE payments.redactions SET provider_ref = @provider_ref, checks = 0 WHERE payment_id = @payment_id;

-- name: PostponeRedaction :exec
UPDATE payments.redactions SET next_check_at = @next_check_at, checks = 0 WHERE payment_id = @payment_id;

-- name: SetRedacted :exec
UPDATE payments.redactions SET done_at = @now, next_check_at = NULL, problem = NULL WHERE payment_id = @payment_id;

-- name: SetRedactionProblem :exec
UPDATE payments.redactions SET problem = @problem, next_check_at = NULL WHERE payment_id = @payment_id;

-- name: ForgetEvents :execrows
DELETE FROM payments.webhook_events WHERE received_at < @before AND processed_at IS NOT NULL;
