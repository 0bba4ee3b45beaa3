-- InsertMail returns no row for a mail that was written before.
-- name: InsertMail :execrows
INSERT INTO notify.mails (id, kind, cause, user_id, recipient, locale, subject, html, text, created_at)
VALUES (@id, @kind, @cause, @user_id, @recipient, @locale, @subject, @html, @text, @created_at)
ON CONFLICT ON CONSTRAINT mails_cause_once DO NOTHING;

-- name: BeginAttempt :one
UPDATE notify.mails SET attempts = attempts + 1 WHERE id = @id AND status = 'queued' RETURNING *;

-- SetSent keeps the log's line. The content goes, and so does an address that
-- no account would take along when it is erased.
-- name: SetSent :exec
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

-- name: SetFailed :exec
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
