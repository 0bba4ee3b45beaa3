package dbtest_test

import (
	"testing"

	"rialto/internal/db/dbtest"
)

func TestNew(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	one, two := dbtest.New(t), dbtest.New(t)
	if _, err := one.Exec(ctx, "CREATE TABLE mine (id int)"); err != nil {
		t.Fatal(err)
	}
	if _, err := two.Exec(ctx, "CREATE TABLE mine (id int)"); err != nil {
		t.Fatalf("the second pool sees the first one's table: %v", err)
	}
}
