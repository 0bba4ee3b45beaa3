package orders

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/orders/internal/ordersdb"
	"rialto/internal/payments"
)

const (
	// keepRequests is how long an idempotency key is remembered.
	keepRequests = 24 * time.Hour
	// answerWithin is how long a request may take to answer; one that has not
	// by then died, and a repeat answers in its place.
	answerWithin = 10 * time.Second
)

// claim is a request's hold on its idempotency key.
type claim struct {
	orderID uuid.UUID
	earlier bool   // an earlier request placed the order
	answer  []byte // what the earlier request was told, if it was
	placed  Order  // the order that this request placed
}

// answer of a request, kept to be repeated word by word.
type answer struct {
	Number     string `json:"number"`
	Status     Status `json:"status"`
	PaymentURL string `json:"paymentUrl,omitempty"`
}

// scope keeps the keys of different users apart. Guests share one: another's
// answer is still out of reach, for it needs the same body and so the cart's id.
func (in PlaceInput) scope() string {
	if in.UserID == nil {
		return "guest"
	}
	return in.UserID.String()
}

func (in PlaceInput) digest() []byte {
	key := in.IdempotencyKey
	in.IdempotencyKey = ""
	b, err := json.Marshal(in)
	if err != nil {
		panic("orders: input cannot be encoded: " + err.Error())
	}
	h := sha256.Sum256(append([]byte(key+"\n"), b...))
	return h[:]
}

// claimTx takes the key for this request, or finds the order of the earlier
// request that had it.
func (s *Service) claimTx(ctx context.Context, tx db.Tx, in PlaceInput) (claim, error) {
	c := claim{orderID: db.NewID()}
	n, err := s.q.ClaimRequest(ctx, tx, ordersdb.ClaimRequestParams{
		Scope: in.scope(), Key: in.IdempotencyKey, Digest: in.digest(), OrderID: c.orderID, ClaimedAt: s.now(),
	})
	if err != nil {
		return claim{}, fmt.Errorf("claim request: %w", err)
	}
	if n == 1 {
		return c, nil
	}
	r, err := s.q.RequestByKey(ctx, tx, ordersdb.RequestByKeyParams{Scope: in.scope(), Key: in.IdempotencyKey})
	switch {
	case db.NoRows(err):
		return claim{}, ErrKeyInFlight // it has the lock and has not committed
	case err != nil:
		return claim{}, fmt.Errorf("request by key: %w", err)
	case !bytes.Equal(r.Digest, in.digest()):
		return claim{}, ErrKeyReused
	case r.Answer == nil && s.now().Sub(r.ClaimedAt) < answerWithin:
		return claim{}, ErrKeyInFlight
	}
	return claim{orderID: r.OrderID, earlier: true, answer: r.Answer}, nil
}

// answer opens the order's payment and remembers what it says, or repeats what
// was said before.
func (s *Service) answer(ctx context.Context, in PlaceInput, c claim) (PlacedOrder, error) {
	stored := c.answer
	if stored == nil {
		// The order stands: its buyer gets an answer even after hanging up,
		// for the repeat that follows will ask for it.
		ctx = context.WithoutCancel(ctx)
		fresh, err := s.openPayment(ctx, c)
		if err != nil {
			return PlacedOrder{}, err
		}
		b, err := json.Marshal(fresh)
		if err != nil {
			return PlacedOrder{}, fmt.Errorf("encode answer: %w", err)
		}
		stored, err = s.q.AnswerRequest(ctx, s.pool, ordersdb.AnswerRequestParams{Scope: in.scope(), Key: in.IdempotencyKey, Answer: b})
		if err != nil {
			return PlacedOrder{}, fmt.Errorf("store answer: %w", err)
		}
	}
	var a answer
	if err := json.Unmarshal(stored, &a); err != nil {
		return PlacedOrder{}, fmt.Errorf("decode answer: %w", err)
	}
	return PlacedOrder{
		OrderID: c.orderID, Number: a.Number, Token: s.cfg.Tokens.Token(c.orderID),
		Status: a.Status, PaymentURL: a.PaymentURL, Replayed: c.earlier,
	}, nil
}

// openPayment returns the answer to a request whose order is placed. A
// provider that fails costs the answer its address, not the buyer the order.
func (s *Service) openPayment(ctx context.Context, c claim) (answer, error) {
	a := answer{Number: c.placed.Number, Status: c.placed.Status}
	if c.earlier {
		row, err := s.q.OrderByID(ctx, s.pool, c.orderID)
		if err != nil {
			return answer{}, fmt.Errorf("order %s: %w", c.orderID, err)
		}
		a = answer{Number: formatNumber(row.Number), Status: Status(row.Status)}
	}
	if a.Status != StatusPaymentPending {
		return a, nil
	}
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	url, err := s.payments.Open(ctx, c.orderID)
	if err != nil && !errors.Is(err, payments.ErrNotOpen) {
		s.log.WarnContext(ctx, "order placed without a payment page; it will be opened later", "order", c.orderID, "error", err)
	}
	a.PaymentURL = url
	return a, nil
}

func (s *Service) forgetRequests(ctx context.Context) error {
	if _, err := s.q.ForgetRequests(ctx, s.pool, s.now().Add(-keepRequests)); err != nil {
		return fmt.Errorf("forget requests: %w", err)
	}
	if _, err := s.q.ForgetStoreRequests(ctx, s.pool, s.now().Add(-keepRequests)); err != nil {
		return fmt.Errorf("forget requests of stores: %w", err)
	}
	return nil
}
