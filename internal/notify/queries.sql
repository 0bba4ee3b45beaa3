-- InsertMail returns no row for a mail that was written before.
-- name: InsertMail :execrows
INSERT INTO notify.mails (id, kind, cause, user_id, recipient, locale, subject, html, text, created_at)
VALUES (@id, @kind, @cause, @user_id, @recipient, @locale, @subject, @html, @text, @created_at)
ON CONFLICT ON CONSTRAINT mails_cause_once DO NOTHING;

-- name: BeginAttempt :one
UPDATE notify.mails SET attempts = attempts + 1 WHERE id = @id AND status = 'queued' RETURNING *;

-- SetSent keeps the log's line. The content goes, and so does an address that
-- no account would take along when it is erased. That it was refused once is over.
-- name: SetSent :exec
WITH accepted AS (DELETE FROM notify.refused_addresses r WHERE r.address_digest = @address_digest)
UPDATE notify.mails
SET status = 'sent', sent_at = @now, problem = NULL, html = '', text = '',
    recipient = CASE WHEN user_id IS NULL THEN '' ELSE recipient END
WHERE id = @id;

-- SetInMailbox keeps what the page shows, but for the address of an account
-- that was erased: erasure leaves none, in development neither.
-- name: SetInMailbox :exec
UPDATE notify.mails
SET status = 'sent', sent_at = @now, recipient = CASE WHEN kind = 'account_erased' THEN '' ELSE recipient END
WHERE id = @id;

-- SetFailed notes whose address was refused, unless answer is empty.
-- name: SetFailed :exec
WITH refused AS (
    INSERT INTO notify.refused_addresses (address_digest, answer, since)
    SELECT @address_digest, @answer::text, @now::timestamptz WHERE @answer::text <> ''
    ON CONFLICT (address_digest) DO UPDATE SET answer = excluded.answer
)
UPDATE notify.mails
SET status = 'failed', problem = CASE WHEN user_id IS NOT NULL THEN @problem::text END, html = '', text = '',
    recipient = CASE WHEN user_id IS NULL THEN '' ELSE recipient END
WHERE id = @id;

-- name: SetProblem :exec
UPDATE notify.mails SET problem = @problem::text WHERE id = @id;

-- name: ForgetMails :exec
DELETE FROM notify.mails WHERE created_at < @before;

-- name: ListMails :many
SELECT * FROM notify.mails
WHERE @recipient::text = '' OR recipient = @recipient
ORDER BY created_at DESC, id DESC
LIMIT @page_size;

-- name: Mail :one
SELECT * FROM notify.mails WHERE id = @id;

-- Accepts says whether somebody takes the mails about a topic: they did not opt
-- out, and no server refused the address.
-- name: Accepts :one
SELECT (NOT EXISTS (
        SELECT FROM notify.opt_outs o
        WHERE o.topic = @topic AND (o.user_id = sqlc.narg(user_id)::uuid OR o.address_digest = sqlc.narg(address_digest)::bytea)
    ) AND NOT EXISTS (
        SELECT FROM notify.refused_addresses r WHERE r.address_digest = @recipient_digest
    ))::boolean AS accepts;

-- name: OptOut :exec
INSERT INTO notify.opt_outs (user_id, address_digest, topic, since)
VALUES (sqlc.narg(user_id), sqlc.narg(address_digest), @topic, @since)
ON CONFLICT ON CONSTRAINT opt_outs_once DO NOTHING;

-- name: OptIn :exec
DELETE FROM notify.opt_outs
WHERE topic = @topic AND (user_id = sqlc.narg(user_id)::uuid OR address_digest = sqlc.narg(address_digest)::bytea);

-- name: DropQueued :exec
DELETE FROM notify.mails
WHERE status = 'queued' AND kind = ANY(@kinds::text[]) AND (
    user_id = sqlc.narg(user_id)::uuid
    OR user_id IS NULL AND sha256(convert_to(lower(recipient), 'UTF8')) = sqlc.narg(address_digest)::bytea
);

-- name: OptedOut :many
SELECT topic FROM notify.opt_outs WHERE user_id = @user_id::uuid;

-- name: RefusedAddresses :many
SELECT * FROM notify.refused_addresses r WHERE r.address_digest = ANY(@address_digests::bytea[]);

-- name: ForgetRefusals :exec
DELETE FROM notify.refused_addresses WHERE since < @before;

-- name: Waiting :many
SELECT kind, count(*) AS mails, min(created_at)::timestamptz AS oldest FROM notify.mails WHERE status = 'queued' GROUP BY kind;
