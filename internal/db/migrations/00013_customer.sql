-- +goose Up
SET LOCAL lock_timeout = '5s';

-- The carts of an account go with it. A merged cart is empty: its items are in
-- the cart that merged_into names, and adjustments is what the buyer was told.
ALTER TABLE cart.carts
    DROP CONSTRAINT carts_user_id_fkey,
    ADD CONSTRAINT carts_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE CASCADE,
    ADD COLUMN merged_into uuid REFERENCES cart.carts (id) ON DELETE CASCADE,
    ADD COLUMN adjustments jsonb,
    DROP CONSTRAINT carts_status_known,
    ADD CONSTRAINT carts_status_known CHECK (status IN ('open', 'converted', 'merged')),
    ADD CONSTRAINT carts_merged_has_target CHECK ((status = 'merged') = (merged_into IS NOT NULL));
CREATE UNIQUE INDEX carts_one_open ON cart.carts (user_id) WHERE status = 'open' AND user_id IS NOT NULL;
CREATE INDEX carts_merged_into ON cart.carts (merged_into) WHERE merged_into IS NOT NULL;

-- Orders that an account takes over once its address is verified.
CREATE INDEX orders_guest_email ON orders.orders (lower(email)) WHERE user_id IS NULL;

-- A store's orders whatever their state, and its stock product by product.
CREATE INDEX store_orders_newest ON orders.store_orders (store_id, placed_at DESC, id DESC);
CREATE INDEX products_store ON catalog.products (store_id, id);

-- +goose Down
DROP INDEX catalog.products_store;
DROP INDEX orders.store_orders_newest;
DROP INDEX orders.orders_guest_email;
DROP INDEX cart.carts_one_open;
DELETE FROM cart.carts WHERE status = 'merged';
ALTER TABLE cart.carts
    DROP COLUMN merged_into,
    DROP COLUMN adjustments,
    DROP CONSTRAINT carts_status_known,
    ADD CONSTRAINT carts_status_known CHECK (status IN ('open', 'converted')),
    DROP CONSTRAINT carts_user_id_fkey,
    ADD CONSTRAINT carts_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE SET NULL;
