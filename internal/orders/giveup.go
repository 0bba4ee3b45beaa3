package orders

import (
	"context"
	"errors"

	"github.com/google/uuid"
)

// CancelUnpaid gives up those of the orders that wait for their payment, for
// somebody who leaves. An order that cannot be cancelled now, because the
// provider does not answer, expires later; the error says so.
func (s *Service) CancelUnpaid(ctx context.Context, ids []uuid.UUID) error {
	var failed []error
	for _, id := range ids {
		failed = append(failed, s.giveUp(ctx, id, StatusCancelled, Cancelled{OrderID: id}))
	}
	return errors.Join(failed...)
}
