package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"rialto/internal/db/embedded"
)

// scratch is a server that recovers in a folder. Nobody but this program reaches it.
type scratch struct {
	dir  string // state folder of embedded; the data are in dir/data
	bin  string
	base Base
	log  io.Writer
}

const notReached = "recovery ended before configured recovery target was reached"

// errEarly is returned by run when the WAL ended before the target.
var errEarly = errors.New("the WAL ends before that")

// quiet is what a server in recovery is started with: all WAL there is lies in its pg_wal,
// and nothing that its configuration says about archives is done.
func quiet(timeline int32) map[string]string {
	return map[string]string{
		"restore_command": "false", "archive_mode": "off", "recovery_target_timeline": strconv.Itoa(int(timeline)),
		"primary_conninfo": "", "shared_preload_libraries": "", "ssl": "off", "hot_standby": "off",
	}
}

// run starts the server with settings and returns when it is ready, or as far as they
// let it come.
func (c scratch) run(ctx context.Context, timeline int32, settings map[string]string) (*embedded.Server, error) {
	all := quiet(timeline)
	maps.Copy(all, c.base.Server.Settings)
	maps.Copy(all, settings)
	server, err := embedded.Start(ctx, embedded.Options{
		Dir: c.dir, BinDir: c.bin, Database: c.base.Server.Database, User: c.base.Server.User, Settings: all, Log: c.log,
		Standby: settings["hot_standby"] == "on",
	})
	if err != nil && strings.Contains(err.Error(), notReached) {
		return nil, errEarly
	}
	if err != nil {
		return nil, fmt.Errorf("recover: %w", err)
	}
	return server, nil
}

// settings are PostgreSQL's for a target.
func (t Target) settings() map[string]string {
	switch {
	case t.At > 0:
		return map[string]string{"recovery_target_lsn": t.At.String(), "recovery_target_inclusive": "off", "recovery_target_action": "promote"}
	case !t.To.IsZero():
		return map[string]string{"recovery_target_time": t.To.UTC().Format("2006-01-02 15:04:05.999999+00"), "recovery_target_action": "promote"}
	}
	return nil
}

// neutral takes away what a server's configuration could do outside of the folder:
// archive, listen, load what is not there. It is for servers that nobody will keep.
func neutral(data string) error {
	for name, text := range map[string]string{
		"postgresql.conf": "", "postgresql.auto.conf": "", "pg_hba.conf": "local all all trust\n", "pg_ident.conf": "",
	} {
		if err := os.WriteFile(filepath.Join(data, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// beatOf asks a server for its newest beat.
func beatOf(ctx context.Context, dsn string) (time.Time, error) {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return time.Time{}, err
	}
	defer hangUp(ctx, conn)
	return lastBeat(ctx, conn)
}
