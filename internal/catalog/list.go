package catalog

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"rialto/internal/db"
	"rialto/internal/media"
	"rialto/internal/money"
	"rialto/internal/paging"
)

// Sort is an order of the product list.
type Sort string

// The orders of the product list.
const (
	SortRelevance Sort = "relevance"
	SortNewest    Sort = "newest"
	SortPriceAsc  Sort = "price_asc"
	SortPriceDesc Sort = "price_desc"
)

// Filter says which products a list holds. Zero fields do not filter.
type Filter struct {
	Words              string
	Store              *uuid.UUID
	Categories         []string // slugs; subcategories count too
	MinPrice, MaxPrice *int64   // minor units, inclusive
	InStock            bool
	Sort               Sort // empty: relevance with Words, else newest
	Cursor             string
	Limit              int

	categories []uuid.UUID // of Categories, with all below them
}

// place is where a page of products ended: the sort key of its last item.
type place struct {
	Sort  Sort      `json:"s"`
	Fuzzy bool      `json:"f,omitempty"`
	Rank  float64   `json:"r,omitempty"`
	Price int64     `json:"p,omitempty"`
	At    time.Time `json:"t,omitzero"`
	ID    uuid.UUID `json:"i"`
}

// Products returns a page of products on sale and the cursor of the next page,
// empty on the last one, in one statement, and one before it that looks up the
// categories, if there are any. When no product has the words and
// the server can, it looks for similar names instead. A cursor of another list
// is paging.ErrBadCursor.
func (s *Service) Products(ctx context.Context, f Filter) ([]Summary, string, error) {
	after, err := paging.Decode[place](f.Cursor)
	if err != nil {
		return nil, "", err
	}
	f.Sort = f.effectiveSort()
	if after != nil && after.Sort != f.Sort {
		return nil, "", paging.ErrBadCursor
	}
	if len(f.Categories) > 0 {
		if f.categories, err = s.q.CategoryTree(ctx, db.Reads(ctx, s.pool), f.Categories); err != nil {
			return nil, "", fmt.Errorf("category tree: %w", err)
		}
		if len(f.categories) == 0 {
			return []Summary{}, "", nil // no such category
		}
	}
	fuzzy := after != nil && after.Fuzzy
	page, next, err := s.list(ctx, f, after, fuzzy)
	if err == nil && len(page) == 0 && after == nil && f.Words != "" && s.trigrams {
		return s.list(ctx, f, nil, true)
	}
	return page, next, err
}

func (f Filter) effectiveSort() Sort {
	switch {
	case f.Sort == "" && f.Words != "":
		return SortRelevance
	case f.Sort == "" || (f.Sort == SortRelevance && f.Words == ""):
		return SortNewest
	}
	return f.Sort
}

type ranked struct {
	Summary
	rank float64
}

func (s *Service) list(ctx context.Context, f Filter, after *place, fuzzy bool) ([]Summary, string, error) {
	found, err := s.ranked(ctx, listQuery(f, after, fuzzy), fuzzy)
	if err != nil {
		return nil, "", fmt.Errorf("list products: %w", err)
	}
	found, next := paging.Cut(found, f.Limit, func(r ranked) place {
		p := place{Sort: f.Sort, Fuzzy: fuzzy, ID: r.ID}
		switch f.Sort {
		case SortRelevance:
			p.Rank = r.rank
		case SortNewest:
			p.At = r.CreatedAt
		case SortPriceAsc, SortPriceDesc:
			p.Price = r.Price.Minor
		}
		return p
	})
	page := make([]Summary, len(found))
	for i, r := range found {
		page[i] = r.Summary
	}
	return page, next, nil
}

// similarity is how like a word of a name has to be: "jaket" finds "Jacket".
const similarity = "0.4"

func (s *Service) ranked(ctx context.Context, q query, fuzzy bool) (found []ranked, err error) {
	if !fuzzy {
		rows, err := db.Reads(ctx, s.pool).Query(ctx, q.sql, q.args)
		if err != nil {
			return nil, err
		}
		return pgx.CollectRows(rows, rankedFromRow)
	}
	err = db.InReadTx(ctx, s.pool, func(tx db.Tx) error {
		const setting = "SELECT set_config('pg_trgm.word_similarity_threshold', $1, true)"
		if _, err := tx.Exec(ctx, setting, similarity); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, q.sql, q.args)
		if err != nil {
			return err
		}
		found, err = pgx.CollectRows(rows, rankedFromRow)
		return err
	})
	return found, err
}

type query struct {
	sql  string
	args pgx.NamedArgs
}

// listQuery reads the page in an inner select, which an index serves in order,
// and adds the stock of those few products outside it. The limit stands in the
// text: as a parameter PostgreSQL would plan for a tenth of all products.
func listQuery(f Filter, after *place, fuzzy bool) query {
	args := pgx.NamedArgs{}
	where := []string{"p.status = 'active'", shown}
	and := func(cond string) { where = append(where, cond) }

	rank := "0::float8"
	if f.Words != "" {
		if fuzzy {
			args["words"] = strings.ToLower(f.Words)
			rank = "word_similarity(@words, lower(p.name))::float8"
			and("@words <% lower(p.name)")
		} else {
			args["words"] = prefixQuery(f.Words)
			rank = "ts_rank(p.search, to_tsquery('simple', @words))::float8"
			and("p.search @@ to_tsquery('simple', @words)")
		}
	}
	if f.Store != nil {
		args["store"] = *f.Store
		and("p.store_id = @store")
	}
	switch len(f.categories) {
	case 0:
	case 1: // an equality lets the index of the category give the order, too
		args["category"] = f.categories[0]
		and("p.category_id = @category")
	default:
		args["categories"] = f.categories
		and("p.category_id = ANY(@categories)")
	}
	if f.MinPrice != nil {
		args["min"] = *f.MinPrice
		and("p.price_amount >= @min")
	}
	if f.MaxPrice != nil {
		args["max"] = *f.MaxPrice
		and("p.price_amount <= @max")
	}
	if f.InStock {
		and(`EXISTS (SELECT FROM catalog.variants v JOIN catalog.inventory i ON i.variant_id = v.id
			WHERE v.product_id = p.id AND v.archived_at IS NULL AND i.quantity_available > 0)`)
	}

	key, direction, afterKey := sortKey(f.Sort, rank)
	if after != nil {
		compare := "<"
		if direction == "ASC" {
			compare = ">"
		}
		args["afterKey"], args["afterID"] = afterKey(after), after.ID
		and("(" + key + ", p.id) " + compare + " (@afterKey, @afterID)")
	}

	inner := `
			SELECT p.*, ` + rank + ` AS rank, ` + key + ` AS sort_key FROM catalog.products p
			WHERE ` + strings.Join(where, " AND ") + `
			ORDER BY ` + key + " " + direction + ", p.id " + direction + `
			LIMIT ` + strconv.Itoa(f.Limit+1)
	return query{args: args, sql: withStock(inner, fmt.Sprintf("sort_key %s, id %s", direction, direction))}
}

// relatedQuery reads what a store wants shown beside a product.
func relatedQuery(product uuid.UUID) query {
	inner := `
			SELECT p.*, 0::float8 AS rank, r.position AS sort_key FROM catalog.related_products r
			JOIN catalog.products p ON p.id = r.related_id
			WHERE r.product_id = @product AND p.status = 'active'
			ORDER BY r.position
			LIMIT ` + strconv.Itoa(maxRelated)
	return query{args: pgx.NamedArgs{"product": product}, sql: withStock(inner, "sort_key")}
}

// withStock adds their stock to the few products that inner reads.
func withStock(inner, order string) string {
	return `
		SELECT p.id, p.store_id, p.slug, p.name, p.price_amount, p.compare_at_amount, p.price_varies, p.variant_count,
		       p.currency, p.image, p.created_at, p.rank, coalesce(stock.available, 0),
		       CASE WHEN p.variant_count = 1 THEN stock.variant_id END
		FROM (` + inner + `
		) p
		LEFT JOIN LATERAL (
			SELECT sum(i.quantity_available) AS available, (array_agg(v.id))[1] AS variant_id
			FROM catalog.variants v JOIN catalog.inventory i ON i.variant_id = v.id
			WHERE v.product_id = p.id AND v.archived_at IS NULL
		) stock ON true
		ORDER BY ` + order
}

// shown leaves out the products of stores that are hidden. NOT IN, and not a
// join: PostgreSQL then reads the few stores once, into a hash, and keeps
// reading the products from an index in the order of the list.
const shown = "p.store_id NOT IN (SELECT store_id FROM catalog.shut_stores WHERE hidden IS NOT NULL)"

func sortKey(s Sort, rank string) (key, direction string, value func(*place) any) {
	switch s {
	case SortRelevance:
		return rank, "DESC", func(p *place) any { return p.Rank }
	case SortPriceAsc:
		return "p.price_amount", "ASC", func(p *place) any { return p.Price }
	case SortPriceDesc:
		return "p.price_amount", "DESC", func(p *place) any { return p.Price }
	}
	return "p.created_at", "DESC", func(p *place) any { return p.At }
}

// prefixQuery turns what somebody typed into a tsquery in which every word may
// go on. Text without a letter or digit matches nothing.
func prefixQuery(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		words[i] = w + ":*"
	}
	return strings.Join(words, " & ")
}

func rankedFromRow(row pgx.CollectableRow) (ranked, error) {
	var (
		r         ranked
		compareAt *int64
		currency  string
		image     *media.Image
	)
	err := row.Scan(&r.ID, &r.StoreID, &r.Slug, &r.Name, &r.Price.Minor, &compareAt, &r.PriceVaries, &r.VariantCount,
		&currency, &image, &r.CreatedAt, &r.rank, &r.Available, &r.DefaultVariant)
	r.Price = money.Amount{Minor: r.Price.Minor, Currency: currency}
	r.CompareAt, r.Image = optionalAmount(compareAt, currency), image
	return r, err
}
