-- +goose Up
SET LOCAL lock_timeout = '5s';
ALTER TABLE orders.store_orders VALIDATE CONSTRAINT store_orders_refund_within_subtotal;
ALTER TABLE orders.items VALIDATE CONSTRAINT items_pieces_within_ordered;
ALTER TABLE orders.items VALIDATE CONSTRAINT items_refunded_were_shipped;
ALTER TABLE orders.items VALIDATE CONSTRAINT items_restocked_came_back;

-- +goose Down
SELECT 1;
