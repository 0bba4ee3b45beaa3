package backup_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"rialto/internal/backup"
	"rialto/internal/db/embedded"
	"rialto/internal/db/migrate"
	"rialto/internal/media/s3test"
)

// killedVar makes the test's binary a process that archives until it is killed; it holds
// the database's address, and the store's after a space.
const killedVar = "RIALTO_BACKUP_TEST_ARCHIVE"

func TestMain(m *testing.M) {
	if where := os.Getenv(killedVar); where != "" {
		archiveForever(where)
	}
	// Restored servers are thousands of files, which memory makes and removes sooner.
	var fs syscall.Statfs_t
	if err := syscall.Statfs("/dev/shm", &fs); err == nil && fs.Bavail*uint64(fs.Bsize) > 2<<30 {
		if err := os.Setenv("TMPDIR", "/dev/shm"); err != nil {
			panic(err)
		}
	}
	s3test.Main(m)
}

// identity and recipient are keys of the tests.
var identity, recipient = func() (string, string) {
	i, r, err := backup.NewIdentity()
	if err != nil {
		panic(err)
	}
	return i, r
}()

// shop is a database with its server, and a store for its backups.
type shop struct {
	t      *testing.T
	server *embedded.Server
	dsn    string
	url    string // of the store
	keys   string
	media  string
	said   *said

	foreign bool // the server is somebody else's
}

type said struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// startServer starts the server of a folder, which ends with the test.
func startServer(t *testing.T, dir string) *embedded.Server {
	t.Helper()
	server, err := embedded.Start(t.Context(), embedded.Options{
		Dir: dir, Segment: 1, Settings: map[string]string{"fsync": "off", "shared_buffers": "16MB", "min_wal_size": "2MB"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop() }) // the test looks at the result where it matters
	return server
}

// open opens a shop with a few things in it.
func open(t *testing.T) *shop {
	t.Helper()
	s := &shop{t: t, url: filepath.Join(t.TempDir(), "store"), keys: t.TempDir(), media: t.TempDir(), said: &said{}}
	s.server = startServer(t, filepath.Join(t.TempDir(), "postgres"))
	s.dsn = s.server.DSN()
	if err := migrate.Up(t.Context(), s.dsn, migrate.Options{}); err != nil {
		t.Fatal(err)
	}
	s.exec("CREATE SCHEMA things; CREATE TABLE things.plain (id int PRIMARY KEY, text text); CREATE TABLE things.doomed (at timestamptz)")
	s.exec("INSERT INTO things.plain SELECT n, repeat(md5(n::text), 10) FROM generate_series(1, 2000) n")
	return s
}

func (s *shop) exec(sql string) {
	s.t.Helper()
	conn := connect(s.t, s.dsn)
	if _, err := conn.Exec(s.t.Context(), sql); err != nil {
		s.t.Fatal(err)
	}
}

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) }) // the server may have gone
	return conn
}

// value asks for one value.
func value[T any](t *testing.T, dsn, sql string) (v T) {
	t.Helper()
	if err := connect(t, dsn).QueryRow(t.Context(), sql).Scan(&v); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}

// state is what a database holds.
func state(t *testing.T, dsn string) backup.State {
	t.Helper()
	conn := connect(t, dsn)
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context()) //nolint:errcheck // nothing was written
	s, err := backup.StateTx(t.Context(), tx, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func same(t *testing.T, was, is backup.State) {
	t.Helper()
	if was.Hash() != is.Hash() {
		t.Errorf("the state differs: %q", was.Differences(is))
	}
}

// store opens the store, with identity unless another is given.
func (s *shop) store(identities ...string) *backup.Store {
	s.t.Helper()
	if identities == nil {
		identities = []string{identity}
	}
	st, err := backup.Open(s.t.Context(), backup.Access{URL: s.url, Recipients: []string{recipient}, Identities: identities})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = st.Close() })
	return st
}

func (s *shop) config() backup.Config {
	return backup.Config{
		DSN: s.dsn, Embedded: !s.foreign, Every: 24 * time.Hour, Keep: 30 * 24 * time.Hour, Beat: 100 * time.Millisecond,
		Keys: s.keys, Media: s.media,
	}
}

// service makes backups, at times that now tells; nil: the time it is.
func (s *shop) service(now func() time.Time) *backup.Service {
	if now == nil {
		now = time.Now
	}
	return backup.New(s.config(), s.store(), slog.New(slog.NewTextHandler(s.said, nil)), now)
}

// run archives until the returned function is called.
func (s *shop) run() (stop func()) {
	ctx, cancel := context.WithCancel(s.t.Context())
	done := make(chan struct{})
	go func() { s.service(nil).Run(ctx); close(done) }()
	once := sync.OnceFunc(func() { cancel(); <-done })
	s.t.Cleanup(once)
	return once
}

// wal are the files of WAL in the store.
func (s *shop) wal() []string {
	found, _ := filepath.Glob(filepath.Join(s.url, "pg-*", "wal", "*", "*")) // errs only on a bad pattern
	return found
}

// take makes a base backup beside whoever archives.
func (s *shop) take(now func() time.Time) backup.Base {
	s.t.Helper()
	svc := s.service(now)
	var b backup.Base
	err := svc.Once(s.t.Context(), func(ctx context.Context) (err error) {
		b, err = svc.Take(ctx, nil)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

func (s *shop) restore(to time.Time) (backup.Restored, string, error) {
	into := filepath.Join(s.t.TempDir(), "new")
	out, err := s.store().Restore(s.t.Context(), backup.RestoreInput{Target: backup.Target{To: to}, Into: into, Media: true})
	return out, into, err
}

// drill rehearses, and returns whether all was well, and what was said.
func (s *shop) drill(identities ...string) (bool, string, error) {
	var out strings.Builder
	passed, err := s.store(identities...).Drill(s.t.Context(), backup.DrillInput{
		Scratch: filepath.Join(s.t.TempDir(), "scratch"), MaxRPO: time.Minute, MaxRTO: time.Minute, Out: &out,
	}, time.Now)
	return passed, out.String(), err
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it did not come to be that", what)
		}
	}
}

func archiveForever(where string) {
	dsn, url, _ := strings.Cut(where, " ")
	ctx := context.Background()
	store, err := backup.Open(ctx, backup.Access{URL: url, Recipients: []string{os.Getenv("RECIPIENT")}})
	if err != nil {
		panic(err)
	}
	svc := backup.New(backup.Config{DSN: dsn, Embedded: true, Every: time.Hour, Keep: time.Hour, Beat: 20 * time.Millisecond},
		store, slog.New(slog.NewTextHandler(os.Stderr, nil)), time.Now)
	fmt.Println("archiving")
	svc.Run(ctx)
}
