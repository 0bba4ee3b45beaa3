-- Which store may use which picture. The pictures themselves are files.
-- +goose Up
SET LOCAL lock_timeout = '3s';

CREATE SCHEMA media;

CREATE TABLE media.images (
    id        uuid PRIMARY KEY,
    store_id  uuid        NOT NULL REFERENCES stores.stores (id) ON DELETE CASCADE,
    media_key text        NOT NULL,
    width     int         NOT NULL CHECK (width > 0),
    height    int         NOT NULL CHECK (height > 0),
    added_at  timestamptz NOT NULL,
    -- When it was last put or taken from something: from then on it is kept a
    -- while although nothing shows it.
    used_at   timestamptz NOT NULL,
    CONSTRAINT images_key_unique UNIQUE (store_id, media_key)
);
CREATE INDEX images_newest ON media.images (store_id, added_at DESC, id DESC);
CREATE INDEX images_key ON media.images (media_key);

CREATE TABLE media.uploads (
    id           uuid PRIMARY KEY,
    store_id     uuid        NOT NULL REFERENCES stores.stores (id) ON DELETE CASCADE,
    content_type text        NOT NULL,
    bytes        int         NOT NULL CHECK (bytes > 0),
    created_at   timestamptz NOT NULL,
    image_id     uuid REFERENCES media.images (id) ON DELETE CASCADE -- null until it is complete
);
CREATE INDEX uploads_open ON media.uploads (store_id, created_at) WHERE image_id IS NULL;
CREATE INDEX uploads_old ON media.uploads (created_at);
CREATE INDEX uploads_image ON media.uploads (image_id) WHERE image_id IS NOT NULL;

-- Where the sweep goes on: a round is shorter than its way through all folders.
CREATE TABLE media.sweeps (
    one    boolean PRIMARY KEY DEFAULT true CHECK (one),
    folder text NOT NULL
);

ALTER TABLE media.images ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON media.images TO rialto_app USING (true);
CREATE POLICY merchant ON media.images TO rialto_merchant USING (store_id = stores.current_store_id());
ALTER TABLE media.uploads ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON media.uploads TO rialto_app USING (true);
CREATE POLICY merchant ON media.uploads TO rialto_merchant USING (store_id = stores.current_store_id());

-- The point of an image that stays in sight where it is cropped, in percent.
ALTER TABLE catalog.images ADD COLUMN focus_x smallint, ADD COLUMN focus_y smallint;
ALTER TABLE catalog.images ADD CONSTRAINT images_focus_inside
    CHECK ((focus_x IS NULL) = (focus_y IS NULL) AND focus_x BETWEEN 0 AND 100 AND focus_y BETWEEN 0 AND 100) NOT VALID;

-- +goose Down
ALTER TABLE catalog.images DROP CONSTRAINT images_focus_inside, DROP COLUMN focus_x, DROP COLUMN focus_y;
DROP SCHEMA media CASCADE;
