package api

import (
	"context"

	"rialto/internal/api/internal/oas"
	"rialto/internal/catalog"
)

// categoriesHandler answers what operators do with the tree of categories.
type categoriesHandler struct{ editor *catalog.Editor }

func (h categoriesHandler) ListAllCategories(ctx context.Context) (*oas.CategoryNodeList, error) {
	tree, err := h.editor.CountedTree(ctx)
	if err != nil {
		return nil, err
	}
	return &oas.CategoryNodeList{Items: categoryNodesToAPI(tree)}, nil
}

func (h categoriesHandler) CreateCategory(ctx context.Context, req *oas.CreateCategory) (*oas.CategoryNode, error) {
	in := catalog.CategoryInput{Name: req.Name, Slug: req.Slug.Or(""), Parent: optID(req.ParentId)}
	return optNode(h.editor.CreateCategory(ctx, callerOf(ctx).UserID, in))
}

func (h categoriesHandler) ReplaceCategory(ctx context.Context, req *oas.ReplaceCategory, p oas.ReplaceCategoryParams) (*oas.CategoryNode, error) {
	version, err := versionOf(p.IfMatch)
	if err != nil {
		return nil, err
	}
	return optNode(h.editor.RenameCategory(ctx, callerOf(ctx).UserID, p.CategoryId, version, catalog.CategoryInput{Name: req.Name, Slug: req.Slug}))
}

func (h categoriesHandler) MoveCategory(ctx context.Context, req *oas.MoveCategory, p oas.MoveCategoryParams) (*oas.CategoryNode, error) {
	return optNode(h.editor.MoveCategory(ctx, callerOf(ctx).UserID, p.CategoryId, optID(req.ParentId), req.Position))
}

func (h categoriesHandler) DeleteCategory(ctx context.Context, p oas.DeleteCategoryParams) error {
	return h.editor.DeleteCategory(ctx, callerOf(ctx).UserID, p.CategoryId, optID(p.MoveTo))
}

func (h categoriesHandler) CreateAttribute(ctx context.Context, req *oas.AttributeInput, p oas.CreateAttributeParams) (*oas.Attribute, error) {
	return optAttribute(h.editor.DefineAttribute(ctx, callerOf(ctx).UserID, p.CategoryId, attributeFromAPI(req)))
}

func (h categoriesHandler) ReplaceAttribute(ctx context.Context, req *oas.AttributeInput, p oas.ReplaceAttributeParams) (*oas.Attribute, error) {
	version, err := versionOf(p.IfMatch)
	if err != nil {
		return nil, err
	}
	return optAttribute(h.editor.ReplaceAttribute(ctx, callerOf(ctx).UserID, p.AttributeId, version, attributeFromAPI(req)))
}

func (h categoriesHandler) DeleteAttribute(ctx context.Context, p oas.DeleteAttributeParams) error {
	return h.editor.DeleteAttribute(ctx, callerOf(ctx).UserID, p.AttributeId)
}

func optNode(n catalog.CategoryNode, err error) (*oas.CategoryNode, error) {
	if err != nil {
		return nil, err
	}
	return &categoryNodesToAPI([]catalog.CategoryNode{n})[0], nil
}

func optAttribute(a catalog.Attribute, err error) (*oas.Attribute, error) {
	if err != nil {
		return nil, err
	}
	out := attributeToAPI(a)
	return &out, nil
}

func categoryNodesToAPI(tree []catalog.CategoryNode) []oas.CategoryNode {
	out := make([]oas.CategoryNode, len(tree))
	for i, n := range tree {
		out[i] = oas.CategoryNode{
			ID: n.ID, Slug: n.Slug, Name: n.Name, Position: n.Position, Version: n.Version, ProductCount: n.Products,
			Attributes: make([]oas.Attribute, len(n.Attributes)),
		}
		if n.ParentID != nil {
			out[i].ParentId = oas.NewOptUUID(*n.ParentID)
		}
		for j, a := range n.Attributes {
			out[i].Attributes[j] = attributeToAPI(a)
		}
	}
	return out
}

func attributeToAPI(a catalog.Attribute) oas.Attribute {
	return oas.Attribute{
		ID: a.ID, Name: a.Name, Kind: oas.AttributeKind(a.Kind), Unit: optStringToAPI(a.Unit), Choices: a.Choices, Required: a.Required,
		Filterable: a.Filterable, Position: a.Position, Version: a.Version, ProductCount: a.Products,
	}
}

func attributeFromAPI(req *oas.AttributeInput) catalog.Attribute {
	return catalog.Attribute{
		Name: req.Name, Kind: catalog.AttributeKind(req.Kind), Unit: req.Unit.Or(""), Choices: req.Choices, Required: req.Required.Or(false),
		Filterable: req.Filterable.Or(false), Position: req.Position.Or(0),
	}
}
