package stores

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/notify"
	"rialto/internal/stores/internal/storesdb"
)

const (
	keepAnOwner = "members_keep_an_owner"
	userExists  = "members_user_id_fkey"
)

// Member is somebody in a store's team.
type Member struct {
	UserID  uuid.UUID
	Role    Role
	AddedAt time.Time
	AddedBy *uuid.UUID // a user; nil when it was no member of the team
}

// Members returns the store's team, the first who joined it first.
func (s *Service) Members(ctx context.Context, storeID uuid.UUID) ([]Member, error) {
	return s.members(ctx, s.pool, storeID)
}

// MembersTx is Members in a transaction.
func (s *Service) MembersTx(ctx context.Context, tx db.Tx, storeID uuid.UUID) ([]Member, error) {
	return s.members(ctx, tx, storeID)
}

func (s *Service) members(ctx context.Context, on storesdb.DBTX, storeID uuid.UUID) ([]Member, error) {
	rows, err := s.q.MembersOfStore(ctx, on, storeID)
	if err != nil {
		return nil, fmt.Errorf("members of store: %w", err)
	}
	out := make([]Member, len(rows))
	for i, r := range rows {
		out[i] = memberFromRow(storesdb.MemberOfStoreRow(r))
	}
	return out, nil
}

// Membership is a store in whose team somebody is.
type Membership struct {
	StoreID    uuid.UUID
	Slug, Name string
	Role       Role
	Status     Status
}

// Memberships returns, for each of the users, the stores in whose teams they
// are, suspended ones too, by name.
func (s *Service) Memberships(ctx context.Context, userIDs []uuid.UUID) (map[uuid.UUID][]Membership, error) {
	rows, err := s.q.Memberships(ctx, s.pool, userIDs)
	if err != nil {
		return nil, fmt.Errorf("memberships: %w", err)
	}
	byUser := map[uuid.UUID][]Membership{}
	for _, r := range rows {
		byUser[r.UserID] = append(byUser[r.UserID], Membership{StoreID: r.ID, Slug: r.Slug, Name: r.Name, Role: Role(r.Role), Status: Status(r.Status)})
	}
	return byUser, nil
}

// Appoint puts a user into a store's team, or gives a member another role,
// because those who run the marketplace say so: a store's first owner, for
// example. A second time it changes nothing. It returns ErrNotFound for the
// store, ErrMemberNotFound for a user that is gone, or ErrLastOwner.
func (s *Service) Appoint(ctx context.Context, storeID, userID uuid.UUID, role Role) error {
	c := change{Service: s, storeID: storeID, userID: userID}
	return c.run(ctx, func(tx db.Tx, _ storesdb.StoresStore) error {
		_, err := c.addTx(ctx, tx, role)
		if errors.Is(err, ErrAlreadyMember) {
			_, err = c.setRoleTx(ctx, tx, role)
		}
		return err
	})
}

// Teams lets owners of a store change its team. Each change is in the audit
// log, and is refused with ErrNotFound to somebody who is not in the team and
// with ErrOwnerNeeded to somebody who is not an owner, when it is made.
type Teams struct {
	stores *Service
	mail   *notify.Service
}

// NewTeams returns Teams that invite by mail.
func NewTeams(s *Service, mail *notify.Service) *Teams { return &Teams{stores: s, mail: mail} }

// SetMemberRole gives a member another role; the same one changes nothing. It
// returns ErrMemberNotFound, or ErrLastOwner.
func (t *Teams) SetMemberRole(ctx context.Context, actor, storeID, userID uuid.UUID, role Role) (Member, error) {
	c := change{Service: t.stores, actor: &actor, storeID: storeID, userID: userID}
	var m Member
	err := c.run(ctx, func(tx db.Tx, _ storesdb.StoresStore) (err error) {
		m, err = c.setRoleTx(ctx, tx, role)
		return err
	})
	return m, err
}

// RemoveMember takes somebody out of the team, perhaps the actor. It returns
// ErrMemberNotFound, also the second time, or ErrLastOwner.
func (t *Teams) RemoveMember(ctx context.Context, actor, storeID, userID uuid.UUID) error {
	c := change{Service: t.stores, actor: &actor, storeID: storeID, userID: userID}
	return c.run(ctx, func(tx db.Tx, _ storesdb.StoresStore) error { return c.removeTx(ctx, tx) })
}

// Leave takes the actor out of the team, whatever their role. It returns
// ErrNotFound when they are not in it, or ErrLastOwner.
func (t *Teams) Leave(ctx context.Context, actor, storeID uuid.UUID) error {
	c := change{Service: t.stores, storeID: storeID, userID: actor}
	err := c.run(ctx, func(tx db.Tx, _ storesdb.StoresStore) error {
		c.actor = &actor
		return c.removeTx(ctx, tx)
	})
	if errors.Is(err, ErrMemberNotFound) {
		return ErrNotFound
	}
	return err
}

// TransferInput is who gives a store to whom; Confirm is its slug.
type TransferInput struct {
	Actor, StoreID, To uuid.UUID
	Confirm            string
	// MailTo is the new owner's address.
	MailTo notify.To
}

// Transfer makes a member an owner and the actor a manager, in one step, and
// tells the new owner. It returns ErrConfirmation, or ErrMemberNotFound when To
// is not in the team or the actor.
func (t *Teams) Transfer(ctx context.Context, in TransferInput) error {
	c := change{Service: t.stores, actor: &in.Actor, storeID: in.StoreID, userID: in.To}
	return c.run(ctx, func(tx db.Tx, st storesdb.StoresStore) error {
		if in.Confirm != st.Slug {
			return ErrConfirmation
		}
		if in.To == in.Actor {
			return ErrMemberNotFound
		}
		if _, err := c.setRoleTx(ctx, tx, RoleOwner); err != nil {
			return err
		}
		from := c
		from.userID = in.Actor
		if _, err := from.setRoleTx(ctx, tx, RoleManager); err != nil {
			return err
		}
		cause := fmt.Sprintf("%s %s %d", in.StoreID, in.To, c.now().UnixMicro())
		return t.mail.SendTx(ctx, tx, in.MailTo, cause, notify.StoreOwnershipReceived{Store: st.Name, Path: "/dashboard/stores/" + st.Slug})
	})
}

// change is one in a store's team: who makes it and whom it is about.
type change struct {
	*Service
	actor           *uuid.UUID // nil: those who run the marketplace
	storeID, userID uuid.UUID
}

// run makes the change in a transaction in which nobody else changes the team,
// so that the actor is still an owner when it is made.
func (c change) run(ctx context.Context, do func(db.Tx, storesdb.StoresStore) error) error {
	err := db.InTx(ctx, c.pool, func(tx db.Tx) error {
		st, err := c.q.LockStore(ctx, tx, c.storeID)
		if db.NoRows(err) {
			return ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("lock store: %w", err)
		}
		if err := c.checkActorTx(ctx, tx); err != nil {
			return err
		}
		return do(tx, st)
	})
	if db.Violates(err, keepAnOwner) {
		return ErrLastOwner.Because(err)
	}
	return err
}

func (c change) checkActorTx(ctx context.Context, tx db.Tx) error {
	if c.actor == nil {
		return nil
	}
	role, err := c.q.RoleOf(ctx, tx, storesdb.RoleOfParams{StoreID: c.storeID, UserID: *c.actor})
	switch {
	case db.NoRows(err):
		return ErrNotFound
	case err != nil:
		return fmt.Errorf("role of actor: %w", err)
	case Role(role) != RoleOwner:
		return ErrOwnerNeeded
	}
	return nil
}

func (c change) addTx(ctx context.Context, tx db.Tx, role Role) (Member, error) {
	return c.joinTx(ctx, tx, role, c.actor)
}

// joinTx is addTx for somebody whom another asked into the team.
func (c change) joinTx(ctx context.Context, tx db.Tx, role Role, by *uuid.UUID) (Member, error) {
	m := Member{UserID: c.userID, Role: role, AddedAt: c.now(), AddedBy: by}
	n, err := c.q.InsertMember(ctx, tx, storesdb.InsertMemberParams{
		StoreID: c.storeID, UserID: c.userID, Role: string(role), AddedAt: m.AddedAt, AddedBy: by,
	})
	switch {
	case db.Violates(err, userExists):
		return Member{}, ErrMemberNotFound.Because(err)
	case err != nil:
		return Member{}, fmt.Errorf("insert member: %w", err)
	case n == 0:
		return Member{}, ErrAlreadyMember
	}
	return m, c.recordTx(ctx, tx, "member.added", map[string]string{"role": string(role)})
}

func (c change) setRoleTx(ctx context.Context, tx db.Tx, role Role) (Member, error) {
	m, err := c.memberTx(ctx, tx)
	if err != nil || m.Role == role {
		return m, err
	}
	before := m.Role
	m.Role = role
	if err := c.q.SetMemberRole(ctx, tx, storesdb.SetMemberRoleParams{StoreID: c.storeID, UserID: c.userID, Role: string(role)}); err != nil {
		return Member{}, fmt.Errorf("set role of member: %w", err)
	}
	return m, c.recordTx(ctx, tx, "member.role_changed", map[string]string{"from": string(before), "to": string(role)})
}

func (c change) removeTx(ctx context.Context, tx db.Tx) error {
	m, err := c.memberTx(ctx, tx)
	if err != nil {
		return err
	}
	if err := c.q.DeleteMember(ctx, tx, storesdb.DeleteMemberParams{StoreID: c.storeID, UserID: c.userID}); err != nil {
		return fmt.Errorf("delete member: %w", err)
	}
	return c.recordTx(ctx, tx, "member.removed", map[string]string{"role": string(m.Role)})
}

func (c change) memberTx(ctx context.Context, tx db.Tx) (Member, error) {
	row, err := c.q.MemberOfStore(ctx, tx, storesdb.MemberOfStoreParams{StoreID: c.storeID, UserID: c.userID})
	if db.NoRows(err) {
		return Member{}, ErrMemberNotFound
	}
	if err != nil {
		return Member{}, fmt.Errorf("member of store: %w", err)
	}
	return memberFromRow(row), nil
}

func (c change) recordTx(ctx context.Context, tx db.Tx, action string, details map[string]string) error {
	return audit.RecordTx(ctx, tx, audit.Entry{
		Actor: c.actor, Action: action, Target: audit.Target{Kind: "user", ID: c.userID.String()}, StoreID: &c.storeID, Details: details,
	})
}

func memberFromRow(r storesdb.MemberOfStoreRow) Member {
	return Member{UserID: r.UserID, Role: Role(r.Role), AddedAt: r.AddedAt, AddedBy: r.AddedBy}
}
