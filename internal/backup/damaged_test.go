package backup_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rialto/internal/backup"
)

// files are those of the store that fit a pattern below the system's folder, sorted.
func (s *shop) files(pattern string) []string {
	s.t.Helper()
	found, err := filepath.Glob(filepath.Join(s.url, "pg-*", pattern))
	if err != nil || len(found) == 0 {
		s.t.Fatalf("there is no %s: %v", pattern, err)
	}
	slices.Sort(found)
	return found
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func flipped(b []byte) []byte {
	b = bytes.Clone(b)
	b[len(b)/2] ^= 1
	return b
}

// mustFail wants drill and restore to fail with a text in the reason, before they start a
// server, and verify to find it.
func (s *shop) mustFail(t *testing.T, want string, identities ...string) {
	t.Helper()
	if _, said, err := s.drill(identities...); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("the drill: %v\n%s", err, said)
	} else {
		t.Log("drill:", err)
	}
	into := filepath.Join(t.TempDir(), "new")
	_, err := s.store(identities...).Restore(t.Context(), backup.RestoreInput{Into: into})
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("the restore: %v", err)
	}
	if _, err := os.Stat(filepath.Join(into, "postgres", "run")); err == nil {
		t.Error("a server was started on it")
	}
	var out strings.Builder
	whole, err := s.store(identities...).Verify(t.Context(), "", &out, nil)
	if err != nil || whole || !strings.Contains(out.String(), "BROKEN") {
		t.Errorf("verify: %t, %v\n%s", whole, err, &out)
	}
}

func TestDamagedBackupsAreRefused(t *testing.T) {
	t.Parallel()
	s := open(t)
	stop := s.run()
	eventually(t, "there is a mark", func() bool {
		found, _ := filepath.Glob(filepath.Join(s.url, "pg-*/marks/*")) // errs only on a bad pattern
		return len(found) > 0
	})
	for range 3 {
		s.exec("INSERT INTO things.doomed VALUES (now())")
		s.exec("SELECT pg_switch_wal()")
	}
	s.exec("INSERT INTO things.doomed VALUES (now())")
	stop()
	var out strings.Builder
	if whole, err := s.store().Verify(t.Context(), "", &out, nil); err != nil || !whole {
		t.Fatalf("it is damaged already: %v\n%s", err, &out)
	}
	wal := s.files("wal/*/*")
	middle := wal[len(wal)-2]

	t.Run("a flipped byte in the base backup", func(t *testing.T) {
		path := s.files("parts/*/*")[0]
		whole := read(t, path)
		defer write(t, path, whole)
		write(t, path, flipped(whole))
		s.mustFail(t, "damaged")
	})
	t.Run("a flipped byte in the WAL", func(t *testing.T) {
		whole := read(t, middle)
		defer write(t, middle, whole)
		write(t, middle, flipped(whole))
		s.mustFail(t, "damaged")
	})
	t.Run("altered WAL whose checksum fits", func(t *testing.T) {
		whole := read(t, middle)
		altered := flipped(whole)
		path := strings.TrimSuffix(middle, filepath.Ext(middle)) + "." + backup.SumOf(altered)
		remove(t, middle)
		write(t, path, altered)
		defer write(t, middle, whole)
		defer remove(t, path)
		s.mustFail(t, "damaged")
	})
	t.Run("a missing object of WAL", func(t *testing.T) {
		whole := read(t, middle)
		defer write(t, middle, whole)
		remove(t, middle)
		s.mustFail(t, "is missing, though the archive goes on")
	})
	t.Run("a missing part of the base backup", func(t *testing.T) {
		path := s.files("parts/*/*")[0]
		whole := read(t, path)
		defer write(t, path, whole)
		remove(t, path)
		s.mustFail(t, "is missing")
	})
	t.Run("another key", func(t *testing.T) {
		other, _, err := backup.NewIdentity()
		if err != nil {
			t.Fatal(err)
		}
		s.mustFail(t, "another key", other)
	})
	path := s.files("marks/*")[0]
	mark := read(t, path)
	t.Run("rows that are not those that were noted", func(t *testing.T) {
		key, err := filepath.Rel(s.url, path)
		if err != nil {
			t.Fatal(err)
		}
		text, err := s.store().GetSealed(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		remove(t, path)
		defer write(t, path, mark)
		other := bytes.Replace(text, []byte(`"things.plain":{"rows":2000`), []byte(`"things.plain":{"rows":2001`), 1)
		key, err = s.store().PutSealed(t.Context(), strings.TrimSuffix(key, filepath.Ext(key)), other)
		if err != nil {
			t.Fatal(err)
		}
		defer remove(t, filepath.Join(s.url, key))
		passed, said, err := s.drill()
		if err != nil || passed || !strings.Contains(said, "FAILED  table things.plain has 2000 rows instead of 2001") {
			t.Errorf("%t, %v\n%s", passed, err, said)
		}
	})
	t.Run("nothing to compare with", func(t *testing.T) {
		remove(t, path)
		defer write(t, path, mark)
		passed, said, err := s.drill()
		if err != nil || passed || !strings.Contains(said, "FAILED  no state was noted") {
			t.Errorf("%t, %v\n%s", passed, err, said)
		}
	})
	if whole, err := s.store().Verify(t.Context(), "", &out, nil); err != nil || !whole {
		t.Errorf("the tests left damage behind: %v\n%s", err, &out)
	}
	t.Run("WAL that the server did not keep", func(t *testing.T) {
		s.exec("SELECT pg_drop_replication_slot('rialto_backup')")
		for range 4 {
			s.exec("INSERT INTO things.doomed VALUES (now()); SELECT pg_switch_wal()")
			s.exec("CHECKPOINT")
		}
		stop := s.run()
		t.Cleanup(func() {
			if t.Failed() {
				t.Log(s.said)
			}
		})
		eventually(t, "there is another base backup", func() bool {
			found, _ := filepath.Glob(filepath.Join(s.url, "pg-*/marks/*")) // errs only on a bad pattern
			return len(found) > 1
		})
		stop()
		if !strings.Contains(s.said.String(), "has already been removed") {
			t.Errorf("the WAL was there still:\n%s", s.said)
		}
		if passed, said, err := s.drill(); err != nil || !passed {
			t.Errorf("the drill: %t, %v\n%s", passed, err, said)
		}
		var out strings.Builder
		if whole, err := s.store().Verify(t.Context(), "", &out, nil); err != nil || whole || !strings.Contains(out.String(), "is missing, though") {
			t.Errorf("verify hides the gap: %t, %v\n%s", whole, err, &out)
		}
	})
}
