package notify_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rialto/internal/notify"
)

var update = flag.Bool("update", false, "rewrite the mails in testdata/")

func TestMails(t *testing.T) {
	t.Parallel()
	d := newDesk(t, notify.Mailbox{})
	for _, lang := range []string{"en", "de"} {
		for _, c := range notify.Samples() {
			name := lang + "/" + notify.TextKey(c)
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				m, err := d.Render(lang, c)
				check(t, err)
				wantFile(t, name+".html", m.HTML)
				wantFile(t, name+".txt", "Subject: "+m.Subject+"\n\n"+m.Text)
			})
		}
	}
}

// wantFile compares with a file in testdata.
func wantFile(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		check(t, os.MkdirAll(filepath.Dir(path), 0o755))
		check(t, os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	check(t, err)
	if got != string(want) {
		t.Errorf("%s is not what it was; if that is meant: go test ./internal/notify -update\n%s", path, got)
	}
}

func TestEveryLanguageSaysEverything(t *testing.T) {
	t.Parallel()
	d := newDesk(t, notify.Mailbox{})
	var want []string
	for _, c := range notify.Samples() {
		want = append(want, notify.TextKey(c))
	}
	slices.Sort(want)
	for _, lang := range []string{"en", "de"} {
		got := d.TextKeys(lang)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("texts in %s: %q, want %q", lang, got, want)
		}
		for _, role := range []string{"owner", "manager", "staff"} {
			if _, err := d.Render(lang, notify.StoreInvitation{Store: "Ink", Role: role, Path: "/"}); err != nil {
				t.Error(err)
			}
		}
	}
	if _, err := d.Render("en", notify.StoreInvitation{Store: "Ink", Role: "king", Path: "/"}); err == nil {
		t.Error("a role without a word is taken")
	}
}

func TestLengthsOfTime(t *testing.T) {
	t.Parallel()
	d := newDesk(t, notify.Mailbox{})
	for length, want := range map[time.Duration]string{
		time.Minute: "1 Minute", 90 * time.Minute: "90 Minuten", time.Hour: "1 Stunde", 24 * time.Hour: "24 Stunden",
		36 * time.Hour: "36 Stunden", 48 * time.Hour: "2 Tage",
	} {
		m, err := d.Render("de", notify.VerifyEmail{Path: "/", ValidFor: length})
		check(t, err)
		if !strings.Contains(m.Text, "Der Link gilt "+want+".") {
			t.Errorf("%v is not %q in: %s", length, want, m.Text)
		}
	}
}
