package stripesim

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// page is a page of a list as the API shows it, the newest first.
type page[T any] struct {
	Object  string `json:"object"`
	Data    []T    `json:"data"`
	HasMore bool   `json:"has_more"`
	URL     string `json:"url"`
}

// listing is a query for objects of one kind.
type listing struct {
	url        string
	conditions []string
	args       []any
}

func newListing(kind, url string) *listing {
	q := &listing{url: url}
	q.where("kind = %s", kind)
	return q
}

// where adds a condition, which has one %s for the argument.
func (q *listing) where(condition string, arg any) {
	q.args = append(q.args, arg)
	q.conditions = append(q.conditions, fmt.Sprintf(condition, fmt.Sprintf("$%d", len(q.args))))
}

// equal adds a condition on a field of the body, unless value is empty.
func (q *listing) equal(field, value string) {
	if value != "" {
		q.where("body->>'"+field+"' = %s", value)
	}
}

// list answers with the page of q that the call asks for, each object as show
// makes it.
func list[T any](ctx context.Context, c *call, q *listing, show func(T) T) (any, error) {
	limit, err := c.integer("limit", 1, 100, 10)
	if err != nil {
		return nil, err
	}
	for op, name := range map[string]string{"=": "created", ">": "created[gt]", ">=": "created[gte]", "<": "created[lt]", "<=": "created[lte]"} {
		at, err := c.integer(name, 0, 1<<40, -1)
		if err != nil {
			return nil, err
		}
		if at >= 0 {
			q.where("created "+op+" %s", at)
		}
	}
	order, backwards := "DESC", c.text("ending_before") != ""
	if after := c.text("starting_after"); after != "" {
		q.where("seq < (SELECT seq FROM stripesim.objects WHERE id = %s)", after)
	}
	if backwards {
		order = "ASC"
		q.where("seq > (SELECT seq FROM stripesim.objects WHERE id = %s)", c.text("ending_before"))
	}
	rows, err := c.tx.Query(ctx, fmt.Sprintf(`SELECT body FROM stripesim.objects WHERE %s ORDER BY seq %s LIMIT %d`,
		strings.Join(q.conditions, " AND "), order, limit+1), q.args...)
	if err != nil {
		return nil, fmt.Errorf("list objects: %w", err)
	}
	bodies, err := collect[[]byte](rows)
	if err != nil {
		return nil, fmt.Errorf("list objects: %w", err)
	}
	p := page[T]{Object: "list", Data: []T{}, URL: q.url, HasMore: int64(len(bodies)) > limit}
	for _, body := range bodies[:min(int64(len(bodies)), limit)] {
		var v T
		if err := json.Unmarshal(body, &v); err != nil {
			return nil, fmt.Errorf("decode object: %w", err)
		}
		if v = show(v); backwards {
			p.Data = append([]T{v}, p.Data...)
		} else {
			p.Data = append(p.Data, v)
		}
	}
	return p, nil
}

func collect[T any](rows pgx.Rows) ([]T, error) { return pgx.CollectRows(rows, pgx.RowTo[T]) }
