package privacy

import (
	"archive/zip"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"rialto/internal/audit"
	"rialto/internal/auth"
	"rialto/internal/cart"
	"rialto/internal/db"
	"rialto/internal/orders"
)

// canary is in everything that the bird of these tests tells about itself, and
// in nothing else.
const canary = "kanarie"

// handle lets the store ship an order, give something back and write about it,
// with marker in every text.
func (s *shop) handle(t *testing.T, order uuid.UUID, marker string) {
	t.Helper()
	w := orders.Work{Actor: uuid.New()}
	check(t, s.pool.QueryRow(t.Context(), "SELECT id, store_id FROM orders.store_orders WHERE order_id = $1", order).Scan(&w.StoreOrderID, &w.StoreID))
	w.IdempotencyKey = uuid.NewString()
	_, err := s.orders.Ship(t.Context(), orders.ShipInput{Work: w, Tracking: orders.Tracking{Carrier: "dhl", Number: marker, URL: "https://dhl.example/" + marker}})
	check(t, err)
	o, err := s.orders.AddNote(t.Context(), w, "About "+marker)
	check(t, err)
	w.IdempotencyKey = uuid.NewString()
	_, err = s.orders.RefundItems(t.Context(), orders.RefundInput{
		Work: w, Items: []orders.Pieces{{ItemID: o.Items[0].ID, N: 1}}, Amount: 100, Reason: "For " + marker,
	})
	check(t, err)
	// As Letters do, whose mails are not what these tests are about.
	_, err = s.pool.Exec(t.Context(), `
		WITH n AS (INSERT INTO orders.invoice_numbers AS n VALUES ($1, 1) ON CONFLICT (store_id) DO UPDATE SET last = n.last + 1 RETURNING last)
		INSERT INTO orders.invoices SELECT $2, $1, last, 'X-' || last, '{}', now() FROM n`, w.StoreID, w.StoreOrderID)
	check(t, err)
}

// living makes somebody who has used everything there is, with marker in every
// text that they gave.
func (s *shop) living(t *testing.T, marker string, store, variant uuid.UUID) member {
	t.Helper()
	ctx := audit.WithOrigin(t.Context(), audit.Origin{IP: marker + ":1", UserAgent: marker + "/1.0"})
	email := marker + "@example.org"
	asGuest := s.order(t, nil, strings.ToUpper(email[:1])+email[1:], marker, variant) // taken over by the account
	m := s.join(t, email, marker)
	user := m.actor.UserID

	for _, outcome := range []string{"declined", "paid"} {
		s.pay(t, asGuest, outcome)
	}
	paid := s.order(t, &user, email, marker, variant)
	s.pay(t, paid, "paid")
	s.handle(t, paid.OrderID, marker)
	check(t, s.payments.SendRefunds(ctx))
	s.order(t, &user, email, marker, variant) // stays unpaid

	own, err := s.cart.OfUser(ctx, user)
	check(t, err)
	guest := uuid.New()
	for _, k := range []cart.Key{{ID: own.ID, UserID: &user}, {ID: guest}} {
		_, err = s.cart.Add(ctx, k, cart.AddInput{VariantID: &variant, Quantity: 60})
		check(t, err)
	}
	_, err = s.cart.Merge(ctx, user, guest)
	check(t, err)

	_, _, err = s.auth.CreateAPIKey(ctx, m.actor, auth.CreateAPIKeyInput{Name: marker, Scopes: []auth.Scope{auth.ScopeAccountRead}, Life: time.Hour})
	check(t, err)
	_, err = s.auth.BeginTOTP(ctx, user)
	check(t, err)
	check(t, s.auth.ForgotPassword(ctx, email))
	_, err = s.RequestExport(ctx, user)
	check(t, err)
	s.work(t)

	// What needs a browser, another provider or an operator.
	for _, sql := range []string{
		"INSERT INTO auth.addresses (id, user_id, name, line1, city, postal_code, country, created_at, updated_at) VALUES (gen_random_uuid(), $1, $2, $2, $2, $2, 'DE', now(), now())",
		"INSERT INTO auth.recovery_codes (user_id, digest) VALUES ($1, convert_to($2, 'UTF8'))",
		"INSERT INTO auth.passkeys (id, user_id, credential_id, credential, name, created_at) VALUES (gen_random_uuid(), $1, convert_to($2, 'UTF8'), jsonb_build_object('k', $2::text), $2, now())",
		"INSERT INTO stores.invitations (id, store_id, user_id, email, role, digest, invited_by, invited_at, sent_at, expires_at) SELECT gen_random_uuid(), id, $1, $2::text || '@example.org', 'staff', convert_to($2, 'UTF8'), $1, now(), now(), now() FROM stores.stores LIMIT 1",
		"INSERT INTO auth.identities (id, user_id, provider, subject, email, created_at) VALUES (gen_random_uuid(), $1, 'google', $2, $2, now())",
		"INSERT INTO auth.challenges (digest, kind, user_id, data, created_at, expires_at) VALUES (convert_to($2, 'UTF8'), 'oidc_link', $1, jsonb_build_object('email', $2::text), now(), now() + interval '1 hour')",
	} {
		s.exec(t, sql, user, marker)
	}
	s.exec(t, "INSERT INTO stores.members (store_id, user_id, role, added_at) VALUES ($1, $2, 'owner', now())", store, user)
	s.exec(t, "INSERT INTO stockwatch.wishes (id, variant_id, user_id, locale, created_at) VALUES (gen_random_uuid(), $1, $2, 'en', now())", variant, user)
	s.exec(t, "INSERT INTO stockwatch.silences (store_id, user_id, since) VALUES ($1, $2, now())", store, user)
	s.exec(t, "INSERT INTO notify.opt_outs (user_id, topic, since) VALUES ($1, 'back_in_stock', now())", user)
	s.exec(t, "INSERT INTO notify.refused_addresses (address_digest, answer, since) VALUES (sha256(convert_to($1, 'UTF8')), '550', now())", email)
	s.exec(t, "UPDATE notify.mails SET problem = $2 WHERE user_id = $1", user, marker+" said no")
	return m
}

func TestErasureLeavesNoTrace(t *testing.T) {
	t.Parallel()
	s := setup(t)
	store, variant := s.sell(t, "lamplight")
	other := s.living(t, "robin", store, variant)
	bird := s.living(t, canary, store, variant)
	key, _, err := s.auth.CreateAPIKey(t.Context(), bird.actor, auth.CreateAPIKeyInput{Name: canary, Scopes: []auth.Scope{auth.ScopeAccountRead}, Life: time.Hour})
	check(t, err)

	placed := s.fill(t, s.person(t, bird.actor.UserID))
	// The address is another one now, and with it its fingerprint.
	s.exec(t, `UPDATE notify.refused_addresses SET address_digest = (SELECT sha256(convert_to(lower(email), 'UTF8')) FROM auth.users WHERE id = $1)
		WHERE answer LIKE $2 || '%'`, bird.actor.UserID, canary)
	s.wantExported(t, bird.actor.UserID, placed)
	before := s.everythingOf(t, other.actor.UserID)

	check(t, s.Erase(audit.WithOrigin(t.Context(), audit.Origin{IP: canary, UserAgent: canary}), bird.actor))
	for what, token := range map[string]string{"access token": bird.AccessToken, "API key": key} {
		if _, err := s.auth.Authenticate(t.Context(), token); !errors.Is(err, auth.ErrUnauthenticated) {
			t.Errorf("the %s after the erasure: %v", what, err)
		}
	}
	if _, err := s.auth.Refresh(t.Context(), bird.RefreshToken); err == nil {
		t.Error("the refresh token still works")
	}
	s.work(t)

	if traces := ours(s.traces(t)); len(traces) > 0 {
		t.Errorf("the erased person is still in\n%s", strings.Join(traces, "\n"))
	}
	s.wantHealthy(t)
	if after := s.everythingOf(t, other.actor.UserID); after != before {
		t.Errorf("another's data was\n%s\nand is\n%s", before, after)
	}

	// The provider is asked once nothing can be disputed any more.
	for range 6 {
		s.skip(30 * 24 * time.Hour)
		check(t, s.payments.SendRedactions(t.Context()))
		s.work(t)
	}
	if traces := s.traces(t); len(traces) > 0 {
		t.Errorf("in the end, the erased person is still in\n%s", strings.Join(traces, "\n"))
	}
	wantEqual(t, "redactions that are not done", s.text(t, "SELECT count(*)::text FROM payments.redactions WHERE done_at IS NULL"), "0")
}

// A test that looks for traces in the wrong way finds none.
func TestTracesAreFound(t *testing.T) {
	t.Parallel()
	s := setup(t)
	store, variant := s.sell(t, "lamplight")
	bird := s.living(t, canary, store, variant)
	placed := s.fill(t, s.person(t, bird.actor.UserID))
	found := s.traces(t)
	inTable := func(name string) bool {
		return slices.ContainsFunc(found, func(at string) bool { return strings.HasPrefix(at, name+" ") })
	}
	for _, b := range placed {
		if !inTable(b.table.name) {
			t.Errorf("nothing is found in %s", b.table.name)
		}
	}
	for _, name := range []string{"stripesim.objects", "stripesim.idempotency"} {
		if !inTable(name) {
			t.Errorf("nothing is found in %s: the provider never knew of the person", name)
		}
	}
	if !slices.ContainsFunc(found, func(at string) bool { return strings.Contains(at, ".zip: index.html") }) {
		t.Errorf("nothing is found in the files, but in %q", found)
	}
}

func (s *shop) person(t *testing.T, user uuid.UUID) person {
	t.Helper()
	p, err := ofAccount(t.Context(), s.pool, user, toRead)
	check(t, err)
	return p
}

// bird is a canary in a column.
type bird struct {
	table  table
	column string
	text   string
}

// notFillable are columns of text whose words are ours: a constraint lists them.
var notFillable = []string{
	"auth.challenges.kind", "auth.mail_tokens.purpose", "auth.sessions.ended_because", "auth.sessions.method",
	"auth.users.locale", "auth.users.role", "cart.carts.status", "notify.mails.locale", "notify.mails.status",
	"notify.opt_outs.address_digest", "notify.opt_outs.topic", "notify.refused_addresses.address_digest",
	"orders.shipments.tracking_url", // an address alone
	"privacy.consents.purpose", "privacy.exports.status", "stockwatch.wishes.email", "stores.invitations.role", "stores.members.role",
}

// fill puts a canary of its own into every column that is to be erased, in
// every row of the person.
func (s *shop) fill(t *testing.T, who person) (placed []bird) {
	t.Helper()
	var refused []string
	for _, tab := range catalogue {
		if !tab.personal() {
			continue
		}
		goes := slices.Concat(strings.Fields(tab.goes), tab.secrets())
		for c := range tab.blank {
			goes = append(goes, c)
		}
		var rows int
		check(t, s.owner.QueryRow(t.Context(), "SELECT count(*) FROM "+tab.name+" WHERE "+tab.rows, who.args()).Scan(&rows))
		if rows == 0 {
			t.Errorf("the person has nothing in %s: this test shows nothing about it", tab.name)
		}
		for _, c := range goes {
			texts, err := s.fillColumn(t, tab, c, who, fmt.Sprintf("%s%03d", canary, len(placed)))
			var pe *pgconn.PgError
			if errors.As(err, &pe) && pe.Code == "23514" {
				refused = append(refused, tab.name+"."+c)
				continue
			}
			check(t, err)
			for _, text := range texts {
				placed = append(placed, bird{tab, c, text})
			}
		}
	}
	slices.Sort(refused)
	if !slices.Equal(refused, notFillable) {
		t.Errorf("columns that take no text of a person's: %q, want %q", refused, notFillable)
	}
	if len(placed) < 100 {
		t.Errorf("%d canaries are not worth the name", len(placed))
	}
	return placed
}

// canaryOf makes a canary of each type, from the column (%[1]s) and a text
// (%[2]s) that is another one in each row.
var canaryOf = map[string]string{
	"text":   "%[2]s",
	"bytea":  "convert_to(%[2]s, 'UTF8')",
	"text[]": "array_append(%[1]s, %[2]s)",
	"jsonb":  "CASE jsonb_typeof(%[1]s) WHEN 'array' THEN %[1]s || to_jsonb(%[2]s) ELSE coalesce(%[1]s, '{}') || jsonb_build_object('canary', %[2]s) END",
}

// fillColumn returns the canaries that it put into the column; none if it holds
// no text.
func (s *shop) fillColumn(t *testing.T, tab table, column string, who person, text string) (texts []string, err error) {
	t.Helper()
	form := canaryOf[s.text(t, "SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = $1::regclass AND attname = $2", tab.name, column)]
	if form == "" {
		return nil, nil
	}
	name := pgx.Identifier{column}.Sanitize()
	unique := fmt.Sprintf("('%s.' || translate(ctid::text, '(),', '__.'))", text)
	err = db.InTx(t.Context(), s.owner, func(tx db.Tx) error {
		// Without triggers: some keep a log from being changed, which is the point.
		if _, err := tx.Exec(t.Context(), "SET LOCAL session_replication_role = replica"); err != nil {
			return err
		}
		rows, err := tx.Query(t.Context(), "SELECT "+unique+" FROM "+tab.name+" WHERE "+tab.rows, who.args())
		if err != nil {
			return err
		}
		if texts, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
			return err
		}
		_, err = tx.Exec(t.Context(), "UPDATE "+tab.name+" SET "+name+" = "+fmt.Sprintf(form, name, unique)+" WHERE "+tab.rows, who.args())
		return err
	})
	return texts, err
}

// wantExported asserts that an export holds every canary that it may, and none
// of the others.
func (s *shop) wantExported(t *testing.T, user uuid.UUID, placed []bird) {
	t.Helper()
	s.exec(t, "DELETE FROM privacy.exports WHERE user_id = $1 AND status = 'preparing'", user)
	e, err := s.RequestExport(t.Context(), user)
	check(t, err)
	s.work(t)
	files := s.download(t, user, e.ID)
	for _, b := range placed {
		_, isSecret := b.table.secret[b.column]
		if strings.Contains(files["data.json"], b.text) == isSecret {
			t.Errorf("%s.%s: in data.json %t, want %t", b.table.name, b.column, isSecret, !isSecret)
		}
		if strings.Contains(files["index.html"], b.text) == isSecret {
			t.Errorf("%s.%s: in index.html %t, want %t", b.table.name, b.column, isSecret, !isSecret)
		}
		if isSecret && strings.Contains(files["data.json"], hex.EncodeToString([]byte(b.text))) {
			t.Errorf("%s.%s: a secret is in data.json", b.table.name, b.column)
		}
	}
}

// download returns the files of an export.
func (s *shop) download(t *testing.T, user, export uuid.UUID) map[string]string {
	t.Helper()
	d, err := s.OpenExport(t.Context(), user, export)
	check(t, err)
	defer d.Close()
	whole, err := os.CreateTemp(t.TempDir(), "export")
	check(t, err)
	defer whole.Close()
	_, err = whole.ReadFrom(d)
	check(t, err)
	return unzipped(t, whole.Name())
}

func unzipped(t *testing.T, path string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(path)
	check(t, err)
	defer z.Close()
	files := map[string]string{}
	for _, f := range z.File {
		b, err := fs.ReadFile(z, f.Name)
		check(t, err)
		files[f.Name] = string(b)
	}
	return files
}

// traces says where a canary is, in all tables of all schemas and in all files.
func (s *shop) traces(t *testing.T) (found []string) {
	t.Helper()
	look := func(at, text string) {
		lower := strings.ToLower(text)
		for _, form := range []string{canary, hex.EncodeToString([]byte(canary))} {
			if i := strings.Index(lower, form); i >= 0 {
				found = append(found, at+" …"+text[max(0, i-60):min(len(text), i+60)]+"…")
			}
		}
	}
	tables := columnsOf(t, s.owner)
	for name := range tables {
		rows, err := s.owner.Query(t.Context(), "SELECT to_jsonb(t)::text FROM "+name+" t")
		check(t, err)
		all, err := pgx.CollectRows(rows, pgx.RowTo[string])
		check(t, err)
		for _, r := range all {
			look(name+" ", readable(t, r))
		}
	}
	check(t, filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		look(path, string(b))
		if strings.HasSuffix(path, ".zip") {
			for name, content := range unzipped(t, path) {
				look(path+": "+name, content)
			}
		}
		return nil
	}))
	slices.Sort(found)
	return found
}

// readable shows bytea, which is hex, as the text in it: it may hold JSON.
func readable(t *testing.T, row string) string {
	t.Helper()
	var columns map[string]any
	check(t, json.Unmarshal([]byte(row), &columns))
	for _, v := range columns {
		if text, ok := v.(string); ok && strings.HasPrefix(text, `\x`) {
			if b, err := hex.DecodeString(text[2:]); err == nil {
				row += " " + string(b)
			}
		}
	}
	return row
}

// ours are the traces that are not at the payment provider.
func ours(traces []string) []string {
	return slices.DeleteFunc(traces, func(at string) bool { return strings.HasPrefix(at, "stripesim.") })
}

// everythingOf is all that the catalogue finds of a user, kept columns too.
func (s *shop) everythingOf(t *testing.T, user uuid.UUID) string {
	t.Helper()
	var all strings.Builder
	who := s.person(t, user)
	for _, tab := range catalogue {
		if !tab.personal() {
			continue
		}
		rows, err := s.owner.Query(t.Context(), "SELECT to_jsonb(t)::text FROM "+tab.name+" t WHERE "+tab.rows+" ORDER BY 1", who.args())
		check(t, err)
		list, err := pgx.CollectRows(rows, pgx.RowTo[string])
		check(t, err)
		fmt.Fprintf(&all, "%s\n%s\n", tab.name, strings.Join(list, "\n"))
	}
	return all.String()
}

func TestErasureOfAGuest(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, variant := s.sell(t, "lamplight")
	s.pay(t, s.order(t, nil, canary+"@example.org", canary, variant), "paid")
	unpaid := s.order(t, nil, "Kanarie@Example.org", canary, variant)
	s.order(t, nil, "robin@example.org", "robin red", variant)

	report, err := s.EraseAddress(t.Context(), " KANARIE@example.org")
	check(t, err)
	wantEqual(t, "report", report, Report{Orders: 2})
	wantEqual(t, "the unpaid order", s.status(t, unpaid), orders.StatusCancelled)
	s.work(t)
	if traces := ours(s.traces(t)); len(traces) > 0 {
		t.Errorf("the guest is still in\n%s", strings.Join(traces, "\n"))
	}
	wantEqual(t, "orders of others", s.text(t, "SELECT string_agg(email, ' ') FROM orders.orders WHERE email <> ''"), "robin@example.org")
	s.wantHealthy(t)
	_, err = s.EraseAddress(t.Context(), canary+"@example.org")
	wantErr(t, err, ErrNobody)
}
