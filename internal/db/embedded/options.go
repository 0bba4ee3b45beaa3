package embedded

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Options say which server to start. Only Dir is required.
type Options struct {
	Dir      string            // state folder; made when missing
	BinDir   string            // folder of initdb and postgres; empty: see FindBin
	Search   []string          // where FindBin begins; default: the executable's folder, the current one
	Database string            // made when missing; default "rialto"
	User     string            // the superuser of a cluster from elsewhere; default "postgres"
	Settings map[string]string // postgresql.conf settings, on top of defaultSettings
	Attach   bool              // join a server that runs on Dir, instead of ErrInUse
	Segment  int               // MB of WAL in a file, for a cluster that is made; default: PostgreSQL's, 16
	Standby  bool              // return already when it answers questions while it recovers
	Log      io.Writer         // the server's messages; default: <Dir>/postgres.log, appended to

	forceUser bool // tests: as root, do not try a user namespace
}

func (o Options) withDefaults() Options {
	if o.Database == "" {
		o.Database = "rialto"
	}
	if o.User == "" {
		o.User = "postgres"
	}
	if len(o.Search) == 0 {
		if exe, err := os.Executable(); err == nil {
			o.Search = append(o.Search, filepath.Dir(exe))
		}
		o.Search = append(o.Search, ".")
	}
	return o
}

// defaultSettings suit a small machine that PostgreSQL shares with the program.
func defaultSettings() map[string]string {
	return map[string]string{
		"max_connections": "100",
		"shared_buffers":  "128MB",
		"jit":             "off", // short queries pay for it and gain nothing
		// An archive of WAL that stands still must not fill the disk.
		"max_slot_wal_keep_size": "4GB",
	}
}

// arguments returns the server's command line. The last ones are not for
// Settings to change: who can reach the socket's folder is a superuser, so
// there must be no other way in.
func (o Options) arguments(data, run string) []string {
	settings := defaultSettings()
	maps.Copy(settings, o.Settings)
	args := []string{"-D", data}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		args = append(args, "-c", name+"="+settings[name])
	}
	return append(args,
		"-c", "listen_addresses=",
		"-c", "unix_socket_directories="+run,
		"-c", "unix_socket_permissions=0700",
		"-c", "port="+port)
}
