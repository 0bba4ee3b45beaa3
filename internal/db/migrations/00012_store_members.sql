-- +goose Up
SET LOCAL lock_timeout = '5s';

CREATE TABLE stores.members (
    store_id uuid        NOT NULL REFERENCES stores.stores (id) ON DELETE CASCADE,
    user_id  uuid        NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    role     text        NOT NULL,
    added_at timestamptz NOT NULL,
    added_by uuid,
    PRIMARY KEY (store_id, user_id),
    CONSTRAINT members_role_known CHECK (role IN ('owner', 'manager', 'staff'))
);
CREATE INDEX members_user ON stores.members (user_id);

-- +goose Down
DROP TABLE stores.members;
