package embedded

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

// clusterVersion returns the major version that made the cluster, 0 when there
// is none. A folder with other things in it is an error.
func clusterVersion(data string) (int, error) {
	b, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if err == nil {
		v, err := strconv.Atoi(strings.TrimSpace(string(b)))
		if err != nil {
			return 0, fmt.Errorf("read the version of %s: %w", data, err)
		}
		return v, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("read the version of %s: %w", data, err)
	}
	entries, err := os.ReadDir(data)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	if len(entries) > 0 {
		return 0, fmt.Errorf("%s is neither empty nor a PostgreSQL data folder", data)
	}
	return 0, nil
}

func versionMismatch(data string, have, binaries int) error {
	old := fmt.Sprintf("the binaries of PostgreSQL %d", have)
	if debian := fmt.Sprintf("/usr/lib/postgresql/%d/bin", have); hasBinaries(debian) {
		old += " (" + debian + ")"
	}
	return fmt.Errorf("%w: %s is from PostgreSQL %d, the binaries found are %d; nothing was changed. "+
		"Either go on with %s: name them in the binaries setting, or run that server and set RIALTO_DATABASE_URL. "+
		"Or upgrade: dump with the old version, move the folder away, start, restore the dump",
		ErrVersionMismatch, data, have, binaries, old)
}

// initPrefix is like no name that a user would give to something beside the data.
const initPrefix = ".rialto-init-"

// initCluster makes a cluster in a folder beside data and moves it there when it
// is complete, so that an interrupted one never looks like a database.
func (p programs) initCluster(ctx context.Context, at place, o Options, log io.Writer) error {
	leftovers, _ := filepath.Glob(filepath.Join(at.home, initPrefix+"*")) // errs only on a bad pattern
	for _, dir := range leftovers {
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("remove an interrupted initdb: %w", err)
		}
	}
	tmp, err := os.MkdirTemp(at.home, initPrefix)
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(tmp) }() // nothing is left of it after the rename
	if err := p.id.adopt(tmp); err != nil {
		return err
	}
	args := []string{"-D", tmp, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-k", "--no-instructions"}
	switch {
	case p.major >= 17: // text sorts alike on every machine
		args = append(args, "--locale-provider=builtin", "--locale=C.UTF-8")
	case runtime.GOOS == "linux":
		args = append(args, "--locale=C.UTF-8")
	default:
		args = append(args, "--locale=C") // C.UTF-8 is not known everywhere
	}
	if o.Segment > 0 {
		args = append(args, fmt.Sprintf("--wal-segsize=%d", o.Segment))
	}
	if o.Settings["fsync"] == "off" {
		args = append(args, "--no-sync")
	}
	out, err := p.run(p.command(ctx, "initdb", syscall.SIGKILL, args...))
	_, _ = log.Write(out) // the error has it too
	if err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	if err := os.Remove(at.data); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(tmp, at.data); err != nil {
		return err
	}
	return syncFolder(at.home)
}

// syncFolder makes a rename in dir survive a power cut: rows committed after it
// would be lost with it.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	return f.Sync()
}
