package catalog_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/catalog"
)

func (d *desk) category(t *testing.T, name string, parent *uuid.UUID) uuid.UUID {
	t.Helper()
	n, err := d.editor.CreateCategory(t.Context(), d.by.Actor, catalog.CategoryInput{Name: name, Parent: parent})
	check(t, err)
	return n.ID
}

// tree writes the categories as "A(B(C) D)".
func (d *desk) tree(t *testing.T) string {
	t.Helper()
	all, err := d.CategoryTree(t.Context())
	check(t, err)
	var write func(parent *uuid.UUID) string
	write = func(parent *uuid.UUID) string {
		var parts []string
		for _, n := range all {
			if (n.ParentID == nil) == (parent == nil) && (parent == nil || *n.ParentID == *parent) {
				part := n.Name
				if inner := write(&n.ID); inner != "" {
					part += "(" + inner + ")"
				}
				parts = append(parts, part)
			}
		}
		return strings.Join(parts, " ")
	}
	return write(nil)
}

func TestCategoryTree(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	actor := d.by.Actor
	home := d.category(t, "Home", nil)
	light := d.category(t, "Light", &home)
	d.category(t, "Table", &home)
	bulbs := d.category(t, "Bulbs", &light)
	move := func(id uuid.UUID, parent *uuid.UUID, place int) error {
		_, err := d.editor.MoveCategory(t.Context(), actor, id, parent, place)
		return err
	}

	t.Run("keeps the order in which categories are made", func(t *testing.T) {
		wantEqual(t, "tree", d.tree(t), "Home(Light(Bulbs) Table)")
	})
	t.Run("moves a category with all below it", func(t *testing.T) {
		check(t, move(light, nil, 0))
		wantEqual(t, "tree", d.tree(t), "Light(Bulbs) Home(Table)")
		check(t, move(light, &home, 9))
		wantEqual(t, "tree", d.tree(t), "Home(Table Light(Bulbs))")
		check(t, move(light, &home, 0))
		wantEqual(t, "tree", d.tree(t), "Home(Light(Bulbs) Table)")
	})
	t.Run("refuses circles", func(t *testing.T) {
		wantErr(t, move(home, &bulbs, 0), catalog.ErrCategoryCircle)
		wantErr(t, move(home, &home, 0), catalog.ErrCategoryCircle)
		wantErr(t, move(uuid.New(), nil, 0), catalog.ErrCategoryNotFound)
	})
	t.Run("lets two who move at once make no circle together", func(t *testing.T) {
		a, b := d.category(t, "A", nil), d.category(t, "B", nil)
		for range 5 {
			var wg sync.WaitGroup
			for _, m := range [][2]uuid.UUID{{a, b}, {b, a}} {
				wg.Go(func() { _ = move(m[0], &m[1], 0) })
			}
			wg.Wait()
			if tree := d.tree(t); !strings.Contains(tree, "A(B)") && !strings.Contains(tree, "B(A)") {
				t.Fatalf("got %s", tree)
			}
			check(t, move(a, nil, 0))
			check(t, move(b, nil, 0))
		}
		check(t, d.editor.DeleteCategory(t.Context(), actor, a, nil))
		check(t, d.editor.DeleteCategory(t.Context(), actor, b, nil))
	})
	t.Run("renames, if nobody else has", func(t *testing.T) {
		n, err := d.Node(t.Context(), bulbs)
		check(t, err)
		in := catalog.CategoryInput{Name: "Light bulbs", Slug: "light-bulbs"}
		after, err := d.editor.RenameCategory(t.Context(), actor, bulbs, n.Version, in)
		check(t, err)
		wantEqual(t, "name", after.Name+after.Slug, "Light bulbslight-bulbs")
		_, err = d.editor.RenameCategory(t.Context(), actor, bulbs, n.Version, in)
		wantErr(t, err, catalog.ErrCategoryChanged)
		in.Slug = "home"
		_, err = d.editor.RenameCategory(t.Context(), actor, bulbs, after.Version, in)
		wantErr(t, err, catalog.ErrCategoryTaken)
	})
	t.Run("deletes what is empty, or moves its products", func(t *testing.T) {
		wantErr(t, d.editor.DeleteCategory(t.Context(), actor, light, nil), catalog.ErrCategoryNotEmpty)
		in := shirt()
		in.Category = &bulbs
		p := d.create(t, in)
		wantErr(t, d.editor.DeleteCategory(t.Context(), actor, bulbs, nil), catalog.ErrCategoryNotEmpty)
		wantErr(t, d.editor.DeleteCategory(t.Context(), actor, bulbs, &bulbs), catalog.ErrCategoryInvalid)
		check(t, d.editor.DeleteCategory(t.Context(), actor, bulbs, &home))
		after := d.own(t, p.ID)
		wantEqual(t, "category", after.Category.Name, "Home")
		wantEqual(t, "version", after.Version, p.Version+1)
		wantErr(t, d.editor.DeleteCategory(t.Context(), actor, bulbs, nil), catalog.ErrCategoryNotFound)
	})
	t.Run("is eight deep at most", func(t *testing.T) {
		parent := home
		for range 7 {
			parent = d.category(t, "Deeper "+uuid.NewString(), &parent)
		}
		_, err := d.editor.CreateCategory(t.Context(), actor, catalog.CategoryInput{Name: "Too deep", Parent: &parent})
		wantField(t, err, "parentId", "depth")
	})
}

func TestAttributes(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	actor := d.by.Actor
	home := d.category(t, "Home", nil)
	light := d.category(t, "Light", &home)
	define := func(category uuid.UUID, a catalog.Attribute) catalog.Attribute {
		t.Helper()
		made, err := d.editor.DefineAttribute(t.Context(), actor, category, a)
		check(t, err)
		return made
	}
	material := define(home, catalog.Attribute{Name: "Material", Kind: catalog.KindChoice, Choices: []string{"Wood", "Steel"}})
	power := define(light, catalog.Attribute{Name: "Power", Kind: catalog.KindNumber, Unit: "W", Required: true, Position: 1})
	dimmable := define(light, catalog.Attribute{Name: "Dimmable", Kind: catalog.KindBoolean, Position: 2})
	wood, sixty, yes := "Wood", 60.5, true
	full := []catalog.AttributeInput{
		{AttributeID: power.ID, Number: &sixty}, {AttributeID: dimmable.ID, Boolean: &yes}, {AttributeID: material.ID, Text: &wood},
	}
	lamp := func(values ...catalog.AttributeInput) catalog.ProductInput {
		in := shirt()
		in.Category, in.Attributes = &light, values
		return in
	}
	shown := func(p catalog.Product) string {
		var all []string
		for _, a := range p.Attributes {
			all = append(all, a.Name)
		}
		return strings.Join(all, " ")
	}

	t.Run("are inherited, the root's first, and shown on the storefront", func(t *testing.T) {
		p := d.create(t, lamp(full...))
		wantEqual(t, "attributes", shown(p), "Material Power Dimmable")
		wantEqual(t, "power", *d.product(t, p.ID).Attributes[1].Number, sixty)
	})
	t.Run("that are required are missed on sale and not in a draft", func(t *testing.T) {
		_, err := d.editor.Create(t.Context(), d.by, lamp())
		wantField(t, err, "attributes."+power.ID.String(), "required")
		in := lamp()
		in.Status = catalog.StatusDraft
		d.create(t, in)
	})
	odd := "Glass"
	for name, c := range map[string]struct {
		value catalog.AttributeInput
		code  string
	}{
		"another kind":      {catalog.AttributeInput{AttributeID: power.ID, Text: &wood}, "type"},
		"two values":        {catalog.AttributeInput{AttributeID: power.ID, Number: &sixty, Text: &wood}, "type"},
		"nothing":           {catalog.AttributeInput{AttributeID: power.ID}, "type"},
		"no such choice":    {catalog.AttributeInput{AttributeID: material.ID, Text: &odd}, "enum"},
		"no such attribute": {catalog.AttributeInput{AttributeID: uuid.New(), Text: &odd}, "unknown"},
	} {
		t.Run("refuse "+name, func(t *testing.T) {
			_, err := d.editor.Create(t.Context(), d.by, lamp(c.value))
			wantField(t, err, "attributes[0]", c.code)
		})
	}
	t.Run("keep the kind and the choices that products have", func(t *testing.T) {
		changed := material
		changed.Kind, changed.Choices = catalog.KindText, nil
		_, err := d.editor.ReplaceAttribute(t.Context(), actor, material.ID, 1, changed)
		wantField(t, err, "kind", "in_use")
		changed = material
		changed.Choices = []string{"Steel"}
		_, err = d.editor.ReplaceAttribute(t.Context(), actor, material.ID, 1, changed)
		wantField(t, err, "choices", "in_use")
		changed.Choices = []string{"Wood", "Brass"}
		after, err := d.editor.ReplaceAttribute(t.Context(), actor, material.ID, 1, changed)
		check(t, err)
		wantEqual(t, "version", after.Version, 2)
		_, err = d.editor.ReplaceAttribute(t.Context(), actor, material.ID, 1, changed)
		wantErr(t, err, catalog.ErrAttributeChanged)
	})
	t.Run("need a name of their own, choices for a choice and a unit for a number only", func(t *testing.T) {
		for path, a := range map[string]catalog.Attribute{
			"choices": {Name: "x", Kind: catalog.KindChoice}, "unit": {Name: "x", Kind: catalog.KindText, Unit: "kg"}, "name": {Kind: catalog.KindText},
		} {
			_, err := d.editor.DefineAttribute(t.Context(), actor, home, a)
			problemAt(t, err, path)
		}
		_, err := d.editor.DefineAttribute(t.Context(), actor, home, catalog.Attribute{Name: "Material", Kind: catalog.KindText})
		wantErr(t, err, catalog.ErrAttributeTaken)
		_, err = d.editor.DefineAttribute(t.Context(), actor, uuid.New(), catalog.Attribute{Name: "x", Kind: catalog.KindText})
		wantErr(t, err, catalog.ErrCategoryNotFound)
	})
	t.Run("go with their values", func(t *testing.T) {
		p := d.create(t, lamp(full...))
		check(t, d.editor.DeleteAttribute(t.Context(), actor, material.ID))
		wantEqual(t, "attributes", shown(d.own(t, p.ID)), "Power Dimmable")
		wantErr(t, d.editor.DeleteAttribute(t.Context(), actor, material.ID), catalog.ErrAttributeNotFound)
	})
}
