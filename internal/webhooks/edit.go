package webhooks

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/webhooks/internal/webhooksdb"
)

// CreateInput is a new endpoint.
type CreateInput struct {
	Owner            Owner
	Actor            uuid.UUID
	URL, Description string
	EventTypes       []string // empty: all
}

// Create adds an endpoint and returns its secret, which nobody is shown again. It
// returns ErrInvalid with the fields, or ErrMany.
func (s *Service) Create(ctx context.Context, in CreateInput) (e Endpoint, secret string, err error) {
	in.Description = strings.TrimSpace(in.Description)
	if bad := slices.Concat(s.urlProblems(in.URL), typeProblems(in.Owner, in.EventTypes)); len(bad) > 0 {
		return Endpoint{}, "", ErrInvalid.With(bad...)
	}
	id, secret := db.NewID(), newSecret()
	arg := webhooksdb.InsertEndpointParams{
		ID: id, StoreID: in.Owner.store, Slots: MaxEndpoints, Url: in.URL, Description: in.Description, EventTypes: sorted(in.EventTypes),
		SealedSecret: s.cfg.Seal.Seal(secretPurpose(id), []byte(secret)), CreatedBy: in.Actor, Now: s.Now(),
	}
	for range MaxEndpoints { // somebody else took the slot: there is another, or there is none
		err = s.inTx(ctx, in.Owner, func(tx db.Tx) error {
			row, err := s.q.InsertEndpoint(ctx, tx, arg)
			if db.NoRows(err) {
				return ErrMany
			}
			if err != nil {
				return fmt.Errorf("insert webhook endpoint: %w", err)
			}
			e = s.endpointFromRow(webhooksdb.EndpointRow{WebhooksEndpoint: row})
			return s.recordTx(ctx, tx, in.Owner, in.Actor, "webhook_endpoint.created", id, map[string]string{"host": hostOf(in.URL)})
		})
		if !db.Violates(err, slotOnce) {
			return e, secret, err
		}
	}
	return Endpoint{}, "", ErrMany
}

// slotOnce is the constraint that keeps down how many endpoints an owner has.
const slotOnce = "endpoints_slot_once"

// UpdateInput changes an endpoint; nil leaves a field as it is.
type UpdateInput struct {
	Owner            Owner
	Actor, ID        uuid.UUID
	Version          int // that is changed
	URL, Description *string
	EventTypes       []string // nil: as they are; empty: all
}

// Update changes an endpoint. Deliveries that wait go to the new address; who wants
// other events gets those that happen from now on. It returns ErrNotFound, ErrStale, or
// ErrInvalid with the fields.
func (s *Service) Update(ctx context.Context, in UpdateInput) (e Endpoint, err error) {
	bad := typeProblems(in.Owner, in.EventTypes)
	if in.URL != nil {
		bad = append(s.urlProblems(*in.URL), bad...)
	}
	if len(bad) > 0 {
		return Endpoint{}, ErrInvalid.With(bad...)
	}
	err = s.inTx(ctx, in.Owner, func(tx db.Tx) error {
		row, err := s.lockTx(ctx, tx, in.Owner, in.ID)
		if err != nil {
			return err
		}
		arg := webhooksdb.UpdateEndpointParams{
			ID: in.ID, Version: int32(in.Version), Url: row.Url, Description: row.Description, EventTypes: row.EventTypes, Now: s.Now(),
		}
		if in.URL != nil {
			arg.Url = *in.URL
		}
		if in.Description != nil {
			arg.Description = strings.TrimSpace(*in.Description)
		}
		if in.EventTypes != nil {
			arg.EventTypes = sorted(in.EventTypes)
		}
		n, err := s.q.UpdateEndpoint(ctx, tx, arg)
		if err != nil {
			return fmt.Errorf("update webhook endpoint: %w", err)
		}
		if n == 0 {
			return ErrStale
		}
		if e, err = s.endpointTx(ctx, tx, in.Owner, in.ID); err != nil {
			return err
		}
		return s.recordTx(ctx, tx, in.Owner, in.Actor, "webhook_endpoint.changed", in.ID, map[string]string{"host": hostOf(e.URL)})
	})
	return e, err
}

// Delete removes an endpoint, its log and what waits for it. A request that is on its
// way still arrives. It returns ErrNotFound.
func (s *Service) Delete(ctx context.Context, o Owner, actor, id uuid.UUID) error {
	return s.inTx(ctx, o, func(tx db.Tx) error {
		row, err := s.q.DeleteEndpoint(ctx, tx, webhooksdb.DeleteEndpointParams{ID: id, StoreID: o.store})
		if db.NoRows(err) {
			return ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("delete webhook endpoint: %w", err)
		}
		return s.recordTx(ctx, tx, o, actor, "webhook_endpoint.deleted", id, map[string]string{"host": hostOf(row.Url)})
	})
}

// Pause stops sending to an endpoint. What it misses is kept. A second time changes
// nothing. It returns ErrNotFound.
func (s *Service) Pause(ctx context.Context, o Owner, actor, id uuid.UUID) (Endpoint, error) {
	return s.turn(ctx, o, actor, id, "webhook_endpoint.paused", func(tx db.Tx) (int64, error) {
		return s.q.Pause(ctx, tx, webhooksdb.PauseParams{ID: id, Because: string(ByHand), Now: s.Now()})
	})
}

// Enable sends to an endpoint again, first what was kept for it. A second time changes
// nothing. It returns ErrNotFound.
func (s *Service) Enable(ctx context.Context, o Owner, actor, id uuid.UUID) (Endpoint, error) {
	return s.turn(ctx, o, actor, id, "webhook_endpoint.enabled", func(tx db.Tx) (int64, error) {
		return s.q.Enable(ctx, tx, webhooksdb.EnableParams{ID: id, Now: s.Now()})
	})
}

func (s *Service) turn(ctx context.Context, o Owner, actor, id uuid.UUID, action string, do func(tx db.Tx) (int64, error)) (e Endpoint, err error) {
	err = s.inTx(ctx, o, func(tx db.Tx) error {
		if _, err := s.lockTx(ctx, tx, o, id); err != nil {
			return err
		}
		changed, err := do(tx)
		if err != nil {
			return fmt.Errorf("%s: %w", action, err)
		}
		if e, err = s.endpointTx(ctx, tx, o, id); err != nil || changed == 0 {
			return err
		}
		return s.recordTx(ctx, tx, o, actor, action, id, nil)
	})
	return e, err
}

// sorted returns each type once.
func sorted(types []string) []string {
	out := append([]string{}, types...)
	slices.Sort(out)
	return slices.Compact(out)
}
