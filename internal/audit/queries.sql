-- LockHead makes writers wait for each other until they commit. The time is the
-- database's, so that it goes with the order of the entries.
-- name: LockHead :one
SELECT seq, hash, clock_timestamp()::timestamptz AS at FROM audit.head FOR UPDATE;

-- InsertEntry writes an entry with its origin, if it has a salt, in one round trip.
-- name: InsertEntry :exec
WITH recorded AS (
    INSERT INTO audit.entries (seq, at, actor_id, action, target_kind, target_id, store_id, details, origin_digest, previous_hash, hash)
    VALUES (@seq, @at, @actor_id, @action, @target_kind, @target_id, @store_id, @details, @origin_digest, @previous_hash, @hash)
    RETURNING entries.seq, entries.at
)
INSERT INTO audit.origins (seq, recorded_at, salt, ip, user_agent)
SELECT recorded.seq, recorded.at, sqlc.narg('salt')::bytea, @ip, @user_agent FROM recorded WHERE sqlc.narg('salt')::bytea IS NOT NULL;

-- name: Head :one
SELECT seq, hash FROM audit.head;

-- name: HasEntry :one
SELECT EXISTS (SELECT FROM audit.entries WHERE seq = @seq AND hash = @hash);

-- name: Links :many
SELECT e.seq, e.at, e.actor_id, e.action, e.target_kind, e.target_id, e.store_id, e.details, e.origin_digest,
       e.previous_hash, e.hash, o.salt, o.ip, o.user_agent
FROM audit.entries e
LEFT JOIN audit.origins o ON o.seq = e.seq
WHERE e.seq > @after
ORDER BY e.seq
LIMIT @page_size;

-- name: ForgetOrigins :execrows
DELETE FROM audit.origins WHERE recorded_at < @before;
