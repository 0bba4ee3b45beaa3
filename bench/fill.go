package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"rialto/internal/db"
	"rialto/internal/media"
)

const currency = "EUR"

// openLedger writes the first movement of each variant, all at once.
const openLedger = `INSERT INTO catalog.stock_movements (variant_id, number, delta, quantity_after, reason, created_at)
	SELECT variant_id, 1, quantity_available, quantity_available, 'opening', now() FROM catalog.inventory`

// goods says what to fill a catalog with.
type goods struct {
	products, stores, categories int
	stock                        int
	soldOut                      float64 // share of products without stock
	// exhausted makes the first store sell nothing but every 500th product.
	exhausted bool
}

// filled is what a catalog was filled with.
type filled struct {
	stores     []uuid.UUID
	categories []string // slugs
	products   []uuid.UUID
	variants   []uuid.UUID // of the products, one each
	slugs      []string    // of the stores
}

var (
	adjectives = []string{"Blue", "Quiet", "Folding", "Woven", "Nordic", "Heavy", "Enamel", "Oak", "Linen", "Travel", "Hand-made", "Round", "Tiny", "Striped", "Cast-iron", "Recycled"}
	nouns      = []string{"mug", "lamp", "jacket", "notebook", "chair", "kettle", "backpack", "scarf", "poster", "bowl", "knife", "blanket", "clock", "bottle", "candle", "stool",
		"teapot", "basket", "mirror", "shelf", "pillow", "apron", "glove", "wallet", "radio", "compass", "tent", "umbrella", "puzzle", "brush"}
	sentences = []string{
		"<p>Made in small batches by people who have done it for thirty years.</p>",
		"<p>It is meant to be used every day, and to be repaired when it breaks.</p>",
		"<p>Wash it by hand; the colour stays.</p>",
		"<p>The material comes from the next valley and is not treated.</p>",
		"<p>Ships in a box without plastic. Returns are free within thirty days.</p>",
	}
)

// fill puts goods on sale with COPY. Indexes that are not constraints are made
// afterwards, which is several times as fast.
func fill(ctx context.Context, pool *db.Pool, g goods) (filled, error) {
	var f filled
	now := time.Now().UTC().Truncate(time.Microsecond)
	if err := f.fillOwners(ctx, pool, g, now); err != nil {
		return f, err
	}
	indexes, err := dropIndexes(ctx, pool, "catalog")
	if err != nil {
		return f, err
	}
	f.products, f.variants = make([]uuid.UUID, g.products), make([]uuid.UUID, g.products)
	for i := range g.products {
		f.products[i], f.variants[i] = db.NewID(), db.NewID()
	}
	price := func(i int) int64 { return 199 + int64(i)*7919%50_000 }
	copies := []struct {
		table   string
		columns []string
		row     func(i int) ([]any, error)
	}{
		{"products", []string{"id", "store_id", "category_id", "slug", "name", "description", "brand", "tags", "price_amount", "variant_count", "currency", "image", "created_at", "updated_at"},
			func(i int) ([]any, error) {
				image, err := json.Marshal(media.Image{Key: fmt.Sprintf("ab/%026d", i), Width: 1200, Height: 900, Alt: "A picture"})
				if err != nil {
					return nil, err
				}
				noun := nouns[i%len(nouns)]
				text := ""
				for s := range 4 {
					text += sentences[(i+s)%len(sentences)]
				}
				created := now.Add(-time.Duration(g.products-i) * 17 * time.Second)
				return []any{f.products[i], f.stores[i%g.stores], category(g, i), fmt.Sprintf("product-%d", i),
					fmt.Sprintf("%s %s %d", adjectives[i/len(nouns)%len(adjectives)], noun, i), text, "Brand " + string(rune('A'+i%26)),
					[]string{noun, "gift"}, price(i), 1, currency, image, created, created}, nil
			}},
		{"variants", []string{"id", "product_id", "position", "sku", "options", "price_amount", "currency"},
			func(i int) ([]any, error) {
				return []any{f.variants[i], f.products[i], 0, fmt.Sprintf("SKU-%d", i), []string{}, price(i), currency}, nil
			}},
		{"inventory", []string{"variant_id", "quantity_available", "quantity_received", "movement_count"},
			func(i int) ([]any, error) {
				n := g.stock
				if rand.Float64() < g.soldOut || (g.exhausted && i%g.stores == 0 && i/g.stores%500 != 0) {
					n = 0
				}
				return []any{f.variants[i], n, int64(n), 1}, nil
			}},
	}
	for _, c := range copies {
		if _, err := pool.CopyFrom(ctx, pgx.Identifier{"catalog", c.table}, c.columns, pgx.CopyFromSlice(g.products, c.row)); err != nil {
			return f, fmt.Errorf("copy %s: %w", c.table, err)
		}
	}
	for _, sql := range append(indexes, openLedger, "VACUUM ANALYZE") {
		if _, err := pool.Exec(ctx, sql); err != nil {
			return f, fmt.Errorf("%s: %w", sql, err)
		}
	}
	return f, nil
}

// categoryID is made of a number, so that no list of ids has to be kept.
func categoryID(i int) uuid.UUID { return uuid.NewSHA1(uuid.Nil, fmt.Appendf(nil, "category %d", i)) }

// category spreads products over all categories but the last, independently of
// their stores. The last has 40 products, however many there are.
func category(g goods, i int) uuid.UUID {
	last := g.categories - 1
	if i%max(1, g.products/40) == 0 {
		return categoryID(last)
	}
	return categoryID(i * 31 / 7 % last)
}

func (f *filled) fillOwners(ctx context.Context, pool *db.Pool, g goods, now time.Time) error {
	var stores, categories [][]any
	for i := range g.stores {
		id, slug := db.NewID(), fmt.Sprintf("store-%d", i)
		f.stores, f.slugs = append(f.stores, id), append(f.slugs, slug)
		stores = append(stores, []any{id, slug, fmt.Sprintf("Store %d", i), "A store", now, now})
	}
	for i := range g.categories {
		slug := fmt.Sprintf("category-%d", i)
		f.categories = append(f.categories, slug)
		categories = append(categories, []any{categoryID(i), slug, fmt.Sprintf("Category %d", i)})
	}
	if _, err := pool.CopyFrom(ctx, pgx.Identifier{"stores", "stores"},
		[]string{"id", "slug", "name", "tagline", "created_at", "updated_at"}, pgx.CopyFromRows(stores)); err != nil {
		return fmt.Errorf("copy stores: %w", err)
	}
	if _, err := pool.CopyFrom(ctx, pgx.Identifier{"catalog", "categories"}, []string{"id", "slug", "name"}, pgx.CopyFromRows(categories)); err != nil {
		return fmt.Errorf("copy categories: %w", err)
	}
	return nil
}

// dropIndexes drops the indexes of a schema that no constraint needs and
// returns the statements that make them again.
func dropIndexes(ctx context.Context, pool *db.Pool, schema string) ([]string, error) {
	rows, err := pool.Query(ctx, `
		SELECT c.oid::regclass::text, pg_get_indexdef(c.oid)
		FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = $1 AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid)`, schema)
	if err != nil {
		return nil, err
	}
	type index struct{ Name, Definition string }
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[index])
	if err != nil {
		return nil, fmt.Errorf("indexes of %s: %w", schema, err)
	}
	var again []string
	for _, i := range list {
		if _, err := pool.Exec(ctx, "DROP INDEX "+i.Name); err != nil {
			return nil, fmt.Errorf("drop index: %w", err)
		}
		again = append(again, i.Definition)
	}
	return again, nil
}
