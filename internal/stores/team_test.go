package stores_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/events"
	"rialto/internal/keyring"
	"rialto/internal/notify"
	"rialto/internal/stores"
)

// team is a store with an owner, and people who are not in it.
type team struct {
	*stores.Teams
	stores *stores.Service
	pool   *db.Pool
	store  uuid.UUID
	owner  uuid.UUID
}

func newTeam(t *testing.T) *team {
	t.Helper()
	s, pool := setup(t)
	log := slog.New(slog.DiscardHandler)
	bus, err := events.New(pool, log)
	check(t, err)
	mail, err := notify.New(notify.Deps{Pool: pool, Bus: bus, Log: log, Now: s.Now},
		notify.Config{PublicURL: "https://shop.example", SiteName: "Shop", From: "shop@example.com", Transport: notify.Mailbox{}, Keys: keyring.New([]byte("key"))})
	check(t, err)
	tm := &team{Teams: stores.NewTeams(s, mail), stores: s, pool: pool, store: create(t, s, "lamplight", "Lamplight").ID}
	tm.owner = tm.person(t)
	check(t, s.Appoint(t.Context(), tm.store, tm.owner, stores.RoleOwner))
	return tm
}

// person makes an account, a second after the last.
func (tm *team) person(t *testing.T) uuid.UUID {
	t.Helper()
	tm.stores.SetNow(tm.stores.Now().Add(time.Second))
	id := uuid.New()
	_, err := tm.pool.Exec(t.Context(), "INSERT INTO auth.users (id, email, created_at, updated_at) VALUES ($1::uuid, $1::uuid::text || '@example.com', now(), now())", id)
	check(t, err)
	return id
}

// add puts somebody into the team, as those who run the marketplace can.
func (tm *team) add(t *testing.T, role stores.Role) uuid.UUID {
	t.Helper()
	id := tm.person(t)
	check(t, tm.stores.Appoint(t.Context(), tm.store, id, role))
	return id
}

// roles shows the team, as "owner staff".
func (tm *team) roles(t *testing.T) string {
	t.Helper()
	list, err := tm.stores.Members(t.Context(), tm.store)
	check(t, err)
	var roles []string
	for _, m := range list {
		roles = append(roles, string(m.Role))
	}
	return strings.Join(roles, " ")
}

// text returns what a query finds as one text.
func (tm *team) text(t *testing.T, sql string, args ...any) (text string) {
	t.Helper()
	check(t, tm.pool.QueryRow(t.Context(), sql, args...).Scan(&text))
	return text
}

func wantText(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

const logged = `SELECT coalesce(string_agg(action || ' ' || details::text, ', ' ORDER BY seq), '') FROM audit.entries
	WHERE target_kind = 'user' AND target_id = $1::uuid::text AND store_id = $2 AND actor_id IS NOT DISTINCT FROM $3`

func TestSetMemberRole(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	user := tm.add(t, stores.RoleStaff)
	for range 2 { // the second time changes nothing
		m, err := tm.SetMemberRole(t.Context(), tm.owner, tm.store, user, stores.RoleOwner)
		check(t, err)
		wantText(t, "role", string(m.Role), "owner")
	}
	wantText(t, "team", tm.roles(t), "owner owner")
	wantText(t, "log", tm.text(t, logged, user, tm.store, tm.owner), `member.role_changed {"to": "owner", "from": "staff"}`)

	_, err := tm.SetMemberRole(t.Context(), tm.owner, tm.store, tm.person(t), stores.RoleStaff)
	wantErr(t, err, stores.ErrMemberNotFound)
}

func TestRemoveMember(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	user := tm.add(t, stores.RoleStaff)
	check(t, tm.RemoveMember(t.Context(), tm.owner, tm.store, user))
	wantErr(t, tm.RemoveMember(t.Context(), tm.owner, tm.store, user), stores.ErrMemberNotFound)
	wantText(t, "team", tm.roles(t), "owner")
	wantText(t, "log", tm.text(t, logged, user, tm.store, tm.owner), `member.removed {"role": "staff"}`)
	_, err := tm.stores.RoleOf(t.Context(), tm.store, user)
	wantErr(t, err, stores.ErrNotFound)
}

func TestOnlyOwnersChangeTheTeam(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	other := create(t, tm.stores, "other", "Other")
	stranger, neighbour := tm.person(t), tm.person(t)
	check(t, tm.stores.Appoint(t.Context(), other.ID, neighbour, stores.RoleOwner))
	manager, staff := tm.add(t, stores.RoleManager), tm.add(t, stores.RoleStaff)
	for name, c := range map[string]struct {
		actor uuid.UUID
		want  error
	}{
		"a manager": {manager, stores.ErrOwnerNeeded}, "staff": {staff, stores.ErrOwnerNeeded},
		"a stranger": {stranger, stores.ErrNotFound}, "another store's owner": {neighbour, stores.ErrNotFound},
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			_, err := tm.Invite(t.Context(), stores.InviteInput{
				Actor: c.actor, StoreID: tm.store, Role: stores.RoleOwner, To: notify.To{Address: "eve@example.com"},
			})
			wantErr(t, err, c.want)
			_, err = tm.SetMemberRole(t.Context(), c.actor, tm.store, staff, stores.RoleOwner)
			wantErr(t, err, c.want)
			wantErr(t, tm.RemoveMember(t.Context(), c.actor, tm.store, staff), c.want)
		})
	}
	wantText(t, "team", tm.roles(t), "owner manager staff")
}

// The gate of the API may have looked before somebody else took the role away.
func TestActorWhoIsNoOwnerAnyMoreIsRefused(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	second := tm.add(t, stores.RoleOwner)
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i, pair := range [][2]uuid.UUID{{tm.owner, second}, {second, tm.owner}} { // each throws the other out
		wg.Go(func() { errs[i] = tm.RemoveMember(context.WithoutCancel(t.Context()), pair[0], tm.store, pair[1]) })
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("got %v and %v", errs[0], errs[1])
	}
	for _, err := range errs {
		if err != nil {
			wantErr(t, err, stores.ErrNotFound)
		}
	}
	wantText(t, "team", tm.roles(t), "owner")
}

func TestLastOwnerStays(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.add(t, stores.RoleManager)
	wantErr(t, tm.RemoveMember(t.Context(), tm.owner, tm.store, tm.owner), stores.ErrLastOwner)
	_, err := tm.SetMemberRole(t.Context(), tm.owner, tm.store, tm.owner, stores.RoleManager)
	wantErr(t, err, stores.ErrLastOwner)
	wantErr(t, tm.stores.Appoint(t.Context(), tm.store, tm.owner, stores.RoleStaff), stores.ErrLastOwner)
	wantText(t, "team", tm.roles(t), "owner manager")
	wantText(t, "log", tm.text(t, logged, tm.owner, tm.store, tm.owner), "")

	t.Run("until there is another", func(t *testing.T) {
		tm.add(t, stores.RoleOwner)
		check(t, tm.RemoveMember(t.Context(), tm.owner, tm.store, tm.owner))
		wantText(t, "team", tm.roles(t), "manager owner")
	})
	t.Run("whatever SQL is run", func(t *testing.T) {
		for _, sql := range []string{
			"DELETE FROM stores.members", "UPDATE stores.members SET role = 'staff'", "DELETE FROM auth.users",
		} {
			_, err := dbtest.Owner(t, tm.pool).Exec(t.Context(), sql)
			if !db.Violates(err, "members_keep_an_owner") {
				t.Errorf("%s: %v", sql, err)
			}
		}
	})
	t.Run("and goes with the store", func(t *testing.T) {
		_, err := tm.pool.Exec(t.Context(), "DELETE FROM stores.stores")
		check(t, err)
	})
}

// Two owners who leave at once do not both count on the other, whichever way
// they leave.
func TestOwnersWhoLeaveAtOnce(t *testing.T) {
	t.Parallel()
	for round := range 10 {
		tm := newTeam(t)
		second := tm.add(t, stores.RoleOwner)
		leave := []func(context.Context, uuid.UUID) error{
			func(ctx context.Context, user uuid.UUID) error { return tm.RemoveMember(ctx, user, tm.store, user) },
			func(ctx context.Context, user uuid.UUID) error {
				return db.InTx(ctx, tm.pool, func(tx db.Tx) error {
					if err := tm.stores.MayLeaveTx(ctx, tx, user); err != nil {
						return err
					}
					_, err := tx.Exec(ctx, "DELETE FROM auth.users WHERE id = $1", user)
					return err
				})
			},
			func(ctx context.Context, user uuid.UUID) error {
				_, err := tm.pool.Exec(ctx, "DELETE FROM stores.members WHERE user_id = $1", user)
				return err
			},
		}
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i, user := range []uuid.UUID{tm.owner, second} {
			wg.Go(func() { errs[i] = leave[(round+i*round/3)%3](context.WithoutCancel(t.Context()), user) })
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("round %d: got %v and %v", round, errs[0], errs[1])
		}
		wantText(t, "team", tm.roles(t), "owner")
	}
}

func TestMayLeave(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	staff := tm.add(t, stores.RoleStaff)
	may := func(user uuid.UUID) error {
		return db.InTx(t.Context(), tm.pool, func(tx db.Tx) error { return tm.stores.MayLeaveTx(t.Context(), tx, user) })
	}
	wantErr(t, may(tm.owner), stores.ErrSoleOwner)
	check(t, may(staff))
	check(t, may(uuid.New()))
	tm.add(t, stores.RoleOwner)
	check(t, may(tm.owner))

	other := create(t, tm.stores, "other", "Other")
	check(t, tm.stores.Appoint(t.Context(), other.ID, tm.owner, stores.RoleOwner))
	wantErr(t, may(tm.owner), stores.ErrSoleOwner) // of one of two stores
}

func TestAppoint(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	user := tm.person(t)
	for _, role := range []stores.Role{stores.RoleStaff, stores.RoleStaff, stores.RoleOwner} {
		check(t, tm.stores.Appoint(t.Context(), tm.store, user, role))
	}
	wantText(t, "team", tm.roles(t), "owner owner")
	wantText(t, "log", tm.text(t, logged, user, tm.store, nil), `member.added {"role": "staff"}, member.role_changed {"to": "owner", "from": "staff"}`)
	wantErr(t, tm.stores.Appoint(t.Context(), uuid.New(), user, stores.RoleOwner), stores.ErrNotFound)
	wantErr(t, tm.stores.Appoint(t.Context(), tm.store, uuid.New(), stores.RoleOwner), stores.ErrMemberNotFound)
}

func TestMemberships(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	staff := tm.add(t, stores.RoleStaff)
	check(t, tm.stores.Appoint(t.Context(), create(t, tm.stores, "other", "Attic").ID, staff, stores.RoleOwner))
	got, err := tm.stores.Memberships(t.Context(), []uuid.UUID{staff, tm.owner, uuid.New()})
	check(t, err)
	if len(got) != 2 || len(got[staff]) != 2 || len(got[tm.owner]) != 1 {
		t.Fatalf("got %+v", got)
	}
	wantText(t, "stores", got[staff][0].Name+" "+string(got[staff][0].Role)+", "+got[staff][1].Slug+" "+string(got[staff][1].Role), "Attic owner, lamplight staff")
	if got[tm.owner][0].StoreID != tm.store {
		t.Errorf("got %+v", got[tm.owner])
	}
}

func TestRoles(t *testing.T) {
	t.Parallel()
	order := []stores.Role{"", stores.RoleStaff, stores.RoleManager, stores.RoleOwner}
	for i, r := range order {
		for j, least := range order[1:] {
			if r.AtLeast(least) != (i > j) {
				t.Errorf("%q at least %q: %t", r, least, r.AtLeast(least))
			}
		}
		if r.AtLeast("") || r.AtLeast("admin") {
			t.Errorf("%q has a role that is none", r)
		}
	}
}
