package webhooks

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/auth"
	"rialto/internal/db"
	"rialto/internal/notify"
	"rialto/internal/stores"
	"rialto/internal/webhooks/internal/webhooksdb"
)

const (
	settleTimeout = 10 * time.Second
	// An endpoint is paused when so many attempts in a row failed over so long a time.
	pauseAfterFailures = 10
	pauseAfterTime     = 72 * time.Hour
)

// attempt is one that was made of a delivery.
type attempt struct {
	of      webhooksdb.ClaimRow
	until   time.Time // the lease's end, by which it is known
	began   time.Time
	headers map[string]string
	outcome
}

// settle writes an attempt into the log, decides what is next for its delivery, and
// pauses the endpoint when it is dead.
func (s *Service) settle(ctx context.Context, a attempt) error {
	ctx, cancel := context.WithTimeout(ctx, settleTimeout)
	defer cancel()
	err := db.InTx(ctx, s.Pool, func(tx db.Tx) error {
		number, err := s.q.Settle(ctx, tx, s.next(a))
		if db.NoRows(err) {
			return nil // deleted meanwhile, or another process has it by now
		}
		if err != nil {
			return fmt.Errorf("settle: %w", err)
		}
		if err := s.logTx(ctx, tx, a, number); err != nil {
			return err
		}
		if a.result == OK {
			return s.q.EndpointWorked(ctx, tx, webhooksdb.EndpointWorkedParams{ID: a.of.EndpointID, Slow: a.took > slowAfter})
		}
		return s.failedTx(ctx, tx, a)
	})
	if err != nil {
		return fmt.Errorf("write down attempt: %w", err)
	}
	return nil
}

// next is what becomes of the delivery.
func (s *Service) next(a attempt) webhooksdb.SettleParams {
	now := s.Now()
	arg := webhooksdb.SettleParams{ID: a.of.ID, LeaseUntil: a.until, Result: string(a.result), StatusCode: a.statusCode()}
	if a.result == OK {
		arg.Status, arg.FinishedAt = string(Delivered), &now
		return arg
	}
	pause, again := pauseAfter(int(a.of.Tries)+1, a.outcome, now)
	if !again {
		arg.Status, arg.FinishedAt = string(Failed), &now
		return arg
	}
	at := now.Add(pause)
	arg.Status, arg.NextAttemptAt = string(Pending), &at
	return arg
}

func (a attempt) statusCode() *int32 {
	if a.status == 0 {
		return nil
	}
	n := int32(a.status)
	return &n
}

func (s *Service) logTx(ctx context.Context, tx db.Tx, a attempt, number int32) error {
	sent, err := encode(a.headers)
	if err != nil {
		return err
	}
	if a.outcome.headers == nil {
		a.outcome.headers = map[string]string{}
	}
	got, err := encode(a.outcome.headers)
	if err != nil {
		return err
	}
	err = s.q.InsertAttempt(ctx, tx, webhooksdb.InsertAttemptParams{
		DeliveryID: a.of.ID, Number: number, BeganAt: a.began, DurationMs: int32(a.took.Milliseconds()), Result: string(a.result), StatusCode: a.statusCode(),
		RequestHeaders: sent, ResponseHeaders: got, ResponseBody: a.body, ResponseCut: a.cut,
	})
	if err != nil {
		return fmt.Errorf("insert attempt: %w", err)
	}
	return nil
}

// failedTx counts a failure, and pauses an endpoint at which nothing arrives any more.
func (s *Service) failedTx(ctx context.Context, tx db.Tx, a attempt) error {
	now := s.Now()
	e, err := s.q.EndpointFailed(ctx, tx, webhooksdb.EndpointFailedParams{ID: a.of.EndpointID, Now: a.began})
	if err != nil {
		return fmt.Errorf("count failure: %w", err)
	}
	because := Failing
	switch {
	case a.result == ResultGone:
		because = Gone
	case e.Failures < pauseAfterFailures || now.Sub(*e.FailingSince) < pauseAfterTime:
		return nil
	}
	n, err := s.q.Pause(ctx, tx, webhooksdb.PauseParams{ID: a.of.EndpointID, Because: string(because), Now: now})
	if err != nil || n == 0 {
		return err
	}
	return s.tellTx(ctx, tx, a.of.EndpointID, because)
}

// tellTx writes to those whose endpoint was paused: the owners of its store, or the
// operators.
func (s *Service) tellTx(ctx context.Context, tx db.Tx, endpoint uuid.UUID, because PauseReason) error {
	row, err := s.q.EndpointToTell(ctx, tx, endpoint)
	if err != nil {
		return fmt.Errorf("paused endpoint: %w", err)
	}
	mail := notify.WebhookPaused{Host: hostOf(row.Url), Gone: because == Gone, Path: "/dashboard/webhooks/" + endpoint.String()}
	var to []auth.Contact
	if row.StoreID == nil {
		to, err = s.Auth.OperatorsTx(ctx, tx)
	} else {
		mail.Store, mail.Path, to, err = s.storeToTellTx(ctx, tx, *row.StoreID, endpoint)
	}
	if err != nil {
		return err
	}
	for _, c := range to {
		cause := fmt.Sprintf("%s %d %s", endpoint, row.PausedAt.UnixMicro(), c.UserID)
		if err := s.Notify.SendTx(ctx, tx, c.MailTo(), cause, mail); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) storeToTellTx(ctx context.Context, tx db.Tx, id, endpoint uuid.UUID) (name, path string, owners []auth.Contact, err error) {
	found, err := s.Stores.ByIDTx(ctx, tx, []uuid.UUID{id})
	if err != nil {
		return "", "", nil, err
	}
	members, err := s.Stores.MembersTx(ctx, tx, id)
	if err != nil {
		return "", "", nil, err
	}
	var ids []uuid.UUID
	for _, m := range members {
		if m.Role == stores.RoleOwner {
			ids = append(ids, m.UserID)
		}
	}
	people, err := s.Auth.ContactsTx(ctx, tx, ids)
	if err != nil {
		return "", "", nil, err
	}
	for _, id := range ids {
		if c, there := people[id]; there {
			owners = append(owners, c)
		}
	}
	st := found[id]
	return st.Name, "/dashboard/stores/" + st.Slug + "/webhooks/" + endpoint.String(), owners, nil
}
