package dbtest

import (
	"context"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"rialto/internal/db/embedded"
	"rialto/internal/db/migrate"
)

// Pair is a server of its own and a streaming replica of it, with a migrated database.
type Pair struct {
	primary, replica *embedded.Server
	replicaDir       string
	settings         map[string]string // of the replica
}

// NewPair starts both and stops them at the test's end. That takes some seconds: share
// them among sub-tests.
func NewPair(t testing.TB) *Pair {
	t.Helper()
	dir := t.TempDir()
	server := start(t, dir, pairSettings(nil))
	if err := migrate.Up(t.Context(), server.DSN(), migrate.Options{}); err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	// The copy of a stopped server needs no backup protocol.
	if err := server.Stop(); err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	p := &Pair{}
	p.copyTo(t, dir)
	p.primary = start(t, dir, pairSettings(nil))
	t.Cleanup(func() { _ = p.primary.Stop() })
	at, err := url.Parse(p.primary.DSN())
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	p.settings = pairSettings(map[string]string{
		"primary_conninfo": "host=" + at.Query().Get("host") + " port=" + at.Query().Get("port") + " user=postgres",
	})
	p.StartReplica(t)
	t.Cleanup(func() { _ = p.replica.Stop() })
	return p
}

// pairSettings are those of a server whose commits wait for its log, if not for the disk:
// a replica is sent nothing else.
func pairSettings(more map[string]string) map[string]string {
	all := map[string]string{"fsync": "off", "shared_buffers": "32MB", "wal_keep_size": "256MB", "wal_receiver_status_interval": "1s"}
	maps.Copy(all, more)
	return all
}

func start(t testing.TB, dir string, settings map[string]string) *embedded.Server {
	t.Helper()
	root, err := repoRoot()
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	s, err := embedded.Start(context.WithoutCancel(t.Context()), embedded.Options{Dir: dir, Search: []string{root}, Settings: settings})
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	return s
}

// copyTo makes the replica's folder beside the primary's, wherever that is: both servers
// run as the same user.
func (p *Pair) copyTo(t testing.TB, dir string) {
	t.Helper()
	data, err := filepath.EvalSymlinks(filepath.Join(dir, "data"))
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	p.replicaDir = filepath.Dir(data) + "-replica"
	t.Cleanup(func() { _ = os.RemoveAll(p.replicaDir) })
	if err := os.Mkdir(p.replicaDir, 0o700); err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	signal := filepath.Join(p.replicaDir, "data", "standby.signal")
	for _, c := range [][]string{{"cp", "-a", data, p.replicaDir}, {"cp", "-a", filepath.Join(p.replicaDir, "data", "PG_VERSION"), signal}} {
		if out, err := exec.CommandContext(t.Context(), c[0], c[1:]...).CombinedOutput(); err != nil { //nolint:gosec // our own folders
			t.Fatalf("dbtest: %v: %v %s", c, err, out)
		}
	}
}

// URL is the primary's.
func (p *Pair) URL() string { return p.primary.DSN() }

// ReplicaURL is the replica's, whether it runs or not.
func (p *Pair) ReplicaURL() string { return p.replica.DSN() }

// StartReplica starts a replica that was stopped or killed.
func (p *Pair) StartReplica(t testing.TB) {
	t.Helper()
	p.replica = start(t, p.replicaDir, p.settings)
}

// StopReplica ends the replica as an operator would.
func (p *Pair) StopReplica(t testing.TB) {
	t.Helper()
	if err := p.replica.Stop(); err != nil {
		t.Fatalf("dbtest: stop the replica: %v", err)
	}
}

// KillReplica ends the replica as a power cut would.
func (p *Pair) KillReplica(t testing.TB) {
	t.Helper()
	p.SignalReplica(t, syscall.SIGKILL)
	<-p.replica.Done()
	_ = p.replica.Stop() // says that it has ended by itself
}

// SignalReplica sends a signal to every process of the replica.
func (p *Pair) SignalReplica(t testing.TB, sig syscall.Signal) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(p.replicaDir, "data", "postmaster.pid"))
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	postmaster, err := strconv.Atoi(line)
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	for _, pid := range append([]int{postmaster}, childrenOf(t, postmaster)...) {
		_ = syscall.Kill(pid, sig) // one that has just ended is as good
	}
}

func childrenOf(t testing.TB, parent int) (pids []int) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range stats {
		text, err := os.ReadFile(filepath.Clean(path))
		if err != nil {
			continue // it has ended
		}
		// pid (name) state ppid …, and the name may hold anything
		rest := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		if len(rest) > 1 && rest[1] == strconv.Itoa(parent) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path))) // the pattern has digits alone
			pids = append(pids, pid)
		}
	}
	return pids
}

// OnReplica runs a statement on the replica as its superuser.
func (p *Pair) OnReplica(t testing.TB, sql string, args ...any) {
	t.Helper()
	p.AskReplica(t, nil, sql, args...)
}

// AskReplica is OnReplica for a statement that returns one value.
func (p *Pair) AskReplica(t testing.TB, into any, sql string, args ...any) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, p.ReplicaURL())
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if into == nil {
		_, err = conn.Exec(ctx, sql, args...)
	} else {
		err = conn.QueryRow(ctx, sql, args...).Scan(into)
	}
	if err != nil {
		t.Fatalf("dbtest: on the replica: %s: %v", sql, err)
	}
}
