package catalog_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/catalog"
)

func TestSearch(t *testing.T) {
	t.Parallel()
	s := setup(t)
	for _, p := range []struct{ name, brand, tag, description string }{
		{name: "Jacket", brand: "Weaver", tag: "waterproof", description: "<p>Lined with <b>flannel</b>.</p>"},
		{name: "Trousers", brand: "Weaver", description: "<p class=jacket>Wide</p>"},
		{name: "Socks-Black/White-3.5", description: "Goes with every jacket"},
		{name: "Straßenlaterne", description: "Größe 2"},
	} {
		in := s.simple(p.name)
		in.Brand, in.Description = p.brand, p.description
		if p.tag != "" {
			in.Tags = []string{p.tag}
		}
		s.put(t, in)
	}
	search := func(t *testing.T, words string) []catalog.Summary {
		t.Helper()
		page, _, err := s.Products(t.Context(), catalog.Filter{Words: words, Limit: 10})
		check(t, err)
		return page
	}

	for words, want := range map[string]string{
		"jacket":        "Jacket Socks-Black/White-3.5",
		"JACK":          "Jacket Socks-Black/White-3.5",
		"weaver":        "Jacket Trousers",
		"weaver jacket": "Jacket",
		"waterproof":    "Jacket",
		"flannel":       "Jacket",
		"white":         "Socks-Black/White-3.5",
		"black/white":   "Socks-Black/White-3.5",
		"3.5":           "Socks-Black/White-3.5",
		"straßen":       "Straßenlaterne",
		"GRÖSSE":        "",
		"größe":         "Straßenlaterne",
		"class":         "",
	} {
		t.Run("finds "+words, func(t *testing.T) { wantEqual(t, "found", sortedNames(search(t, words)), want) })
	}
	t.Run("puts a name before a description", func(t *testing.T) {
		wantEqual(t, "found", names(search(t, "jacket")), "Jacket Socks-Black/White-3.5")
	})
	for typo, want := range map[string]string{"jaket": "Jacket", "trosers": "Trousers"} {
		t.Run("forgives "+typo, func(t *testing.T) { wantEqual(t, "found", names(search(t, typo)), want) })
	}
	t.Run("finds nothing for nonsense", func(t *testing.T) { wantEqual(t, "found", names(search(t, "qqqzzz")), "") })
}

func TestSearchTakesEveryText(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.sold(t, "Lamp", 1)
	for _, text := range []string{
		"'", "''", "&", "|", "!", ":*", "(", ")", `\`, "%", "_", "' & | ! :* ( ) \\ %", "lamp & !", "lamp:*", "!lamp", "lamp' OR '1'='1",
		"<->", "  ", "\t\n", "💡", "\u202e", "\xff\xfe", "@words", "$1", "{}", strings.Repeat("lamp ", 40), strings.Repeat("x", 3000),
	} {
		for _, sort := range append(sorts, "") {
			if _, _, err := s.Products(t.Context(), catalog.Filter{Words: text, Sort: sort, Limit: 5}); err != nil {
				t.Errorf("%.40q by %q: %v", text, sort, err)
			}
		}
		if _, err := s.SuggestCategories(t.Context(), text, 5); err != nil && text != "\xff\xfe" {
			t.Errorf("categories like %.40q: %v", text, err)
		}
	}
}

func TestCategories(t *testing.T) {
	t.Parallel()
	s := setup(t)
	for _, p := range [][2]string{{"Lamp", "Light & Air"}, {"Bulb", "Light & Air"}, {"Mug", "Kitchen 100%"}} {
		in := s.simple(p[0])
		in.Category = p[1]
		s.put(t, in)
	}
	draft := s.simple("Draft")
	draft.Category, draft.Status = "Hidden", catalog.StatusDraft
	s.put(t, draft)

	all, err := s.Categories(t.Context(), nil)
	check(t, err)
	if len(all) != 2 || all[0].Slug != "kitchen-100" || all[0].Products != 1 || all[1].Slug != "light-air" || all[1].Products != 2 {
		t.Errorf("got %+v", all)
	}
	other := s.newStore(t, "other")
	none, err := s.Categories(t.Context(), &other)
	check(t, err)
	wantEqual(t, "categories of an empty store", len(none), 0)
	percent, err := s.SuggestCategories(t.Context(), "100%", 5)
	check(t, err)
	wantEqual(t, "suggested", len(percent), 1)
	counts, err := s.Counts(t.Context(), []uuid.UUID{s.store, other})
	check(t, err)
	wantEqual(t, "counts", counts, map[uuid.UUID]int{s.store: 3})
}
