package stores_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/events"
	"rialto/internal/keyring"
	"rialto/internal/notify"
	"rialto/internal/postal"
	"rialto/internal/seal"
	"rialto/internal/stores"
)

// office is where stores come in, with an operator and what it published.
type office struct {
	*stores.Registry
	team
	bus      *events.Bus
	operator uuid.UUID

	mu   sync.Mutex
	told []string
}

func listen[E events.Event](o *office) {
	var e E
	events.Subscribe(o.bus, "test."+e.EventName(), func(context.Context, db.Tx, E) error {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.told = append(o.told, e.EventName())
		return nil
	})
}

func newOffice(t *testing.T) *office {
	t.Helper()
	s, pool := setup(t)
	log := slog.New(slog.DiscardHandler)
	bus, err := events.New(pool, log)
	check(t, err)
	o := &office{bus: bus}
	cat, err := catalog.New(t.Context(), pool, bus, s.Now)
	check(t, err)
	mail, err := notify.New(notify.Deps{Pool: pool, Bus: bus, Log: log, Now: s.Now},
		notify.Config{PublicURL: "https://shop.example", SiteName: "Shop", From: "shop@example.com", Transport: notify.Mailbox{}, Keys: keyring.New([]byte("key"))})
	check(t, err)
	sealer, err := seal.New(make([]byte, seal.MinKey))
	check(t, err)
	contacts := func(_ context.Context, _ db.Tx, users []uuid.UUID) (to []notify.To, _ error) {
		for _, id := range users {
			to = append(to, notify.To{Address: id.String() + "@example.com", UserID: &id, Locale: "en"})
		}
		return to, nil
	}
	o.Registry = stores.NewRegistry(stores.Deps{Stores: s, Catalog: cat, Bus: bus, Mail: mail, Seal: sealer, Contacts: contacts})
	o.team = team{Teams: stores.NewTeams(s, mail), stores: s, pool: pool}
	o.owner, o.operator = o.person(t), o.person(t)
	listen[stores.Submitted](o)
	listen[stores.Approved](o)
	listen[stores.Refused](o)
	listen[stores.Suspended](o)
	listen[stores.Reinstated](o)
	listen[stores.Closed](o)
	listen[stores.HolidayChanged](o)
	return o
}

func (o *office) apply(t *testing.T, name string) stores.Store {
	t.Helper()
	st, err := o.Apply(t.Context(), stores.ApplyInput{Actor: o.owner, Name: name})
	check(t, err)
	return st
}

// wantTold asserts the events since the last time, in alphabetical order.
func (o *office) wantTold(t *testing.T, want string) {
	t.Helper()
	check(t, o.bus.Drain(t.Context()))
	slices.Sort(o.told)
	wantText(t, "events", strings.Join(o.told, " "), want)
	o.told = nil
}

// require says what has to be done before a store is let in.
func (o *office) require(t *testing.T, steps ...stores.StepKind) {
	t.Helper()
	settings, err := o.Settings(t.Context())
	check(t, err)
	settings.Required = steps
	_, err = o.PutSettings(t.Context(), o.operator, settings)
	check(t, err)
}

func (o *office) hidden(t *testing.T, store uuid.UUID) string {
	t.Helper()
	return o.text(t, "SELECT coalesce((SELECT hidden FROM catalog.shut_stores WHERE store_id = $1), '')", store)
}

func TestApply(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	st := o.apply(t, "  Lamp   Light ")

	t.Run("makes a store that buyers do not see, and its owner", func(t *testing.T) {
		_, err := o.stores.Store(t.Context(), st.Slug)
		wantErr(t, err, stores.ErrNotFound)
		known, err := o.stores.Any(t.Context(), "LAMP-light")
		check(t, err)
		wantText(t, "store", known.Name+" "+string(known.Status), "Lamp Light applying")
		role, err := o.stores.RoleOf(t.Context(), st.ID, o.owner)
		check(t, err)
		wantText(t, "role", string(role), "owner")
		wantText(t, "hidden", o.hidden(t, st.ID), "new")
	})
	t.Run("refuses more than a few that wait", func(t *testing.T) {
		o.apply(t, "Second")
		o.apply(t, "Third")
		_, err := o.Apply(t.Context(), stores.ApplyInput{Actor: o.owner, Name: "Fourth"})
		wantErr(t, err, stores.ErrUnopenedMany)
	})
	t.Run("of many at once, lets no more through", func(t *testing.T) {
		eager := o.person(t)
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				_, _ = o.Apply(context.WithoutCancel(t.Context()), stores.ApplyInput{Actor: eager, Name: "Eager " + string(rune('a'+i))})
			})
		}
		wg.Wait()
		wantText(t, "stores", o.text(t, "SELECT count(*)::text FROM stores.members WHERE user_id = $1", eager), "3")
	})
	for name, in := range map[string]stores.ApplyInput{
		"no name": {Name: " "}, "a name of marks": {Name: "!?"}, "a slug that is none": {Name: "Lamp", Slug: "Lamp Light"},
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			in.Actor = o.person(t)
			_, err := o.Apply(t.Context(), in)
			wantErr(t, err, stores.ErrInvalid)
		})
	}
}

func TestLifeOfAStore(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.require(t, stores.StepProfile)
	st := o.apply(t, "Lamplight")
	move := func(do func() (stores.Store, error), want stores.Status, hidden, told string) {
		t.Helper()
		got, err := do()
		check(t, err)
		wantText(t, "state", string(got.Status), string(want))
		wantText(t, "hidden", o.hidden(t, st.ID), hidden)
		o.wantTold(t, told)
	}
	forbidden := func(do func() (stores.Store, error)) {
		t.Helper()
		_, err := do()
		wantErr(t, err, stores.ErrState)
	}
	submit := func() (stores.Store, error) { return o.Submit(t.Context(), o.owner, st.ID) }
	approve := func() (stores.Store, error) { return o.Approve(t.Context(), o.operator, st.ID) }
	refuse := func() (stores.Store, error) { return o.Refuse(t.Context(), o.operator, st.ID, "No lamps.") }
	suspend := func() (stores.Store, error) { return o.Suspend(t.Context(), o.operator, st.ID, "Fakes.") }
	reinstate := func() (stores.Store, error) { return o.Reinstate(t.Context(), o.operator, st.ID) }
	closeIt := func() (stores.Store, error) {
		return o.Close(t.Context(), stores.CloseInput{Actor: o.owner, StoreID: st.ID, Confirm: "lamplight"})
	}

	_, err := submit()
	wantErr(t, err, stores.ErrIncomplete)
	description := "Lamps."
	_, err = o.UpdateProfile(t.Context(), stores.ProfileInput{Actor: o.owner, StoreID: st.ID, Version: 1, Description: &description})
	check(t, err)
	forbidden(approve)
	move(submit, stores.StatusSubmitted, "new", "store.submitted")
	forbidden(submit)
	forbidden(suspend)
	move(refuse, stores.StatusRefused, "new", "store.refused")
	move(submit, stores.StatusSubmitted, "new", "store.submitted")
	move(approve, stores.StatusActive, "", "store.approved")
	forbidden(approve)
	forbidden(refuse)
	forbidden(reinstate)
	move(suspend, stores.StatusSuspended, "suspended", "store.suspended")
	move(reinstate, stores.StatusActive, "", "store.reinstated")
	move(closeIt, stores.StatusClosed, "closed", "store.closed")
	forbidden(closeIt)
	forbidden(submit)
	move(reinstate, stores.StatusActive, "", "store.reinstated")

	wantText(t, "mails", o.text(t, "SELECT string_agg(subject, ', ' ORDER BY created_at, id) FROM notify.mails WHERE user_id = $1", o.owner),
		"Lamplight has not been approved yet, Lamplight is open, Lamplight has been suspended, Lamplight is open again, Lamplight is open again")
	wantText(t, "log", o.text(t, "SELECT string_agg(action || coalesce(' ' || (details->>'reason'), ''), ', ' ORDER BY seq) FROM audit.entries WHERE actor_id = $1 AND target_kind = 'store'", o.operator),
		"store.refused No lamps., store.approved, store.suspended Fakes., store.reinstated, store.reinstated")
	_, err = o.Suspend(t.Context(), o.operator, uuid.New(), "Fakes.")
	wantErr(t, err, stores.ErrNotFound)
}

func TestClosedStoreNeedsNoOwner(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	st := o.apply(t, "Lamplight")
	wantErr(t, o.Leave(t.Context(), o.owner, st.ID), stores.ErrLastOwner)
	_, err := o.Close(t.Context(), stores.CloseInput{Actor: o.person(t), StoreID: st.ID, Confirm: st.Slug})
	wantErr(t, err, stores.ErrNotFound)
	_, err = o.Close(t.Context(), stores.CloseInput{Actor: o.owner, StoreID: st.ID, Confirm: st.Slug})
	check(t, err)
	check(t, db.InTx(t.Context(), o.pool, func(tx db.Tx) error { return o.stores.MayLeaveTx(t.Context(), tx, o.owner) }))
	check(t, o.Leave(t.Context(), o.owner, st.ID))
	wantErr(t, o.Leave(t.Context(), o.owner, st.ID), stores.ErrNotFound)
}

func TestHolidayEndsByItself(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	st := o.apply(t, "Lamplight")
	until := o.stores.Now().Add(time.Hour)
	in := stores.HolidayInput{Actor: o.owner, StoreID: st.ID, Version: 1, On: true, Message: "At the\r\nsea.", Until: &until}
	got, err := o.SetHoliday(t.Context(), in)
	check(t, err)
	if h := o.stores.OnHoliday(got); h == nil || h.Message != "At the\nsea." || got.Version != 2 {
		t.Errorf("got %+v of version %d", h, got.Version)
	}
	_, err = o.SetHoliday(t.Context(), in)
	wantErr(t, err, stores.ErrStale)
	o.wantTold(t, "store.holiday_changed")
	o.stores.SetNow(until)
	if h := o.stores.OnHoliday(got); h != nil {
		t.Errorf("it goes on: %+v", h)
	}
}

func TestPayoutAccount(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	st := o.apply(t, "Lamplight")
	put := func(version int, iban string) (stores.PayoutAccount, error) {
		return o.PutPayoutAccount(t.Context(), stores.PayoutInput{Actor: o.owner, StoreID: st.ID, Version: version, Holder: "Ada", IBAN: iban})
	}
	for iban, want := range map[string]bool{
		"DE89370400440532013000": true, "gb82 WEST 1234 5698 7654 32": true, "NO93-8601-1117-947": true, "MT84MALT011000012345MTLCAST001S": true,
		"DE88370400440532013000": false, "DE8937040044053201300": false, "XX89370400440532013000": false, "": false, "DE": false,
		"DE893704004405320130ö0": false, "4444444444444444": false,
	} {
		account, err := o.PayoutAccount(t.Context(), st.ID)
		check(t, err)
		_, err = put(account.Version, iban)
		if (err == nil) != want {
			t.Errorf("%q: %v", iban, err)
		}
		if e, ok := errs.As(err); err != nil && (!ok || e.Fields[0].Path != "iban") {
			t.Errorf("%q: %v", iban, err)
		}
	}
	_, err := put(0, "DE89370400440532013000")
	wantErr(t, err, stores.ErrStale)
	account, err := o.PayoutAccount(t.Context(), st.ID)
	check(t, err)
	_, err = put(account.Version, "DE89370400440532013000")
	check(t, err)
	account, err = o.PayoutAccount(t.Context(), st.ID)
	check(t, err)
	wantText(t, "shown", account.Country+" "+account.Last4, "DE 3000")
	wantText(t, "mails", o.text(t, "SELECT count(*)::text FROM notify.mails WHERE kind = 'payout_account_changed'"), "5")

	t.Run("is sealed anew with a new secret, once", func(t *testing.T) {
		n, err := o.Reseal(t.Context())
		check(t, err)
		wantText(t, "before", string(rune('0'+n)), "0")
	})
}

func TestTaxIDs(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	st := o.apply(t, "Lamplight")
	home := postal.Address{Name: "Ada Ltd", Line1: "1 Square", City: "London", PostalCode: "SW1", Country: "GB"}
	version := 0
	for id, want := range map[string]string{
		"DE123456789": "DE123456789", "atu 1234 5678": "ATU12345678", "NL123456789B01": "NL123456789B01", "21/815/08150": "", "": "",
		"DE12345678": "refused", "hello": "refused", "<x>'; --": "refused",
	} {
		b, err := o.PutBusiness(t.Context(), stores.BusinessInput{
			Actor: o.owner, StoreID: st.ID, Business: stores.Business{Address: home, Email: "ada@example.org", TaxID: id, Version: version},
		})
		got := b.VATID()
		if err != nil {
			wantErr(t, err, stores.ErrBusinessInvalid)
			got = "refused"
		} else {
			version = b.Version
		}
		wantText(t, id, got, want)
	}
}

func TestInvitations(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	st := o.apply(t, "Lamplight")
	invite := func(to notify.To, role stores.Role) stores.Invitation {
		t.Helper()
		inv, err := o.Invite(t.Context(), stores.InviteInput{Actor: o.owner, StoreID: st.ID, Role: role, To: to})
		check(t, err)
		return inv
	}
	token := func() string {
		t.Helper()
		body := o.text(t, "SELECT text FROM notify.mails WHERE kind = 'store_invitation' ORDER BY created_at DESC, id DESC LIMIT 1")
		_, after, _ := strings.Cut(body, "?token=")
		return strings.Fields(after)[0]
	}
	nobody := notify.To{Address: "Grace@Example.org", Locale: "de"}

	inv := invite(nobody, stores.RoleStaff)
	first := token()
	t.Run("are made anew for who is asked again, and the link before ends", func(t *testing.T) {
		again := invite(nobody, stores.RoleManager)
		wantText(t, "id", again.ID.String(), inv.ID.String())
		_, err := o.Offer(t.Context(), first)
		wantErr(t, err, stores.ErrInvitationOver)
		offer, err := o.Offer(t.Context(), token())
		check(t, err)
		wantText(t, "offer", offer.StoreName+" "+offer.Email+" "+string(offer.Role), "Lamplight grace@example.org manager")
	})
	t.Run("are accepted with the address that was invited, and once", func(t *testing.T) {
		grace := o.person(t)
		_, err := o.Accept(t.Context(), grace, "eve@example.org", token())
		wantErr(t, err, stores.ErrInvitedAnother)
		errs := make([]error, 4)
		var wg sync.WaitGroup
		link := token()
		for i := range errs {
			wg.Go(func() { _, errs[i] = o.Accept(context.WithoutCancel(t.Context()), grace, "GRACE@example.org", link) })
		}
		wg.Wait()
		accepted := 0
		for _, err := range errs {
			if err == nil {
				accepted++
			} else {
				wantErr(t, err, stores.ErrInvitationOver)
			}
		}
		if accepted != 1 {
			t.Errorf("accepted %d times", accepted)
		}
		role, err := o.stores.RoleOf(t.Context(), st.ID, grace)
		check(t, err)
		wantText(t, "role", string(role), "manager")
		_, err = o.Invite(t.Context(), stores.InviteInput{Actor: o.owner, StoreID: st.ID, Role: stores.RoleOwner, To: notify.To{Address: "grace@example.org", UserID: &grace}})
		wantErr(t, err, stores.ErrAlreadyMember)
	})
	t.Run("end when they are taken back, and after a week", func(t *testing.T) {
		other := invite(notify.To{Address: "alan@example.org"}, stores.RoleStaff)
		check(t, o.Revoke(t.Context(), o.owner, st.ID, other.ID))
		wantErr(t, o.Revoke(t.Context(), o.owner, st.ID, other.ID), stores.ErrInvitationNotFound)
		_, err := o.Offer(t.Context(), token())
		wantErr(t, err, stores.ErrInvitationOver)

		late := invite(notify.To{Address: "alan@example.org"}, stores.RoleStaff)
		o.stores.SetNow(o.stores.Now().Add(8 * 24 * time.Hour))
		_, err = o.Offer(t.Context(), token())
		wantErr(t, err, stores.ErrInvitationOver)
		_, err = o.Resend(t.Context(), o.owner, st.ID, late.ID, "en")
		check(t, err)
		_, err = o.Offer(t.Context(), token())
		check(t, err)
	})
	t.Run("of another store are not there", func(t *testing.T) {
		theirs := o.apply(t, "Other")
		list, err := o.Invitations(t.Context(), st.ID)
		check(t, err)
		_, err = o.Resend(t.Context(), o.owner, theirs.ID, list[0].ID, "en")
		wantErr(t, err, stores.ErrInvitationNotFound)
		wantErr(t, o.Revoke(t.Context(), o.owner, theirs.ID, list[0].ID), stores.ErrInvitationNotFound)
	})
}

func TestTransfer(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	heir := tm.add(t, stores.RoleStaff)
	in := stores.TransferInput{Actor: tm.owner, StoreID: tm.store, To: heir, Confirm: "lamplight", MailTo: notify.To{Address: "heir@example.com", UserID: &heir}}
	for name, c := range map[string]struct {
		change func(*stores.TransferInput)
		want   error
	}{
		"under another name":     {func(in *stores.TransferInput) { in.Confirm = "lamp" }, stores.ErrConfirmation},
		"to oneself":             {func(in *stores.TransferInput) { in.To = tm.owner }, stores.ErrMemberNotFound},
		"to a stranger":          {func(in *stores.TransferInput) { in.To = tm.person(t) }, stores.ErrMemberNotFound},
		"by who does not own it": {func(in *stores.TransferInput) { in.Actor = heir }, stores.ErrOwnerNeeded},
	} {
		wrong := in
		c.change(&wrong)
		t.Run("is refused "+name, func(t *testing.T) { wantErr(t, tm.Transfer(t.Context(), wrong), c.want) })
	}
	check(t, tm.Transfer(t.Context(), in))
	wantText(t, "team", tm.roles(t), "manager owner")
	wantText(t, "mails", tm.text(t, "SELECT string_agg(kind, ' ') FROM notify.mails WHERE user_id = $1", heir), "store_ownership_received")
	check(t, tm.Leave(t.Context(), tm.owner, tm.store))
	wantText(t, "team", tm.roles(t), "owner")
}

func TestFeaturedStoresComeFirst(t *testing.T) {
	t.Parallel()
	s, pool := setup(t)
	operator := uuid.New()
	a, b, c := create(t, s, "a", "A"), create(t, s, "b", "B"), create(t, s, "c", "C")
	names := func() string {
		t.Helper()
		var all []string
		for cursor := ""; ; {
			page, next, err := s.FeaturedFirst(t.Context(), cursor, 2)
			check(t, err)
			for _, st := range page {
				all = append(all, st.Name)
			}
			if cursor = next; next == "" {
				return strings.Join(all, " ")
			}
		}
	}
	check(t, s.SetFeatured(t.Context(), operator, 1, []uuid.UUID{c.ID, b.ID}))
	wantText(t, "order", names(), "C B A")
	wantErr(t, s.SetFeatured(t.Context(), operator, 1, nil), stores.ErrStale)
	wantErr(t, s.SetFeatured(t.Context(), operator, 2, []uuid.UUID{a.ID, a.ID}), stores.ErrFeaturedInvalid)
	wantErr(t, s.SetFeatured(t.Context(), operator, 2, []uuid.UUID{uuid.New()}), stores.ErrFeaturedInvalid)
	check(t, s.SetFeatured(t.Context(), operator, 2, []uuid.UUID{b.ID}))
	wantText(t, "order", names(), "B A C")
	_, err := pool.Exec(t.Context(), "UPDATE stores.stores SET status = 'suspended' WHERE slug = 'b'")
	check(t, err)
	wantText(t, "order", names(), "A C")
}
