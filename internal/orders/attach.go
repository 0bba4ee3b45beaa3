package orders

import (
	"context"
	"errors"
	"fmt"

	"rialto/internal/auth"
	"rialto/internal/db"
	"rialto/internal/orders/internal/ordersdb"
)

// onEmailVerified gives an account the orders that were placed without one
// under the address that its owner has just proved to be theirs. Orders placed
// under it later stay a guest's until it is proved again: anybody can type an
// address. The links to the orders go on working.
func (s *Service) onEmailVerified(ctx context.Context, tx db.Tx, ev auth.EmailVerified) error {
	u, err := s.auth.UserTx(ctx, tx, ev.UserID)
	switch {
	case errors.Is(err, auth.ErrUserNotFound):
		return nil // erased since
	case err != nil:
		return err
	case !u.EmailVerified:
		return fmt.Errorf("the address of user %s is not verified", ev.UserID)
	}
	if _, err := s.q.AttachOrders(ctx, tx, ordersdb.AttachOrdersParams{UserID: u.ID, Email: u.Email}); err != nil {
		return fmt.Errorf("attach orders to user %s: %w", u.ID, err)
	}
	return nil
}
