-- UserByID comes with what other tables of this module say about the account.
-- name: UserByID :one
SELECT u.*,
       EXISTS (SELECT FROM auth.totp t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL) AS totp_enabled,
       (SELECT count(*) FROM auth.recovery_codes c WHERE c.user_id = u.id AND c.used_at IS NULL)::int AS recovery_codes_left,
       (SELECT count(*) FROM auth.passkeys p WHERE p.user_id = u.id)::int AS passkeys,
       coalesce((SELECT max(s.last_used_at) FROM auth.sessions s WHERE s.user_id = u.id), '0001-01-01 00:00Z')::timestamptz AS last_seen_at
FROM auth.users u
WHERE u.id = @id;

-- name: UserRow :one
SELECT * FROM auth.users WHERE id = @id;

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
SELECT kid, public_key FROM auth.signing_keys WHERE verifies_until IS NULL OR verifies_until > @now
ORDER BY verifies_until DESC NULLS FIRST, kid;

-- RetireSigningKeys says how long the keys so far still verify. None of them
-- is given more time than it has.
-- name: RetireSigningKeys :exec
UPDATE auth.signing_keys SET verifies_until = @until WHERE verifies_until IS NULL OR verifies_until > @until;

-- LockSigningKeys makes those who change keys wait for each other.
-- name: LockSigningKeys :exec
SELECT pg_advisory_xact_lock(hashtextextended('auth.signing_keys', 0));

-- name: SealedSigningKeys :many
SELECT kid, sealed_key FROM auth.signing_keys FOR UPDATE;

-- name: ResealSigningKey :exec
UPDATE auth.signing_keys SET sealed_key = @sealed_key WHERE kid = @kid;

-- name: SealedTOTP :many
SELECT user_id, sealed_secret FROM auth.totp WHERE user_id > @after ORDER BY user_id LIMIT 500 FOR UPDATE;

-- name: ResealTOTP :exec
UPDATE auth.totp SET sealed_secret = @sealed_secret WHERE user_id = @user_id;

-- name: ForgetSigningKeys :exec
DELETE FROM auth.signing_keys WHERE verifies_until <= @now;

-- name: LockUserByEmail :one
SELECT * FROM auth.users WHERE email = @email FOR NO KEY UPDATE;

-- InsertUser writes no row when the address is taken.
-- name: InsertUser :execrows
INSERT INTO auth.users (id, email, name, locale, role, password_hash, email_verified_at, is_demo, created_at, updated_at)
VALUES (@id, @email, @name, @locale, @role, @password_hash, @email_verified_at, @is_demo, @now, @now)
ON CONFLICT (email) DO NOTHING;

-- ReplaceUnverified is for who registers again before the address is verified.
-- name: ReplaceUnverified :exec
UPDATE auth.users SET password_hash = @password_hash::text, name = @name, locale = @locale, updated_at = @now
WHERE id = @id AND email_verified_at IS NULL;

-- name: SetPassword :exec
UPDATE auth.users SET password_hash = @password_hash::text, updated_at = @now WHERE id = @id;

-- VerifyEmail changes nothing when the address was verified before.
-- name: VerifyEmail :execrows
UPDATE auth.users SET email_verified_at = @now::timestamptz, updated_at = @now WHERE id = @id AND email_verified_at IS NULL;

-- name: SetEmail :exec
UPDATE auth.users SET email = @email, email_verified_at = @now::timestamptz, updated_at = @now WHERE id = @id;

-- name: SetProfile :execrows
UPDATE auth.users SET name = coalesce(sqlc.narg('name'), name), locale = coalesce(sqlc.narg('locale'), locale), updated_at = @now
WHERE id = @id;

-- name: SetRole :exec
UPDATE auth.users SET role = @role, updated_at = @now WHERE id = @id;

-- name: SetBlocked :exec
UPDATE auth.users SET blocked_at = sqlc.narg('blocked_at'), updated_at = @now WHERE id = @id;

-- name: InsertMailToken :exec
INSERT INTO auth.mail_tokens (digest, user_id, purpose, email, created_at, expires_at)
VALUES (@digest, @user_id, @purpose, @email, @created_at, @expires_at);

-- name: MailToken :one
SELECT user_id, email FROM auth.mail_tokens WHERE digest = @digest AND purpose = @purpose AND expires_at > @now;

-- TakeMailToken gives a token to one caller alone.
-- name: TakeMailToken :one
DELETE FROM auth.mail_tokens WHERE digest = @digest AND purpose = @purpose AND expires_at > @now RETURNING user_id, email;

-- name: DropMailTokens :exec
DELETE FROM auth.mail_tokens WHERE user_id = @user_id;

-- DropHalfSignIns ends sign-ins that began with a password that is no more.
-- name: DropHalfSignIns :exec
DELETE FROM auth.challenges WHERE user_id = @user_id::uuid;

-- LockSessionOfToken makes those who use tokens of one session wait for each
-- other: whether a token was used already is to be read after it.
-- name: LockSessionOfToken :one
SELECT s.id, s.user_id, s.created_at, s.expires_at, s.ended_at
FROM auth.sessions s
JOIN auth.refresh_tokens t ON t.session_id = s.id
WHERE t.digest = @digest
FOR NO KEY UPDATE OF s;

-- name: UseRefreshToken :execrows
UPDATE auth.refresh_tokens SET used_at = @now::timestamptz WHERE digest = @digest AND used_at IS NULL;

-- name: ExtendSession :exec
UPDATE auth.sessions SET last_used_at = @now, expires_at = @expires_at WHERE id = @id;

-- name: EndSession :execrows
UPDATE auth.sessions SET ended_at = @now::timestamptz, ended_because = @because::text WHERE id = @id AND ended_at IS NULL;

-- EndSessions ends those of a user, but for one that may be kept.
-- name: EndSessions :execrows
UPDATE auth.sessions SET ended_at = @now::timestamptz, ended_because = @because::text
WHERE user_id = @user_id AND ended_at IS NULL AND id IS DISTINCT FROM sqlc.narg('keep')::uuid;

-- name: Sessions :many
SELECT id, method, ip, user_agent, created_at, last_used_at, expires_at
FROM auth.sessions
WHERE user_id = @user_id AND ended_at IS NULL AND expires_at > @now
ORDER BY last_used_at DESC, id DESC;

-- name: OwnsSession :one
SELECT EXISTS (SELECT FROM auth.sessions WHERE id = @id AND user_id = @user_id);

-- name: APIKeys :many
SELECT id, name, prefix, scopes, created_at, expires_at, last_used_at, revoked_at
FROM auth.api_keys
WHERE user_id = @user_id
ORDER BY created_at DESC, id DESC;

-- name: CountAPIKeys :one
SELECT count(*) FROM auth.api_keys WHERE user_id = @user_id AND revoked_at IS NULL AND expires_at > @now;

-- name: InsertAPIKey :exec
INSERT INTO auth.api_keys (id, user_id, name, digest, prefix, scopes, created_at, expires_at)
VALUES (@id, @user_id, @name, @digest, @prefix, @scopes, @created_at, @expires_at);

-- name: RevokeAPIKey :execrows
UPDATE auth.api_keys SET revoked_at = @now::timestamptz WHERE id = @id AND user_id = @user_id AND revoked_at IS NULL;

-- name: RevokeAPIKeys :exec
UPDATE auth.api_keys SET revoked_at = @now::timestamptz WHERE user_id = @user_id AND revoked_at IS NULL;

-- name: OwnsAPIKey :one
SELECT EXISTS (SELECT FROM auth.api_keys WHERE id = @id AND user_id = @user_id);

-- name: Users :many
SELECT u.id, u.email, u.name, u.locale, u.role, u.email_verified_at, u.blocked_at, (u.password_hash IS NOT NULL)::bool AS has_password, u.created_at,
       EXISTS (SELECT FROM auth.totp t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL) AS totp_enabled,
       (SELECT count(*) FROM auth.passkeys p WHERE p.user_id = u.id)::int AS passkeys,
       coalesce((SELECT max(s.last_used_at) FROM auth.sessions s WHERE s.user_id = u.id), '0001-01-01 00:00Z')::timestamptz AS last_seen_at
FROM auth.users u
WHERE (sqlc.narg('words')::text IS NULL OR u.email LIKE '%' || lower(sqlc.narg('words')) || '%' OR u.name ILIKE '%' || sqlc.narg('words') || '%')
  AND (sqlc.narg('role')::text IS NULL OR u.role = sqlc.narg('role'))
  AND (sqlc.narg('before_at')::timestamptz IS NULL OR (u.created_at, u.id) < (sqlc.narg('before_at'), sqlc.narg('before_id')::uuid))
ORDER BY u.created_at DESC, u.id DESC
LIMIT @page_size;

-- name: Contacts :many
SELECT id, email, name, locale FROM auth.users WHERE id = ANY (@ids::uuid[]);

-- name: Operators :many
SELECT id, email, name, locale FROM auth.users WHERE role = 'admin' AND blocked_at IS NULL ORDER BY id;

-- ContactByEmail finds who has proved that the address is theirs.
-- name: ContactByEmail :one
SELECT id, email, name, locale FROM auth.users
WHERE email = @email AND email_verified_at IS NOT NULL AND blocked_at IS NULL;

-- name: HasDemoUsers :one
SELECT EXISTS (SELECT FROM auth.users WHERE is_demo);

-- name: DeleteDemoUsers :many
DELETE FROM auth.users WHERE is_demo RETURNING id;

-- name: DeleteUnverified :many
DELETE FROM auth.users WHERE id IN (
    SELECT u.id FROM auth.users u
    WHERE u.email_verified_at IS NULL AND u.created_at < @before AND u.updated_at < @before
    ORDER BY u.created_at LIMIT 500
    FOR UPDATE SKIP LOCKED)
RETURNING id;

-- name: ForgetSessions :execrows
DELETE FROM auth.sessions WHERE id IN (
    SELECT s.id FROM auth.sessions s
    WHERE s.expires_at < @before OR s.ended_at < @before
    LIMIT 500
    FOR UPDATE SKIP LOCKED);

-- name: ForgetRefreshTokens :execrows
DELETE FROM auth.refresh_tokens WHERE digest IN (
    SELECT t.digest FROM auth.refresh_tokens t WHERE t.used_at < @before LIMIT 1000);

-- name: ForgetMailTokens :exec
DELETE FROM auth.mail_tokens WHERE expires_at <= @now;

-- name: ForgetAPIKeys :exec
DELETE FROM auth.api_keys WHERE expires_at < @before OR revoked_at < @before;
