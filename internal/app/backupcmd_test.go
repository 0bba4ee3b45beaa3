package app

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What was committed last before a program ended is in the backup, and a marketplace can
// be made of the backup alone and the key that opens it.
func TestLostMachine(t *testing.T) {
	t.Parallel()
	dir, store := t.TempDir(), filepath.Join(t.TempDir(), "backups")
	run := func(dir string, want string, args ...string) string {
		t.Helper()
		cmd := program(t.Context(), dir, append(args, "--backup-url", store)...)
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) {
			t.Fatalf("%q: %v, want %q:\n%s", args, err, want, out)
		}
		return string(out)
	}
	p, _ := serve(t, dir, "127.0.0.1:0", "--backup-url", store, "--role", "worker")
	eventually(t, time.Minute, func() bool {
		found, err := filepath.Glob(filepath.Join(store, "pg-*", "marks", "*"))
		return err == nil && len(found) > 0
	})
	run(dir, "made the customer account", "user", "create", "--email", "last@example.com")
	if err := p.stop(t, syscall.SIGTERM, 20*time.Second); err != nil {
		t.Fatalf("%v\n%s", err, p.said)
	}
	identity, err := os.ReadFile(filepath.Join(dir, "keys", "backup-identity"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}

	run(t.TempDir(), "one can go back to", "backup", "list")
	elsewhere := t.TempDir()
	key := []string{"--backup-identity", string(identity)}
	if said := run(elsewhere, "RTO", append(key, "drill")...); !strings.Contains(said, "are as they were") {
		t.Errorf("the drill compared nothing:\n%s", said)
	}
	into := filepath.Join(t.TempDir(), "new")
	run(elsewhere, "start it with: RIALTO_DATA_DIR="+into, append(key, "restore", "--to", "latest", "--into", into)...)
	run(into, "the account is an admin's", "user", "promote", "last@example.com")
	if _, err := os.Stat(filepath.Join(into, "keys", "seal")); err != nil {
		t.Errorf("what was sealed is lost: %v", err)
	}
}

func TestBackupSettingsAreChecked(t *testing.T) {
	t.Parallel()
	for setting, args := range map[string][]string{
		"RIALTO_BACKUP_URL":        {"--backup-url", "gs://bucket"},
		"RIALTO_BACKUP_RECIPIENTS": {"--backup-recipients", "somebody"},
		"RIALTO_BACKUP_IDENTITY":   {"--backup-identity", "a-secret"},
		"RIALTO_BACKUP_KEEP":       {"--backup-keep", "1h"},
		"RIALTO_BACKUP_LAG":        {"--backup-lag", "1ms"},
		"RIALTO_BACKUP_EVERY":      {"--backup-every", "1m"},
	} {
		out, err := program(t.Context(), t.TempDir(), append(args, "version")...).CombinedOutput()
		if err == nil || !strings.Contains(string(out), setting) || strings.Contains(string(out), "a-secret") {
			t.Errorf("%q: %v, %s", args, err, out)
		}
	}
	out, err := program(t.Context(), t.TempDir(), "backup", "list").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "RIALTO_BACKUP_URL is not set") {
		t.Errorf("without a place: %v, %s", err, out)
	}
	out, err = program(t.Context(), t.TempDir(), "backup", "list", "--backup-url", t.TempDir()).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "there is no backup") {
		t.Errorf("without a backup: %v, %s", err, out)
	}
}
