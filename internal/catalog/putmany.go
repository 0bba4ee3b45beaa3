package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/events"
	"rialto/internal/media"
)

// Given says which parts of products a caller names. What is not given stays as
// it is on a product that exists, and is empty on a new one. Without Options a
// variant is found by its SKU, and those that are not named stay.
type Given struct {
	Name, Description, Brand, Category, Tags, Status bool
	SEOTitle, SEODescription                         bool
	Options, SKU, Barcode, Price, CompareAt          bool
	Weight, Quantity                                 bool
}

// Do says what may be done with products.
type Do string

// What may be done.
const (
	CreateAndUpdate Do = "create_and_update"
	OnlyCreate      Do = "create"
	OnlyUpdate      Do = "update"
)

// Outcome is what became of a product.
type Outcome string

// The outcomes. One that is left out was good, and Do did not want it.
const (
	Created   Outcome = "created"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged"
	LeftOut   Outcome = "left_out"
	Refused   Outcome = "refused"
)

// PutManyInput is products of one store to be written together. No slug is twice
// among them.
type PutManyInput struct {
	StoreID  uuid.UUID
	Products []PutProductInput // their StoreID is not looked at
	// Attributes are texts by the names of attributes, for each of the products; an
	// empty one is none. Attributes that are not named stay. Nil: all stay.
	Attributes []map[string]string
	Given      Given
	Do         Do
	// MakeCategories makes those that are missing. Without it a product with an
	// unknown one has none, or keeps that which it has.
	MakeCategories bool
	// Stock says why the stock changes.
	Stock Cause
	// DryRun finds out what would become of them and writes nothing.
	DryRun bool
}

// PutManyResult is what became of one of the products.
type PutManyResult struct {
	ProductID       uuid.UUID // zero for one that was not written
	Outcome         Outcome
	Reason          *errs.Error // why it was refused: ErrProductInvalid with its fields
	UnknownCategory bool
	// MadeDraft is a new product that its category's attributes keep off sale.
	MadeDraft bool

	announce bool
}

// Batch is products that are ready to be written.
type Batch struct {
	s          *Service
	in         PutManyInput
	categories []*uuid.UUID // of the products; nil: none, or unknown
	unknown    []bool
	attributes attributeTree
}

// PrepareMany does what needs no lock: descriptions are sanitised and categories
// looked for.
func (s *Service) PrepareMany(ctx context.Context, in PutManyInput) (*Batch, error) {
	b := &Batch{s: s, in: in, categories: make([]*uuid.UUID, len(in.Products)), unknown: make([]bool, len(in.Products))}
	b.in.Products = slices.Clone(in.Products)
	tree, err := s.categoryTree(ctx)
	if err != nil {
		return nil, err
	}
	if b.attributes, err = s.attributeTree(ctx); err != nil {
		return nil, err
	}
	for i := range b.in.Products {
		p := &b.in.Products[i]
		p.StoreID = in.StoreID
		p.Description = descriptionPolicy.Sanitize(p.Description)
		names := SplitCategoryPath(p.Category)
		if len(names) == 0 {
			continue
		}
		p.Category = names[len(names)-1] // its length is checked
		id := tree.find(names)
		if id == nil && in.MakeCategories && !in.DryRun {
			if id, err = s.makeCategory(ctx, p.Category); err != nil {
				return nil, err
			}
			tree.add(id, p.Category)
		}
		b.categories[i], b.unknown[i] = id, id == nil && !in.MakeCategories
	}
	return b, nil
}

// PutTx writes the products with few statements and tells what became of each. A
// product that is as it should be is left alone: its version stays. It may run in
// a transaction of the store, and again after one that failed. Products whose index
// is in leave are not looked at. What it did is announced by AnnounceTx.
func (b *Batch) PutTx(ctx context.Context, tx db.Tx, leave map[int]bool) ([]PutManyResult, error) {
	results := make([]PutManyResult, len(b.in.Products))
	var todo []int
	for i := range b.in.Products {
		if !leave[i] {
			todo = append(todo, i)
		}
	}
	// Somebody else may make a product at the same time: it is then there.
	for range 3 {
		raced, err := b.putTx(ctx, tx, todo, results)
		if err != nil {
			return nil, fmt.Errorf("put products: %w", err)
		}
		if len(raced) == 0 {
			return results, nil
		}
		todo = raced
	}
	return nil, fmt.Errorf("put products: %d are made and deleted all the time", len(todo))
}

// AnnounceTx publishes what PutTx did.
func (s *Service) AnnounceTx(ctx context.Context, tx db.Tx, storeID uuid.UUID, results []PutManyResult) error {
	var changed []events.Event
	for _, r := range results {
		if r.announce {
			changed = append(changed, Changed{ProductID: r.ProductID, StoreID: storeID})
		}
	}
	return s.bus.PublishAllTx(ctx, tx, changed)
}

func (b *Batch) putTx(ctx context.Context, tx db.Tx, todo []int, results []PutManyResult) (raced []int, err error) {
	standing, err := b.standingTx(ctx, tx, todo)
	if err != nil {
		return nil, err
	}
	w := writes{now: b.s.now(), cause: b.in.Stock}
	made := map[uuid.UUID]int{}
	for _, i := range todo {
		results[i] = PutManyResult{UnknownCategory: b.unknown[i]}
		in, was := b.in.Products[i], standing[b.in.Products[i].Slug]
		switch {
		case was == nil && b.in.Do == OnlyUpdate, was != nil && b.in.Do == OnlyCreate:
			results[i].Outcome = LeftOut
			continue
		}
		if err := b.plan(in, i, was, &w, &results[i]); err != nil {
			reason, ok := errs.As(err)
			if !ok {
				return nil, err
			}
			results[i].Outcome, results[i].Reason = Refused, reason
			continue
		}
		if was == nil {
			made[results[i].ProductID] = i
		}
	}
	if b.in.DryRun {
		return nil, nil
	}
	inserted, err := w.insertTx(ctx, tx, b.s)
	if err != nil {
		return nil, err
	}
	for _, id := range inserted {
		delete(made, id)
	}
	if len(made) > 0 {
		for id, i := range made {
			raced = append(raced, i)
			w.forget(id)
		}
		slices.Sort(raced)
	}
	return raced, w.writeTx(ctx, tx, b.s)
}

// plan adds to w what makes the product what in says, and tells the outcome.
func (b *Batch) plan(in PutProductInput, i int, was *standing, w *writes, res *PutManyResult) error {
	category := b.categories[i]
	if in.Status == "" {
		in.Status = StatusActive
	}
	var ids []uuid.UUID
	var err error
	if was != nil {
		if !b.in.Given.Category || b.unknown[i] {
			category = was.row.CategoryID
		}
		if in, ids, err = b.in.Given.merge(in, was); err != nil {
			return err
		}
	}
	if err := in.validate(); err != nil {
		return err
	}
	values, err := b.attributesFor(i, category, was)
	if err != nil {
		return err
	}
	if was == nil {
		if in.Status == StatusActive && len(checkAttributes(b.attributes.of(category), values, StatusActive)) > 0 {
			in.Status, res.MadeDraft = StatusDraft, true
		}
		res.ProductID, res.Outcome, res.announce = db.NewID(), Created, true
		w.create(in, res.ProductID, category)
		w.addAttributes(res.ProductID, values, false)
		return nil
	}
	res.ProductID = was.row.ID
	other := b.in.Attributes != nil && !was.sameAttributes(values)
	if other {
		w.addAttributes(was.row.ID, values, true)
	}
	content, stock := w.update(in, ids, category, was, b.in.Given.Quantity, other)
	res.announce = content
	res.Outcome = Unchanged
	if content || stock {
		res.Outcome = Updated
	}
	return nil
}

// standing is a product as it is.
type standing struct {
	row      catalogdb.ProductsBySlugsRow
	options  []catalogdb.CatalogProductOption
	images   []media.Image
	variants []catalogdb.VariantsOfManyRow // those on sale first
	values   []AttributeInput
}

// standingTx locks the products that are there and reads all of them.
func (b *Batch) standingTx(ctx context.Context, tx db.Tx, todo []int) (map[string]*standing, error) {
	slugs := make([]string, len(todo))
	for n, i := range todo {
		slugs[n] = b.in.Products[i].Slug
	}
	q := b.s.q
	rows, err := q.ProductsBySlugs(ctx, tx, catalogdb.ProductsBySlugsParams{StoreID: b.in.StoreID, Slugs: slugs})
	if err != nil {
		return nil, fmt.Errorf("products by slugs: %w", err)
	}
	bySlug, byID, ids := map[string]*standing{}, map[uuid.UUID]*standing{}, make([]uuid.UUID, len(rows))
	for i, r := range rows {
		st := &standing{row: r}
		bySlug[r.Slug], byID[r.ID], ids[i] = st, st, r.ID
	}
	if len(ids) == 0 {
		return bySlug, nil
	}
	options, err := q.OptionsOfMany(ctx, tx, ids)
	if err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	for _, o := range options {
		byID[o.ProductID].options = append(byID[o.ProductID].options, o)
	}
	images, err := q.ImagesOfMany(ctx, tx, ids)
	if err != nil {
		return nil, fmt.Errorf("images: %w", err)
	}
	for _, img := range images {
		st := byID[img.ProductID]
		st.images = append(st.images, imageFromMany(img))
	}
	variants, err := q.VariantsOfMany(ctx, tx, ids)
	if err != nil {
		return nil, fmt.Errorf("variants: %w", err)
	}
	for _, v := range variants {
		byID[v.ProductID].variants = append(byID[v.ProductID].variants, v)
	}
	values, err := q.AttributeValuesOfMany(ctx, tx, ids)
	if err != nil {
		return nil, fmt.Errorf("attributes: %w", err)
	}
	for _, v := range values {
		byID[v.ProductID].values = append(byID[v.ProductID].values, AttributeInput{v.AttributeID, v.TextValue, v.NumberValue, v.BooleanValue})
	}
	return bySlug, nil
}

func imageFromMany(r catalogdb.ImagesOfManyRow) media.Image {
	return media.Image{Key: r.MediaKey, Width: int(r.Width), Height: int(r.Height), Alt: r.Alt, Focus: focusFromRow(r.FocusX, r.FocusY)}
}

// categoryTree finds categories by the names above them.
type categoryTree struct {
	byPath, bySlug map[string]*uuid.UUID
}

func (s *Service) categoryTree(ctx context.Context) (categoryTree, error) {
	t := categoryTree{map[string]*uuid.UUID{}, map[string]*uuid.UUID{}}
	paths, slugs, err := s.categoryPaths(ctx)
	if err != nil {
		return t, err
	}
	for id, path := range paths {
		key := pathKey(SplitCategoryPath(path))
		if first := t.byPath[key]; first == nil || id.String() < first.String() {
			t.byPath[key] = &id
		}
		t.bySlug[slugs[id]] = &id
	}
	return t, nil
}

// categoryPaths returns the path and the slug of every category.
func (s *Service) categoryPaths(ctx context.Context) (paths, slugs map[uuid.UUID]string, err error) {
	rows, err := s.q.CategoriesAll(ctx, s.pool)
	if err != nil {
		return nil, nil, fmt.Errorf("categories: %w", err)
	}
	type node struct {
		parent *uuid.UUID
		name   string
	}
	nodes := map[uuid.UUID]node{}
	paths, slugs = map[uuid.UUID]string{}, map[uuid.UUID]string{}
	for _, r := range rows {
		nodes[r.ID], slugs[r.ID] = node{r.ParentID, r.Name}, r.Slug
	}
	for id, n := range nodes {
		names := []string{n.name}
		for depth := 0; n.parent != nil && depth < 100; depth++ { // a circle would be a fault
			n = nodes[*n.parent]
			names = append(names, n.name)
		}
		slices.Reverse(names)
		paths[id] = JoinCategoryPath(names...)
	}
	return paths, slugs, nil
}

// find returns the category at the path, else the one whose address is made of the
// last name, nil for none: other shops' trees differ from ours.
func (t categoryTree) find(names []string) *uuid.UUID {
	if id := t.byPath[pathKey(names)]; id != nil {
		return id
	}
	return t.bySlug[Slug(names[len(names)-1])]
}

func (t categoryTree) add(id *uuid.UUID, name string) {
	if id != nil {
		t.byPath[pathKey([]string{name})], t.bySlug[Slug(name)] = id, id
	}
}

func (s *Service) makeCategory(ctx context.Context, name string) (id *uuid.UUID, err error) {
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error {
		id, err = s.categoryTx(ctx, tx, name)
		return err
	})
	return id, err
}

func encoded(rows any) ([]byte, error) {
	b, err := json.Marshal(rows)
	if err != nil {
		return nil, fmt.Errorf("encode rows: %w", err)
	}
	return b, nil
}
