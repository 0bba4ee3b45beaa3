package stores

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/stores/internal/storesdb"
)

// Role is what somebody is in a store's team.
type Role string

// The roles, each of which may do all that the one before may.
const (
	RoleStaff   Role = "staff"
	RoleManager Role = "manager"
	RoleOwner   Role = "owner"
)

var ranks = []Role{RoleStaff, RoleManager, RoleOwner}

// AtLeast reports whether r may do all that least may.
func (r Role) AtLeast(least Role) bool {
	return slices.Index(ranks, r) >= slices.Index(ranks, least) && slices.Contains(ranks, least)
}

// RoleOf returns what the user is in the store's team, and ErrNotFound when
// they are not in it: what goes on in a store is not there for others.
func (s *Service) RoleOf(ctx context.Context, storeID, userID uuid.UUID) (Role, error) {
	role, err := s.q.RoleOf(ctx, s.pool, storesdb.RoleOfParams{StoreID: storeID, UserID: userID})
	switch {
	case db.NoRows(err):
		return "", ErrNotFound
	case err != nil:
		return "", fmt.Errorf("role in a store: %w", err)
	}
	return Role(role), nil
}
