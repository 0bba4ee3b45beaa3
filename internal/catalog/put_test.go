package catalog_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/media"
)

func TestPut(t *testing.T) {
	t.Parallel()
	s := setup(t)
	var changed []catalog.Changed
	var mu sync.Mutex
	events.Subscribe(s.bus, "test.changed", func(_ context.Context, _ db.Tx, ev catalog.Changed) error {
		mu.Lock()
		defer mu.Unlock()
		changed = append(changed, ev)
		return nil
	})
	was, zero := eur(2000), 0
	in := s.sizes("Linen Shirt", "S", "M")
	in.Description, in.Brand, in.Category, in.Tags = "<p>Soft</p>", "Weaver", "Shirts", []string{"linen"}
	in.Images = []media.Image{{Key: "a.webp", Width: 3, Height: 2, Alt: "front"}, {Key: "b.webp", Width: 3, Height: 2}}
	in.Variants[1].Price, in.Variants[1].CompareAt, in.Variants[1].Image = eur(900), &was, &zero
	first := s.put(t, in)

	t.Run("makes the product with all its parts", func(t *testing.T) {
		p := s.product(t, first.ProductID)
		wantEqual(t, "created", first.Created, true)
		wantEqual(t, "name", p.Name, "Linen Shirt")
		wantEqual(t, "price of the cheapest", p.Price, eur(900))
		wantEqual(t, "compare at of the cheapest", *p.CompareAt, was)
		wantEqual(t, "price varies", p.PriceVaries, true)
		wantEqual(t, "available", p.Available, 10)
		wantEqual(t, "options", p.Options, []catalog.Option{{Name: "Size", Values: []string{"S", "M"}}})
		wantEqual(t, "images", p.Images, in.Images)
		wantEqual(t, "category", p.Category.Slug, "shirts")
		wantEqual(t, "tags", p.Tags, in.Tags)
		wantEqual(t, "variants", len(p.Variants), 2)
		wantEqual(t, "SKUs", p.Variants[0].SKU+p.Variants[1].SKU, "sku-Ssku-M")
		wantEqual(t, "image of a variant", *p.Variants[1].Image, 0)
		wantEqual(t, "created at", p.CreatedAt, s.now())
	})

	t.Run("changes nothing but the version when it is done again", func(t *testing.T) {
		before := s.product(t, first.ProductID)
		again := s.put(t, in)
		wantEqual(t, "result", again, catalog.PutResult{ProductID: first.ProductID})
		after := s.product(t, first.ProductID)
		wantEqual(t, "version", after.Version, before.Version+1)
		after.Version = before.Version
		wantEqual(t, "variant ids", ids(after), ids(before))
		wantEqual(t, "product", withoutPointers(after), withoutPointers(before))
		s.wantStock(t, before.Variants[0].ID, 5, 5)
	})

	t.Run("updates what is different", func(t *testing.T) {
		s.skip(time.Hour)
		changed := in
		changed.Name, changed.Category, changed.Images, changed.Tags = "Linen Blouse", "", in.Images[:1], nil
		changed.CreatedAt = s.now()
		s.put(t, changed)
		p := s.product(t, first.ProductID)
		wantEqual(t, "name", p.Name, "Linen Blouse")
		wantEqual(t, "category", p.Category == nil, true)
		wantEqual(t, "images", p.Images, in.Images[:1])
		wantEqual(t, "tags", len(p.Tags), 0)
		wantEqual(t, "created at", p.CreatedAt, s.now().Add(-time.Hour))
		wantEqual(t, "updated at", p.UpdatedAt, s.now())
	})

	t.Run("tells of every change", func(t *testing.T) {
		check(t, s.bus.Drain(t.Context()))
		if ev := (catalog.Changed{ProductID: first.ProductID, StoreID: s.store}); len(changed) != 3 || changed[0] != ev || changed[2] != ev {
			t.Errorf("got %v, want three times %v", changed, ev)
		}
	})

	t.Run("keeps the stores' products of one slug apart", func(t *testing.T) {
		other := in
		other.StoreID = s.newStore(t, "other")
		if res := s.put(t, other); !res.Created || res.ProductID == first.ProductID {
			t.Errorf("got %+v", res)
		}
		p, err := s.ProductBySlug(t.Context(), s.store, in.Slug)
		check(t, err)
		wantEqual(t, "product by slug", p.ID, first.ProductID)
	})
}

func TestPutTwiceAtOnceMakesOneProduct(t *testing.T) {
	t.Parallel()
	s := setup(t)
	in := s.sizes("Mug", "S", "M")
	in.Category = "Kitchen"
	var wg sync.WaitGroup
	results := make([]catalog.PutResult, 8)
	for i := range results {
		wg.Go(func() {
			var err error
			if results[i], err = s.Put(t.Context(), in); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	created := 0
	for _, r := range results {
		if r.Created {
			created++
		}
		wantEqual(t, "product", r.ProductID, results[0].ProductID)
	}
	wantEqual(t, "created", created, 1)
	wantEqual(t, "variants", len(s.product(t, results[0].ProductID).Variants), 2)
}

func TestStatus(t *testing.T) {
	t.Parallel()
	s := setup(t)
	for _, status := range []catalog.Status{catalog.StatusDraft, catalog.StatusArchived} {
		t.Run(string(status)+" hides the product everywhere", func(t *testing.T) {
			in := s.simple("Lamp")
			on := s.product(t, s.put(t, in).ProductID)
			in.Status = status
			s.put(t, in)
			_, err := s.Product(t.Context(), on.ID)
			wantErr(t, err, catalog.ErrProductNotFound)
			_, err = s.ProductBySlug(t.Context(), s.store, in.Slug)
			wantErr(t, err, catalog.ErrProductNotFound)
			page, _, err := s.Products(t.Context(), catalog.Filter{Limit: 10})
			check(t, err)
			wantEqual(t, "listed", len(page), 0)
			known, err := s.Sellables(t.Context(), []uuid.UUID{on.Variants[0].ID})
			check(t, err)
			wantEqual(t, "on sale", known[on.Variants[0].ID].OnSale, false)
		})
	}
}

func TestDescriptionIsSanitised(t *testing.T) {
	t.Parallel()
	s := setup(t)
	for name, c := range map[string]struct{ html, keeps string }{
		"a script":             {`<p>Soft</p><script>alert(1)</script>`, `<p>Soft</p>`},
		"an event handler":     {`<p onclick="alert(1)">Soft</p>`, `<p>Soft</p>`},
		"an image that errs":   {`<img src=x onerror=alert(1)>Soft`, `Soft`},
		"a javascript link":    {`<a href="javascript:alert(1)">Soft</a>`, `Soft`},
		"a disguised link":     {`<a href=" jAvaScRipt:alert(1)">Soft</a>`, `Soft`},
		"a data link":          {`<a href="data:text/html,<script>alert(1)</script>">Soft</a>`, `Soft`},
		"a style":              {`<p style="position:fixed">Soft</p><style>p{}</style>`, `<p>Soft</p>`},
		"a frame and a form":   {`<iframe src="https://x.example"></iframe><form action="/"><input></form>Soft`, `Soft`},
		"an svg":               {`<svg><script>alert(1)</script></svg>Soft`, `Soft`},
		"an unclosed tag":      {`<p>Soft <img src="x" onerror="alert(1)" `, `<p>Soft `},
		"nothing from a list":  {`<ul><li><strong>Soft</strong></li></ul>`, `<ul><li><strong>Soft</strong></li></ul>`},
		"a link's opener":      {`<a href="https://x.example/">Soft</a>`, `<a href="https://x.example/" rel="nofollow noopener" target="_blank">Soft</a>`},
		"a page's own heading": {`<h1>Soft</h1>`, `Soft`},
	} {
		t.Run("loses "+name, func(t *testing.T) {
			t.Parallel()
			in := s.simple("Shirt " + name)
			in.Description = c.html
			wantEqual(t, "description", strings.TrimSpace(s.product(t, s.put(t, in).ProductID).Description), strings.TrimSpace(c.keeps))
		})
	}
}

func ids(p catalog.Product) []uuid.UUID {
	out := make([]uuid.UUID, len(p.Variants))
	for i, v := range p.Variants {
		out[i] = v.ID
	}
	return out
}

// withoutPointers lets two products be compared by what they print.
func withoutPointers(p catalog.Product) catalog.Product {
	p.CompareAt, p.Category = nil, nil
	for i := range p.Variants {
		p.Variants[i].CompareAt, p.Variants[i].Image = nil, nil
	}
	return p
}
