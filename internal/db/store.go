package db

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// InStoreTx is InTx as MerchantRole: the transaction sees the rows of this store
// and of no other, whatever its statements ask for, and what a merchant has no
// business with is refused. Which rows and what else is in migration 11 and
// grants.sql. It does not ask who may act for the store.
func InStoreTx(ctx context.Context, pool *Pool, storeID uuid.UUID, fn func(tx Tx) error) error {
	return inTx(ctx, pool, pgx.TxOptions{BeginQuery: beginInStore(storeID)}, fn)
}

// InStoreSnapshot is InStoreTx for reading alone: all statements see the store as it
// is at the first. It goes where Reads says. fn runs once, so it may write what it reads
// somewhere else.
func InStoreSnapshot(ctx context.Context, pool *Pool, storeID uuid.UUID, fn func(tx Tx) error) error {
	begin := strings.Replace(beginInStore(storeID), "BEGIN;", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;", 1)
	return runTx(ctx, Reads(ctx, pool), pgx.TxOptions{BeginQuery: begin}, fn)
}

// beginInStore spares a round trip: BEGIN and what follows are sent at once. The
// settings end with the transaction.
func beginInStore(storeID uuid.UUID) string {
	return fmt.Sprintf("BEGIN; SELECT set_config('rialto.store_id', '%s', true), set_config('role', '%s', true)", storeID, MerchantRole)
}

// LeaveStoreTx makes the rest of a transaction of InStoreTx see everything
// again, as AppRole: for what a merchant's change entails elsewhere, such as its
// events and its entry in the audit log. It comes after the change.
func LeaveStoreTx(ctx context.Context, tx Tx) error {
	_, err := tx.Exec(ctx, "SELECT set_config('rialto.store_id', '', true), set_config('role', $1, true)", AppRole)
	if err != nil {
		return fmt.Errorf("leave store: %w", err)
	}
	return nil
}
