-- UserByID comes with what other tables of this module say about the account.
-- name: UserByID :one
SELECT u.*,
       EXISTS (SELECT FROM auth.totp t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL) AS totp_enabled,
       (SELECT count(*) FROM auth.recovery_codes c WHERE c.user_id = u.id AND c.used_at IS NULL)::int AS recovery_codes_left,
       (SELECT count(*) FROM auth.passkeys p WHERE p.user_id = u.id)::int AS passkeys,
       coalesce((SELECT max(s.last_used_at) FROM auth.sessions s WHERE s.user_id = u.id), '0001-01-01 00:00Z')::timestamptz AS last_seen_at
FROM auth.users u
WHERE u.id = @id;

-- name: UserByEmail :one
SELECT * FROM auth.users WHERE email = @email;

-- LockUser makes changes of who somebody is, and sign-ins, wait for each other.
-- name: LockUser :one
SELECT * FROM auth.users WHERE id = @id FOR NO KEY UPDATE;

-- name: InsertSession :exec
INSERT INTO auth.sessions (id, user_id, method, second_factor, ip, user_agent, created_at, authenticated_at, last_used_at, expires_at)
VALUES (@id, @user_id, @method, @second_factor, @ip, @user_agent, @now, @now, @now, @expires_at);

-- name: InsertRefreshToken :exec
INSERT INTO auth.refresh_tokens (digest, session_id, created_at) VALUES (@digest, @session_id, @created_at);

-- ActorOfSession finds nobody when the session has ended, the account is
-- blocked or gone, or the key that signed the token no longer verifies: the
-- token's own word is not enough.
-- name: ActorOfSession :one
SELECT u.role, s.authenticated_at, s.last_used_at
FROM auth.sessions s
JOIN auth.users u ON u.id = s.user_id
WHERE s.id = @session_id AND s.user_id = @user_id AND s.ended_at IS NULL AND s.expires_at > @now AND u.blocked_at IS NULL
  AND EXISTS (SELECT FROM auth.signing_keys k WHERE k.kid = @kid AND (k.verifies_until IS NULL OR k.verifies_until > @now));

-- TouchSession is lost when the disk fails within a moment, which harms nobody.
-- name: TouchSession :exec
WITH relaxed AS (SELECT set_config('synchronous_commit', 'off', true))
UPDATE auth.sessions SET last_used_at = @now FROM relaxed WHERE id = @id AND last_used_at <= @before;

-- name: ActorOfAPIKey :one
SELECT u.id AS user_id, u.role, k.id, k.scopes, k.last_used_at
FROM auth.api_keys k
JOIN auth.users u ON u.id = k.user_id
WHERE k.digest = @digest AND k.revoked_at IS NULL AND k.expires_at > @now AND u.blocked_at IS NULL;

-- name: TouchAPIKey :exec
WITH relaxed AS (SELECT set_config('synchronous_commit', 'off', true))
UPDATE auth.api_keys SET last_used_at = @now FROM relaxed
WHERE id = @id AND (last_used_at IS NULL OR last_used_at <= @before);

-- name: SigningKey :one
SELECT kid, sealed_key FROM auth.signing_keys WHERE verifies_until IS NULL;

-- name: InsertSigningKey :execrows
INSERT INTO auth.signing_keys (kid, public_key, sealed_key, created_at) VALUES (@kid, @public_key, @sealed_key, @created_at)
ON CONFLICT DO NOTHING;

-- name: VerifyingKeys :many
SELECT kid, public_key FROM auth.signing_keys WHERE verifies_until IS NULL OR verifies_until > @now ORDER BY created_at DESC;
