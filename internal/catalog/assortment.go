package catalog

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
	"rialto/internal/media"
	"rialto/internal/money"
	"rialto/internal/paging"
)

// StoreSort is an order of a store's own list of products.
type StoreSort string

// The orders of a store's own list.
const (
	ByUpdated StoreSort = "updated" // the latest first
	ByNewest  StoreSort = "newest"
	ByName    StoreSort = "name"
)

// StockState says whether any variant of a product is in stock.
type StockState string

// The states of a product's stock.
const (
	InStock    StockState = "in"
	OutOfStock StockState = "out"
)

// Selection says which products of a store are meant. Zero fields do not filter.
type Selection struct {
	Words    string // of the name, or the beginning of a SKU or a barcode
	Status   Status
	Category *uuid.UUID // those below it count too
	Tag      string
	Stock    StockState
}

// StoreFilter is a page of a store's own list.
type StoreFilter struct {
	Selection
	Sort   StoreSort // empty: ByUpdated
	Cursor string
	Limit  int
}

// StoreSummary is a product as its store's own list shows it.
type StoreSummary struct {
	ID                   uuid.UUID
	Slug, Name           string
	Status               Status
	SKU                  string // of the only variant
	Price                money.Amount
	CompareAt            *money.Amount
	PriceVaries          bool
	VariantCount         int
	Available            int
	VariantsOut          int
	Category             *Category
	Image                *media.Image
	Version              int
	CreatedAt, UpdatedAt time.Time
}

// shelfEnd is where a page of a store's own list ended.
type shelfEnd struct {
	Sort StoreSort `json:"s"`
	Name string    `json:"n,omitempty"`
	At   time.Time `json:"t,omitzero"`
	ID   uuid.UUID `json:"i"`
}

// StoreProduct returns a product of the store as its team sees it, whatever its
// status, or ErrProductNotFound.
func (s *Service) StoreProduct(ctx context.Context, store, id uuid.UUID) (Product, error) {
	var (
		p        Product
		category *uuid.UUID
	)
	err := db.InStoreTx(ctx, s.pool, store, func(tx db.Tx) error {
		row, err := s.q.ProductOfStore(ctx, tx, catalogdb.ProductOfStoreParams{ID: id, StoreID: store})
		if db.NoRows(err) {
			return ErrProductNotFound
		}
		if err != nil {
			return err
		}
		category = row.CategoryID
		p, err = s.completeIn(ctx, tx, catalogdb.ProductByIDRow(row))
		return err
	})
	if err != nil {
		return Product{}, fmt.Errorf("product of store: %w", err)
	}
	return p, s.categorise(ctx, &p, category)
}

// RelatedOf returns what the store chose to be shown beside its product.
func (s *Service) RelatedOf(ctx context.Context, store, id uuid.UUID) ([]Related, error) {
	var out []Related
	err := db.InStoreTx(ctx, s.pool, store, func(tx db.Tx) error {
		rows, err := s.q.RelatedOfStore(ctx, tx, id)
		out = make([]Related, len(rows))
		for i, r := range rows {
			out[i] = Related{r.ID, r.Slug, r.Name, Status(r.Status), r.Image}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("related products: %w", err)
	}
	return out, nil
}

// ownTx returns ErrProductNotFound for what is no product of the store.
func (s *Service) ownTx(ctx context.Context, tx db.Tx, store, product uuid.UUID) error {
	known, err := s.q.KnownProducts(ctx, tx, catalogdb.KnownProductsParams{StoreID: store, Ids: []uuid.UUID{product}})
	if err != nil {
		return fmt.Errorf("product: %w", err)
	}
	if len(known) == 0 {
		return ErrProductNotFound
	}
	return nil
}

// StoreProducts returns a page of all that a store has, and the cursor of the
// next page, empty on the last one. A cursor of another list is
// paging.ErrBadCursor.
func (s *Service) StoreProducts(ctx context.Context, store uuid.UUID, f StoreFilter) ([]StoreSummary, string, error) {
	after, err := paging.Decode[shelfEnd](f.Cursor)
	if err != nil {
		return nil, "", err
	}
	if f.Sort == "" {
		f.Sort = ByUpdated
	}
	if after != nil && after.Sort != f.Sort {
		return nil, "", paging.ErrBadCursor
	}
	branch, err := s.branch(ctx, f.Category)
	if err != nil {
		return nil, "", err
	}
	q := storeQuery(store, f, branch, after)
	var page []StoreSummary
	var names []string
	err = db.InStoreTx(ctx, s.pool, store, func(tx db.Tx) error {
		rows, err := tx.Query(ctx, q.sql, q.args)
		if err != nil {
			return err
		}
		page, names = nil, nil
		var p StoreSummary
		var sku, key *string
		var compareAt *int64
		var category *uuid.UUID
		_, err = pgx.ForEachRow(rows, []any{
			&p.ID, &p.Slug, &p.Name, &p.Status, &p.Price.Minor, &compareAt, &p.Price.Currency, &p.PriceVaries, &p.VariantCount, &category,
			&p.Image, &p.Version, &p.CreatedAt, &p.UpdatedAt, &p.Available, &p.VariantsOut, &sku, &key,
		}, func() error {
			p.SKU, p.CompareAt, p.Category = deref(sku), optionalAmount(compareAt, p.Price.Currency), nil
			if category != nil {
				p.Category = &Category{ID: *category}
			}
			page, names = append(page, p), append(names, deref(key))
			p.Image = nil
			return nil
		})
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("products of store: %w", err)
	}
	at := min(f.Limit, len(page)) - 1
	page, next := paging.Cut(page, f.Limit, func(p StoreSummary) shelfEnd {
		end := shelfEnd{Sort: f.Sort, ID: p.ID}
		switch f.Sort {
		case ByName:
			end.Name = names[at]
		case ByNewest:
			end.At = p.CreatedAt
		case ByUpdated:
			end.At = p.UpdatedAt
		}
		return end
	})
	return page, next, s.nameCategories(ctx, page)
}

// branch is the category with all below it, nil for none. One that is not there
// has nothing in it.
func (s *Service) branch(ctx context.Context, category *uuid.UUID) ([]uuid.UUID, error) {
	if category == nil {
		return nil, nil
	}
	ids, err := s.q.CategoryBranch(ctx, s.pool, *category)
	if err != nil {
		return nil, fmt.Errorf("branch of category: %w", err)
	}
	return append(ids, *category), nil
}

// where is the condition for products p of a selection.
func (sel Selection) where(store uuid.UUID, branch []uuid.UUID) (conditions []string, args pgx.NamedArgs) {
	args = pgx.NamedArgs{"store": store}
	conditions = []string{"p.store_id = @store"}
	and := func(cond string) { conditions = append(conditions, cond) }
	if sel.Words != "" {
		args["words"], args["prefix"] = prefixQuery(sel.Words), db.EscapeLike(strings.ToLower(sel.Words))+"%"
		and(`(p.search @@ to_tsquery('simple', @words) OR EXISTS (SELECT FROM catalog.variants v
			WHERE v.product_id = p.id AND v.archived_at IS NULL AND (lower(v.sku) LIKE @prefix OR v.barcode LIKE @prefix)))`)
	}
	if sel.Status != "" {
		args["status"] = string(sel.Status)
		and("p.status = @status")
	}
	if branch != nil {
		args["branch"] = branch
		and("p.category_id = ANY(@branch)")
	}
	if sel.Tag != "" {
		args["tag"] = sel.Tag
		and("@tag = ANY(p.tags)")
	}
	const stocked = `EXISTS (SELECT FROM catalog.variants v JOIN catalog.inventory i ON i.variant_id = v.id
			WHERE v.product_id = p.id AND v.archived_at IS NULL AND i.quantity_available > 0)`
	switch sel.Stock {
	case InStock:
		and(stocked)
	case OutOfStock:
		and("NOT " + stocked)
	}
	return conditions, args
}

// storeQuery reads the page in an inner select, in the order of an index, and
// adds the stock of those few products outside it.
func storeQuery(store uuid.UUID, f StoreFilter, branch []uuid.UUID, after *shelfEnd) query {
	where, args := f.where(store, branch)
	key, direction, compare := "p.updated_at", "DESC", "<"
	switch f.Sort {
	case ByName:
		key, direction, compare = "lower(p.name)", "ASC", ">"
	case ByNewest:
		key = "p.created_at"
	case ByUpdated:
	}
	if after != nil {
		args["afterID"] = after.ID
		args["afterKey"] = any(after.At)
		if f.Sort == ByName {
			args["afterKey"] = after.Name
		}
		where = append(where, "("+key+", p.id) "+compare+" (@afterKey, @afterID)")
	}
	return query{args: args, sql: `
		SELECT p.id, p.slug, p.name, p.status, p.price_amount, p.compare_at_amount, p.currency, p.price_varies, p.variant_count, p.category_id,
		       p.image, p.version, p.created_at, p.updated_at, coalesce(stock.available, 0), coalesce(stock.variants_out, 0),
		       CASE WHEN p.variant_count = 1 THEN stock.sku END, p.sort_name
		FROM (
			SELECT p.*, ` + key + ` AS sort_key, lower(p.name) AS sort_name FROM catalog.products p
			WHERE ` + strings.Join(where, " AND ") + `
			ORDER BY ` + key + " " + direction + ", p.id " + direction + `
			LIMIT ` + strconv.Itoa(f.Limit+1) + `
		) p
		LEFT JOIN LATERAL (
			SELECT sum(i.quantity_available) AS available, count(*) FILTER (WHERE i.quantity_available = 0) AS variants_out,
			       (array_agg(v.sku))[1] AS sku
			FROM catalog.variants v JOIN catalog.inventory i ON i.variant_id = v.id
			WHERE v.product_id = p.id AND v.archived_at IS NULL
		) stock ON true
		ORDER BY sort_key ` + direction + ", id " + direction}
}

// nameCategories adds to products what their categories are called.
func (s *Service) nameCategories(ctx context.Context, page []StoreSummary) error {
	var ids []uuid.UUID
	for _, p := range page {
		if p.Category != nil {
			ids = append(ids, p.Category.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := s.q.CategoryNames(ctx, s.pool, ids)
	if err != nil {
		return fmt.Errorf("names of categories: %w", err)
	}
	for i, p := range page {
		for _, c := range rows {
			if p.Category != nil && p.Category.ID == c.ID {
				page[i].Category = &Category{ID: c.ID, ParentID: c.ParentID, Slug: c.Slug, Name: c.Name}
			}
		}
	}
	return nil
}
