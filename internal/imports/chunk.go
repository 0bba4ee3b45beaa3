package imports

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/imports/internal/importsdb"
	"rialto/internal/media"
	"rialto/internal/sheet"
)

// maxProblems is when a file is not what somebody takes it for.
const maxProblems = 50_000

// wish is the pictures of a product that are not here yet.
type wish struct {
	Pictures []sheet.Picture `json:"pictures"`
	Variants []int           `json:"variants"` // for each variant an index into Pictures or -1
}

// prepared is a chunk that is ready to be written.
type prepared struct {
	chunk
	batch  *catalog.Batch
	index  []int // of each product in the batch, -1 for a bad one
	wishes map[int]wish
}

func (r *run) prepare(ctx context.Context, c chunk) (prepared, error) {
	p := prepared{chunk: c, index: make([]int, len(c.products)), wishes: map[int]wish{}}
	in := catalog.PutManyInput{
		StoreID: r.store, Given: r.layout.Given(), Do: catalog.Do(*r.row.WhatToDo), DryRun: Status(r.row.Status) == Checking,
		Stock: catalog.Cause{Reason: catalog.ReasonImport, Actor: r.row.CreatedBy},
	}
	images, err := r.knownImages(ctx, c.products)
	if err != nil {
		return p, err
	}
	for i, product := range c.products {
		p.index[i] = -1
		if product.Bad {
			continue
		}
		one := product.Input
		one.Variants = slices.Clone(one.Variants)
		if wanted := product.Pictures; len(wanted) > 0 && !in.DryRun {
			have := make([]*media.Image, len(wanted))
			for n, picture := range wanted {
				have[n] = images[picture.Source]
			}
			if slices.Contains(have, nil) {
				p.wishes[i] = wish{wanted, product.VariantPictures}
			} else {
				product.Place(&one, have)
			}
		}
		p.index[i] = len(in.Products)
		in.Products = append(in.Products, one)
		if r.layout.HasAttributes() {
			in.Attributes = append(in.Attributes, product.Attributes)
		}
	}
	p.batch, err = r.Catalog.PrepareMany(ctx, in)
	return p, err
}

// write writes a chunk and how far the import is, and tells whether there is more
// to do. With handOver another job goes on with it.
func (r *run) write(ctx context.Context, c chunk, handOver bool) (goOn bool, err error) {
	p, err := r.prepare(ctx, c)
	if err != nil {
		return false, err
	}
	for cut := len(c.products); ; {
		var out outcome
		err := r.change(ctx, r.store, r.id, func(tx db.Tx) (err error) {
			out, err = r.writeTx(ctx, tx, p, cut, handOver)
			return err
		})
		if stop, ok := err.(cutError); ok { //nolint:errorlint // it is not wrapped
			cut = int(stop) // nothing after it is to be written: once more, without
			continue
		}
		if err != nil {
			return false, fmt.Errorf("write products: %w", err)
		}
		r.row = out.row
		return out.goOn, nil
	}
}

// cutError says that the product with that index is bad and ends the import.
type cutError int

func (cutError) Error() string { return "a product was refused" }

type outcome struct {
	row  importsdb.ImportsImport
	goOn bool
}

// writeTx writes the products before cut; the one there, if any, is known to be
// bad. It changes nothing that a second try would see.
func (r *run) writeTx(ctx context.Context, tx db.Tx, p prepared, cut int, handOver bool) (outcome, error) {
	row, err := r.lockTx(ctx, tx, r.store, r.id)
	if err != nil {
		return outcome{}, err
	}
	if row.Status != r.row.Status || row.Position != r.row.Position {
		return outcome{row: row}, nil // cancelled, or another job got on with it
	}
	a := advance{run: r, row: row, stop: OnBadRow(*row.OnBadRow) == Stop}
	if err := a.products(ctx, tx, p, cut); err != nil {
		return outcome{}, err
	}
	if err := a.report(ctx, tx); err != nil {
		return outcome{}, err
	}
	goOn := a.move(p)
	if err := a.save(ctx, tx); err != nil {
		return outcome{}, err
	}
	if err := db.LeaveStoreTx(ctx, tx); err != nil {
		return outcome{}, err
	}
	if row.Status == string(Importing) {
		if err := r.Catalog.AnnounceTx(ctx, tx, r.store, a.results); err != nil {
			return outcome{}, err
		}
	}
	if goOn && handOver {
		if err := r.job.QueueTx(ctx, tx, task{r.id}); err != nil {
			return outcome{}, err
		}
	}
	if !goOn && a.row.Pictures > 0 {
		if err := r.Service.pictures.QueueTx(ctx, tx, task{r.id}); err != nil {
			return outcome{}, err
		}
	}
	return outcome{a.row, goOn}, nil
}

// advance is one chunk's step of an import.
type advance struct {
	*run
	row      importsdb.ImportsImport // as it is to be
	stop     bool                    // at the first bad product
	stopped  bool
	used     int // products of the chunk that are dealt with
	results  []catalog.PutManyResult
	problems []sheet.Problem
}

// products writes products and counts what became of them.
func (a *advance) products(ctx context.Context, tx db.Tx, p prepared, cut int) error {
	repeated, err := a.repeatedTx(ctx, tx, p.chunk)
	if err != nil {
		return err
	}
	bad := make([]bool, len(p.chunk.products))
	a.used = len(bad)
	for i, product := range p.chunk.products {
		bad[i] = product.Bad || repeated[product.Handle]
		if a.stop && (bad[i] || i == cut) && !a.stopped {
			a.stopped, a.used, cut = true, i+1, i
		}
	}
	leave := map[int]bool{}
	for i, n := range p.index {
		if n >= 0 && (bad[i] || i > cut) {
			leave[n] = true
		}
	}
	// The one at cut is written by nobody: it is put to learn what is wrong with it.
	if a.results, err = p.batch.PutTx(ctx, tx, leave); err != nil {
		return err
	}
	wished := importsdb.InsertPicturesParams{ImportID: a.id}
	for i, product := range p.chunk.products[:a.used] {
		one := *product
		one.Problems = slices.Clip(one.Problems)
		res := catalog.PutManyResult{Outcome: catalog.Refused}
		switch n := p.index[i]; {
		case repeated[product.Handle] && !product.Bad:
			one.RefuseRepeated()
		case n >= 0 && !bad[i]:
			res = a.results[n]
			if res.Reason != nil {
				if a.stop && i < cut {
					return cutError(i)
				}
				one.Refuse(res.Reason)
			} else if res.UnknownCategory && res.Outcome != catalog.LeftOut {
				one.WarnCategory()
			}
			if res.MadeDraft {
				one.WarnDraft()
			}
		}
		a.count(&one, res.Outcome)
		a.problems = append(a.problems, one.Problems...)
		if w, ok := p.wishes[i]; ok && res.ProductID != uuid.Nil {
			text, err := json.Marshal(w)
			if err != nil {
				return fmt.Errorf("encode pictures: %w", err)
			}
			wished.ProductIds, wished.Wanted = append(wished.ProductIds, res.ProductID), append(wished.Wanted, text)
		}
	}
	if len(wished.ProductIds) == 0 {
		return nil
	}
	a.row.Pictures += int32(len(wished.ProductIds))
	if err := a.q.InsertPictures(ctx, tx, wished); err != nil {
		return fmt.Errorf("note pictures: %w", err)
	}
	return nil
}

// repeatedTx keeps the chunk's handles and returns those that came before.
func (a *advance) repeatedTx(ctx context.Context, tx db.Tx, c chunk) (map[string]bool, error) {
	repeated := map[string]bool{}
	for _, p := range c.products {
		if p.Handle != "" {
			repeated[p.Handle] = true
		}
	}
	slugs := make([]string, 0, len(repeated))
	for slug := range repeated {
		slugs = append(slugs, slug)
	}
	slices.Sort(slugs)
	fresh, err := a.q.NewHandles(ctx, tx, importsdb.NewHandlesParams{ImportID: a.id, Slugs: slugs})
	if err != nil {
		return nil, fmt.Errorf("note handles: %w", err)
	}
	for _, slug := range fresh {
		delete(repeated, slug)
	}
	return repeated, nil
}

func (a *advance) count(p *sheet.Product, o catalog.Outcome) {
	a.row.RowCount += int32(p.Rows)
	rows := map[int]bool{}
	for _, problem := range p.Problems {
		if problem.Warning {
			a.row.WarningCount++
		} else {
			rows[problem.Row] = true
		}
	}
	a.row.BadRows += int32(len(rows))
	if p.Handle == "" {
		return // rows that are no product
	}
	a.row.ProductCount++
	switch o {
	case catalog.Created:
		a.row.CreatedCount++
	case catalog.Updated:
		a.row.UpdatedCount++
	case catalog.Unchanged:
		a.row.UnchangedCount++
	case catalog.LeftOut:
		a.row.LeftOutCount++
	case catalog.Refused:
		a.row.BadProducts++
	}
}

// report writes the lines of the report.
func (a *advance) report(ctx context.Context, tx db.Tx) error {
	slices.SortStableFunc(a.problems, func(x, y sheet.Problem) int { return x.Row - y.Row })
	lines := a.problems[:min(len(a.problems), max(0, maxProblems-int(a.row.ProblemCount)))]
	if err := a.insertProblemsTx(ctx, tx, a.id, int(a.row.ProblemCount), lines); err != nil {
		return err
	}
	a.row.ProblemCount += int32(len(lines))
	return nil
}

// insertProblemsTx adds lines to a report that has some.
func (s *Service) insertProblemsTx(ctx context.Context, tx db.Tx, id uuid.UUID, has int, lines []sheet.Problem) error {
	if len(lines) == 0 {
		return nil
	}
	arg := importsdb.InsertProblemsParams{ImportID: id}
	for i, p := range lines {
		arg.Seqs = append(arg.Seqs, int32(has+i+1))
		arg.Rows = append(arg.Rows, int32(p.Row))
		arg.Columns = append(arg.Columns, p.Column)
		arg.Kinds = append(arg.Kinds, kindOf(p.Warning))
		arg.Codes = append(arg.Codes, p.Code)
		arg.Messages = append(arg.Messages, p.Message)
		arg.Starts = append(arg.Starts, p.Start)
		arg.Lengths = append(arg.Lengths, int32(p.Bytes))
	}
	if err := s.q.InsertProblems(ctx, tx, arg); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// move sets the position after the chunk and tells whether there is more to do.
func (a *advance) move(p prepared) (goOn bool) {
	if a.used > 0 {
		at := p.ends[a.used-1]
		a.row.Position, a.row.PositionRow = at.Offset, int32(at.Row)
	}
	tooMany := failureTooMany
	switch {
	case a.stopped:
		a.row.Status = string(Stopped)
	case a.row.ProblemCount >= maxProblems:
		a.row.Status, a.row.Failure = string(Failed), &tooMany
	case p.last && a.row.Status == string(Checking):
		a.row.Status, a.row.Position = string(Checked), a.row.Bytes
	case p.last:
		a.row.Status, a.row.Position = string(Done), a.row.Bytes
	default:
		return true
	}
	return false
}

func (a *advance) save(ctx context.Context, tx db.Tx) error {
	r := a.row
	now := a.Now()
	if !Status(r.Status).running() {
		a.row.FinishedAt = &now
		if err := a.q.DeleteHandles(ctx, tx, a.id); err != nil {
			return fmt.Errorf("forget handles: %w", err)
		}
	}
	err := a.q.Advance(ctx, tx, importsdb.AdvanceParams{
		ID: a.id, Status: r.Status, Failure: r.Failure, Position: r.Position, PositionRow: r.PositionRow, RowCount: r.RowCount,
		ProductCount: r.ProductCount, CreatedCount: r.CreatedCount, UpdatedCount: r.UpdatedCount, UnchangedCount: r.UnchangedCount,
		LeftOutCount: r.LeftOutCount, BadRows: r.BadRows, BadProducts: r.BadProducts, WarningCount: r.WarningCount,
		ProblemCount: r.ProblemCount, Pictures: r.Pictures, Now: now, FinishedAt: a.row.FinishedAt,
	})
	if err != nil {
		return fmt.Errorf("write position: %w", err)
	}
	return nil
}
