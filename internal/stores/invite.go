package stores

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/notify"
	"rialto/internal/stores/internal/storesdb"
)

const (
	// invitationLife is how long a link works.
	invitationLife = 7 * 24 * time.Hour
	// mostInvitations is how many may be open for one store.
	mostInvitations = 100
	// keepInvitations is how long one stays that nobody can use any more.
	keepInvitations = 30 * 24 * time.Hour
)

// Invitation asks somebody into a team.
type Invitation struct {
	ID        uuid.UUID
	Email     string
	Role      Role
	SentAt    time.Time
	ExpiresAt time.Time
}

// Invitations returns who was asked into a store's team and did not answer, the
// latest first; also those whose link is too old.
func (t *Teams) Invitations(ctx context.Context, storeID uuid.UUID) ([]Invitation, error) {
	rows, err := t.stores.q.OpenInvitations(ctx, t.stores.pool, storeID)
	if err != nil {
		return nil, fmt.Errorf("open invitations: %w", err)
	}
	out := make([]Invitation, len(rows))
	for i, r := range rows {
		out[i] = invitationFromRow(r)
	}
	return out, nil
}

// InviteInput is what Invite needs. To is the account that has proved the
// address, or the address alone when nobody has; the caller is told neither.
type InviteInput struct {
	Actor, StoreID uuid.UUID
	Role           Role
	To             notify.To
}

// Invite asks somebody by mail into the team. Whoever was asked before gets a
// new link, with the role of now, and the one before no longer works. It returns
// ErrAlreadyMember or ErrManyInvitations.
func (t *Teams) Invite(ctx context.Context, in InviteInput) (inv Invitation, err error) {
	c := change{Service: t.stores, actor: &in.Actor, storeID: in.StoreID}
	in.To.Address = canonicalEmail(in.To.Address)
	err = c.run(ctx, func(tx db.Tx, st storesdb.StoresStore) error {
		if in.To.UserID != nil {
			_, err := c.q.RoleOf(ctx, tx, storesdb.RoleOfParams{StoreID: in.StoreID, UserID: *in.To.UserID})
			if err == nil {
				return ErrAlreadyMember
			}
			if !db.NoRows(err) {
				return fmt.Errorf("role in a store: %w", err)
			}
		}
		n, err := c.q.CountOpenInvitations(ctx, tx, in.StoreID)
		if err != nil {
			return fmt.Errorf("count invitations: %w", err)
		}
		if n >= mostInvitations {
			return ErrManyInvitations
		}
		token, digest := newToken()
		now := c.now()
		row, err := c.q.PutInvitation(ctx, tx, storesdb.PutInvitationParams{
			ID: db.NewID(), StoreID: in.StoreID, Email: in.To.Address, UserID: in.To.UserID, Role: string(in.Role), Digest: digest, InvitedBy: in.Actor,
			Now: now, ExpiresAt: now.Add(invitationLife),
		})
		if err != nil {
			return fmt.Errorf("put invitation: %w", err)
		}
		inv = invitationFromRow(row)
		return t.sendTx(ctx, tx, c, row, st.Name, in.To, token, "member.invited")
	})
	return inv, err
}

// Resend mails a new link in the actor's language; the one before no longer
// works. It returns ErrInvitationNotFound.
func (t *Teams) Resend(ctx context.Context, actor, storeID, id uuid.UUID, locale string) (inv Invitation, err error) {
	c := change{Service: t.stores, actor: &actor, storeID: storeID}
	err = c.run(ctx, func(tx db.Tx, st storesdb.StoresStore) error {
		token, digest := newToken()
		now := c.now()
		row, err := c.q.ResendInvitation(ctx, tx, storesdb.ResendInvitationParams{
			ID: id, StoreID: storeID, Digest: digest, Now: now, ExpiresAt: now.Add(invitationLife),
		})
		if db.NoRows(err) {
			return ErrInvitationNotFound
		}
		if err != nil {
			return fmt.Errorf("resend invitation: %w", err)
		}
		inv = invitationFromRow(row)
		return t.sendTx(ctx, tx, c, row, st.Name, notify.To{Address: row.Email, Locale: locale}, token, "member.invited_again")
	})
	return inv, err
}

func (t *Teams) sendTx(ctx context.Context, tx db.Tx, c change, row storesdb.StoresInvitation, store string, to notify.To, token, action string) error {
	cause := fmt.Sprintf("%s %d", row.ID, row.SentTimes)
	err := t.mail.SendTx(ctx, tx, to, cause, notify.StoreInvitation{
		Store: store, Role: row.Role, Path: "/accept-invitation?" + url.Values{"token": {token}}.Encode(), ValidFor: invitationLife,
	})
	if err != nil {
		return err
	}
	return c.invitationTx(ctx, tx, action, row)
}

// Revoke takes an invitation back. It returns ErrInvitationNotFound, also the
// second time.
func (t *Teams) Revoke(ctx context.Context, actor, storeID, id uuid.UUID) error {
	c := change{Service: t.stores, actor: &actor, storeID: storeID}
	return c.run(ctx, func(tx db.Tx, _ storesdb.StoresStore) error {
		now := c.now()
		row, err := c.q.RevokeInvitation(ctx, tx, storesdb.RevokeInvitationParams{ID: id, StoreID: storeID, Now: &now})
		if db.NoRows(err) {
			return ErrInvitationNotFound
		}
		if err != nil {
			return fmt.Errorf("revoke invitation: %w", err)
		}
		return c.invitationTx(ctx, tx, "member.invitation_revoked", row)
	})
}

// invitationTx records what was done about an invitation. The log does not say
// who was invited: their address is to go one day.
func (c change) invitationTx(ctx context.Context, tx db.Tx, action string, row storesdb.StoresInvitation) error {
	return audit.RecordTx(ctx, tx, audit.Entry{
		Actor: c.actor, Action: action, Target: audit.Target{Kind: "invitation", ID: row.ID.String()}, StoreID: &c.storeID,
		Details: map[string]string{"role": row.Role},
	})
}

// Offer is what an invitation offers.
type Offer struct {
	Invitation
	StoreName string
}

// Offer returns what the invitation with this token offers, or
// ErrInvitationOver.
func (t *Teams) Offer(ctx context.Context, token string) (Offer, error) {
	row, err := t.invitation(ctx, token)
	if err != nil {
		return Offer{}, err
	}
	return Offer{
		Invitation: Invitation{ID: row.ID, Email: row.Email, Role: Role(row.Role), SentAt: row.SentAt, ExpiresAt: row.ExpiresAt},
		StoreName:  row.StoreName,
	}, nil
}

// invitation returns the invitation with this token that can still be accepted,
// or ErrInvitationOver.
func (t *Teams) invitation(ctx context.Context, token string) (storesdb.InvitationByDigestRow, error) {
	row, err := t.stores.q.InvitationByDigest(ctx, t.stores.pool, storesdb.InvitationByDigestParams{Digest: digestOf(token), Now: t.stores.now()})
	if db.NoRows(err) || err == nil && Status(row.StoreStatus) == StatusClosed {
		return row, ErrInvitationOver
	}
	if err != nil {
		return row, fmt.Errorf("invitation: %w", err)
	}
	return row, nil
}

// Accept puts a user into the team that invited the address which they have
// proved to be theirs. It returns ErrInvitationOver, or ErrInvitedAnother when
// the address is not theirs. Who is in the team already keeps their role.
func (t *Teams) Accept(ctx context.Context, userID uuid.UUID, provenEmail, token string) (m Membership, err error) {
	row, err := t.invitation(ctx, token)
	if err != nil {
		return Membership{}, err
	}
	if canonicalEmail(provenEmail) != row.Email {
		return Membership{}, ErrInvitedAnother
	}
	c := change{Service: t.stores, storeID: row.StoreID, userID: userID}
	err = c.run(ctx, func(tx db.Tx, st storesdb.StoresStore) error {
		c.actor = &userID // who joins does it themselves
		now := c.now()
		n, err := c.q.AcceptInvitation(ctx, tx, storesdb.AcceptInvitationParams{ID: row.ID, UserID: &userID, Now: &now})
		if err != nil {
			return fmt.Errorf("accept invitation: %w", err)
		}
		if n == 0 {
			return ErrInvitationOver
		}
		m = Membership{StoreID: st.ID, Slug: st.Slug, Name: st.Name, Status: Status(st.Status)}
		role, err := c.q.RoleOf(ctx, tx, storesdb.RoleOfParams{StoreID: st.ID, UserID: userID})
		if err == nil {
			m.Role = Role(role)
			return nil
		}
		if !db.NoRows(err) {
			return fmt.Errorf("role in a store: %w", err)
		}
		m.Role = Role(row.Role)
		_, err = c.joinTx(ctx, tx, m.Role, &row.InvitedBy)
		return err
	})
	return m, err
}

// forgetInvitations deletes invitations that nobody can use any more, after a
// while.
func (s *Service) forgetInvitations(ctx context.Context) error {
	if err := s.q.ForgetInvitations(ctx, s.pool, s.now().Add(-keepInvitations)); err != nil {
		return fmt.Errorf("forget invitations: %w", err)
	}
	return nil
}

// newToken returns 256 random bits as text, and the digest under which they are
// kept.
func newToken() (token string, digest []byte) {
	random := make([]byte, 32)
	rand.Read(random) // never fails
	token = base64.RawURLEncoding.EncodeToString(random)
	return token, digestOf(token)
}

func digestOf(token string) []byte {
	d := sha256.Sum256([]byte(token))
	return d[:]
}

// canonicalEmail is the form in which addresses are compared.
func canonicalEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

func invitationFromRow(r storesdb.StoresInvitation) Invitation {
	return Invitation{ID: r.ID, Email: r.Email, Role: Role(r.Role), SentAt: r.SentAt, ExpiresAt: r.ExpiresAt}
}
