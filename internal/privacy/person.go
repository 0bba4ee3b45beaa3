package privacy

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"rialto/internal/auth"
	"rialto/internal/db"
)

// person is whose data is meant: an account, or somebody who only ever ordered
// as a guest.
type person struct {
	user          uuid.UUID // uuid.Nil for a guest
	email, locale string    // where to write to; empty if there is nobody to tell
	emails        []string  // proven to be theirs, in lower case
	orders        []uuid.UUID
}

func (p person) hasAccount() bool { return p.user != uuid.Nil }

// args are what conditions of the catalogue may use.
func (p person) args() pgx.NamedArgs {
	return pgx.NamedArgs{"user": p.user, "emails": p.emails, "orders": p.orders}
}

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Whether an account is only read, or is about to be erased. Then whoever else
// is writing something that points at it ends first, and is seen.
const (
	toRead  = ""
	toErase = " FOR UPDATE"
)

// ofAccount finds the person behind an account, or auth.ErrUserNotFound. An
// address that was never verified proves nothing: whoever registers with
// another's address neither reads nor erases what is the other's.
func ofAccount(ctx context.Context, q querier, user uuid.UUID, lock string) (person, error) {
	p := person{user: user, emails: []string{}}
	var verified bool
	err := q.QueryRow(ctx, "SELECT email, locale, email_verified_at IS NOT NULL FROM auth.users WHERE id = $1"+lock, user).
		Scan(&p.email, &p.locale, &verified)
	if db.NoRows(err) {
		return person{}, auth.ErrUserNotFound
	}
	if err != nil {
		return person{}, fmt.Errorf("find account: %w", err)
	}
	if verified {
		p.emails = append(p.emails, strings.ToLower(p.email))
	}
	return p, p.findOrders(ctx, q)
}

// ofAddress finds everything that belongs to an address, which an operator has
// made sure is the person's. It returns ErrNobody if nothing does.
func ofAddress(ctx context.Context, q querier, email, lock string) (person, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	var user uuid.UUID
	err := q.QueryRow(ctx, "SELECT id FROM auth.users WHERE email = $1", email).Scan(&user)
	if err != nil && !db.NoRows(err) {
		return person{}, fmt.Errorf("find account: %w", err)
	}
	p := person{emails: []string{email}}
	if err == nil {
		if p, err = ofAccount(ctx, q, user, lock); err != nil {
			return person{}, err
		}
		p.emails = []string{email}
	}
	if err := p.findOrders(ctx, q); err != nil {
		return person{}, err
	}
	return p, p.mustExist(ctx, q)
}

func (p *person) findOrders(ctx context.Context, q querier) error {
	rows, err := q.Query(ctx, "SELECT id FROM orders.orders WHERE "+ownOrder+" ORDER BY id", p.args())
	if err != nil {
		return fmt.Errorf("find orders: %w", err)
	}
	if p.orders, err = pgx.CollectRows(rows, pgx.RowTo[uuid.UUID]); err != nil {
		return fmt.Errorf("find orders: %w", err)
	}
	return nil
}

func (p person) mustExist(ctx context.Context, q querier) error {
	if p.hasAccount() || len(p.orders) > 0 {
		return nil
	}
	for _, t := range catalogue {
		if !t.personal() {
			continue
		}
		var found bool
		if err := q.QueryRow(ctx, "SELECT EXISTS (SELECT FROM "+t.name+" WHERE "+t.rows+")", p.args()).Scan(&found); err != nil {
			return fmt.Errorf("look into %s: %w", t.name, err)
		}
		if found {
			return nil
		}
	}
	return ErrNobody
}

// unpaid are the person's orders that wait for money.
func (p person) unpaid(ctx context.Context, q querier) ([]uuid.UUID, error) {
	rows, err := q.Query(ctx, "SELECT id FROM orders.orders WHERE id = ANY(@orders) AND status = 'payment_pending'", p.args())
	if err != nil {
		return nil, fmt.Errorf("find unpaid orders: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
}
