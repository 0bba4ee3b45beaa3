package payments

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/payments/internal/paymentsdb"
)

// RecordCapturedTx notes that an order's payment, which CreateTx recorded, was
// made under the provider's references. Nobody is told. It is for orders of the
// past; money that comes in is told by the provider.
func (s *Service) RecordCapturedTx(ctx context.Context, tx db.Tx, order uuid.UUID, session, intent string) error {
	p, err := s.q.LockPaymentByOrder(ctx, tx, order)
	if err != nil {
		return fmt.Errorf("payment of order %s: %w", order, err)
	}
	now := s.now()
	if err := s.q.SetCaptured(ctx, tx, paymentsdb.SetCapturedParams{ID: p.ID, ProviderRef: &session, ProviderIntent: &intent, Now: &now}); err != nil {
		return fmt.Errorf("capture payment %s: %w", p.ID, err)
	}
	return nil
}
