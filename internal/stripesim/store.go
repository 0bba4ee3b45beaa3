package stripesim

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"rialto/internal/db"
)

// schema is what the simulator keeps. An object's body is what the API
// answers, with fields of our own that start with sim_.
const schema = `
CREATE SCHEMA IF NOT EXISTS stripesim;
CREATE TABLE IF NOT EXISTS stripesim.objects (
	seq        bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
	id         text PRIMARY KEY,
	kind       text NOT NULL,
	created    bigint NOT NULL, -- unix seconds, as in the body
	expires_at timestamptz,     -- of an open session
	body       jsonb NOT NULL
);
CREATE INDEX IF NOT EXISTS objects_by_kind ON stripesim.objects (kind, seq DESC);
CREATE INDEX IF NOT EXISTS objects_by_intent ON stripesim.objects ((body->>'payment_intent'), kind);
CREATE INDEX IF NOT EXISTS objects_expiring ON stripesim.objects (expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS stripesim.deliveries (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	event_id   text NOT NULL REFERENCES stripesim.objects (id),
	due_at     timestamptz NOT NULL,
	attempts   int NOT NULL DEFAULT 0,
	answer     text NOT NULL DEFAULT '', -- to the last attempt
	done_at    timestamptz               -- delivered, or given up
);
CREATE INDEX IF NOT EXISTS deliveries_due ON stripesim.deliveries (due_at) WHERE done_at IS NULL;
CREATE TABLE IF NOT EXISTS stripesim.idempotency (
	key         text PRIMARY KEY,
	fingerprint bytea NOT NULL, -- of the request
	answer      bytea NOT NULL,
	created_at  timestamptz NOT NULL
);
GRANT USAGE ON SCHEMA stripesim TO ` + db.AppRole + `;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA stripesim TO ` + db.AppRole + `;`

// schemaLock is the advisory lock under which the schema is made: IF NOT
// EXISTS alone lets two processes that start at once fail.
const schemaLock = 0x7374726970657369 // "stripesi"

// Install makes the simulator's schema if the database has none. owner may make
// schemas, see db.OpenOwner. Several at once wait for each other.
func Install(ctx context.Context, owner *pgxpool.Pool) error {
	err := db.InTx(ctx, owner, func(tx db.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(schemaLock)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, schema)
		return err
	})
	if err != nil {
		return fmt.Errorf("create the schema of the stripe simulator: %w", err)
	}
	return nil
}

// Kinds of objects, as Stripe's field object names them.
const (
	kindSession = "checkout.session"
	kindIntent  = "payment_intent"
	kindRefund  = "refund"
	kindEvent   = "event"
)

// insert keeps a new object. Only an open session has a time at which it
// expires.
func insert(ctx context.Context, tx db.Tx, kind, id string, created int64, expires *time.Time, object any) error {
	_, err := tx.Exec(ctx, `INSERT INTO stripesim.objects (id, kind, created, expires_at, body) VALUES ($1, $2, $3, $4, $5)`,
		id, kind, created, expires, object)
	if err != nil {
		return fmt.Errorf("insert %s: %w", kind, err)
	}
	return nil
}

// update replaces an object that the transaction has locked. A session that
// is open keeps the time at which it expires, any other has none.
func update(ctx context.Context, tx db.Tx, id string, object any) error {
	_, err := tx.Exec(ctx, `
		UPDATE stripesim.objects
		SET body = $2, expires_at = CASE WHEN $2::jsonb->>'status' = 'open' THEN expires_at END
		WHERE id = $1`, id, object)
	if err != nil {
		return fmt.Errorf("update %s: %w", id, err)
	}
	return nil
}

// lock reads an object into v and locks it for the rest of the transaction.
// The error for one that does not exist is Stripe's 404.
func lock(ctx context.Context, tx db.Tx, kind, id string, v any) error {
	return scan(tx.QueryRow(ctx, `SELECT body FROM stripesim.objects WHERE kind = $1 AND id = $2 FOR UPDATE`, kind, id), kind, id, v)
}

// read is lock without the lock.
func read(ctx context.Context, tx db.Tx, kind, id string, v any) error {
	return scan(tx.QueryRow(ctx, `SELECT body FROM stripesim.objects WHERE kind = $1 AND id = $2`, kind, id), kind, id, v)
}

func scan(row pgx.Row, kind, id string, v any) error {
	var body []byte
	err := row.Scan(&body)
	if db.NoRows(err) {
		return missing(kind, id)
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", kind, err)
	}
	if err := json.Unmarshal(body, v); err != nil {
		return fmt.Errorf("decode %s: %w", kind, err)
	}
	return nil
}

// newID returns a random id such as cs_test_….
func newID(prefix string) string { return prefix + rand.Text() }
