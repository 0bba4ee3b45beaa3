package catalog

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
	"rialto/internal/errs"
)

// DefineAttribute gives a category an attribute. Its id, category and version
// are not looked at. It returns ErrCategoryNotFound, ErrAttributeInvalid or
// ErrAttributeTaken.
func (e *Editor) DefineAttribute(ctx context.Context, actor, category uuid.UUID, a Attribute) (Attribute, error) {
	if err := a.validate(); err != nil {
		return Attribute{}, err
	}
	a.ID, a.CategoryID, a.Version = db.NewID(), category, 1
	err := db.InTx(ctx, e.pool, func(tx db.Tx) error {
		if _, err := e.q.LockCategory(ctx, tx, category); db.NoRows(err) {
			return ErrCategoryNotFound
		} else if err != nil {
			return fmt.Errorf("lock category: %w", err)
		}
		err := e.q.AddAttribute(ctx, tx, catalogdb.AddAttributeParams{
			ID: a.ID, CategoryID: category, Name: a.Name, Kind: string(a.Kind), Unit: a.Unit, Choices: a.choices(),
			Required: a.Required, Filterable: a.Filterable, Position: int32(a.Position),
		})
		if db.Violates(err, attributeNameUnique) {
			return ErrAttributeTaken.Because(err)
		}
		if err != nil {
			return fmt.Errorf("add attribute: %w", err)
		}
		return recordTx(ctx, tx, actor, "attribute.created", "attribute", a.ID, map[string]string{"category": category.String()})
	})
	if err != nil {
		return Attribute{}, fmt.Errorf("define attribute: %w", err)
	}
	a.Choices = a.choices()
	return a, nil
}

// ReplaceAttribute changes an attribute, if its version is still this one. It
// returns ErrAttributeNotFound, ErrAttributeChanged, ErrAttributeInvalid,
// ErrAttributeTaken, or ErrAttributeInUse when products have values that would
// no longer fit.
func (e *Editor) ReplaceAttribute(ctx context.Context, actor, id uuid.UUID, version int, a Attribute) (Attribute, error) {
	if err := a.validate(); err != nil {
		return Attribute{}, err
	}
	err := db.InTx(ctx, e.pool, func(tx db.Tx) error {
		now, err := e.q.AttributeByID(ctx, tx, id)
		switch {
		case db.NoRows(err):
			return ErrAttributeNotFound
		case err != nil:
			return fmt.Errorf("attribute: %w", err)
		case int(now.Version) != version:
			return ErrAttributeChanged
		}
		a.ID, a.CategoryID, a.Version = id, now.CategoryID, version+1
		if err := e.checkUseTx(ctx, tx, attributeFromRow(now), a); err != nil {
			return err
		}
		err = e.q.UpdateAttribute(ctx, tx, catalogdb.UpdateAttributeParams{
			Name: a.Name, Kind: string(a.Kind), Unit: a.Unit, Choices: a.choices(), Required: a.Required, Filterable: a.Filterable,
			Position: int32(a.Position), ID: id,
		})
		if db.Violates(err, attributeNameUnique) {
			return ErrAttributeTaken.Because(err)
		}
		if err != nil {
			return fmt.Errorf("update attribute: %w", err)
		}
		return recordTx(ctx, tx, actor, "attribute.changed", "attribute", id, nil)
	})
	if err != nil {
		return Attribute{}, fmt.Errorf("replace attribute: %w", err)
	}
	a.Choices = a.choices()
	return a, nil
}

// checkUseTx refuses to take away what products have.
func (e *Editor) checkUseTx(ctx context.Context, tx db.Tx, before, after Attribute) error {
	if before.Kind == after.Kind && before.Kind != KindChoice {
		return nil
	}
	used, err := e.q.ValuesInUse(ctx, tx, before.ID)
	if err != nil {
		return fmt.Errorf("values in use: %w", err)
	}
	if len(used) > 0 && before.Kind != after.Kind {
		return ErrAttributeInUse.With(errs.Field{Path: "kind", Code: "in_use", Message: "Products have values of the present kind."})
	}
	if slices.ContainsFunc(used, func(v string) bool { return !slices.Contains(after.Choices, v) }) {
		return ErrAttributeInUse.With(errs.Field{Path: "choices", Code: "in_use", Message: "Products have a choice that would be missing."})
	}
	return nil
}

// DeleteAttribute deletes an attribute with its values of all products, or
// returns ErrAttributeNotFound.
func (e *Editor) DeleteAttribute(ctx context.Context, actor, id uuid.UUID) error {
	err := db.InTx(ctx, e.pool, func(tx db.Tx) error {
		n, err := e.q.DeleteAttribute(ctx, tx, id)
		if err != nil {
			return fmt.Errorf("delete attribute: %w", err)
		}
		if n == 0 {
			return ErrAttributeNotFound
		}
		return recordTx(ctx, tx, actor, "attribute.deleted", "attribute", id, nil)
	})
	if err != nil {
		return fmt.Errorf("delete attribute: %w", err)
	}
	return nil
}

func (a Attribute) validate() error {
	var bad []errs.Field
	refuse := func(ok bool, path, code, message string) {
		if !ok {
			bad = append(bad, errs.Field{Path: path, Code: code, Message: message})
		}
	}
	refuse(a.Name != "" && len([]rune(a.Name)) <= 100, "name", "length", "Use 1 to 100 characters.")
	refuse(a.Unit == "" || a.Kind == KindNumber, "unit", "not_here", "Only numbers have a unit.")
	refuse((a.Kind == KindChoice) == (len(a.Choices) > 0), "choices", "required", "A choice needs choices, and nothing else has any.")
	refuse(len(distinct(a.Choices)) == len(a.Choices), "choices", "duplicate", "Name each choice once.")
	if len(bad) > 0 {
		return ErrAttributeInvalid.With(bad...)
	}
	return nil
}

func (a Attribute) choices() []string {
	if a.Choices == nil {
		return []string{}
	}
	return a.Choices
}
