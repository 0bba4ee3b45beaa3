package migrate

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// migration is a file of the schema's history, in goose's format.
type migration struct {
	version    int64
	name       string // 00012_store_members
	statements []statement
	// apart: its statements are no transaction, for some cannot be in one.
	apart bool
}

// statement is one of SQL. One that repeats is executed until it changes no row,
// each time in a transaction of its own.
type statement struct {
	sql     string
	repeats bool
}

// What a file says to its reader, beside SQL.
const (
	markUp    = "-- +goose Up"
	markDown  = "-- +goose Down"
	markApart = "-- +goose NO TRANSACTION"
	markBegin = "-- +goose StatementBegin"
	markEnd   = "-- +goose StatementEnd"
	// Fills a column, some rows at a time.
	markRepeat = "-- +rialto REPEAT"
)

// ownTimeout is a statement of older files that says how long to wait for a lock.
// Options say it now.
var ownTimeout = regexp.MustCompile(`(?i)^SET\s+LOCAL\s+lock_timeout\b`)

// read returns the migrations of a folder, the oldest first.
func read(from fs.FS) ([]migration, error) {
	names, err := fs.Glob(from, "*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	list := make([]migration, len(names))
	for i, name := range names {
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		if list[i], err = parse(strings.TrimSuffix(name, ".sql"), string(text)); err != nil {
			return nil, fmt.Errorf("read migration %s: %w", name, err)
		}
	}
	return list, nil
}

// parse reads the part of a file that goes up. As goose does, it takes a line that
// ends with a semicolon as the end of a statement, unless the marks say otherwise.
func parse(name, text string) (migration, error) {
	number, _, _ := strings.Cut(name, "_")
	version, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return migration{}, fmt.Errorf("its name has no number: %w", err)
	}
	m := migration{version: version, name: name}
	var current strings.Builder
	var up, whole, repeats bool
	end := func() {
		sql := strings.TrimSpace(current.String())
		current.Reset()
		if sql != "" && !ownTimeout.MatchString(sql) {
			m.statements = append(m.statements, statement{strings.TrimSuffix(sql, ";"), repeats})
		}
		repeats = false
	}
	for line := range strings.Lines(text) {
		switch mark := strings.TrimSpace(line); {
		case mark == markDown:
			end()
			return m, m.check()
		case mark == markUp:
			up = true
		case mark == markApart:
			m.apart = true
		case mark == markBegin:
			whole = true
		case mark == markEnd:
			whole = false
			end()
		case mark == markRepeat:
			repeats = true
		case !up || !whole && strings.HasPrefix(mark, "--"):
		default:
			current.WriteString(line)
			code, _, _ := strings.Cut(line, "--")
			if !whole && strings.HasSuffix(strings.TrimSpace(code), ";") {
				end()
			}
		}
	}
	end()
	return m, m.check()
}

func (m migration) check() error {
	for _, s := range m.statements {
		if s.repeats && !m.apart {
			return fmt.Errorf("%q needs %q", markRepeat, markApart)
		}
	}
	return nil
}
