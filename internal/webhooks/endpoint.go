package webhooks

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/webhooks/internal/webhooksdb"
)

// MaxEndpoints is how many a store may have, and how many the marketplace.
const MaxEndpoints = 10

// Status says whether an endpoint is sent anything.
type Status string

// What it can be.
const (
	Enabled Status = "enabled"
	Paused  Status = "paused"
)

// PauseReason says why nothing is sent to an endpoint.
type PauseReason string

// What it can be.
const (
	ByHand  PauseReason = "by_hand"
	Failing PauseReason = "failing" // nothing arrived for days
	Gone    PauseReason = "gone"    // it answered 410
)

// Owner says whose endpoints are meant: a store's, or those of the marketplace.
type Owner struct{ store *uuid.UUID }

// OfStore are the endpoints of a store. Whatever is done to them is done as its
// merchant, who sees no other's.
func OfStore(id uuid.UUID) Owner { return Owner{&id} }

// Marketplace are the endpoints of the operators.
func Marketplace() Owner { return Owner{} }

// inTx runs fn with what the owner may see.
func (s *Service) inTx(ctx context.Context, o Owner, fn func(tx db.Tx) error) error {
	if o.store != nil {
		return db.InStoreTx(ctx, s.Pool, *o.store, fn)
	}
	return db.InTx(ctx, s.Pool, fn)
}

// recordTx writes into the audit log, as the last thing a transaction does.
func (s *Service) recordTx(ctx context.Context, tx db.Tx, o Owner, actor uuid.UUID, action string, endpoint uuid.UUID, details map[string]string) error {
	if err := db.LeaveStoreTx(ctx, tx); err != nil {
		return err
	}
	return audit.RecordTx(ctx, tx, audit.Entry{
		Actor: &actor, Action: action, Target: audit.Target{Kind: "webhook_endpoint", ID: endpoint.String()}, StoreID: o.store, Details: details,
	})
}

// Endpoint is an address that is told of events.
type Endpoint struct {
	ID               uuid.UUID
	URL, Description string
	EventTypes       []string // empty: all
	Status           Status
	PausedBecause    PauseReason // empty when it is not paused
	PausedAt         *time.Time
	FailingSince     *time.Time // no attempt has worked since; nil: the last one did
	PreviousUntil    *time.Time // until when the secret before signs, too
	Pending, Failed  int        // deliveries that are kept
	Version          int
	CreatedAt        time.Time
	UpdatedAt        time.Time
}

// Endpoints returns all endpoints of an owner, the oldest first.
func (s *Service) Endpoints(ctx context.Context, o Owner) (list []Endpoint, err error) {
	err = s.inTx(ctx, o, func(tx db.Tx) error {
		rows, err := s.q.Endpoints(ctx, tx, o.store)
		if err != nil {
			return fmt.Errorf("webhook endpoints: %w", err)
		}
		list = make([]Endpoint, len(rows))
		for i, r := range rows {
			list[i] = s.endpointFromRow(webhooksdb.EndpointRow(r))
		}
		return nil
	})
	return list, err
}

// Endpoint returns one of an owner's endpoints. It returns ErrNotFound.
func (s *Service) Endpoint(ctx context.Context, o Owner, id uuid.UUID) (e Endpoint, err error) {
	err = s.inTx(ctx, o, func(tx db.Tx) error {
		e, err = s.endpointTx(ctx, tx, o, id)
		return err
	})
	return e, err
}

func (s *Service) endpointTx(ctx context.Context, tx db.Tx, o Owner, id uuid.UUID) (Endpoint, error) {
	row, err := s.q.Endpoint(ctx, tx, webhooksdb.EndpointParams{ID: id, StoreID: o.store})
	if db.NoRows(err) {
		return Endpoint{}, ErrNotFound
	}
	if err != nil {
		return Endpoint{}, fmt.Errorf("webhook endpoint: %w", err)
	}
	return s.endpointFromRow(row), nil
}

func (s *Service) lockTx(ctx context.Context, tx db.Tx, o Owner, id uuid.UUID) (webhooksdb.WebhooksEndpoint, error) {
	row, err := s.q.LockEndpoint(ctx, tx, webhooksdb.LockEndpointParams{ID: id, StoreID: o.store})
	if db.NoRows(err) {
		return row, ErrNotFound
	}
	if err != nil {
		return row, fmt.Errorf("lock webhook endpoint: %w", err)
	}
	return row, nil
}

func (s *Service) endpointFromRow(r webhooksdb.EndpointRow) Endpoint {
	e := Endpoint{
		ID: r.WebhooksEndpoint.ID, URL: r.WebhooksEndpoint.Url, Description: r.WebhooksEndpoint.Description, EventTypes: r.WebhooksEndpoint.EventTypes,
		Status: Status(r.WebhooksEndpoint.Status), PausedAt: r.WebhooksEndpoint.PausedAt, FailingSince: r.WebhooksEndpoint.FailingSince,
		Pending: int(r.Pending), Failed: int(r.Failed),
		Version: int(r.WebhooksEndpoint.Version), CreatedAt: r.WebhooksEndpoint.CreatedAt, UpdatedAt: r.WebhooksEndpoint.UpdatedAt,
	}
	if r.WebhooksEndpoint.PausedBecause != nil {
		e.PausedBecause = PauseReason(*r.WebhooksEndpoint.PausedBecause)
	}
	if until := r.WebhooksEndpoint.PreviousUntil; until != nil && until.After(s.Now()) {
		e.PreviousUntil = until
	}
	return e
}
