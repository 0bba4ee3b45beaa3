package privacy

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"rialto/internal/db"
)

// document is everything personal of somebody, as data.json has it.
type document struct {
	Marketplace string    `json:"marketplace"`
	CreatedAt   time.Time `json:"createdAt"`
	Sections    []section `json:"sections"`
}

// section is what one table holds.
type section struct {
	Title   string   `json:"title"`
	Table   string   `json:"table"`
	Rows    []row    `json:"rows"`
	columns []string // in their order
}

// row is a row by its columns.
type row map[string]any

// withheld stands for what is there and not shown.
type withheld struct {
	Withheld string `json:"withheld"` // why
}

// collect reads everything personal of a user at one moment, or returns
// auth.ErrUserNotFound.
func (s *Service) collect(ctx context.Context, user uuid.UUID) (person, document, error) {
	doc := document{Marketplace: s.cfg.SiteName, CreatedAt: s.Now()}
	var who person
	err := s.inSnapshot(ctx, func(tx db.Tx) (err error) {
		doc.Sections = nil
		if who, err = ofAccount(ctx, tx, user, toRead); err != nil {
			return err
		}
		for _, t := range catalogue {
			if !t.personal() {
				continue
			}
			part, err := t.read(ctx, tx, who)
			if err != nil {
				return err
			}
			doc.Sections = append(doc.Sections, part)
		}
		return nil
	})
	slices.SortStableFunc(doc.Sections, func(a, b section) int { return placeOf(a.Title) - placeOf(b.Title) })
	return who, doc, err
}

// read returns the rows of a person.
func (t table) read(ctx context.Context, tx db.Tx, who person) (section, error) {
	part := section{Title: t.title, Table: t.name, Rows: []row{}, columns: slices.Concat(t.shown(), t.secrets())}
	rows, err := tx.Query(ctx, t.selection(), who.args())
	if err != nil {
		return section{}, fmt.Errorf("read %s: %w", t.name, err)
	}
	encoded, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return section{}, fmt.Errorf("read %s: %w", t.name, err)
	}
	for _, b := range encoded {
		var r row
		d := json.NewDecoder(strings.NewReader(string(b)))
		d.UseNumber()
		if err := d.Decode(&r); err != nil {
			return section{}, fmt.Errorf("decode %s: %w", t.name, err)
		}
		for column, why := range t.secret {
			if r[column] == true {
				r[column] = withheld{why}
			} else {
				r[column] = nil
			}
		}
		part.Rows = append(part.Rows, r)
	}
	return part, nil
}

// selection is the statement that reads the rows of a person as JSON. Of a
// secret it reads no more than that it is there.
func (t table) selection() string {
	var fields []string
	for _, c := range t.shown() {
		fields = append(fields, "'"+c+"', "+pgx.Identifier{c}.Sanitize())
	}
	for _, c := range t.secrets() {
		fields = append(fields, "'"+c+"', "+pgx.Identifier{c}.Sanitize()+" IS NOT NULL AND length("+pgx.Identifier{c}.Sanitize()+"::text) > 0")
	}
	return "SELECT json_build_object(" + strings.Join(fields, ", ") + ")::text FROM " + t.name +
		" WHERE " + t.rows + " ORDER BY " + pgx.Identifier{t.shown()[0]}.Sanitize()
}
