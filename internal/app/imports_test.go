package app

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/sheet/sheettest"
	"rialto/internal/stores"
)

// importState is an import as the API shows it.
type importState struct {
	Import struct {
		ID, Status string
		Counts     struct {
			Rows, Products, Created, Updated, BadRows, BadProducts int
			BytesRead                                              int64
		}
	}
	Columns []struct{ Name, Field string }
}

func (s importState) plan() string {
	fields := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		fields[i] = fmt.Sprintf("%q", c.Field)
	}
	return `{"mapping":[` + strings.Join(fields, ",") + `],"onBadRow":"skip","whatToDo":"create_and_update"}`
}

// merchant makes a store and somebody who owns it.
func (m *market) merchant(t *testing.T, slug string) person {
	t.Helper()
	st, err := m.stores.Create(t.Context(), stores.CreateInput{Slug: slug, Name: slug})
	if err != nil {
		t.Fatal(err)
	}
	p := m.enter(t, m.resident(t, "merchant"))
	if err := m.stores.Appoint(t.Context(), st.ID, p.id, stores.RoleOwner); err != nil {
		t.Fatal(err)
	}
	return p
}

func (m *market) bringFile(t *testing.T, p person, store, text string) importState {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, m.url+"/api/v1/stores/"+store+"/imports?fileName=products.csv", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "text/csv")
	req.Header.Set("Authorization", "Bearer "+p.token)
	a := m.do(req)
	if a.status != http.StatusCreated {
		t.Fatalf("upload: %d %s", a.status, a.body)
	}
	var s importState
	a.into(t, &s)
	return s
}

func TestImportOverHTTP(t *testing.T) {
	t.Parallel()
	m := start(t)
	p := m.merchant(t, "north")
	var text bytes.Buffer
	truth, err := sheettest.Write(&text, 2000, "")
	if err != nil {
		t.Fatal(err)
	}
	s := m.bringFile(t, p, "north", text.String()) // far more than another body may hold
	path := "/stores/north/imports/" + s.Import.ID
	if a := m.as(p, "POST", path+"/start", s.plan()); a.status != http.StatusAccepted {
		t.Fatalf("start: %d %s", a.status, a.body)
	}
	eventually(t, time.Minute, func() bool { m.as(p, "GET", path, "").into(t, &s); return s.Import.Status == "done" })
	if c := s.Import.Counts; c.Rows != truth.Rows || c.Created != truth.Good || c.BadRows != len(truth.Bad) {
		t.Errorf("counts %+v, want %+v", c, truth)
	}

	t.Run("the report is a file", func(t *testing.T) {
		a := m.as(p, "GET", path+"/report.csv", "")
		rows, err := csv.NewReader(bytes.NewReader(a.body)).ReadAll()
		if err != nil || len(rows) != len(truth.Bad)+1 || !strings.Contains(a.header.Get("Content-Disposition"), "products-report.csv") {
			t.Errorf("%d rows, %v, %v", len(rows), a.header, err)
		}
	})
	t.Run("an export of it is taken for a file of ours", func(t *testing.T) {
		a := m.as(p, "GET", "/stores/north/exports/products.csv", "")
		if a.status != http.StatusOK || a.header.Get("Content-Type") != "text/csv" {
			t.Fatalf("%d %v", a.status, a.header)
		}
		again := m.bringFile(t, p, "north", string(a.body))
		if again.Columns[0].Field != "handle" || again.Columns[len(again.Columns)-1].Field == "" {
			t.Errorf("columns %+v", again.Columns)
		}
	})
	t.Run("a file that is no file of products is refused", func(t *testing.T) {
		for _, file := range []string{"", "PK\x03\x04", "\xff\xfea\x00"} {
			req, _ := http.NewRequest(http.MethodPost, m.url+"/api/v1/stores/north/imports", strings.NewReader(file))
			req.Header.Set("Content-Type", "text/csv")
			req.Header.Set("Authorization", "Bearer "+p.token)
			if a := m.do(req); a.status != http.StatusUnprocessableEntity || a.code() != "import_unreadable" {
				t.Errorf("%q: %d %s", file, a.status, a.body)
			}
		}
	})
	t.Run("another store's import is not there, whatever the path says", func(t *testing.T) {
		rival := m.merchant(t, "south")
		for method, paths := range map[string][]string{"GET": {"", "/problems", "/report.csv"}, "POST": {"/start", "/dry-run", "/cancel"}} {
			for _, end := range paths {
				body := ""
				if method == "POST" && end != "/cancel" {
					body = s.plan()
				}
				a := m.as(rival, method, "/stores/south/imports/"+s.Import.ID+end, body)
				if a.status != http.StatusNotFound || a.code() != "import_not_found" {
					t.Errorf("%s %s: %d %s", method, end, a.status, a.body)
				}
			}
		}
	})
}

// TestImportIsKilled kills the program in the middle of an import, three times: it
// goes on where it was, and writes everything once.
func TestImportIsKilled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p, at := serve(t, dir, "127.0.0.1:0")
	m := attach(t, dir, at)
	who := m.merchant(t, "north")
	var text bytes.Buffer
	truth, err := sheettest.Write(&text, 8000, "")
	if err != nil {
		t.Fatal(err)
	}
	s := m.bringFile(t, who, "north", text.String())
	if a := m.as(who, "POST", "/stores/north/imports/"+s.Import.ID+"/start", s.plan()); a.status != http.StatusAccepted {
		t.Fatalf("start: %d %s", a.status, a.body)
	}
	id := uuid.MustParse(s.Import.ID)
	rows := func() (n int) {
		if err := m.pool.QueryRow(t.Context(), "SELECT row_count FROM imports.imports WHERE id = $1", id).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	killed := 0
	for range 3 {
		before := rows()
		eventually(t, time.Minute, func() bool { return rows() > before })
		if rows() < truth.Rows {
			killed++
		}
		m.pool.Close()
		_ = p.stop(t, syscall.SIGKILL, 5*time.Second)
		p, _ = serve(t, dir, strings.TrimPrefix(at, "http://"))
		m = attach(t, dir, at)
	}
	if killed < 2 {
		t.Fatalf("it was killed in the middle %d times: this shows nothing", killed)
	}
	path := "/stores/north/imports/" + url.PathEscape(s.Import.ID)
	eventually(t, 2*time.Minute, func() bool { m.as(who, "GET", path, "").into(t, &s); return s.Import.Status == "done" })

	if c := s.Import.Counts; c.Rows != truth.Rows || c.Products != truth.Products || c.Created != truth.Good || c.Updated != 0 ||
		c.BadRows != len(truth.Bad) || c.BadProducts != truth.Products-truth.Good {
		t.Errorf("counts %+v, want %+v", c, truth)
	}
	for what, q := range map[string]struct {
		sql  string
		want int
	}{
		"products that were written once":     {"SELECT count(*) FROM catalog.products WHERE version = 1", truth.Good},
		"products":                            {"SELECT count(*) FROM catalog.products", truth.Good},
		"variants":                            {"SELECT count(*) FROM catalog.variants", truth.Variants},
		"movements of stock":                  {"SELECT count(*) FROM catalog.stock_movements", truth.Variants},
		"lines of the report":                 {"SELECT count(*) FROM imports.problems", len(truth.Bad)},
		"rows of the report that are told of": {"SELECT count(DISTINCT row) FROM imports.problems", len(truth.Bad)},
	} {
		var n int
		if err := m.pool.QueryRow(t.Context(), q.sql).Scan(&n); err != nil || n != q.want {
			t.Errorf("%s: %d, want %d (%v)", what, n, q.want, err)
		}
	}
	m.pool.Close()
	if err := p.stop(t, syscall.SIGTERM, 5*time.Second); err != nil {
		t.Errorf("after SIGTERM: %v\n%s", err, p.said)
	}
}
