-- name: InsertMessage :execrows
INSERT INTO stocksync.messages (source, id, digest, processed_at) VALUES (@source, @id, @digest, @processed_at)
ON CONFLICT DO NOTHING;

-- name: MessageDigest :one
SELECT digest FROM stocksync.messages WHERE source = @source AND id = @id;

-- Advance returns the variants of which nothing later was said. Their rows stay locked.
-- name: Advance :many
INSERT INTO stocksync.levels (variant_id, true_at)
SELECT v, @true_at FROM unnest(@variant_ids::uuid[]) AS v ORDER BY v
ON CONFLICT (variant_id) DO UPDATE SET true_at = excluded.true_at WHERE levels.true_at <= excluded.true_at
RETURNING variant_id;

-- name: ForgetMessages :exec
DELETE FROM stocksync.messages WHERE processed_at < @before;
