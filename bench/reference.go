package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

//go:embed reference.sql
var referenceSQL string

// planOnce is the setting under which the function is at its best: PostgreSQL
// then does not plan anew for every order the statements that take a list.
const planOnce = "plan_cache_mode=force_generic_plan"

// installReference makes the SQL functions, with the server's UUIDv7 where it
// has one.
func (m *market) installReference(ctx context.Context) error {
	var has bool
	if err := m.owner.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_proc WHERE proname = 'uuidv7')").Scan(&has); err != nil {
		return err
	}
	newID := "gen_random_uuid()"
	if has {
		newID = "uuidv7()"
	}
	if _, err := m.owner.Exec(ctx, strings.ReplaceAll(referenceSQL, "new_id()", newID)); err != nil {
		return fmt.Errorf("make reference: %w", err)
	}
	return nil
}

// placeByFunction calls the function in a loop.
func (m *market) placeByFunction(ctx context.Context, clients int, d time.Duration) load {
	l := drive(ctx, clients, d, func(ctx context.Context, _ int) error {
		cart, err := m.nextCart()
		if err != nil {
			return err
		}
		key := cart.String()
		digest := sha256.Sum256([]byte(key))
		var number int64
		return m.best.QueryRow(ctx, "SELECT bench.place($1, $2, $3)", key, digest[:], cart).Scan(&number)
	})
	m.ordered += l.done
	return l
}

// placeByPgbench lets the real pgbench call the function for up to n carts. It
// tells no quantiles.
func (m *market) placeByPgbench(ctx context.Context, dir string, clients, n int) (load, error) {
	var ids []uuid.UUID
	for len(m.carts) > 0 && len(ids) < n {
		ids = append(ids, <-m.carts)
	}
	each := len(ids) / clients
	if _, err := m.owner.Exec(ctx, "TRUNCATE bench.carts; ALTER SEQUENCE bench.turns RESTART"); err != nil {
		return load{}, err
	}
	if _, err := m.owner.CopyFrom(ctx, pgx.Identifier{"bench", "carts"}, []string{"n", "id"}, pgx.CopyFromSlice(len(ids), func(i int) ([]any, error) {
		return []any{int64(i + 1), ids[i]}, nil
	})); err != nil {
		return load{}, err
	}
	if _, err := m.owner.Exec(ctx, "ANALYZE bench.carts"); err != nil {
		return load{}, err
	}
	script := filepath.Join(dir, "place.sql")
	if err := os.WriteFile(script, []byte("SELECT bench.place_next();\n"), 0o644); err != nil {
		return load{}, err
	}
	cmd := exec.CommandContext(ctx, "pgbench", "-n", "-M", "prepared", "-f", script, "-c", strconv.Itoa(clients), "-j", "2",
		"-t", strconv.Itoa(each), m.dsn)
	cmd.Env = append(os.Environ(), "PGOPTIONS=-c "+planOnce)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return load{}, fmt.Errorf("pgbench: %w\n%s", err, out)
	}
	m.ordered += each * clients
	_, rest, found := bytes.Cut(out, []byte("\ntps = "))
	var tps float64
	if _, err := fmt.Sscan(string(rest), &tps); !found || err != nil {
		return load{}, fmt.Errorf("pgbench said: %s", out)
	}
	done := each * clients
	mean := time.Duration(float64(clients) / tps * float64(time.Second))
	l := load{took: time.Duration(float64(done) / tps * float64(time.Second)), each: make([]time.Duration, done), done: done}
	for i := range l.each {
		l.each[i] = mean
	}
	return l, nil
}
