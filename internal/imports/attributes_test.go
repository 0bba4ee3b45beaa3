package imports_test

import (
	"strings"
	"testing"

	"rialto/internal/sheet"
)

// TestAttributes has a category Home with two attributes, and Lamps below it with
// two more, one of which products on sale need.
func TestAttributes(t *testing.T) {
	t.Parallel()
	m := setup(t)
	_, err := m.pool.Exec(t.Context(), `
		WITH home AS (INSERT INTO catalog.categories (id, slug, name) VALUES (gen_random_uuid(), 'home', 'Home') RETURNING id),
		lamps AS (INSERT INTO catalog.categories (id, parent_id, slug, name) SELECT gen_random_uuid(), id, 'lamps', 'Lamps' FROM home RETURNING id)
		INSERT INTO catalog.attributes (id, category_id, name, kind, choices, required, position)
		SELECT gen_random_uuid(), id, 'Made in', 'text', '{}'::text[], false, 1 FROM home UNION ALL
		SELECT gen_random_uuid(), id, 'Fragile', 'boolean', '{}', false, 2 FROM home UNION ALL
		SELECT gen_random_uuid(), id, 'Power', 'number', '{}', false, 1 FROM lamps UNION ALL
		SELECT gen_random_uuid(), id, 'Socket', 'choice', '{E14,E27}', true, 2 FROM lamps`)
	check(t, err)
	const header = "handle,name,price,category,status,attribute:Made in,attribute:Fragile,attribute:Power,attribute:Socket\n"
	im := m.run(t, header+
		"lamp,Lamp,10,Home > Lamps,active,=here,yes,7.5,E27\n"+
		"bowl,Bowl,10,Home,active,,no,,\n"+
		"plain,Plain,10,Home > Lamps,active,,,,\n"+
		"wrong,Wrong,10,Home > Lamps,active,,perhaps,much,E40\n"+
		"foreign,Foreign,10,Home,active,,,7,\n")
	wantEqual(t, "report", m.report(t, im), []string{
		"4 status made_draft (warning)", "5 attribute:Fragile type", "5 attribute:Power type", "5 attribute:Socket enum", "6 attribute:Power attribute_unknown",
	})
	values := func(slug string) string {
		var list []string
		for _, a := range m.product(t, slug).Attributes {
			switch {
			case a.Text != nil:
				list = append(list, a.Name+"="+*a.Text)
			case a.Number != nil:
				list = append(list, a.Name+"="+"number")
			case a.Boolean != nil:
				list = append(list, a.Name+"=boolean")
			}
		}
		return strings.Join(list, " ")
	}
	for _, want := range []string{"Made in==here", "Fragile=boolean", "Power=number", "Socket=E27"} {
		if !strings.Contains(values("lamp"), want) {
			t.Errorf("lamp: %s, want %s", values("lamp"), want)
		}
	}

	t.Run("are fields that a column can be mapped to", func(t *testing.T) {
		fields := m.get(t, im).Fields
		wantEqual(t, "last", fields[len(fields)-1], sheet.Attribute("Socket"))
	})
	t.Run("stay when the file does not name them", func(t *testing.T) {
		before := values("lamp")
		again := m.run(t, "handle,name,price,attribute:Power\nlamp,Lamp,11,\n")
		wantEqual(t, "updated", again.Counts.Updated, 1)
		wantEqual(t, "attributes", values("lamp"), strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(before, "Power=number", ""), "  ", " ")))
	})
	t.Run("survive an export", func(t *testing.T) {
		first := m.export(t, m.store)
		if got := strings.Count(first, "attribute:"); got != 3 {
			t.Errorf("%d columns of attributes, want those that are used: 3", got)
		}
		unchanged := m.run(t, first)
		wantEqual(t, "unchanged", unchanged.Counts.Unchanged, 3)
		m.store = m.newStore(t, "copy")
		m.run(t, first)
		if second := m.export(t, m.store); second != first {
			t.Errorf("the exports differ:\n%s\n%s", first, second)
		}
	})
}
