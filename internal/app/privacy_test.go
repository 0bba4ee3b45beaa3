package app

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// exported waits for a copy of somebody's data and returns its id.
func (m *market) exported(t *testing.T, who somebody) string {
	t.Helper()
	if a := m.call("POST", "/me/exports", "", who.bearer()...); a.status != http.StatusAccepted {
		t.Fatalf("ask for an export: %d %s", a.status, a.body)
	}
	var list struct {
		Items []struct {
			ID, Status string
			Bytes      int
		}
	}
	eventually(t, 20*time.Second, func() bool {
		m.call("GET", "/me/exports", "", who.bearer()...).into(t, &list)
		return list.Items[0].Status == "ready"
	})
	if list.Items[0].Bytes == 0 {
		t.Errorf("got %+v", list)
	}
	return list.Items[0].ID
}

func TestSomebodyGetsTheirDataAndGoes(t *testing.T) {
	t.Parallel()
	var dir string
	m := startWith(t, func(c *Config) { dir = filepath.Join(c.DataDir, "exports") })
	ada, bob := m.signUp(t, "ada@example.org"), m.signUp(t, "bob@example.org")
	p := m.placeOne(t, m.cart(t, m.goods(t, 3))) // as a guest, with the address of the account
	m.post(*p.PaymentURL, url.Values{"outcome": {"paid"}})
	eventually(t, 10*time.Second, func() bool { return m.order(t, p).Status == "paid" })

	id := m.exported(t, ada)
	path := "/me/exports/" + id + "/download"
	file := m.call("GET", path, "", ada.bearer()...)
	if file.status != http.StatusOK || file.header.Get("Content-Type") != "application/zip" || file.header.Get("Cache-Control") != "no-store" ||
		!strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment; filename=my-data-") {
		t.Fatalf("download: %d %v", file.status, file.header)
	}
	z, err := zip.NewReader(bytes.NewReader(file.body), int64(len(file.body)))
	if err != nil {
		t.Fatal(err)
	}
	data, err := fs.ReadFile(z, "data.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"ada@example.org", "Ada Byron", "Canal Street 1", p.OrderID} {
		if !bytes.Contains(data, []byte(want)) {
			t.Errorf("data.json has no %q", want)
		}
	}
	if bytes.Contains(data, []byte("bob@example.org")) {
		t.Error("data.json has another's address")
	}
	if a := m.call("GET", path, "", bob.bearer()...); a.status != http.StatusNotFound || a.code() != "export_not_found" {
		t.Errorf("another's download: %d %s", a.status, a.body)
	}
	if a := m.call("GET", path, ""); a.status != http.StatusUnauthorized {
		t.Errorf("a stranger's download: %d", a.status)
	}
	if a := m.at(t, "GET", "/exports/"+id+".zip"); bytes.HasPrefix(a.body, []byte("PK")) {
		t.Error("the folder of exports is served")
	}

	a := m.call("PUT", "/me/consents/newsletter", `{"granted":true}`, ada.bearer()...)
	if !strings.Contains(string(a.body), `"purpose":"newsletter"`) || a.status != http.StatusOK {
		t.Errorf("consent: %d %s", a.status, a.body)
	}
	if a := m.call("GET", "/me/consents", "", ada.bearer()...); strings.Count(string(a.body), `"granted":true`) != 2 {
		t.Errorf("consents: %s", a.body)
	}

	gone := m.call("DELETE", "/me", "", ada.bearer()...)
	if gone.status != http.StatusNoContent || !strings.Contains(strings.Join(gone.header.Values("Set-Cookie"), " "), "rialto_refresh=; Path=/api/v1/auth; Max-Age=0") {
		t.Fatalf("erase: %d %s %v", gone.status, gone.body, gone.header)
	}
	for _, path := range []string{"/me", path} {
		if a := m.call("GET", path, "", ada.bearer()...); a.status != http.StatusUnauthorized {
			t.Errorf("%s after the erasure: %d", path, a.status)
		}
	}
	if a := m.call("POST", "/auth/refresh", `{"refreshToken":"`+ada.RefreshToken+`"}`); a.status != http.StatusUnauthorized {
		t.Errorf("refresh after the erasure: %d %s", a.status, a.body)
	}
	if a := m.call("POST", "/auth/login", loginBody("ada@example.org", goodPassword)); a.status != http.StatusUnauthorized {
		t.Errorf("login after the erasure: %d", a.status)
	}
	eventually(t, 20*time.Second, func() bool {
		files, err := os.ReadDir(dir)
		return err == nil && len(files) == 0
	})
	if body := string(m.call("GET", "/orders/"+p.OrderID+"?token="+p.OrderToken, "").body); strings.Contains(body, "Ada") || !strings.Contains(body, `"status":"paid"`) {
		t.Errorf("the order: %s", body)
	}
	if a := m.call("GET", "/me", "", bob.bearer()...); a.status != http.StatusOK {
		t.Errorf("another after the erasure: %d", a.status)
	}
	m.mustBeHealthy(t)
}

func TestAnOperatorErasesAGuest(t *testing.T) {
	t.Parallel()
	var cfg Config
	m := startWith(t, func(c *Config) { cfg = *c })
	cfg.PublicURL = m.url
	p := m.placeOne(t, m.cart(t, m.goods(t, 1))) // ada@example.org, without an account
	var said log
	run := func(c userEraseCmd) error { return c.Run(t.Context(), &cfg, output{&said, &said}) }

	if err := run(userEraseCmd{Email: "ada@example.org"}); err == nil || !strings.Contains(err.Error(), "--yes") {
		t.Errorf("without --yes: %v", err)
	}
	if err := run(userEraseCmd{Email: "nobody@example.org", Yes: true}); err == nil || !strings.Contains(err.Error(), "nothing belongs") {
		t.Errorf("an address of nobody: %v", err)
	}
	if body := string(m.call("GET", "/orders/"+p.OrderID+"?token="+p.OrderToken, "").body); !strings.Contains(body, "Ada Byron") {
		t.Fatalf("the order before: %s", body)
	}
	if err := run(userEraseCmd{Email: "Ada@example.org", Yes: true}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(said.String(), "without the person: 1") {
		t.Errorf("the command said %q", said.String())
	}
	if body := string(m.call("GET", "/orders/"+p.OrderID+"?token="+p.OrderToken, "").body); strings.Contains(body, "Ada") || strings.Contains(body, "ada@") {
		t.Errorf("the order: %s", body)
	}
}
