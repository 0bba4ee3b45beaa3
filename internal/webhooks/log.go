package webhooks

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/paging"
	"rialto/internal/webhooks/internal/webhooksdb"
)

// DeliveryStatus says how far a delivery is.
type DeliveryStatus string

// What it can be.
const (
	Pending   DeliveryStatus = "pending"
	Delivered DeliveryStatus = "delivered"
	Failed    DeliveryStatus = "failed" // given up
)

// Delivery is an event for an endpoint.
type Delivery struct {
	ID, EventID    uuid.UUID
	EventType      string
	EventAt        time.Time
	Body           string
	Status         DeliveryStatus
	Attempts       int
	NextAttemptAt  *time.Time // nil when there is none
	LastResult     Result     // empty before the first attempt
	LastStatusCode *int       // nil when nothing answered
	CreatedAt      time.Time
	FinishedAt     *time.Time
}

// Attempt is a request and its response.
type Attempt struct {
	Number          int
	At              time.Time
	Duration        time.Duration
	Result          Result
	StatusCode      *int // nil when nothing answered
	RequestHeaders  map[string]string
	ResponseHeaders map[string]string
	ResponseBody    string // the beginning of it
	ResponseCut     bool   // there was more
}

// DeliveryFilter says which deliveries are wanted. Empty fields want all.
type DeliveryFilter struct {
	Status    DeliveryStatus
	EventType string
	Cursor    string
	Limit     int
}

// Deliveries returns a page of an endpoint's deliveries, the latest first, and the cursor
// of the next. It returns ErrNotFound or paging.ErrBadCursor.
func (s *Service) Deliveries(ctx context.Context, o Owner, endpoint uuid.UUID, f DeliveryFilter) (list []Delivery, next string, err error) {
	before, err := paging.Decode[uuid.UUID](f.Cursor)
	if err != nil {
		return nil, "", err
	}
	arg := webhooksdb.DeliveriesParams{EndpointID: endpoint, Before: before, PageSize: int32(f.Limit) + 1}
	if f.Status != "" {
		status := string(f.Status)
		arg.Status = &status
	}
	if f.EventType != "" {
		arg.EventType = &f.EventType
	}
	var rows []webhooksdb.WebhooksDelivery
	err = s.inTx(ctx, o, func(tx db.Tx) (err error) {
		if _, err = s.endpointTx(ctx, tx, o, endpoint); err != nil {
			return err
		}
		if rows, err = s.q.Deliveries(ctx, tx, arg); err != nil {
			return fmt.Errorf("webhook deliveries: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	rows, next = paging.Cut(rows, f.Limit, func(r webhooksdb.WebhooksDelivery) uuid.UUID { return r.ID })
	list = make([]Delivery, len(rows))
	for i, r := range rows {
		list[i] = deliveryFromRow(r)
	}
	return list, next, nil
}

// Delivery returns a delivery, its attempts, the latest first, and where it goes. It
// returns ErrNotFound or ErrDeliveryNotFound.
func (s *Service) Delivery(ctx context.Context, o Owner, endpoint, id uuid.UUID) (d Delivery, attempts []Attempt, url string, err error) {
	err = s.inTx(ctx, o, func(tx db.Tx) error {
		e, err := s.endpointTx(ctx, tx, o, endpoint)
		if err != nil {
			return err
		}
		row, err := s.q.Delivery(ctx, tx, webhooksdb.DeliveryParams{ID: id, EndpointID: endpoint})
		if db.NoRows(err) {
			return ErrDeliveryNotFound
		}
		if err != nil {
			return fmt.Errorf("webhook delivery: %w", err)
		}
		rows, err := s.q.Attempts(ctx, tx, id)
		if err != nil {
			return fmt.Errorf("attempts of webhook delivery: %w", err)
		}
		d, url, attempts = deliveryFromRow(row), e.URL, make([]Attempt, len(rows))
		for i, r := range rows {
			if attempts[i], err = attemptFromRow(r); err != nil {
				return err
			}
		}
		return nil
	})
	return d, attempts, url, err
}

// Replay sends a delivery again, with the id it had, whatever became of it. It returns
// ErrNotFound, ErrDeliveryNotFound or ErrPaused.
func (s *Service) Replay(ctx context.Context, o Owner, actor, endpoint, id uuid.UUID) (d Delivery, err error) {
	err = s.inEnabledTx(ctx, o, endpoint, func(tx db.Tx) error {
		row, err := s.q.Replay(ctx, tx, webhooksdb.ReplayParams{ID: id, EndpointID: endpoint, Now: s.Now()})
		if db.NoRows(err) {
			return ErrDeliveryNotFound
		}
		if err != nil {
			return fmt.Errorf("replay webhook delivery: %w", err)
		}
		d = deliveryFromRow(row)
		return s.recordTx(ctx, tx, o, actor, "webhook_endpoint.replayed", endpoint, map[string]string{"delivery": id.String()})
	})
	return d, err
}

// ReplayFailed sends again all deliveries of an endpoint that were begun since then and
// given up, and returns how many they are. It returns ErrNotFound or ErrPaused.
func (s *Service) ReplayFailed(ctx context.Context, o Owner, actor, endpoint uuid.UUID, since time.Time) (n int, err error) {
	err = s.inEnabledTx(ctx, o, endpoint, func(tx db.Tx) error {
		rows, err := s.q.ReplayFailed(ctx, tx, webhooksdb.ReplayFailedParams{EndpointID: endpoint, Since: since, Now: s.Now()})
		if err != nil {
			return fmt.Errorf("replay webhook deliveries: %w", err)
		}
		n = int(rows)
		return s.recordTx(ctx, tx, o, actor, "webhook_endpoint.replayed", endpoint, map[string]string{"deliveries": fmt.Sprint(n)})
	})
	return n, err
}

// Test sends an event that nothing happened for. It returns ErrNotFound or ErrPaused.
func (s *Service) Test(ctx context.Context, o Owner, actor, endpoint uuid.UUID) (d Delivery, err error) {
	id, now := db.NewID(), s.Now()
	about := map[string]uuid.UUID{"endpointId": endpoint}
	if o.store != nil {
		about["storeId"] = *o.store
	}
	data, err := json.Marshal(about)
	if err != nil {
		return Delivery{}, fmt.Errorf("encode test: %w", err)
	}
	body, err := bodyOf(testType, now, data)
	if err != nil {
		return Delivery{}, err
	}
	err = s.inEnabledTx(ctx, o, endpoint, func(tx db.Tx) error {
		row, err := s.q.InsertDelivery(ctx, tx, webhooksdb.InsertDeliveryParams{
			ID: id, EndpointID: endpoint, EventID: id, EventType: testType, Body: body, Now: now,
		})
		if err != nil {
			return fmt.Errorf("insert webhook delivery: %w", err)
		}
		d = deliveryFromRow(row)
		return s.recordTx(ctx, tx, o, actor, "webhook_endpoint.tested", endpoint, nil)
	})
	return d, err
}

func (s *Service) inEnabledTx(ctx context.Context, o Owner, endpoint uuid.UUID, fn func(tx db.Tx) error) error {
	return s.inTx(ctx, o, func(tx db.Tx) error {
		e, err := s.endpointTx(ctx, tx, o, endpoint)
		if err != nil {
			return err
		}
		if e.Status == Paused {
			return ErrPaused
		}
		return fn(tx)
	})
}

func deliveryFromRow(r webhooksdb.WebhooksDelivery) Delivery {
	d := Delivery{
		ID: r.ID, EventID: r.EventID, EventType: r.EventType, EventAt: r.EventAt, Body: r.Body, Status: DeliveryStatus(r.Status),
		Attempts: int(r.Attempts), NextAttemptAt: r.NextAttemptAt, LastStatusCode: intOf(r.LastStatusCode), CreatedAt: r.CreatedAt, FinishedAt: r.FinishedAt,
	}
	if r.LastResult != nil {
		d.LastResult = Result(*r.LastResult)
	}
	return d
}

func attemptFromRow(r webhooksdb.WebhooksAttempt) (Attempt, error) {
	a := Attempt{
		Number: int(r.Number), At: r.BeganAt, Duration: time.Duration(r.DurationMs) * time.Millisecond, Result: Result(r.Result),
		StatusCode: intOf(r.StatusCode), ResponseBody: r.ResponseBody, ResponseCut: r.ResponseCut,
	}
	if err := json.Unmarshal(r.RequestHeaders, &a.RequestHeaders); err != nil {
		return a, fmt.Errorf("decode headers: %w", err)
	}
	if err := json.Unmarshal(r.ResponseHeaders, &a.ResponseHeaders); err != nil {
		return a, fmt.Errorf("decode headers: %w", err)
	}
	return a, nil
}

func intOf(n *int32) *int {
	if n == nil {
		return nil
	}
	i := int(*n)
	return &i
}
