package privacy

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// export has a copy of somebody's data made.
func (s *shop) export(t *testing.T, user uuid.UUID) Export {
	t.Helper()
	e, err := s.RequestExport(t.Context(), user)
	check(t, err)
	s.work(t)
	return e
}

// stored are the names of all files of exports.
func (s *shop) stored(t *testing.T) (names []string) {
	t.Helper()
	check(t, filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, filepath.Base(path))
		}
		return err
	}))
	return names
}

func TestExport(t *testing.T) {
	t.Parallel()

	t.Run("is made in the background, told by mail and kept for a week", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		m := s.join(t, "ada@example.org", "Ada Byron")
		asked, err := s.RequestExport(t.Context(), m.actor.UserID)
		check(t, err)
		_, err = s.OpenExport(t.Context(), m.actor.UserID, asked.ID)
		wantErr(t, err, ErrExportNotFound)
		s.work(t)

		list, err := s.Exports(t.Context(), m.actor.UserID)
		check(t, err)
		if len(list) != 1 || list[0].Status != ExportReady || list[0].Bytes < 1000 || list[0].ReadyAt == nil || list[0].ExpiresAt.Sub(asked.ExpiresAt).Abs() > time.Millisecond {
			t.Errorf("got %+v, asked for %+v", list, asked)
		}
		d, err := s.OpenExport(t.Context(), m.actor.UserID, asked.ID)
		check(t, err)
		content, err := io.ReadAll(d)
		check(t, errors.Join(err, d.Close()))
		if int64(len(content)) != list[0].Bytes || d.Name != "my-data-"+asked.RequestedAt.Format(time.DateOnly)+".zip" {
			t.Errorf("%q has %d bytes, want %d", d.Name, len(content), list[0].Bytes)
		}
		if mail := s.mails(t, m.email)[0]; mail.Kind != "export_ready" || !strings.Contains(mail.Text, shopURL+"/account/privacy") {
			t.Errorf("got mail %+v", mail)
		}

		s.skip(KeepExports)
		_, err = s.OpenExport(t.Context(), m.actor.UserID, asked.ID)
		wantErr(t, err, ErrExportNotFound)
		check(t, s.TidyExports(t.Context()))
		list, err = s.Exports(t.Context(), m.actor.UserID)
		check(t, err)
		if files := s.stored(t); len(list)+len(files) != 0 {
			t.Errorf("after a week there are %v and %v", list, files)
		}
	})

	t.Run("is made one at a time", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		m := s.join(t, "ada@example.org", "Ada")
		_, err := s.RequestExport(t.Context(), m.actor.UserID)
		check(t, err)
		_, err = s.RequestExport(t.Context(), m.actor.UserID)
		wantErr(t, err, ErrExportInProgress)
		s.work(t)
		s.export(t, m.actor.UserID)
	})

	t.Run("is not there for anybody else", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		ada, bob := s.join(t, "ada@example.org", "Ada"), s.join(t, "bob@example.org", "Bob")
		e := s.export(t, ada.actor.UserID)
		_, err := s.OpenExport(t.Context(), bob.actor.UserID, e.ID)
		wantErr(t, err, ErrExportNotFound)
		list, err := s.Exports(t.Context(), bob.actor.UserID)
		check(t, err)
		wantEqual(t, "exports of another", len(list), 0)
	})

	t.Run("that cannot be made has failed after an hour, and may be asked for again", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		m := s.join(t, "ada@example.org", "Ada")
		_, err := s.RequestExport(t.Context(), m.actor.UserID)
		check(t, err)
		check(t, os.RemoveAll(s.dir)) // a disk that is gone
		check(t, os.WriteFile(s.dir, nil, 0o600))
		if err := s.bus.Drain(t.Context()); err == nil {
			t.Fatal("it was made on a disk that is gone")
		}
		s.skip(time.Hour)
		check(t, os.Remove(s.dir))
		check(t, os.Mkdir(s.dir, 0o700))
		check(t, s.TidyExports(t.Context()))
		s.exec(t, "DELETE FROM jobs.river_job WHERE state = 'retryable'")
		list, err := s.Exports(t.Context(), m.actor.UserID)
		check(t, err)
		wantEqual(t, "status", list[0].Status, ExportFailed)
		s.export(t, m.actor.UserID)
	})

	t.Run("of somebody who is erased meanwhile leaves no file", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		m := s.join(t, "ada@example.org", "Ada")
		e := s.export(t, m.actor.UserID)
		if _, err := s.RequestExport(t.Context(), m.actor.UserID); err != nil {
			t.Fatal(err)
		}
		check(t, s.Erase(t.Context(), m.actor))
		s.work(t) // the second one finds nobody
		// What a process that died left behind, and a file that the one that is
		// being written would have now.
		stranded := filepath.Join(s.dir, e.ID.String()+".zip.18a.tmp")
		check(t, os.WriteFile(stranded, []byte("x"), 0o600))
		check(t, s.TidyExports(t.Context()))
		wantEqual(t, "files", s.stored(t), nil)
	})

	t.Run("keeps a file that is being written", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		m := s.join(t, "ada@example.org", "Ada")
		e, err := s.RequestExport(t.Context(), m.actor.UserID)
		check(t, err)
		name := e.ID.String() + ".zip.18a.tmp"
		check(t, os.WriteFile(filepath.Join(s.dir, name), []byte("x"), 0o600))
		check(t, s.TidyExports(t.Context()))
		wantEqual(t, "files", s.stored(t), []string{name})
	})

	t.Run("is for programs and for people, in their language", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		_, variant := s.sell(t, "lamplight")
		m := s.join(t, "ada@example.org", "Ada <Byron>")
		s.exec(t, "UPDATE auth.users SET locale = 'de' WHERE id = $1", m.actor.UserID)
		s.pay(t, s.order(t, &m.actor.UserID, m.email, "Ada Byron", variant), "paid")
		files := s.download(t, m.actor.UserID, s.export(t, m.actor.UserID).ID)

		page := files["index.html"]
		for _, want := range []string{
			`<html lang="de">`, "Ihre Daten", "<h2>Konto</h2>", "Ada &lt;Byron&gt;", "12.50 EUR", "vorhanden, nicht gezeigt", "<h2>Bestellungen</h2>",
		} {
			if !strings.Contains(page, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
		if strings.Contains(page, "<script") || strings.Contains(page, "src=") || strings.Contains(page, `href="http`) || strings.Contains(page, "$argon2") {
			t.Error("the page runs, loads or tells something that it must not")
		}

		var data struct {
			Marketplace string
			Sections    []struct {
				Title string
				Rows  []map[string]any
			}
		}
		check(t, json.Unmarshal([]byte(files["data.json"]), &data))
		if data.Sections[0].Title != "account" || data.Sections[0].Rows[0]["email"] != "ada@example.org" {
			t.Errorf("data.json begins with %+v", data.Sections[0])
		}
		if hash, _ := data.Sections[0].Rows[0]["password_hash"].(map[string]any); hash["withheld"] == "" || hash["withheld"] == nil {
			t.Errorf("of the password it says %v", data.Sections[0].Rows[0]["password_hash"])
		}
	})
}

func TestEnglishPage(t *testing.T) {
	t.Parallel()
	doc := document{Marketplace: "Rialto", CreatedAt: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), Sections: []section{
		{Title: "consents", columns: []string{"purpose", "granted", "recorded_at"}, Rows: []row{{"purpose": "newsletter", "granted": false, "recorded_at": "2026-11-23T12:00:00.5+00:00"}}},
		{Title: "mails"},
	}}
	var page strings.Builder
	check(t, pageTemplate.Execute(&page, doc.page("fr")))
	for _, want := range []string{`lang="en"`, "Consents", "<td>newsletter</td><td>no</td><td>2026-11-23 12:00:00 UTC</td>", "Recorded at", "Nothing."} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("no %q in\n%s", want, page.String())
		}
	}
}
