package notify_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rialto/internal/money"
	"rialto/internal/notify"
)

var update = flag.Bool("update", false, "rewrite the mails in testdata/")

// contents is one mail of each text there is.
func contents() []notify.Content {
	all := []notify.Content{
		notify.VerifyEmail{Path: "/verify-email#token=EXAMPLE&x=<y>", ValidFor: 48 * time.Hour},
		notify.AccountExists{SignInPath: "/sign-in", ResetPath: "/forgot-password"},
		notify.ResetPassword{Path: "/reset-password#token=EXAMPLE", ValidFor: time.Hour},
		notify.PasswordChanged{ResetPath: "/forgot-password"},
		notify.EmailChanged{},
		notify.ConfirmNewEmail{Path: "/confirm-email#token=EXAMPLE", ValidFor: 24 * time.Hour},
		notify.ExportReady{Path: "/account/privacy", ValidFor: 7 * 24 * time.Hour},
		notify.AccountErased{},
		notify.StoreInvitation{Store: "Ink & <b>Paper</b>\nSubject: x", Role: "manager", Path: "/accept-invitation?token=EXAMPLE", ValidFor: 7 * 24 * time.Hour},
		notify.StoreOwnershipReceived{Store: "Ink & Paper", Path: "/dashboard/stores/ink"},
		notify.PayoutAccountChanged{Store: "Ink & Paper", Path: "/dashboard/stores/ink/settings"},
	}
	all = append(all, orderContents()...)
	stock := []notify.StockLine{{Name: "Mug (blue)", Left: 2}, {Name: "Ink & <b>Paper</b>", Left: 1}}
	all = append(all,
		notify.StockAlert{Store: "Ink", Products: stock, More: 3, Path: "/dashboard/stores/ink/inventory?level=short"},
		notify.StockAlert{Out: true, Store: "Ink", Products: stock[:1], Path: "/dashboard/stores/ink/inventory?level=short"},
		notify.StockWishConfirm{Product: "Mug (blue)", Path: "/stock-wish?token=EXAMPLE", ValidFor: 48 * time.Hour},
		notify.WebhookPaused{Host: "erp.example.com", Store: "Ink & <b>Paper</b>", Path: "/dashboard/stores/ink/webhooks/EXAMPLE"},
		notify.WebhookPaused{Host: "erp.example.com", Gone: true, Path: "/dashboard/webhooks/EXAMPLE"},
		notify.StockBack{Product: "Mug (blue)", Path: "/stores/ink/products/mug?choice=blue", CancelPath: "/stock-wish/cancel?token=EXAMPLE"},
	)
	for _, change := range []notify.FactorChange{
		notify.AuthenticatorAdded, notify.AuthenticatorRemoved, notify.PasskeyAdded, notify.PasskeyRemoved,
		notify.RecoveryCodesMade, notify.RecoveryCodeUsed, notify.ProviderLinked, notify.ProviderUnlinked, notify.APIKeyMade,
	} {
		all = append(all, notify.SecondFactorChanged{Change: change, SecurityPath: "/account/security"})
	}
	for _, decision := range []notify.StoreDecision{notify.StoreApproved, notify.StoreRefused, notify.StoreSuspended, notify.StoreReinstated} {
		all = append(all, notify.StoreDecided{Decision: decision, Store: "Ink", Reason: "The imprint is\nmissing.", Path: "/dashboard/stores/ink"})
	}
	return all
}

// orderContents is one mail of each text about orders.
func orderContents() []notify.Content {
	const order, store, path = "100042", "Ink & <b>Paper</b>", "/orders/EXAMPLE?token=EXAMPLE"
	eur := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "EUR"} }
	price := eur(120000)
	priced := []notify.Line{{Name: "Desk lamp – Brass, <small>", Quantity: 2, Price: &price}, {Name: "Paper", Quantity: 1, Price: &money.Amount{Currency: "EUR"}}}
	parcel := []notify.Line{{Name: "Desk lamp – Brass", Quantity: 1}, {Name: "Paper", Quantity: 1}}
	return []notify.Content{
		notify.OrderPlaced{Order: order, Total: eur(120000), Lines: priced, Path: path},
		notify.PaymentPage{Order: order, Total: eur(120000), Path: path},
		notify.OrderPaid{Order: order, Total: eur(120000), Lines: priced, Path: path},
		notify.OrderExpired{Order: order, Path: path},
		notify.OrderCancelled{Order: order, Path: path},
		notify.ParcelShipped{Order: order, Store: store, Carrier: "DHL", Number: "00340434", TrackingURL: "https://www.dhl.example/?id=00340434&x=1", Path: path, Lines: parcel},
		notify.ParcelShipped{Order: order, Store: store, Carrier: "Bicycle", Path: path, Lines: parcel},
		notify.OrderDelivered{Order: order, Store: store, Path: path},
		notify.ItemsCancelled{Order: order, Store: store, Reason: "It broke\nin our <hands>.", Path: path, Amount: eur(5), Lines: priced},
		notify.OrderRefunded{Order: order, Store: store, Reason: "It came late.", Path: path, Amount: eur(500)},
		notify.LatePaymentRefunded{Order: order, Path: path, Amount: eur(120000)},
		notify.StoreOrderPaid{Order: order, Store: store, Total: eur(120000), Lines: priced, Path: "/dashboard/stores/ink/orders/EXAMPLE"},
		notify.RefundFailed{Order: order, Amount: eur(500), Final: true, Path: "/dashboard/orders/EXAMPLE"},
		notify.RefundFailed{Order: order, Amount: eur(500), Path: "/dashboard/orders/EXAMPLE"},
	}
}

func TestMails(t *testing.T) {
	t.Parallel()
	d := newDesk(t, notify.Mailbox{})
	for _, lang := range []string{"en", "de"} {
		for _, c := range contents() {
			name := lang + "/" + notify.TextKey(c)
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				m, err := d.Render(lang, c)
				check(t, err)
				wantFile(t, name+".html", m.HTML)
				wantFile(t, name+".txt", "Subject: "+m.Subject+"\n\n"+m.Text)
			})
		}
	}
}

// wantFile compares with a file in testdata.
func wantFile(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		check(t, os.MkdirAll(filepath.Dir(path), 0o755))
		check(t, os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	check(t, err)
	if got != string(want) {
		t.Errorf("%s is not what it was; if that is meant: go test ./internal/notify -update\n%s", path, got)
	}
}

func TestEveryLanguageSaysEverything(t *testing.T) {
	t.Parallel()
	d := newDesk(t, notify.Mailbox{})
	var want []string
	for _, c := range contents() {
		want = append(want, notify.TextKey(c))
	}
	slices.Sort(want)
	for _, lang := range []string{"en", "de"} {
		got := d.TextKeys(lang)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("texts in %s: %q, want %q", lang, got, want)
		}
		for _, role := range []string{"owner", "manager", "staff"} {
			if _, err := d.Render(lang, notify.StoreInvitation{Store: "Ink", Role: role, Path: "/"}); err != nil {
				t.Error(err)
			}
		}
	}
	if _, err := d.Render("en", notify.StoreInvitation{Store: "Ink", Role: "king", Path: "/"}); err == nil {
		t.Error("a role without a word is taken")
	}
}

func TestLengthsOfTime(t *testing.T) {
	t.Parallel()
	d := newDesk(t, notify.Mailbox{})
	for length, want := range map[time.Duration]string{
		time.Minute: "1 Minute", 90 * time.Minute: "90 Minuten", time.Hour: "1 Stunde", 24 * time.Hour: "24 Stunden",
		36 * time.Hour: "36 Stunden", 48 * time.Hour: "2 Tage",
	} {
		m, err := d.Render("de", notify.VerifyEmail{Path: "/", ValidFor: length})
		check(t, err)
		if !strings.Contains(m.Text, "Der Link gilt "+want+".") {
			t.Errorf("%v is not %q in: %s", length, want, m.Text)
		}
	}
}
