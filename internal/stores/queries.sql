-- name: InsertStore :exec
INSERT INTO stores.stores (id, slug, name, tagline, description, location, status, logo, banner, created_at, updated_at, status_since)
VALUES (@id, @slug, @name, @tagline, @description, @location, @status, @logo, @banner, @created_at, @created_at, @created_at);

-- name: StoreByID :one
SELECT * FROM stores.stores WHERE id = @id AND status = 'active';

-- name: StoreBySlug :one
SELECT * FROM stores.stores WHERE slug = @slug AND status = 'active';

-- name: AnyStoreByID :one
SELECT * FROM stores.stores WHERE id = @id;

-- name: AnyStoreBySlug :one
SELECT * FROM stores.stores WHERE slug = @slug;

-- name: StoresByID :many
SELECT * FROM stores.stores WHERE id = ANY(@ids::uuid[]);

-- name: ListStores :many
SELECT * FROM stores.stores
WHERE status = 'active'
  AND (sqlc.narg('after_id')::uuid IS NULL OR (name, id) > (sqlc.narg('after_name')::text, sqlc.narg('after_id')::uuid))
ORDER BY name, id
LIMIT @page_size;

-- ListFeaturedFirst is ListStores with those that the marketplace shows first in
-- front, in their order.
-- name: ListFeaturedFirst :many
SELECT * FROM stores.stores
WHERE status = 'active'
  AND (sqlc.narg('after_id')::uuid IS NULL OR (coalesce(featured_position, 2147483647), name, id)
       > (sqlc.narg('after_position')::int, sqlc.narg('after_name')::text, sqlc.narg('after_id')::uuid))
ORDER BY coalesce(featured_position, 2147483647), name, id
LIMIT @page_size;

-- name: SuggestStores :many
SELECT * FROM stores.stores
WHERE status = 'active' AND lower(name) LIKE '%' || lower(@words::text) || '%'
ORDER BY name, id
LIMIT @page_size;

-- name: RoleOf :one
SELECT role FROM stores.members WHERE store_id = @store_id AND user_id = @user_id;

-- LockStore keeps others from changing the team until the transaction ends.
-- name: LockStore :one
SELECT * FROM stores.stores WHERE id = @id FOR NO KEY UPDATE;

-- LockOwnedStores is LockStore for each store that the user owns.
-- name: LockOwnedStores :many
SELECT id FROM stores.stores
WHERE id IN (SELECT store_id FROM stores.members WHERE user_id = @user_id AND role = 'owner') AND status <> 'closed'
ORDER BY id
FOR NO KEY UPDATE;

-- name: SolelyOwned :many
SELECT store_id FROM stores.members
WHERE role = 'owner' AND store_id = ANY(@store_ids::uuid[])
GROUP BY store_id
HAVING count(*) = 1 AND bool_and(user_id = @user_id);

-- name: MembersOfStore :many
SELECT user_id, role, added_at, added_by FROM stores.members WHERE store_id = @store_id ORDER BY added_at, user_id;

-- name: MemberOfStore :one
SELECT user_id, role, added_at, added_by FROM stores.members WHERE store_id = @store_id AND user_id = @user_id;

-- name: Memberships :many
SELECT m.user_id, m.role, s.id, s.slug, s.name, s.status
FROM stores.members m
JOIN stores.stores s ON s.id = m.store_id
WHERE m.user_id = ANY(@user_ids::uuid[])
ORDER BY s.name, s.id;

-- name: InsertMember :execrows
INSERT INTO stores.members (store_id, user_id, role, added_at, added_by)
VALUES (@store_id, @user_id, @role, @added_at, @added_by)
ON CONFLICT (store_id, user_id) DO NOTHING;

-- name: SetMemberRole :exec
UPDATE stores.members SET role = @role WHERE store_id = @store_id AND user_id = @user_id;

-- name: DeleteMember :exec
DELETE FROM stores.members WHERE store_id = @store_id AND user_id = @user_id;

-- name: Owners :many
SELECT store_id, user_id FROM stores.members WHERE store_id = ANY(@store_ids::uuid[]) AND role = 'owner' ORDER BY added_at, user_id;

-- CountUnopened is how many stores of somebody still wait to be let in.
-- name: CountUnopened :one
SELECT count(*) FROM stores.stores s JOIN stores.members m ON m.store_id = s.id
WHERE m.user_id = @user_id AND m.role = 'owner' AND s.status IN ('applying', 'submitted', 'refused');

-- LockApplicant makes applications of one user wait for each other.
-- name: LockApplicant :exec
SELECT pg_advisory_xact_lock(hashtextextended(@key::text, 0));

-- name: InsertApplication :exec
INSERT INTO stores.applications (store_id, applied_by, applied_at) VALUES (@store_id, @applied_by, @applied_at);

-- name: Application :one
SELECT * FROM stores.applications WHERE store_id = @store_id;

-- SetTerms and ConfirmStep make the application of a store that came in without.
-- name: SetTerms :exec
INSERT INTO stores.applications (store_id, applied_by, applied_at, terms_version, terms_accepted_at, terms_accepted_by)
VALUES (@store_id, @actor, @now::timestamptz, @terms_version, @now, @actor)
ON CONFLICT (store_id) DO UPDATE
SET terms_version = excluded.terms_version, terms_accepted_at = excluded.terms_accepted_at, terms_accepted_by = excluded.terms_accepted_by;

-- name: ConfirmStep :exec
INSERT INTO stores.applications AS a (store_id, applied_by, applied_at, confirmed_steps)
VALUES (@store_id, @actor, @now, CASE WHEN @done::boolean THEN ARRAY[@step::text] ELSE '{}' END)
ON CONFLICT (store_id) DO UPDATE
SET confirmed_steps = CASE WHEN @done THEN array_append(array_remove(a.confirmed_steps, @step), @step)
                           ELSE array_remove(a.confirmed_steps, @step) END;

-- name: SetSubmitted :exec
UPDATE stores.applications SET submitted_at = @now WHERE store_id = @store_id;

-- name: SetDecided :exec
UPDATE stores.applications SET decided_at = @now, decided_by = @decided_by WHERE store_id = @store_id;

-- name: SetStatus :one
UPDATE stores.stores
SET status = @status, status_since = @now, reason = @reason, version = version + 1, updated_at = @now
WHERE id = @id
RETURNING *;

-- name: SetHoliday :one
UPDATE stores.stores
SET holiday_since = @since, holiday_until = @until, holiday_message = @message, version = version + 1, updated_at = @now
WHERE id = @id AND version = @version
RETURNING *;

-- name: UpdateProfile :one
UPDATE stores.stores
SET name = @name, tagline = @tagline, description = @description, location = @location, shipping_policy = @shipping_policy,
    returns_policy = @returns_policy, privacy_policy = @privacy_policy, version = version + 1, updated_at = @now
WHERE id = @id AND version = @version
RETURNING *;

-- name: Business :one
SELECT * FROM stores.businesses WHERE store_id = @store_id;

-- PutBusiness writes nothing when the version is not the present one; that of
-- none is 0.
-- name: PutBusiness :one
INSERT INTO stores.businesses AS b (store_id, name, line1, line2, city, region, postal_code, country, phone, email, registration, tax_id, version, updated_at)
SELECT @store_id, @name, @line1, @line2, @city, @region, @postal_code, @country, @phone, @email, @registration, @tax_id, 1, @now
WHERE @version::int = 0 OR EXISTS (SELECT FROM stores.businesses e WHERE e.store_id = @store_id)
ON CONFLICT (store_id) DO UPDATE
SET name = excluded.name, line1 = excluded.line1, line2 = excluded.line2, city = excluded.city, region = excluded.region,
    postal_code = excluded.postal_code, country = excluded.country, phone = excluded.phone, email = excluded.email,
    registration = excluded.registration, tax_id = excluded.tax_id, version = b.version + 1, updated_at = excluded.updated_at
WHERE b.version = @version::int
RETURNING *;

-- name: PayoutAccount :one
SELECT * FROM stores.payout_accounts WHERE store_id = @store_id;

-- name: PutPayoutAccount :one
INSERT INTO stores.payout_accounts AS p (store_id, sealed, country, last4, version, updated_at, updated_by)
SELECT @store_id, @sealed, @country, @last4, 1, @now, @updated_by
WHERE @version::int = 0 OR EXISTS (SELECT FROM stores.payout_accounts e WHERE e.store_id = @store_id)
ON CONFLICT (store_id) DO UPDATE
SET sealed = excluded.sealed, country = excluded.country, last4 = excluded.last4, version = p.version + 1,
    updated_at = excluded.updated_at, updated_by = excluded.updated_by
WHERE p.version = @version::int
RETURNING *;

-- name: SealedPayouts :many
SELECT store_id, sealed FROM stores.payout_accounts WHERE store_id > @after ORDER BY store_id LIMIT 100 FOR NO KEY UPDATE;

-- name: ResealPayout :exec
UPDATE stores.payout_accounts SET sealed = @sealed WHERE store_id = @store_id;

-- AllStoresOldest and AllStoresNewest are for those who run the marketplace.
-- name: AllStoresOldest :many
SELECT * FROM stores.stores
WHERE (sqlc.narg('status')::text IS NULL OR status = sqlc.narg('status'))
  AND (sqlc.narg('words')::text IS NULL OR lower(name) LIKE '%' || lower(sqlc.narg('words')) || '%' OR slug LIKE '%' || lower(sqlc.narg('words')) || '%')
  AND (sqlc.narg('after_id')::uuid IS NULL OR (status_since, id) > (sqlc.narg('after_at')::timestamptz, sqlc.narg('after_id')::uuid))
ORDER BY status_since, id
LIMIT @page_size;

-- name: AllStoresNewest :many
SELECT * FROM stores.stores
WHERE (sqlc.narg('status')::text IS NULL OR status = sqlc.narg('status'))
  AND (sqlc.narg('words')::text IS NULL OR lower(name) LIKE '%' || lower(sqlc.narg('words')) || '%' OR slug LIKE '%' || lower(sqlc.narg('words')) || '%')
  AND (sqlc.narg('after_id')::uuid IS NULL OR (status_since, id) < (sqlc.narg('after_at')::timestamptz, sqlc.narg('after_id')::uuid))
ORDER BY status_since DESC, id DESC
LIMIT @page_size;

-- name: FeaturedStores :many
SELECT * FROM stores.stores WHERE featured_position IS NOT NULL ORDER BY featured_position, name, id;

-- name: NextFeaturedVersion :execrows
UPDATE stores.settings SET featured_version = featured_version + 1 WHERE featured_version = @version;

-- name: ClearFeatured :exec
UPDATE stores.stores SET featured_position = NULL WHERE featured_position IS NOT NULL AND NOT id = ANY(@keep::uuid[]);

-- name: SetFeatured :execrows
UPDATE stores.stores s SET featured_position = w.position
FROM (SELECT unnest(@ids::uuid[]) AS id, generate_subscripts(@ids::uuid[], 1) AS position) w
WHERE s.id = w.id AND s.status = 'active';

-- name: Settings :one
SELECT * FROM stores.settings;

-- name: PutSettings :one
UPDATE stores.settings
SET support_email = @support_email, terms_url = @terms_url, terms_version = @terms_version, required_steps = @required_steps,
    custom_steps = @custom_steps, version = version + 1, updated_at = @now
WHERE version = @version
RETURNING *;

-- name: OpenInvitations :many
SELECT * FROM stores.invitations WHERE store_id = @store_id AND accepted_at IS NULL AND revoked_at IS NULL ORDER BY sent_at DESC, id DESC LIMIT 200;

-- PutInvitation asks anew whoever was asked before and did not answer.
-- name: PutInvitation :one
INSERT INTO stores.invitations AS i (id, store_id, email, user_id, role, digest, invited_by, invited_at, sent_at, expires_at)
VALUES (@id, @store_id, @email, @user_id, @role, @digest, @invited_by, @now, @now, @expires_at)
ON CONFLICT (store_id, email) WHERE accepted_at IS NULL AND revoked_at IS NULL DO UPDATE
SET user_id = excluded.user_id, role = excluded.role, digest = excluded.digest, invited_by = excluded.invited_by, sent_at = excluded.sent_at,
    sent_times = i.sent_times + 1, expires_at = excluded.expires_at
RETURNING *;

-- name: CountOpenInvitations :one
SELECT count(*) FROM stores.invitations WHERE store_id = @store_id AND accepted_at IS NULL AND revoked_at IS NULL;

-- name: ResendInvitation :one
UPDATE stores.invitations SET digest = @digest, sent_at = @now, sent_times = sent_times + 1, expires_at = @expires_at
WHERE id = @id AND store_id = @store_id AND accepted_at IS NULL AND revoked_at IS NULL
RETURNING *;

-- name: RevokeInvitation :one
UPDATE stores.invitations SET revoked_at = @now
WHERE id = @id AND store_id = @store_id AND accepted_at IS NULL AND revoked_at IS NULL
RETURNING *;

-- name: InvitationByDigest :one
SELECT i.*, s.name AS store_name, s.slug AS store_slug, s.status AS store_status
FROM stores.invitations i JOIN stores.stores s ON s.id = i.store_id
WHERE i.digest = @digest AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > @now;

-- name: AcceptInvitation :execrows
UPDATE stores.invitations SET accepted_at = @now, user_id = @user_id WHERE id = @id AND accepted_at IS NULL AND revoked_at IS NULL;

-- ForgetInvitations deletes those that nobody can use any more.
-- name: ForgetInvitations :exec
DELETE FROM stores.invitations WHERE coalesce(accepted_at, revoked_at, expires_at) < @before::timestamptz;
