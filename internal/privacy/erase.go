package privacy

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"rialto/internal/audit"
	"rialto/internal/auth"
	"rialto/internal/db"
	"rialto/internal/notify"
)

// cancelTimeout is how long erasure waits for the payment provider.
const cancelTimeout = 5 * time.Second

// Erase erases the actor's account and everything personal. Orders stay,
// without the person; those that are unpaid are cancelled first, or expire if
// the provider does not answer. No token of the account works from now on. The
// person gets a last mail, files are deleted at once, and the payment provider
// is asked to forget the person when the orders cannot be disputed any
// more. It returns stores.ErrSoleOwner, or auth.ErrUserNotFound the second time.
func (s *Service) Erase(ctx context.Context, actor auth.Actor) error {
	_, err := s.erase(ctx, &actor.UserID, func(ctx context.Context, q querier, lock string) (person, error) {
		return ofAccount(ctx, q, actor.UserID, lock)
	})
	return err
}

// Report is what an operator is told of an erasure.
type Report struct {
	Account bool
	Orders  int
}

// EraseAddress is Erase for everything that belongs to an e-mail address, with
// an account or without. The operator who calls it has made sure that the
// address is the person's. It returns ErrNobody when nothing belongs to it.
func (s *Service) EraseAddress(ctx context.Context, email string) (Report, error) {
	p, err := s.erase(ctx, nil, func(ctx context.Context, q querier, lock string) (person, error) {
		return ofAddress(ctx, q, email, lock)
	})
	return Report{Account: p.hasAccount(), Orders: len(p.orders)}, err
}

// find finds the person to erase, and locks the account.
type find func(ctx context.Context, q querier, lock string) (person, error)

func (s *Service) erase(ctx context.Context, by *uuid.UUID, find find) (person, error) {
	p, err := find(ctx, s.Pool, toRead)
	if err != nil {
		return person{}, err
	}
	// Asked before anything is cancelled, and again when it counts.
	mayLeave := func(tx db.Tx) error { return s.Stores.MayLeaveTx(ctx, tx, p.user) }
	if err := db.InTx(ctx, s.Pool, mayLeave); err != nil {
		return person{}, err
	}
	if err := s.cancelUnpaid(ctx, p); err != nil {
		s.Log.WarnContext(ctx, "unpaid orders of an erased person are left to expire", "orders", len(p.orders), "error", err)
	}
	err = db.InTx(ctx, s.Pool, func(tx db.Tx) error {
		if p, err = find(ctx, tx, toErase); err != nil {
			return err
		}
		return s.eraseTx(ctx, tx, p, by)
	})
	return p, err
}

func (s *Service) cancelUnpaid(ctx context.Context, p person) error {
	unpaid, err := p.unpaid(ctx, s.Pool)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, cancelTimeout)
	defer cancel()
	return s.Orders.CancelUnpaid(ctx, unpaid)
}

// eraseTx erases a person whose account it has locked.
func (s *Service) eraseTx(ctx context.Context, tx db.Tx, p person, by *uuid.UUID) error {
	if err := s.Stores.MayLeaveTx(ctx, tx, p.user); err != nil {
		return err
	}
	if err := s.Payments.ForgetBuyerTx(ctx, tx, p.orders); err != nil {
		return err
	}
	for _, t := range catalogue {
		if !t.personal() {
			continue
		}
		if _, err := tx.Exec(ctx, t.erasure(), p.args()); err != nil {
			return fmt.Errorf("erase from %s: %w", t.name, err)
		}
	}
	if err := s.tidying.QueueTx(ctx, tx, struct{}{}); err != nil {
		return err
	}
	if !p.hasAccount() {
		return recordErasureTx(ctx, tx, audit.Entry{Action: "guest.erased", Target: audit.Target{Kind: "guest"}}, p)
	}
	// Without the account's id: the address is dropped once the mail is sent.
	to := notify.To{Address: p.email, Locale: p.locale}
	if err := s.Notify.SendTx(ctx, tx, to, p.user.String(), notify.AccountErased{}); err != nil {
		return err
	}
	if err := s.Bus.PublishTx(ctx, tx, auth.Erased{UserID: p.user}); err != nil {
		return err
	}
	return recordErasureTx(ctx, tx, audit.Entry{Actor: by, Action: "user.erased", Target: audit.Target{Kind: "user", ID: p.user.String()}}, p)
}

// recordErasureTx does not record where the request came from: that would be
// the person's address.
func recordErasureTx(ctx context.Context, tx db.Tx, e audit.Entry, p person) error {
	e.Details = map[string]string{"orders": strconv.Itoa(len(p.orders))}
	return audit.RecordTx(audit.WithOrigin(ctx, audit.Origin{}), tx, e)
}

// erasure is the statement that takes a person out of the table.
func (t table) erasure() string {
	if t.rowsGo() {
		return "DELETE FROM " + t.name + " WHERE " + t.rows
	}
	if len(t.blank) == 0 {
		return "SELECT" // all of it is kept
	}
	var set []string
	for _, column := range slices.Sorted(maps.Keys(t.blank)) {
		set = append(set, pgx.Identifier{column}.Sanitize()+" = "+t.blank[column])
	}
	return "UPDATE " + t.name + " SET " + strings.Join(set, ", ") + " WHERE " + t.rows
}
