package stores_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/errs"
	"rialto/internal/media"
	"rialto/internal/paging"
	"rialto/internal/stores"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

func setup(t *testing.T) (*stores.Service, *db.Pool) {
	t.Helper()
	pool := dbtest.New(t)
	return stores.New(pool, func() time.Time { return noon }), pool
}

func create(t *testing.T, s *stores.Service, slug, name string) stores.Store {
	t.Helper()
	st, err := s.Create(t.Context(), stores.CreateInput{Slug: slug, Name: name})
	check(t, err)
	return st
}

func TestCreate(t *testing.T) {
	t.Parallel()
	s, _ := setup(t)
	in := stores.CreateInput{
		Slug: "lamplight", Name: "Lamplight", Tagline: "Warm", Description: "Lamps.", Location: "Lisbon",
		Logo: &media.Image{Key: "logo.webp", Width: 1, Height: 1, Alt: "a lamp"},
	}
	made, err := s.Create(t.Context(), in)
	check(t, err)

	t.Run("is found by id and by slug, in any case", func(t *testing.T) {
		for _, ref := range []string{made.ID.String(), "lamplight", "LampLight"} {
			got, err := s.Store(t.Context(), ref)
			check(t, err)
			if got.ID != made.ID || got.Name != in.Name || got.Tagline != in.Tagline || got.Description != in.Description ||
				got.Location != in.Location || *got.Logo != *in.Logo || got.Banner != nil || !got.CreatedAt.Equal(noon) {
				t.Errorf("%s: got %+v", ref, got)
			}
		}
	})
	t.Run("refuses a slug that is taken", func(t *testing.T) {
		_, err := s.Create(t.Context(), in)
		wantErr(t, err, stores.ErrSlugTaken)
	})
	for name, c := range map[string]struct {
		slug, name, field string
	}{
		"an upper-case slug":  {"Lamp", "Lamp", "slug"},
		"a slug with a gap":   {"lamp light", "Lamp", "slug"},
		"no slug":             {"", "Lamp", "slug"},
		"a slug that is long": {strings.Repeat("a", 101), "Lamp", "slug"},
		"no name":             {"lamp", "", "name"},
		"a name that is long": {"lamp", strings.Repeat("ä", 201), "name"},
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			_, err := s.Create(t.Context(), stores.CreateInput{Slug: c.slug, Name: c.name})
			wantErr(t, err, stores.ErrInvalid)
			if e, ok := errs.As(err); !ok || len(e.Fields) != 1 || e.Fields[0].Path != c.field {
				t.Errorf("got %+v", e)
			}
		})
	}
}

func TestSuspendedStoreIsHidden(t *testing.T) {
	t.Parallel()
	s, pool := setup(t)
	st := create(t, s, "lamplight", "Lamplight")
	_, err := pool.Exec(t.Context(), "UPDATE stores.stores SET status = 'suspended'")
	check(t, err)
	for _, ref := range []string{st.ID.String(), st.Slug, "nobody", uuid.NewString(), ""} {
		_, err := s.Store(t.Context(), ref)
		wantErr(t, err, stores.ErrNotFound)
	}
	page, _, err := s.Stores(t.Context(), "", 10)
	check(t, err)
	suggested, err := s.Suggest(t.Context(), "lamp", 10)
	check(t, err)
	if len(page)+len(suggested) != 0 {
		t.Errorf("listed %v, suggested %v", page, suggested)
	}
	known, err := s.ByID(t.Context(), []uuid.UUID{st.ID, uuid.New()})
	check(t, err)
	if len(known) != 1 || known[st.ID].Name != "Lamplight" {
		t.Errorf("by id: %v", known) // its old orders still name it
	}
}

func TestPagesShowEveryStoreOnceByName(t *testing.T) {
	t.Parallel()
	s, _ := setup(t)
	for i := range 11 {
		create(t, s, fmt.Sprint("store-", i), fmt.Sprint("Name ", i/4)) // four of one name
	}
	var names []string
	seen := map[uuid.UUID]bool{}
	for cursor := ""; ; {
		page, next, err := s.Stores(t.Context(), cursor, 3)
		check(t, err)
		for _, st := range page {
			if seen[st.ID] {
				t.Errorf("%s is shown twice", st.Slug)
			}
			seen[st.ID] = true
			names = append(names, st.Name)
		}
		if cursor = next; next == "" {
			break
		}
	}
	if len(names) != 11 || !slices.IsSorted(names) {
		t.Errorf("got %v", names)
	}
	_, _, err := s.Stores(t.Context(), paging.Encode(map[string]string{"s": "newest"}), 3)
	wantErr(t, err, paging.ErrBadCursor)
}

func TestSuggestTakesWordsLiterally(t *testing.T) {
	t.Parallel()
	s, _ := setup(t)
	create(t, s, "percent", "100% Wool_Shop")
	create(t, s, "other", `Back\slash`)
	for words, want := range map[string]int{"wool": 1, "WOOL": 1, "%": 1, "_": 1, `\`: 1, "100%": 1, "0_w": 0, "'": 0, "l_s": 1, "lXs": 0} {
		got, err := s.Suggest(t.Context(), words, 10)
		check(t, err)
		if len(got) != want {
			t.Errorf("%q suggests %d stores, want %d", words, len(got), want)
		}
	}
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
