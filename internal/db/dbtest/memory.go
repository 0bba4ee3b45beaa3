package dbtest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/jackc/pgx/v5"
)

// tablespace holds the tests' databases in memory. Not for the writes, which
// never wait for a disk here: ext4 looks at every file it deleted in the last
// minute before it makes one, and a database has hundreds. Clones take 15 ms
// instead of 300 once a few tests have run.
const tablespace = "rialto_memory"

const memoryRoot = "/dev/shm"

// minMemory is the space in bytes without which memory is left alone, as in
// containers, which have 64 MB there.
const minMemory = 1 << 30

// renewTablespace makes an empty tablespace in memory, where there is memory to
// be had, and removes the one of an earlier run.
func renewTablespace(ctx context.Context, conn *pgx.Conn, dir string) error {
	if _, err := conn.Exec(ctx, "DROP TABLESPACE IF EXISTS "+tablespace); err != nil {
		return fmt.Errorf("remove an earlier test's memory: %w", err)
	}
	folder, ok := memoryFolder(dir)
	if !ok {
		return nil
	}
	if _, err := conn.Exec(ctx, "CREATE TABLESPACE "+tablespace+" LOCATION '"+folder+"'"); err != nil {
		return fmt.Errorf("use memory: %w", err)
	}
	return nil
}

// memoryFolder makes an empty folder in memory for the server of dir; ok is
// false where that does not work, which is no error.
func memoryFolder(dir string) (folder string, ok bool) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(memoryRoot, &fs); err != nil || fs.Bavail*uint64(fs.Bsize) < minMemory {
		return "", false
	}
	sum := sha256.Sum256([]byte(dir))
	folder = filepath.Join(memoryRoot, fmt.Sprintf("rialto-test-%x", sum[:8]))
	// Should anybody else have put something there, one of these fails.
	if err := errors.Join(os.RemoveAll(folder), os.Mkdir(folder, 0o700)); err != nil {
		return "", false
	}
	owner, err := os.Stat(filepath.Join(dir, "data"))
	if err != nil {
		return "", false
	}
	// The server may run as another user than a root that starts it.
	sys := owner.Sys().(*syscall.Stat_t)
	return folder, os.Chown(folder, int(sys.Uid), int(sys.Gid)) == nil
}

// findTablespace tells where new databases go on this server, as a clause.
func (s *testServer) findTablespace(ctx context.Context) (string, error) {
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }()
	var there bool
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_tablespace WHERE spcname = $1)", tablespace).Scan(&there)
	if err != nil || !there {
		return "", err
	}
	return " TABLESPACE " + tablespace, nil
}
