package catalog

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
	"rialto/internal/errs"
)

// maxDepth is how deep the tree of categories may be.
const maxDepth = 8

// CategoryNode is a category as those see it who edit.
type CategoryNode struct {
	ID         uuid.UUID
	ParentID   *uuid.UUID
	Slug, Name string
	Position   int // among its siblings
	Version    int
	Products   int         // right in it, of all stores; zero where nobody counted
	Attributes []Attribute // its own
}

// CategoryTree returns every category, siblings in their order, with its own
// attributes.
func (s *Service) CategoryTree(ctx context.Context) ([]CategoryNode, error) {
	rows, err := s.q.AllCategories(ctx, s.pool)
	if err != nil {
		return nil, fmt.Errorf("categories: %w", err)
	}
	attributes, err := s.q.AllAttributes(ctx, s.pool)
	if err != nil {
		return nil, fmt.Errorf("attributes: %w", err)
	}
	own := map[uuid.UUID][]Attribute{}
	for _, a := range attributes {
		own[a.CategoryID] = append(own[a.CategoryID], attributeFromRow(a))
	}
	out := make([]CategoryNode, len(rows))
	for i, r := range rows {
		out[i] = CategoryNode{r.ID, r.ParentID, r.Slug, r.Name, int(r.Position), int(r.Version), 0, own[r.ID]}
	}
	return out, nil
}

// CountedTree is CategoryTree with how many products are in each category and
// have each attribute.
func (s *Service) CountedTree(ctx context.Context) ([]CategoryNode, error) {
	tree, err := s.CategoryTree(ctx)
	if err != nil {
		return nil, err
	}
	use, err := s.q.CategoryUse(ctx, s.pool)
	if err != nil {
		return nil, fmt.Errorf("use of categories: %w", err)
	}
	values, err := s.q.AttributeUse(ctx, s.pool)
	if err != nil {
		return nil, fmt.Errorf("use of attributes: %w", err)
	}
	in, have := map[uuid.UUID]int{}, map[uuid.UUID]int{}
	for _, u := range use {
		in[u.CategoryID] = int(u.Products)
	}
	for _, v := range values {
		have[v.AttributeID] = int(v.Products)
	}
	for i, n := range tree {
		tree[i].Products = in[n.ID]
		for j, a := range n.Attributes {
			n.Attributes[j].Products = have[a.ID]
		}
	}
	return tree, nil
}

// Node returns one category of CountedTree, or ErrCategoryNotFound.
func (s *Service) Node(ctx context.Context, id uuid.UUID) (CategoryNode, error) {
	tree, err := s.CountedTree(ctx)
	if err != nil {
		return CategoryNode{}, err
	}
	at := slices.IndexFunc(tree, func(n CategoryNode) bool { return n.ID == id })
	if at < 0 {
		return CategoryNode{}, ErrCategoryNotFound
	}
	return tree[at], nil
}

// CategoryInput is what people say of a category.
type CategoryInput struct {
	Name, Slug string // no slug: one from the name
	Parent     *uuid.UUID
}

// CreateCategory makes a category, the last of its siblings. It returns
// ErrCategoryInvalid or ErrCategoryTaken.
func (e *Editor) CreateCategory(ctx context.Context, actor uuid.UUID, in CategoryInput) (CategoryNode, error) {
	if in.Slug == "" {
		in.Slug = Slug(in.Name)
	}
	if err := in.validate(); err != nil {
		return CategoryNode{}, err
	}
	id := db.NewID()
	err := db.InTx(ctx, e.pool, func(tx db.Tx) error {
		tree, err := e.lockTreeTx(ctx, tx)
		if err != nil {
			return err
		}
		if in.Parent != nil && !tree.has(*in.Parent) {
			return ErrCategoryInvalid.With(errs.Field{Path: "parentId", Code: "unknown", Message: "There is no such category."})
		}
		if in.Parent != nil && tree.depth(*in.Parent)+1 > maxDepth {
			return ErrCategoryInvalid.With(tooDeep)
		}
		arg := catalogdb.AddCategoryParams{ID: id, ParentID: in.Parent, Slug: in.Slug, Name: in.Name, Position: tree.end(in.Parent)}
		if err := e.q.AddCategory(ctx, tx, arg); db.Violates(err, categorySlugUnique) {
			return ErrCategoryTaken.Because(err)
		} else if err != nil {
			return fmt.Errorf("add category: %w", err)
		}
		return recordTx(ctx, tx, actor, "category.created", "category", id, nil)
	})
	if err != nil {
		return CategoryNode{}, fmt.Errorf("create category: %w", err)
	}
	return e.Node(ctx, id)
}

// RenameCategory gives a category another name and address, if its version is
// still this one. It returns ErrCategoryNotFound, ErrCategoryChanged,
// ErrCategoryInvalid or ErrCategoryTaken.
func (e *Editor) RenameCategory(ctx context.Context, actor, id uuid.UUID, version int, in CategoryInput) (CategoryNode, error) {
	if err := in.validate(); err != nil {
		return CategoryNode{}, err
	}
	err := db.InTx(ctx, e.pool, func(tx db.Tx) error {
		now, err := e.q.LockCategory(ctx, tx, id)
		switch {
		case db.NoRows(err):
			return ErrCategoryNotFound
		case err != nil:
			return fmt.Errorf("lock category: %w", err)
		case int(now) != version:
			return ErrCategoryChanged
		}
		err = e.q.RenameCategory(ctx, tx, catalogdb.RenameCategoryParams{Name: in.Name, Slug: in.Slug, ID: id})
		if db.Violates(err, categorySlugUnique) {
			return ErrCategoryTaken.Because(err)
		}
		if err != nil {
			return fmt.Errorf("rename category: %w", err)
		}
		return recordTx(ctx, tx, actor, "category.renamed", "category", id, nil)
	})
	if err != nil {
		return CategoryNode{}, fmt.Errorf("rename category: %w", err)
	}
	return e.Node(ctx, id)
}

// MoveCategory puts a category, with all below it, under a parent, nil for none,
// at a place among its siblings, from 0; too large a place is the last. It
// returns ErrCategoryNotFound, ErrCategoryInvalid for the parent, or
// ErrCategoryCircle.
func (e *Editor) MoveCategory(ctx context.Context, actor, id uuid.UUID, parent *uuid.UUID, place int) (CategoryNode, error) {
	err := db.InTx(ctx, e.pool, func(tx db.Tx) error {
		tree, err := e.lockTreeTx(ctx, tx)
		if err != nil {
			return err
		}
		switch {
		case !tree.has(id):
			return ErrCategoryNotFound
		case parent != nil && !tree.has(*parent):
			return ErrCategoryInvalid.With(errs.Field{Path: "parentId", Code: "unknown", Message: "There is no such category."})
		case parent != nil && tree.below(*parent, id):
			return ErrCategoryCircle
		case parent != nil && tree.depth(*parent)+tree.height(id) > maxDepth:
			return ErrCategoryInvalid.With(tooDeep)
		}
		siblings := slices.DeleteFunc(tree.children(parent), func(c uuid.UUID) bool { return c == id })
		siblings = slices.Insert(siblings, min(place, len(siblings)), id)
		if err := e.q.MoveCategory(ctx, tx, catalogdb.MoveCategoryParams{ParentID: parent, ID: id}); err != nil {
			return fmt.Errorf("move category: %w", err)
		}
		if err := e.q.PlaceCategories(ctx, tx, siblings); err != nil {
			return fmt.Errorf("place categories: %w", err)
		}
		return recordTx(ctx, tx, actor, "category.moved", "category", id, nil)
	})
	if err != nil {
		return CategoryNode{}, fmt.Errorf("move category: %w", err)
	}
	return e.Node(ctx, id)
}

// DeleteCategory deletes a category with its attributes. Its products go to the
// category that moveTo names. It returns ErrCategoryNotFound, ErrCategoryInvalid
// for moveTo, or ErrCategoryNotEmpty when it has subcategories, or products and
// nowhere to put them.
func (e *Editor) DeleteCategory(ctx context.Context, actor, id uuid.UUID, moveTo *uuid.UUID) error {
	err := db.InTx(ctx, e.pool, func(tx db.Tx) error {
		tree, err := e.lockTreeTx(ctx, tx)
		if err != nil {
			return err
		}
		switch {
		case !tree.has(id):
			return ErrCategoryNotFound
		case moveTo != nil && (*moveTo == id || !tree.has(*moveTo)):
			return ErrCategoryInvalid.With(errs.Field{Path: "moveTo", Code: "unknown", Message: "There is no such other category."})
		case len(tree.children(&id)) > 0:
			return ErrCategoryNotEmpty
		}
		if err := e.emptyTx(ctx, tx, id, moveTo); err != nil {
			return err
		}
		if err := e.q.DeleteAttributesOfCategory(ctx, tx, id); err != nil {
			return fmt.Errorf("delete attributes: %w", err)
		}
		if err := e.q.DeleteCategory(ctx, tx, id); err != nil {
			return fmt.Errorf("delete category: %w", err)
		}
		details := map[string]string{}
		if moveTo != nil {
			details["products_to"] = moveTo.String()
		}
		return recordTx(ctx, tx, actor, "category.deleted", "category", id, details)
	})
	if err != nil {
		return fmt.Errorf("delete category: %w", err)
	}
	return nil
}

// emptyTx moves the products of a category away and tells of them.
func (e *Editor) emptyTx(ctx context.Context, tx db.Tx, id uuid.UUID, to *uuid.UUID) error {
	products, err := e.q.ProductsOfCategory(ctx, tx, id)
	switch {
	case err != nil:
		return fmt.Errorf("products of category: %w", err)
	case len(products) == 0:
		return nil
	case to == nil:
		return ErrCategoryNotEmpty
	}
	if err := e.q.MoveProducts(ctx, tx, catalogdb.MoveProductsParams{ToID: *to, UpdatedAt: e.now(), FromID: id}); err != nil {
		return fmt.Errorf("move products: %w", err)
	}
	for _, p := range products {
		if err := e.bus.PublishTx(ctx, tx, Changed{ProductID: p.ID, StoreID: p.StoreID}); err != nil {
			return err
		}
	}
	return nil
}

var tooDeep = errs.Field{Path: "parentId", Code: "depth", Message: fmt.Sprintf("Categories are at most %d deep.", maxDepth)}

func (in CategoryInput) validate() error {
	var bad []errs.Field
	if in.Name == "" || len([]rune(in.Name)) > 200 {
		bad = append(bad, errs.Field{Path: "name", Code: "length", Message: "Use 1 to 200 characters."})
	}
	if !slugForm.MatchString(in.Slug) || len(in.Slug) > maxSlug {
		bad = append(bad, errs.Field{Path: "slug", Code: "pattern", Message: "Use lower-case letters, digits and single hyphens."})
	}
	if len(bad) > 0 {
		return ErrCategoryInvalid.With(bad...)
	}
	return nil
}

// tree is the locked tree of categories.
type tree []catalogdb.LockCategoriesRow

func (e *Editor) lockTreeTx(ctx context.Context, tx db.Tx) (tree, error) {
	rows, err := e.q.LockCategories(ctx, tx)
	if err != nil {
		return nil, fmt.Errorf("lock categories: %w", err)
	}
	return rows, nil
}

func (t tree) has(id uuid.UUID) bool { return t.find(id) != nil }

func (t tree) find(id uuid.UUID) *catalogdb.LockCategoriesRow {
	at := slices.IndexFunc(t, func(c catalogdb.LockCategoriesRow) bool { return c.ID == id })
	if at < 0 {
		return nil
	}
	return &t[at]
}

// below reports whether id is in the branch of root.
func (t tree) below(id, root uuid.UUID) bool {
	for at := t.find(id); at != nil; at = t.find(*at.ParentID) {
		if at.ID == root {
			return true
		}
		if at.ParentID == nil {
			return false
		}
	}
	return false
}

// depth is how many categories are on the way from the root to id.
func (t tree) depth(id uuid.UUID) int {
	n := 0
	for at := t.find(id); at != nil; at = t.find(*at.ParentID) {
		n++
		if at.ParentID == nil {
			break
		}
	}
	return n
}

// height is how many categories are on the longest way down from id.
func (t tree) height(id uuid.UUID) int {
	deepest := 0
	for _, c := range t.children(&id) {
		deepest = max(deepest, t.height(c))
	}
	return deepest + 1
}

// children are in their order.
func (t tree) children(parent *uuid.UUID) []uuid.UUID {
	rows := slices.Clone(t)
	rows = slices.DeleteFunc(rows, func(c catalogdb.LockCategoriesRow) bool { return !equalIDs(c.ParentID, parent) })
	slices.SortStableFunc(rows, func(a, b catalogdb.LockCategoriesRow) int { return int(a.Position - b.Position) })
	ids := make([]uuid.UUID, len(rows))
	for i, c := range rows {
		ids[i] = c.ID
	}
	return ids
}

// end is the place after the last child.
func (t tree) end(parent *uuid.UUID) int32 {
	var end int32
	for _, c := range t {
		if equalIDs(c.ParentID, parent) {
			end = max(end, c.Position+1)
		}
	}
	return end
}

func recordTx(ctx context.Context, tx db.Tx, actor uuid.UUID, action, kind string, id uuid.UUID, details map[string]string) error {
	return audit.RecordTx(ctx, tx, audit.Entry{Actor: &actor, Action: action, Target: audit.Target{Kind: kind, ID: id.String()}, Details: details})
}
