-- name: InsertConsent :exec
INSERT INTO privacy.consents (id, user_id, purpose, granted, version, recorded_at)
VALUES (@id, @user_id, @purpose, @granted, @version, @recorded_at);

-- CurrentConsents is the newest record of each purpose.
-- name: CurrentConsents :many
SELECT DISTINCT ON (purpose) * FROM privacy.consents
WHERE user_id = @user_id
ORDER BY purpose, recorded_at DESC, id DESC;

-- name: InsertExport :exec
INSERT INTO privacy.exports (id, user_id, requested_at, expires_at) VALUES (@id, @user_id, @requested_at, @expires_at);

-- name: ExportsOf :many
SELECT * FROM privacy.exports WHERE user_id = @user_id ORDER BY requested_at DESC, id DESC;

-- name: ReadyExport :one
SELECT * FROM privacy.exports WHERE id = @id AND user_id = @user_id AND status = 'ready' AND expires_at > @now;

-- name: ExportToPrepare :one
SELECT * FROM privacy.exports WHERE id = @id AND status = 'preparing';

-- name: SetReady :execrows
UPDATE privacy.exports SET status = 'ready', bytes = @bytes, ready_at = @ready_at WHERE id = @id AND status = 'preparing';

-- name: FailStuck :execrows
UPDATE privacy.exports SET status = 'failed' WHERE status = 'preparing' AND requested_at < @before;

-- name: DeleteExpired :execrows
DELETE FROM privacy.exports WHERE expires_at <= @now;

-- name: ExportExists :one
SELECT EXISTS (SELECT FROM privacy.exports WHERE id = @id);
