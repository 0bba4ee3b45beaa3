package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"rialto/internal/db"
	"rialto/internal/doctor"
)

// rollOut plays an upgrade through: the previous release sells from a filled
// database while this one migrates it, is killed at that, and goes on; then both
// serve; then this one alone. It fails when a request fails, when a table is locked or
// somebody waits for one for a second, or when an order is not right.
func rollOut(ctx context.Context, b *bench) (err error) {
	previous, err := b.previousRelease(ctx)
	if err != nil {
		return err
	}
	dsn, f, err := b.filledByPrevious(ctx, previous)
	if err != nil {
		return err
	}
	data := filepath.Join(b.dir, "rollout") // both sign and seal with the same keys
	old, err := startProgram(ctx, previous, "RIALTO_DATABASE_URL="+dsn, "RIALTO_DATA_DIR="+data)
	if err != nil {
		return err
	}
	defer old.stop() //nolint:errcheck // it is killed if it does not end
	filling, err := b.serverLog()
	if err != nil {
		return err
	}
	locks, err := watchLocks(ctx, dsn)
	if err != nil {
		return err
	}
	buyers := shop(ctx, f, b.clients, old.address)
	play := func() error {
		if err := pause(ctx, b.duration/4); err != nil {
			return err
		}
		if err := b.migrateBesideShoppers(ctx, dsn, data); err != nil {
			return err
		}
		if err := pause(ctx, b.duration/4); err != nil {
			return err
		}
		b.report.progress("  both versions serve")
		now, err := b.start(ctx, "RIALTO_DATABASE_URL="+dsn, "RIALTO_DATA_DIR="+data, "RIALTO_MIGRATE=off")
		if err != nil {
			return err
		}
		defer now.stop() //nolint:errcheck // it is killed if it does not end
		buyers.sendTo(old.address, now.address)
		if err := pause(ctx, b.duration/4); err != nil {
			return err
		}
		buyers.sendTo(now.address)
		if err := old.stop(); err != nil {
			return err
		}
		b.report.progress("  this version serves alone")
		if err := pause(ctx, b.duration/4); err != nil {
			return err
		}
		err = buyers.leave()
		b.report.note("%d requests, %d orders paid; slowest: %s", buyers.requests, buyers.orders, slowest(buyers))
		return errors.Join(err, b.ordersAreRight(ctx, dsn, buyers.orders))
	}
	err = play()
	if err != nil {
		err = errors.Join(err, buyers.leave(), fmt.Errorf("the previous release said:\n%s", old.said))
	}
	return errors.Join(err, locks.end(ctx, b.report), b.noLongWaits(filling))
}

func slowest(s *shoppers) string {
	var all []string
	for _, what := range []string{"list", "store", "search", "product", "cart", "order", "pay", "order's page"} {
		all = append(all, fmt.Sprintf("%s %s", what, s.slowest[what].Round(time.Millisecond)))
	}
	return strings.Join(all, ", ")
}

// previousRelease returns the program that tools/previous/build has built.
func (b *bench) previousRelease(ctx context.Context) (string, error) {
	root, err := checkout()
	if err != nil {
		return "", err
	}
	var problem strings.Builder
	cmd := exec.CommandContext(ctx, "tools/previous/build", b.previousArgs()...)
	cmd.Dir, cmd.Stderr = root, io.MultiWriter(&problem, b.report.out)
	path, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("build the previous release: %w: %s", err, &problem)
	}
	return strings.TrimSpace(string(path)), nil
}

func (b *bench) previousArgs() []string {
	if b.previous == "" {
		return nil
	}
	return []string{b.previous}
}

// filledByPrevious makes a database as the previous release has it, with products,
// mails and events of payments.
func (b *bench) filledByPrevious(ctx context.Context, previous string) (string, filled, error) {
	dsn, err := b.emptyDatabase(ctx)
	if err != nil {
		return "", filled{}, err
	}
	if _, err := b.runOn(ctx, previous, dsn, "", "migrate"); err != nil {
		return "", filled{}, err
	}
	owner, err := db.OpenOwner(ctx, dsn, 2)
	if err != nil {
		return "", filled{}, err
	}
	defer owner.Close()
	g := goods{products: b.products, stores: 100, categories: 20, stock: 1_000_000}
	begun := time.Now()
	f, err := fill(ctx, owner, g)
	if err != nil {
		return "", f, err
	}
	for _, sql := range []string{
		`INSERT INTO notify.mails (id, kind, cause, recipient, locale, subject, html, text, status, created_at, sent_at)
			SELECT gen_random_uuid(), 'order_paid', 'history-' || n, 'ada@example.org', 'en', 'Paid', 'html', 'text', 'sent', now() - n * interval '1 second', now()
			FROM generate_series(1, $1::int) n`,
		`INSERT INTO payments.webhook_events (id, provider, event_id, type, payload, received_at, processed_at, outcome)
			SELECT gen_random_uuid(), 'stripe', 'history-' || n, 'checkout.session.completed', '{}', now() - n * interval '1 second', now(), 'ignored'
			FROM generate_series(1, $1::int) n`,
	} {
		if _, err := owner.Exec(ctx, sql, b.products/2); err != nil {
			return "", f, fmt.Errorf("fill: %w", err)
		}
	}
	_, err = owner.Exec(ctx, "VACUUM ANALYZE")
	b.report.progress("  filled %d products in %s", g.products, time.Since(begun).Round(time.Second))
	return dsn, f, err
}

// migrateBesideShoppers rehearses; migrates while a report reads a table that is to be
// changed, and is killed in the middle; and migrates again.
func (b *bench) migrateBesideShoppers(ctx context.Context, dsn, data string) error {
	binary, err := b.build(ctx)
	if err != nil {
		return err
	}
	rehearsed, err := b.runOn(ctx, binary, dsn, data, "migrate", "--dry-run")
	if err != nil {
		return err
	}
	b.report.progress("%s", rehearsed)
	reads, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer reads.Close(context.WithoutCancel(ctx))
	// An analyst's session, and one that somebody forgot to end.
	if _, err := reads.Exec(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM payments.refunds; SELECT count(*) FROM catalog.variants"); err != nil {
		return err
	}
	killed := b.programCommand(context.WithoutCancel(ctx), binary, dsn, data, "migrate")
	said := &output{}
	killed.Stdout, killed.Stderr = said, said
	if err := killed.Start(); err != nil {
		return err
	}
	if err := pause(ctx, 500*time.Millisecond+rand.N(time.Second)); err != nil {
		return err
	}
	if err := killed.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	_ = killed.Wait()
	b.report.progress("  killed after:\n%s", said)
	ended := make(chan error, 1)
	go func() {
		text, err := b.runOn(ctx, binary, dsn, data, "migrate")
		b.report.progress("%s", text)
		ended <- err
	}()
	if err := pause(ctx, 2*time.Second); err != nil {
		return err
	}
	_, err = reads.Exec(ctx, "COMMIT")
	if err := errors.Join(err, <-ended); err != nil {
		return err
	}
	status, err := b.runOn(ctx, binary, dsn, data, "migrate", "--status")
	if err == nil && !strings.Contains(status, "nothing is to be done") {
		err = fmt.Errorf("after the migration:\n%s", status)
	}
	return err
}

// programCommand is a command of a program on a database.
func (b *bench) programCommand(ctx context.Context, binary, dsn, data string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env = append(os.Environ(), "RIALTO_DATABASE_URL="+dsn, "RIALTO_DATA_DIR="+data)
	return cmd
}

// runOn runs a command to its end and returns what it said.
func (b *bench) runOn(ctx context.Context, binary, dsn, data string, args ...string) (string, error) {
	out, err := b.programCommand(ctx, binary, dsn, data, args...).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return string(out), err
}

// ordersAreRight waits until nothing is left to do, and asks the doctor.
func (b *bench) ordersAreRight(ctx context.Context, dsn string, paid int) error {
	pool, err := db.Open(ctx, dsn, 4)
	if err != nil {
		return err
	}
	defer pool.Close()
	var found, lost, failed int
	const q = `SELECT count(*) FILTER (WHERE status = 'paid'), count(*) FILTER (WHERE status <> 'paid'),
		(SELECT count(*) FROM jobs.river_job WHERE state IN ('discarded', 'cancelled')) FROM orders.orders`
	if err := pool.QueryRow(ctx, q).Scan(&found, &lost, &failed); err != nil {
		return err
	}
	healthy, err := doctor.Examine(ctx, pool, time.Now(), prefixed{b.report})
	switch {
	case err != nil:
		return err
	case found != paid || lost > 0 || failed > 0:
		return fmt.Errorf("%d orders were paid; in the database %d are, and %d are not; %d jobs were given up", paid, found, lost, failed)
	case !healthy:
		return errors.New("the doctor found broken invariants: see above")
	}
	return nil
}
