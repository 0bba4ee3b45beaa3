package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/alexedwards/argon2id"

	"rialto/internal/db"
	"rialto/internal/sheet/sheettest"
	"rialto/internal/stores"
)

const (
	importRows    = 50_000
	importLimit   = 3 * time.Minute
	importMemory  = 100 << 20
	importSamples = 50 * time.Millisecond
)

// importFile brings a file of many rows, some of them bad, to the program, as a
// merchant does, and looks at how long it takes, what it costs in memory and
// whether the report is right; then an export of it is imported into an empty
// store and exported again.
func importFile(ctx context.Context, b *bench) error {
	dsn, err := b.newDatabase(ctx)
	if err != nil {
		return err
	}
	pool, err := openPool(ctx, dsn, 2, db.AppRole, nil)
	if err != nil {
		return err
	}
	defer pool.Close()
	p, err := b.serve(ctx, dsn)
	if err != nil {
		return err
	}
	m := &importer{program: p, pool: pool}
	return errors.Join(m.run(ctx, b), p.stop())
}

// importer is a merchant with two stores.
type importer struct {
	*program
	pool  *db.Pool
	token string
}

func (m *importer) run(ctx context.Context, b *bench) error {
	before, err := m.settled(ctx) // nobody has signed in, which costs more memory than a file
	if err != nil {
		return err
	}
	if err := m.signIn(ctx); err != nil {
		return err
	}
	file := filepath.Join(b.dir, "products.csv")
	truth, err := generate(file)
	if err != nil {
		return err
	}
	size, err := sizeOf(file)
	if err != nil {
		return err
	}
	b.report.progress("  %d rows, %d products, %d bad rows, %d MB", truth.Rows, truth.Products, len(truth.Bad), size>>20)

	memory := m.watch(ctx)
	begun := time.Now()
	done, err := m.importInto(ctx, "first", file)
	if err != nil {
		return err
	}
	took := time.Since(begun)
	peak := memory()
	if err := m.check(ctx, truth, done); err != nil {
		return err
	}
	b.report.limit(fmt.Sprintf("import of %d rows, %d of them bad, from upload to done", truth.Rows, len(truth.Bad)),
		fmt.Sprintf("%s, %.0f rows/s", took.Round(100*time.Millisecond), float64(truth.Rows)/took.Seconds()), "< "+importLimit.String(), took < importLimit)
	b.report.limit("memory of the program while it imports", fmt.Sprintf("%d MB more than the %d MB before", (peak-before)>>20, before>>20),
		fmt.Sprintf("< %d MB more", importMemory>>20), peak-before < importMemory)
	b.report.note("import: the report has exactly the %d bad rows; %d products were created, %d left out", len(truth.Bad), done.Created, done.BadProducts)
	return m.roundTrip(ctx, b, truth)
}

func generate(path string) (sheettest.Truth, error) {
	f, err := os.Create(path)
	if err != nil {
		return sheettest.Truth{}, err
	}
	truth, err := sheettest.Write(f, importRows, "")
	return truth, errors.Join(err, f.Close())
}

// roundTrip exports the store, imports that into an empty one, and compares its
// export.
func (m *importer) roundTrip(ctx context.Context, b *bench, truth sheettest.Truth) error {
	first, second := filepath.Join(b.dir, "first.csv"), filepath.Join(b.dir, "second.csv")
	memory := m.watch(ctx)
	begun := time.Now()
	if err := m.export(ctx, "first", first); err != nil {
		return err
	}
	exported := time.Since(begun)
	again, err := m.importInto(ctx, "second", first)
	if err != nil {
		return err
	}
	if again.Created != truth.Good || again.BadRows != 0 {
		return fmt.Errorf("import of an export: %+v, want %d created", again, truth.Good)
	}
	if err := m.export(ctx, "second", second); err != nil {
		return err
	}
	begun = time.Now()
	unchanged, err := m.importInto(ctx, "second", second)
	if err != nil {
		return err
	}
	if unchanged.Unchanged != truth.Good {
		return fmt.Errorf("import of what is there: %+v, want %d unchanged", unchanged, truth.Good)
	}
	same, size, err := sameFiles(first, second)
	if err != nil {
		return err
	}
	b.report.limit("export → import into an empty store → export", fmt.Sprintf("%d bytes, %s", size, map[bool]string{true: "identical", false: "different"}[same]),
		"byte-identical", same)
	b.report.note("import: %d products are exported in %s, and found unchanged in %s; memory stays below %d MB",
		truth.Good, exported.Round(10*time.Millisecond), time.Since(begun).Round(100*time.Millisecond), memory()>>20)
	if !same {
		return errors.New("the exports differ")
	}
	return nil
}

func (m *importer) signIn(ctx context.Context) error {
	const email, password = "merchant@example.org", "a password of the bench"
	hash, err := argon2id.CreateHash(password, &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		return err
	}
	user := db.NewID()
	if _, err := m.pool.Exec(ctx, `INSERT INTO auth.users (id, email, name, password_hash, email_verified_at, created_at, updated_at)
		VALUES ($1, $2, 'Merchant', $3, now(), now(), now())`, user, email, hash); err != nil {
		return err
	}
	s := stores.New(m.pool, time.Now)
	for _, slug := range []string{"first", "second"} {
		st, err := s.Create(ctx, stores.CreateInput{Slug: slug, Name: slug})
		if err != nil {
			return err
		}
		if err := s.Appoint(ctx, st.ID, user, stores.RoleOwner); err != nil {
			return err
		}
	}
	var answer struct{ AccessToken string }
	body := fmt.Sprintf(`{"email":%q,"password":%q,"refreshTokenIn":"body"}`, email, password)
	if err := m.json(ctx, http.MethodPost, "/auth/login", "application/json", bytes.NewReader([]byte(body)), &answer); err != nil {
		return err
	}
	m.token = answer.AccessToken
	return nil
}

// json calls the API and decodes its answer.
func (m *importer) json(ctx context.Context, method, path, contentType string, body io.Reader, into any) error {
	res, err := m.call(ctx, method, path, contentType, body)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	return json.NewDecoder(res.Body).Decode(into)
}

func (m *importer) call(ctx context.Context, method, path, contentType string, body io.Reader) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://"+m.address+"/api/v1"+path, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", contentType)
	if m.token != "" {
		req.Header.Set("Authorization", "Bearer "+m.token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	if res.StatusCode >= http.StatusMultipleChoices {
		text, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		return nil, fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, text)
	}
	return res, nil
}

type importCounts struct {
	ID                                                       string
	Rows, Products, Created, Unchanged, BadRows, BadProducts int
}

// importInto imports a file into a store and waits for its end.
func (m *importer) importInto(ctx context.Context, store, path string) (importCounts, error) {
	f, err := os.Open(path)
	if err != nil {
		return importCounts{}, err
	}
	defer f.Close()
	var s struct {
		Import struct {
			ID, Status, Failure string
			Counts              importCounts
		}
		Columns []struct{ Field string }
	}
	base := "/stores/" + store + "/imports"
	if err := m.json(ctx, http.MethodPost, base, "text/csv", f, &s); err != nil {
		return importCounts{}, err
	}
	plan := map[string]any{"onBadRow": "skip", "whatToDo": "create_and_update"}
	var fields []string
	for _, c := range s.Columns {
		fields = append(fields, c.Field)
	}
	plan["mapping"] = fields
	body, err := json.Marshal(plan)
	if err != nil {
		return importCounts{}, err
	}
	one := base + "/" + s.Import.ID
	if err := m.json(ctx, http.MethodPost, one+"/start", "application/json", bytes.NewReader(body), &s); err != nil {
		return importCounts{}, err
	}
	poll := time.NewTicker(250 * time.Millisecond)
	defer poll.Stop()
	for s.Import.Status == "importing" {
		select {
		case <-ctx.Done():
			return importCounts{}, ctx.Err()
		case <-poll.C:
		}
		if err := m.json(ctx, http.MethodGet, one, "application/json", http.NoBody, &s); err != nil {
			return importCounts{}, err
		}
	}
	if s.Import.Status != "done" {
		return importCounts{}, fmt.Errorf("the import ended as %s %s", s.Import.Status, s.Import.Failure)
	}
	s.Import.Counts.ID = s.Import.ID
	return s.Import.Counts, nil
}

// check compares the report, as it is downloaded, with the truth.
func (m *importer) check(ctx context.Context, truth sheettest.Truth, got importCounts) error {
	if got.Rows != truth.Rows || got.Products != truth.Products || got.Created != truth.Good || got.BadRows != len(truth.Bad) {
		return fmt.Errorf("the import did %+v, want %d rows, %d products, %d created, %d bad rows", got, truth.Rows, truth.Products, truth.Good, len(truth.Bad))
	}
	res, err := m.call(ctx, http.MethodGet, "/stores/first/imports/"+got.ID+"/report.csv", "text/csv", http.NoBody)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	rows, err := csv.NewReader(res.Body).ReadAll()
	if err != nil {
		return err
	}
	if len(rows) != len(truth.Bad)+1 {
		return fmt.Errorf("the report has %d lines, want %d", len(rows)-1, len(truth.Bad))
	}
	for i, b := range truth.Bad {
		want := fmt.Sprint(b.Row, b.Column, b.Code)
		if got := fmt.Sprint(rows[i+1][0], rows[i+1][2], rows[i+1][3]); got != want {
			return fmt.Errorf("line %d of the report is %s, want %s", i+1, got, want)
		}
	}
	return nil
}

func (m *importer) export(ctx context.Context, store, path string) error {
	res, err := m.call(ctx, http.MethodGet, "/stores/"+store+"/exports/products.csv", "text/csv", http.NoBody)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, res.Body)
	return errors.Join(err, f.Close())
}

// settled is the program's memory once it has been up for a while.
func (m *importer) settled(ctx context.Context) (int64, error) {
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-time.After(settle):
	}
	return residentBytes(m.cmd.Process.Pid)
}

// watch measures the program's memory until the function it returns is called,
// which says what it was at its highest.
func (m *importer) watch(ctx context.Context) func() int64 {
	ctx, cancel := context.WithCancel(ctx)
	most := make(chan int64, 1)
	go func() {
		var peak int64
		tick := time.NewTicker(importSamples)
		defer tick.Stop()
		for {
			if now, err := residentBytes(m.cmd.Process.Pid); err == nil {
				peak = max(peak, now)
			}
			select {
			case <-ctx.Done():
				most <- peak
				return
			case <-tick.C:
			}
		}
	}()
	return func() int64 { cancel(); return <-most }
}

func sizeOf(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func sameFiles(a, b string) (same bool, size int64, err error) {
	first, err := os.ReadFile(a)
	if err != nil {
		return false, 0, err
	}
	second, err := os.ReadFile(b)
	return bytes.Equal(first, second), int64(len(first)), err
}
