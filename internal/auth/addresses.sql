-- name: Addresses :many
SELECT * FROM auth.addresses
WHERE user_id = @user_id
ORDER BY is_default_shipping DESC, is_default_billing DESC, created_at, id;

-- name: CountAddresses :one
SELECT count(*) FROM auth.addresses WHERE user_id = @user_id;

-- DropDefaults makes room for another default. Who calls it has locked the user.
-- name: DropDefaults :exec
UPDATE auth.addresses
SET is_default_shipping = is_default_shipping AND NOT @shipping::boolean, is_default_billing = is_default_billing AND NOT @billing::boolean
WHERE user_id = @user_id AND (is_default_shipping OR is_default_billing);

-- name: InsertAddress :exec
INSERT INTO auth.addresses (id, user_id, name, line1, line2, city, region, postal_code, country, phone,
    is_default_shipping, is_default_billing, created_at, updated_at)
VALUES (@id, @user_id, @name, @line1, @line2, @city, @region, @postal_code, @country, @phone,
    @is_default_shipping, @is_default_billing, @now, @now);

-- name: SetAddress :execrows
UPDATE auth.addresses
SET name = @name, line1 = @line1, line2 = @line2, city = @city, region = @region, postal_code = @postal_code,
    country = @country, phone = @phone, is_default_shipping = @is_default_shipping, is_default_billing = @is_default_billing, updated_at = @now
WHERE id = @id AND user_id = @user_id;

-- name: DeleteAddress :execrows
DELETE FROM auth.addresses WHERE id = @id AND user_id = @user_id;
