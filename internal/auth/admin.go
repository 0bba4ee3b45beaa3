package auth

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
	"rialto/internal/paging"
)

// UsersFilter says which accounts Users lists.
type UsersFilter struct {
	Words  string // a part of the address or the name
	Role   Role
	Cursor string
	Limit  int
}

type userPlace struct {
	At time.Time `json:"t"`
	ID uuid.UUID `json:"i"`
}

// Users returns a page of accounts, the newest first, without the number of
// recovery codes, and the cursor of the next page. A cursor of another list is
// paging.ErrBadCursor.
func (s *Service) Users(ctx context.Context, f UsersFilter) ([]User, string, error) {
	before, err := paging.Decode[userPlace](f.Cursor)
	if err != nil {
		return nil, "", err
	}
	arg := authdb.UsersParams{PageSize: int32(f.Limit + 1)}
	if f.Words != "" {
		words := db.EscapeLike(f.Words)
		arg.Words = &words
	}
	if f.Role != "" {
		arg.Role = (*string)(&f.Role)
	}
	if before != nil {
		arg.BeforeAt, arg.BeforeID = &before.At, &before.ID
	}
	rows, err := s.q.Users(ctx, s.pool, arg)
	if err != nil {
		return nil, "", fmt.Errorf("users: %w", err)
	}
	rows, next := paging.Cut(rows, f.Limit, func(r authdb.UsersRow) userPlace { return userPlace{r.CreatedAt, r.ID} })
	out := make([]User, len(rows))
	for i, r := range rows {
		out[i] = User{
			ID: r.ID, Email: r.Email, Name: r.Name, Locale: r.Locale, Role: Role(r.Role), EmailVerified: r.EmailVerifiedAt != nil,
			Blocked: r.BlockedAt != nil, HasPassword: r.HasPassword, TOTPEnabled: r.TotpEnabled, Passkeys: int(r.Passkeys),
			LastSeenAt: r.LastSeenAt, CreatedAt: r.CreatedAt,
		}
	}
	return out, next, nil
}

// UpdateUserInput is what UpdateUser changes; nil leaves as it is.
type UpdateUserInput struct {
	Role    *Role
	Blocked *bool
}

// UpdateUser changes the role of an account, or blocks it or lets it in again.
// Blocking ends its sessions and API keys at once. It returns ErrUserNotFound,
// or ErrOwnAccount: there is always an admin left that way. So that two admins
// cannot do it to each other at once, the actor has to be one still when it is
// done, else it returns ErrUnauthenticated.
func (s *Service) UpdateUser(ctx context.Context, actor Actor, id uuid.UUID, in UpdateUserInput) (User, error) {
	if actor.UserID == id {
		return User{}, ErrOwnAccount
	}
	var out User
	err := db.InTx(ctx, s.pool, func(tx db.Tx) error {
		u, err := s.lockForAdminTx(ctx, tx, actor.UserID, id)
		if err != nil {
			return err
		}
		var done []audit.Entry
		if in.Role != nil && *in.Role != u.Role {
			if err := s.q.SetRole(ctx, tx, authdb.SetRoleParams{ID: id, Role: string(*in.Role), Now: s.now()}); err != nil {
				return fmt.Errorf("set role: %w", err)
			}
			done = append(done, audit.Entry{Action: "user.role_changed", Details: map[string]string{"from": string(u.Role), "to": string(*in.Role)}})
		}
		if in.Blocked != nil && *in.Blocked != u.Blocked {
			action, err := s.setBlockedTx(ctx, tx, id, *in.Blocked)
			if err != nil {
				return err
			}
			done = append(done, audit.Entry{Action: action})
		}
		if out, err = s.user(ctx, tx, id); err != nil {
			return err
		}
		return recordTx(ctx, tx, &actor.UserID, id, done...)
	})
	return out, err
}

// lockForAdminTx locks an account and that of the admin who changes it, in the
// order of their ids, and returns the first.
func (s *Service) lockForAdminTx(ctx context.Context, tx db.Tx, admin, id uuid.UUID) (User, error) {
	both := []uuid.UUID{admin, id}
	slices.SortFunc(both, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	locked := map[uuid.UUID]User{}
	for _, one := range both {
		u, err := s.lockUserTx(ctx, tx, one)
		if err != nil && !errors.Is(err, ErrUserNotFound) {
			return User{}, err
		}
		locked[one] = u
	}
	if by := locked[admin]; by.Role != RoleAdmin || by.Blocked {
		return User{}, ErrUnauthenticated
	}
	if locked[id].ID == uuid.Nil {
		return User{}, ErrUserNotFound
	}
	return locked[id], nil
}

func recordTx(ctx context.Context, tx db.Tx, actor *uuid.UUID, target uuid.UUID, entries ...audit.Entry) error {
	for _, e := range entries {
		e.Actor, e.Target = actor, audit.Target{Kind: "user", ID: target.String()}
		if err := audit.RecordTx(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}

// setBlockedTx returns what the log calls it.
func (s *Service) setBlockedTx(ctx context.Context, tx db.Tx, id uuid.UUID, block bool) (action string, err error) {
	now := s.now()
	if !block {
		if err := s.q.SetBlocked(ctx, tx, authdb.SetBlockedParams{ID: id, Now: now}); err != nil {
			return "", fmt.Errorf("unblock: %w", err)
		}
		return "user.unblocked", nil
	}
	if err := s.q.SetBlocked(ctx, tx, authdb.SetBlockedParams{ID: id, BlockedAt: &now, Now: now}); err != nil {
		return "", fmt.Errorf("block: %w", err)
	}
	if err := s.endAllTx(ctx, tx, id, nil, blocked); err != nil {
		return "", err
	}
	if err := s.q.RevokeAPIKeys(ctx, tx, authdb.RevokeAPIKeysParams{UserID: id, Now: now}); err != nil {
		return "", fmt.Errorf("revoke API keys: %w", err)
	}
	return "user.blocked", nil
}

// EndSessionsOf ends all sessions of an account, or returns ErrUserNotFound.
func (s *Service) EndSessionsOf(ctx context.Context, actor Actor, id uuid.UUID) error {
	return db.InTx(ctx, s.pool, func(tx db.Tx) error {
		if _, err := s.lockUserTx(ctx, tx, id); err != nil {
			return err
		}
		if err := s.endAllTx(ctx, tx, id, nil, endedByAdmin); err != nil {
			return err
		}
		return recordTx(ctx, tx, &actor.UserID, id, audit.Entry{Action: "user.sessions_ended"})
	})
}
