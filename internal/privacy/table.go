package privacy

import (
	"maps"
	"slices"
	"strings"
)

// table says of one table what of it is about a person, and what becomes of
// that when the person is erased. Every column is in exactly one of the lists,
// whose names are separated by spaces.
type table struct {
	name string // with its schema
	// title is the key under which its rows are in an export.
	title string
	// rows is the condition that finds the rows of a person, as the catalogue
	// describes; empty where nothing is about one.
	rows string
	// at is who has the table, empty for ourselves. Others erase by themselves.
	at string

	// goes are columns that go because the whole row does.
	goes string
	// secret are columns that go with the row and are not shown in an export,
	// with the reason.
	secret reasons
	// blank are columns of rows that stay, with the SQL expression that takes
	// the place of what they say.
	blank expressions
	// keep are columns of rows that stay which are about the person as long as
	// something else says who that is, and because says what they are kept for.
	keep, because string
	// plain are columns that are not about a person.
	plain string
}

type (
	reasons     map[string]string
	expressions map[string]string
)

// personal reports whether anything in the table is about a person.
func (t table) personal() bool { return t.rows != "" }

// rowsGo reports whether erasure deletes the rows, instead of blanking them.
func (t table) rowsGo() bool { return t.goes != "" || len(t.secret) > 0 }

// shown are the columns that an export shows, the first of which orders the rows.
func (t table) shown() []string {
	return slices.Concat(strings.Fields(t.keep), strings.Fields(t.goes), slices.Sorted(maps.Keys(t.blank)))
}

func (t table) secrets() []string { return slices.Sorted(maps.Keys(t.secret)) }

// columns are all columns, in no order.
func (t table) columns() []string {
	return slices.Concat(t.shown(), t.secrets(), strings.Fields(t.plain))
}
