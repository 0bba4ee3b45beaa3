package imports_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/events"
	"rialto/internal/imports"
	"rialto/internal/keyring"
	"rialto/internal/media"
	"rialto/internal/notify"
	"rialto/internal/sheet"
	"rialto/internal/stores"
)

const publicURL = "https://market.example"

// market is the imports of a store, and a clock that the test moves.
type market struct {
	*imports.Service
	pool    *db.Pool
	bus     *events.Bus
	catalog *catalog.Service
	media   *media.Service
	stores  *stores.Service
	store   uuid.UUID
	dir     string

	mu   sync.Mutex
	time time.Time
}

func setup(t *testing.T) *market {
	t.Helper()
	m := &market{pool: dbtest.New(t), dir: t.TempDir(), time: time.Now().UTC().Truncate(time.Microsecond)}
	log := slog.New(slog.DiscardHandler)
	var err error
	m.bus, err = events.New(m.pool, log)
	check(t, err)
	m.catalog, err = catalog.New(t.Context(), m.pool, m.bus, m.now)
	check(t, err)
	m.media, err = media.Open(t.Context(), t.TempDir())
	check(t, err)
	t.Cleanup(func() { _ = m.media.Close() })
	mails, err := notify.New(notify.Deps{Pool: m.pool, Bus: m.bus, Log: log, Now: m.now},
		notify.Config{PublicURL: publicURL, SiteName: "Rialto", From: "hello@shop.example", Transport: notify.Mailbox{}, Keys: keyring.New([]byte("key"))})
	check(t, err)
	told := func(context.Context, db.Tx, uuid.UUID, uuid.UUID) (imports.Told, bool, error) {
		return imports.Told{To: notify.To{Address: "mira@example.org"}, StoreName: "Lamplight", StorePath: "/dashboard/stores/lamplight"}, true, nil
	}
	m.Service, err = imports.New(imports.Deps{
		Pool: m.pool, Bus: m.bus, Catalog: m.catalog, Media: m.media, Notify: mails, Told: told, Log: log, Now: m.now,
	}, imports.Config{Dir: m.dir, PublicURL: publicURL, Currency: "EUR"})
	check(t, err)
	t.Cleanup(func() { _ = m.Service.Close() })
	m.stores = stores.New(m.pool, m.now)
	m.store = m.newStore(t, "lamplight")
	return m
}

func (m *market) now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.time
}

func (m *market) skip(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.time = m.time.Add(d)
}

func (m *market) newStore(t *testing.T, slug string) uuid.UUID {
	t.Helper()
	st, err := m.stores.Create(t.Context(), stores.CreateInput{Slug: slug, Name: slug})
	check(t, err)
	return st.ID
}

// upload brings a file to the store.
func (m *market) upload(t *testing.T, text string) imports.Import {
	t.Helper()
	im, err := m.Upload(t.Context(), imports.UploadInput{StoreID: m.store, FileName: "products.csv", File: strings.NewReader(text)})
	check(t, err)
	return im
}

// plan takes what was suggested.
func plan(im imports.Import) imports.Plan {
	p := imports.Plan{OnBadRow: imports.Skip, WhatToDo: catalog.CreateAndUpdate}
	for _, c := range im.Columns {
		p.Mapping = append(p.Mapping, c.Field)
	}
	return p
}

func (m *market) start(t *testing.T, im imports.Import, change ...func(*imports.Plan)) imports.Import {
	t.Helper()
	return m.begin(t, m.Start, im, change)
}

func (m *market) dryRun(t *testing.T, im imports.Import, change ...func(*imports.Plan)) imports.Import {
	t.Helper()
	return m.begin(t, m.DryRun, im, change)
}

type beginning = func(ctx context.Context, in imports.StartInput) (imports.Import, error)

func (m *market) begin(t *testing.T, begin beginning, im imports.Import, change []func(*imports.Plan)) imports.Import {
	t.Helper()
	p := plan(im)
	for _, f := range change {
		f(&p)
	}
	_, err := begin(t.Context(), imports.StartInput{StoreID: im.StoreID, ImportID: im.ID, Plan: p})
	check(t, err)
	check(t, m.bus.Drain(t.Context()))
	return m.get(t, im)
}

func (m *market) get(t *testing.T, im imports.Import) imports.Import {
	t.Helper()
	im, err := m.Import(t.Context(), im.StoreID, im.ID)
	check(t, err)
	return im
}

// run imports a text and returns what became of it.
func (m *market) run(t *testing.T, text string, change ...func(*imports.Plan)) imports.Import {
	t.Helper()
	return m.start(t, m.upload(t, text), change...)
}

// report is all of the lines of an import's report, one text each.
func (m *market) report(t *testing.T, im imports.Import) (lines []string) {
	t.Helper()
	for _, p := range m.problems(t, im) {
		kind := ""
		if p.Warning {
			kind = " (warning)"
		}
		lines = append(lines, fmt.Sprintf("%d %s %s%s", p.Row, p.Column, p.Code, kind))
	}
	return lines
}

func (m *market) problems(t *testing.T, im imports.Import) (all []sheet.Problem) {
	t.Helper()
	for cursor := ""; ; {
		page, next, err := m.Problems(t.Context(), im.StoreID, im.ID, nil, cursor, 7)
		check(t, err)
		all = append(all, page...)
		if next == "" {
			return all
		}
		cursor = next
	}
}

func (m *market) export(t *testing.T, store uuid.UUID) string {
	t.Helper()
	file, err := m.Export(t.Context(), imports.ExportInput{StoreID: store, StoreSlug: "x"})
	check(t, err)
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(file)
	check(t, err)
	return string(text)
}

func (m *market) product(t *testing.T, slug string) catalog.Product {
	t.Helper()
	p, err := m.catalog.ProductBySlug(t.Context(), m.store, slug)
	if err != nil {
		t.Fatalf("product %s: %v", slug, err)
	}
	return p
}

// number is what a query for one number answers.
func (m *market) number(t *testing.T, query string, args ...any) int {
	t.Helper()
	var n int
	check(t, m.pool.QueryRow(t.Context(), query, args...).Scan(&n))
	return n
}

// picture stores a picture of that width.
func (m *market) picture(t *testing.T, width int) media.Image {
	t.Helper()
	img, err := m.media.Put(t.Context(), bytes.NewReader(pngOf(width)), "")
	check(t, err)
	return img
}

func pngOf(width int) []byte {
	p := image.NewNRGBA(image.Rect(0, 0, width, 10))
	p.Set(0, 0, color.White)
	var b bytes.Buffer
	_ = png.Encode(&b, p)
	return b.Bytes()
}

// file is a CSV file of these rows; the first is the header.
func file(rows ...[]string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.WriteAll(rows)
	return b.String()
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got error %v, want %v", err, want)
	}
}

func wantEqual[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("%s:\ngot  %s\nwant %s", what, g, w)
	}
}

// records are the rows of a CSV text.
func records(t *testing.T, text string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	check(t, err)
	return rows
}
