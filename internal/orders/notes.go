package orders

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/orders/internal/ordersdb"
)

// Note is what somebody of a store's team wrote about an order. The buyer never
// sees it.
type Note struct {
	ID, Author uuid.UUID
	Body       string
	CreatedAt  time.Time
}

// AddNote writes a note to a store order. It returns ErrTextInvalid, and what all
// work may return.
func (s *Service) AddNote(ctx context.Context, w Work, body string) (MerchantOrder, error) {
	body, err := written("body", body)
	if err != nil {
		return MerchantOrder{}, err
	}
	return s.work(ctx, w, nil, func(ctx context.Context, tx db.Tx, p *part) error {
		id := db.NewID()
		if err := s.q.InsertNote(ctx, tx, ordersdb.InsertNoteParams{
			ID: id, StoreOrderID: p.row.ID, AuthorID: w.Actor, Body: body, CreatedAt: s.now(),
		}); err != nil {
			return fmt.Errorf("insert note: %w", err)
		}
		p.did("store_order.note_added", map[string]string{"note": id.String()})
		return nil
	}, nil)
}

func (s *Service) notesTx(ctx context.Context, tx db.Tx, storeOrder uuid.UUID) ([]Note, error) {
	rows, err := s.q.NotesByStoreOrder(ctx, tx, storeOrder)
	if err != nil {
		return nil, fmt.Errorf("notes of store order %s: %w", storeOrder, err)
	}
	notes := make([]Note, len(rows))
	for i, r := range rows {
		notes[i] = Note{ID: r.ID, Author: r.AuthorID, Body: r.Body, CreatedAt: r.CreatedAt}
	}
	return notes, nil
}
