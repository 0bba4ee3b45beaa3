package cart

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/cart/internal/cartdb"
	"rialto/internal/db"
)

// OfUser returns the user's open cart and makes one when there is none.
func (s *Service) OfUser(ctx context.Context, user uuid.UUID) (c Cart, err error) {
	row, err := s.q.OpenCart(ctx, s.pool, &user)
	switch {
	case err == nil:
		return s.read(ctx, row)
	case !db.NoRows(err):
		return Cart{}, fmt.Errorf("cart of user: %w", err)
	}
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error {
		if err := s.lockUserTx(ctx, tx, user); err != nil {
			return err
		}
		c, err = s.ofUserTx(ctx, tx, user)
		return err
	})
	if err != nil {
		return Cart{}, fmt.Errorf("make cart of user: %w", err)
	}
	return c, nil
}

// ofUserTx locks the open cart of a user and makes one when there is none. Its
// caller has locked the user.
func (s *Service) ofUserTx(ctx context.Context, tx db.Tx, user uuid.UUID) (Cart, error) {
	row, err := s.q.LockOpenCart(ctx, tx, &user)
	switch {
	case err == nil:
		return s.readTx(ctx, tx, row)
	case !db.NoRows(err):
		return Cart{}, fmt.Errorf("lock cart of user: %w", err)
	}
	id := newID()
	if err := s.q.InsertCart(ctx, tx, cartdb.InsertCartParams{ID: id, UserID: &user, Now: s.now()}); err != nil {
		return Cart{}, fmt.Errorf("insert cart: %w", err)
	}
	return s.empty(id), nil
}

// lockUserTx makes whoever gives the user a cart wait for each other.
func (s *Service) lockUserTx(ctx context.Context, tx db.Tx, user uuid.UUID) error {
	if err := s.q.LockUser(ctx, tx, "cart of "+user.String()); err != nil {
		return fmt.Errorf("lock user: %w", err)
	}
	return nil
}
