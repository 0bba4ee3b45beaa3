package stripesim

import (
	"context"
	"strings"
	"time"

	"rialto/internal/db"
)

// Paid is a payment that was made before the simulator was there.
type Paid struct {
	Intent   string // its id, which begins with pi_
	Amount   int64
	Currency string // as ISO 4217 writes it
	At       time.Time
}

// RememberTx makes the simulator know payments of the past, so that they can be
// refunded. Their sessions it does not know.
func RememberTx(ctx context.Context, tx db.Tx, list []Paid) error {
	for _, p := range list {
		pi := intent{
			ID: p.Intent, Object: kindIntent, Amount: p.Amount, AmountReceived: p.Amount, CaptureMethod: "automatic_async", Created: p.At.Unix(),
			Currency: strings.ToLower(p.Currency), LatestCharge: textOrNull(newID("ch_")), Metadata: map[string]string{},
			MethodTypes: []string{"card"}, Status: "succeeded",
		}
		if err := insert(ctx, tx, kindIntent, pi.ID, pi.Created, nil, pi); err != nil {
			return err
		}
	}
	return nil
}
