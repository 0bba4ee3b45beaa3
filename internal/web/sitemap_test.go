package web

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

type sitemapXML struct {
	XMLName xml.Name
	URLs    []string `xml:"url>loc"`
	Maps    []string `xml:"sitemap>loc"`
}

func sitemapOf(t *testing.T, h http.Handler, path string) sitemapXML {
	t.Helper()
	w := get(t, h, path)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: status %d", path, w.Code)
	}
	if got := w.Header().Get("Cache-Control"); got != sitemapControl {
		t.Errorf("cache control %q", got)
	}
	var s sitemapXML
	if err := xml.Unmarshal(w.Body.Bytes(), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSitemapOfASmallMarket(t *testing.T) {
	t.Parallel()
	h := newSite(t, oneShop())
	got := strings.Join(sitemapOf(t, h, "/sitemap.xml").URLs, " ")
	want := "https://rialto.example/ https://rialto.example/products https://rialto.example/stores " +
		"https://rialto.example/stores/clay https://rialto.example/stores/clay/products/mug"
	if got != want {
		t.Errorf("got %s", got)
	}
	if w := get(t, h, "/sitemaps/stores-9.xml"); w.Code != http.StatusNotFound {
		t.Errorf("status %d", w.Code)
	}
}

// manyProducts is an API with one store of so many products, and counts the calls.
func manyProducts(count int, calls *int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		*calls++
		if r.URL.Path == "/api/v1/stores" {
			_, _ = fmt.Fprintf(w, `{"items":[{"slug":"big","name":"Big","productCount":%d}],"nextCursor":null}`, count)
			return
		}
		from, _ := strconv.Atoi(r.URL.Query().Get("cursor"))
		to, next := min(from+100, count), "null"
		if to < count {
			next = fmt.Sprintf(`"%d"`, to)
		}
		var items []string
		for n := from; n < to; n++ {
			items = append(items, fmt.Sprintf(`{"storeSlug":"big","slug":"p%d"}`, n))
		}
		_, _ = fmt.Fprintf(w, `{"items":[%s],"nextCursor":%s}`, strings.Join(items, ","), next)
	}
}

func TestSitemapOfALargeMarket(t *testing.T) {
	t.Parallel()
	const count = 12_345
	calls := 0
	h := newSite(t, manyProducts(count, &calls))
	index := sitemapOf(t, h, "/sitemap.xml")
	if index.XMLName.Local != "sitemapindex" || len(index.Maps) != 4 {
		t.Fatalf("index %v", index)
	}
	seen := map[string]bool{}
	// The last first: its beginning has to be found.
	for i := len(index.Maps) - 1; i >= 0; i-- {
		for _, address := range sitemapOf(t, h, strings.TrimPrefix(index.Maps[i], "https://rialto.example")).URLs {
			if seen[address] {
				t.Errorf("%s is listed twice", address)
			}
			seen[address] = true
		}
	}
	if want := count + 1 + 3; len(seen) != want {
		t.Errorf("%d addresses, want %d", len(seen), want)
	}
	before := calls
	sitemapOf(t, h, "/sitemaps/products-3.xml")
	if calls != before {
		t.Error("a sitemap that is kept was made again")
	}
	if w := get(t, h, "/sitemaps/products-4.xml"); w.Code != http.StatusNotFound {
		t.Errorf("status %d", w.Code)
	}
}

func TestSitemapWithoutTheAPI(t *testing.T) {
	t.Parallel()
	h := newSite(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }))
	w := get(t, h, "/sitemap.xml")
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}
