-- name: InsertChallenge :exec
INSERT INTO auth.challenges (digest, kind, user_id, data, created_at, expires_at)
VALUES (@digest, @kind, sqlc.narg('user_id'), @data, @created_at, @expires_at);

-- TakeChallenge gives a challenge to one caller alone.
-- name: TakeChallenge :one
DELETE FROM auth.challenges WHERE digest = @digest AND kind = @kind AND expires_at > @now RETURNING user_id, data;

-- name: ChallengedUser :one
SELECT u.id, u.email
FROM auth.challenges c
JOIN auth.users u ON u.id = c.user_id
WHERE c.digest = @digest AND c.kind = @kind AND c.expires_at > @now;

-- name: CountAttempt :execrows
UPDATE auth.challenges SET attempts = attempts + 1 WHERE digest = @digest AND kind = @kind AND expires_at > @now AND attempts < @at_most::int;

-- name: ForgetChallenges :exec
DELETE FROM auth.challenges WHERE expires_at <= @now;

-- name: HasTOTP :one
SELECT EXISTS (SELECT FROM auth.totp WHERE user_id = @user_id AND confirmed_at IS NOT NULL);

-- PutTOTP changes nothing when a secret is confirmed.
-- name: PutTOTP :execrows
INSERT INTO auth.totp AS t (user_id, sealed_secret, created_at) VALUES (@user_id, @sealed_secret, @created_at)
ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, created_at = excluded.created_at
WHERE t.confirmed_at IS NULL;

-- name: TOTP :one
SELECT sealed_secret, confirmed_at FROM auth.totp WHERE user_id = @user_id;

-- name: ConfirmTOTP :exec
UPDATE auth.totp SET confirmed_at = @confirmed_at::timestamptz, last_used_step = @step WHERE user_id = @user_id;

-- UseTOTPStep changes nothing for a code that was used, or is older than one.
-- name: UseTOTPStep :execrows
UPDATE auth.totp SET last_used_step = @step WHERE user_id = @user_id AND last_used_step < @step;

-- name: DeleteTOTP :one
DELETE FROM auth.totp WHERE user_id = @user_id RETURNING confirmed_at;

-- name: InsertRecoveryCodes :exec
INSERT INTO auth.recovery_codes (user_id, digest) SELECT @user_id, unnest(@digests::bytea[]);

-- name: UseRecoveryCode :execrows
UPDATE auth.recovery_codes SET used_at = @used_at::timestamptz WHERE user_id = @user_id AND digest = @digest AND used_at IS NULL;

-- name: DeleteRecoveryCodes :exec
DELETE FROM auth.recovery_codes WHERE user_id = @user_id;

-- name: Passkeys :many
SELECT * FROM auth.passkeys WHERE user_id = @user_id ORDER BY id;

-- name: InsertPasskey :exec
INSERT INTO auth.passkeys (id, user_id, credential_id, credential, name, created_at)
VALUES (@id, @user_id, @credential_id, @credential, @name, @created_at);

-- name: UsePasskey :exec
UPDATE auth.passkeys SET credential = @credential, last_used_at = @now::timestamptz WHERE id = @id;

-- name: DeletePasskey :execrows
DELETE FROM auth.passkeys WHERE id = @id AND user_id = @user_id;

-- name: Identities :many
SELECT * FROM auth.identities WHERE user_id = @user_id ORDER BY id;

-- name: IdentityBySubject :one
SELECT * FROM auth.identities WHERE provider = @provider AND subject = @subject;

-- name: InsertIdentity :exec
INSERT INTO auth.identities (id, user_id, provider, subject, email, created_at, last_used_at)
VALUES (@id, @user_id, @provider, @subject, @email, @created_at, @created_at);

-- name: UseIdentity :execrows
UPDATE auth.identities SET last_used_at = @now::timestamptz, email = coalesce(nullif(@email::text, ''), email) WHERE id = @id;

-- name: DeleteIdentity :one
DELETE FROM auth.identities WHERE id = @id AND user_id = @user_id RETURNING provider;

-- WaysIn counts what an account can sign in with. A provider that is no longer
-- configured is no way in.
-- name: WaysIn :one
SELECT ((SELECT count(*) FROM auth.users u WHERE u.id = @user_id::uuid AND u.password_hash IS NOT NULL)
      + (SELECT count(*) FROM auth.passkeys p WHERE p.user_id = @user_id::uuid)
      + (SELECT count(*) FROM auth.identities i WHERE i.user_id = @user_id::uuid AND i.provider = ANY (@providers::text[])))::int;

-- TakeOverUnverified is for the owner of an address under which somebody else
-- may have made an account: nothing that one entered stays.
-- name: TakeOverUnverified :execrows
UPDATE auth.users SET password_hash = NULL, name = @name, locale = @locale, email_verified_at = @now::timestamptz, updated_at = @now
WHERE id = @id AND email_verified_at IS NULL;
