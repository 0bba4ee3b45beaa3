-- What a store does with its part of an order: parcels, cancellations and
-- refunds by item, notes, and the invoice.
-- +goose Up
SET LOCAL lock_timeout = '5s';

-- The language in which the buyer ordered, for the mails; empty if unknown.
ALTER TABLE orders.orders ADD COLUMN locale text NOT NULL DEFAULT '';

ALTER TABLE orders.store_orders
    ADD COLUMN refunded_amount bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT store_orders_refund_within_subtotal CHECK (refunded_amount BETWEEN 0 AND subtotal_amount) NOT VALID;

-- A piece that was ordered is shipped or cancelled, or neither yet. Of the
-- shipped ones some may have been refunded. Those that went back into stock are
-- restocked: all that were cancelled, and of the refunded ones what came back.
ALTER TABLE orders.items
    ADD COLUMN shipped_quantity   int NOT NULL DEFAULT 0,
    ADD COLUMN cancelled_quantity int NOT NULL DEFAULT 0,
    ADD COLUMN refunded_quantity  int NOT NULL DEFAULT 0,
    ADD COLUMN restocked_quantity int NOT NULL DEFAULT 0,
    ADD CONSTRAINT items_pieces_within_ordered CHECK (
        shipped_quantity >= 0 AND cancelled_quantity >= 0 AND shipped_quantity + cancelled_quantity <= quantity) NOT VALID,
    ADD CONSTRAINT items_refunded_were_shipped CHECK (refunded_quantity BETWEEN 0 AND shipped_quantity) NOT VALID,
    ADD CONSTRAINT items_restocked_came_back CHECK (restocked_quantity BETWEEN cancelled_quantity AND cancelled_quantity + refunded_quantity) NOT VALID;

CREATE TABLE orders.shipments (
    id              uuid PRIMARY KEY,
    store_order_id  uuid        NOT NULL REFERENCES orders.store_orders (id) ON DELETE CASCADE,
    carrier         text        NOT NULL,
    tracking_number text        NOT NULL DEFAULT '',
    tracking_url    text        NOT NULL DEFAULT '',
    shipped_at      timestamptz NOT NULL,
    delivered_at    timestamptz,
    CONSTRAINT shipments_carrier_length CHECK (length(carrier) BETWEEN 1 AND 100),
    CONSTRAINT shipments_tracking_url_safe CHECK (tracking_url = '' OR tracking_url LIKE 'https://%'),
    CONSTRAINT shipments_delivered_after_shipped CHECK (delivered_at >= shipped_at)
);
CREATE INDEX shipments_store_order ON orders.shipments (store_order_id);

CREATE TABLE orders.shipment_items (
    shipment_id uuid NOT NULL REFERENCES orders.shipments (id) ON DELETE CASCADE,
    item_id     uuid NOT NULL REFERENCES orders.items (id) ON DELETE CASCADE,
    quantity    int  NOT NULL,
    PRIMARY KEY (shipment_id, item_id),
    CONSTRAINT shipment_items_quantity_positive CHECK (quantity > 0)
);
CREATE INDEX shipment_items_item ON orders.shipment_items (item_id);

-- What a store gave back, and why: pieces that it cancelled before they left, and
-- money afterwards. A refund has the id of the provider's refund in payments; a
-- cancellation of what cost nothing has none there.
CREATE TABLE orders.refunds (
    id             uuid PRIMARY KEY,
    store_order_id uuid        NOT NULL REFERENCES orders.store_orders (id) ON DELETE CASCADE,
    kind           text        NOT NULL,
    amount         bigint      NOT NULL,
    currency       char(3)     NOT NULL,
    reason         text        NOT NULL,
    restocked      boolean     NOT NULL,
    created_at     timestamptz NOT NULL,
    CONSTRAINT refunds_kind_known CHECK (kind IN ('cancellation', 'refund')),
    CONSTRAINT refunds_amount_fits CHECK (amount > 0 OR amount = 0 AND kind = 'cancellation'),
    CONSTRAINT refunds_reason_length CHECK (length(reason) BETWEEN 1 AND 500)
);
CREATE INDEX refunds_store_order ON orders.refunds (store_order_id);

CREATE TABLE orders.refund_items (
    refund_id uuid NOT NULL REFERENCES orders.refunds (id) ON DELETE CASCADE,
    item_id   uuid NOT NULL REFERENCES orders.items (id) ON DELETE CASCADE,
    quantity  int  NOT NULL,
    PRIMARY KEY (refund_id, item_id),
    CONSTRAINT refund_items_quantity_positive CHECK (quantity > 0)
);
CREATE INDEX refund_items_item ON orders.refund_items (item_id);

-- What a team tells itself. The author's id leads nowhere once the account is gone.
CREATE TABLE orders.notes (
    id             uuid PRIMARY KEY,
    store_order_id uuid        NOT NULL REFERENCES orders.store_orders (id) ON DELETE CASCADE,
    author_id      uuid        NOT NULL,
    body           text        NOT NULL,
    created_at     timestamptz NOT NULL,
    CONSTRAINT notes_body_length CHECK (length(body) BETWEEN 1 AND 2000)
);
CREATE INDEX notes_store_order ON orders.notes (store_order_id);

-- An invoice is made once and never changed. What was sold and to whom does not
-- change either, so it holds only the number and who sold.
CREATE TABLE orders.invoices (
    store_order_id uuid PRIMARY KEY REFERENCES orders.store_orders (id),
    store_id       uuid        NOT NULL REFERENCES stores.stores (id),
    sequence       bigint      NOT NULL,
    number         text        NOT NULL,
    seller         jsonb       NOT NULL,
    issued_at      timestamptz NOT NULL,
    CONSTRAINT invoices_sequence_unique UNIQUE (store_id, sequence)
);

-- The last number of each store. A number is taken in the transaction that makes
-- the invoice, so there is no gap.
CREATE TABLE orders.invoice_numbers (
    store_id uuid PRIMARY KEY REFERENCES stores.stores (id),
    last     bigint NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION orders.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an invoice is never changed' USING ERRCODE = 'insufficient_privilege';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER invoices_stay BEFORE UPDATE OR DELETE ON orders.invoices FOR EACH STATEMENT EXECUTE FUNCTION orders.refuse();

-- Requests that a store's people made with an idempotency key. A row is there
-- when what was asked for is done.
CREATE TABLE orders.store_requests (
    store_id   uuid        NOT NULL REFERENCES stores.stores (id) ON DELETE CASCADE,
    key        text        NOT NULL,
    digest     bytea       NOT NULL,
    claimed_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, key)
);
CREATE INDEX store_requests_claimed ON orders.store_requests (claimed_at);

ALTER TABLE orders.shipments ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON orders.shipments TO rialto_app USING (true);
CREATE POLICY merchant ON orders.shipments TO rialto_merchant
    USING (EXISTS (SELECT FROM orders.store_orders s WHERE s.id = shipments.store_order_id));

ALTER TABLE orders.shipment_items ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON orders.shipment_items TO rialto_app USING (true);
CREATE POLICY merchant ON orders.shipment_items TO rialto_merchant
    USING (EXISTS (SELECT FROM orders.shipments s WHERE s.id = shipment_items.shipment_id));

ALTER TABLE orders.refunds ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON orders.refunds TO rialto_app USING (true);
CREATE POLICY merchant ON orders.refunds TO rialto_merchant
    USING (EXISTS (SELECT FROM orders.store_orders s WHERE s.id = refunds.store_order_id));

ALTER TABLE orders.refund_items ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON orders.refund_items TO rialto_app USING (true);
CREATE POLICY merchant ON orders.refund_items TO rialto_merchant
    USING (EXISTS (SELECT FROM orders.refunds r WHERE r.id = refund_items.refund_id));

ALTER TABLE orders.notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON orders.notes TO rialto_app USING (true);
CREATE POLICY merchant ON orders.notes TO rialto_merchant
    USING (EXISTS (SELECT FROM orders.store_orders s WHERE s.id = notes.store_order_id));

ALTER TABLE orders.invoices ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON orders.invoices TO rialto_app USING (true);
CREATE POLICY merchant ON orders.invoices TO rialto_merchant USING (store_id = stores.current_store_id());

ALTER TABLE orders.store_requests ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON orders.store_requests TO rialto_app USING (true);
CREATE POLICY merchant ON orders.store_requests TO rialto_merchant USING (store_id = stores.current_store_id());

-- A refund that could not be sent is tried again after a growing wait.
ALTER TABLE payments.refunds
    ADD COLUMN attempts        int NOT NULL DEFAULT 0,
    ADD COLUMN next_attempt_at timestamptz,
    ADD COLUMN problem         text;
CREATE INDEX refunds_to_send ON payments.refunds (created_at) WHERE status = 'pending';

-- +goose Down
DROP INDEX payments.refunds_to_send;
ALTER TABLE payments.refunds DROP COLUMN attempts, DROP COLUMN next_attempt_at, DROP COLUMN problem;
DROP TABLE orders.store_requests, orders.invoices, orders.invoice_numbers, orders.notes, orders.refund_items, orders.refunds,
    orders.shipment_items, orders.shipments;
DROP FUNCTION orders.refuse();
ALTER TABLE orders.items DROP COLUMN shipped_quantity, DROP COLUMN cancelled_quantity, DROP COLUMN refunded_quantity, DROP COLUMN restocked_quantity;
ALTER TABLE orders.store_orders DROP COLUMN refunded_amount;
ALTER TABLE orders.orders DROP COLUMN locale;
