package notify

import (
	"net/http"
	"time"

	"github.com/google/uuid"

	"rialto/internal/money"
)

// samples is one mail of each text there is, for developers and for tests.
func samples() []Content {
	all := []Content{
		VerifyEmail{Path: "/verify-email#token=EXAMPLE&x=<y>", ValidFor: 48 * time.Hour},
		AccountExists{SignInPath: "/sign-in", ResetPath: "/forgot-password"},
		ResetPassword{Path: "/reset-password#token=EXAMPLE", ValidFor: time.Hour},
		PasswordChanged{ResetPath: "/forgot-password"},
		EmailChanged{},
		ConfirmNewEmail{Path: "/confirm-email#token=EXAMPLE", ValidFor: 24 * time.Hour},
		ExportReady{Path: "/account/privacy", ValidFor: 7 * 24 * time.Hour},
		AccountErased{},
		StoreInvitation{Store: "Ink & <b>Paper</b>\nSubject: x", Role: "manager", Path: "/accept-invitation?token=EXAMPLE", ValidFor: 7 * 24 * time.Hour},
		StoreOwnershipReceived{Store: "Ink & Paper", Path: "/dashboard/stores/ink"},
		PayoutAccountChanged{Store: "Ink & Paper", Path: "/dashboard/stores/ink/settings"},
	}
	all = append(all, orderSamples()...)
	stock := []StockLine{{Name: "Mug (blue)", Left: 2}, {Name: "Ink & <b>Paper</b>", Left: 1}}
	all = append(all,
		StockAlert{Store: "Ink", Products: stock, More: 3, Path: "/dashboard/stores/ink/inventory?level=short"},
		StockAlert{Out: true, Store: "Ink", Products: stock[:1], Path: "/dashboard/stores/ink/inventory?level=short"},
		StockWishConfirm{Product: "Mug (blue)", Path: "/stock-wish?token=EXAMPLE", ValidFor: 48 * time.Hour},
		WebhookPaused{Host: "erp.example.com", Store: "Ink & <b>Paper</b>", Path: "/dashboard/stores/ink/webhooks/EXAMPLE"},
		WebhookPaused{Host: "erp.example.com", Gone: true, Path: "/dashboard/webhooks/EXAMPLE"},
		StockBack{Product: "Mug (blue)", Path: "/stores/ink/products/mug?choice=blue"},
		ImportEnded{Store: "Ink & Paper", File: "spring <2026>.csv", Created: 120, Updated: 1, Bad: 3, Path: "/dashboard/stores/ink/imports/EXAMPLE"},
		ImportEnded{Failed: true, Store: "Ink & Paper", File: "spring.csv", Created: 1, Path: "/dashboard/stores/ink/imports/EXAMPLE"},
		TestMail{Path: pageNotifications},
	)
	for _, change := range []FactorChange{
		AuthenticatorAdded, AuthenticatorRemoved, PasskeyAdded, PasskeyRemoved,
		RecoveryCodesMade, RecoveryCodeUsed, ProviderLinked, ProviderUnlinked, APIKeyMade,
	} {
		all = append(all, SecondFactorChanged{Change: change, SecurityPath: "/account/security"})
	}
	for _, decision := range []StoreDecision{StoreApproved, StoreRefused, StoreSuspended, StoreReinstated} {
		all = append(all, StoreDecided{Decision: decision, Store: "Ink", Reason: "The imprint is\nmissing.", Path: "/dashboard/stores/ink"})
	}
	return all
}

// orderSamples is one mail of each text about orders.
func orderSamples() []Content {
	const order, store, path = "100042", "Ink & <b>Paper</b>", "/orders/EXAMPLE?token=EXAMPLE"
	eur := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "EUR"} }
	price := eur(120000)
	priced := []Line{{Name: "Desk lamp – Brass, <small>", Quantity: 2, Price: &price}, {Name: "Paper", Quantity: 1, Price: &money.Amount{Currency: "EUR"}}}
	parcel := []Line{{Name: "Desk lamp – Brass", Quantity: 1}, {Name: "Paper", Quantity: 1}}
	return []Content{
		OrderPlaced{Order: order, Total: eur(120000), Lines: priced, Path: path},
		PaymentPage{Order: order, Total: eur(120000), Path: path},
		OrderPaid{Order: order, Total: eur(120000), Lines: priced, Path: path},
		OrderExpired{Order: order, Path: path},
		OrderCancelled{Order: order, Path: path},
		ParcelShipped{Order: order, Store: store, Carrier: "DHL", Number: "00340434", TrackingURL: "https://www.dhl.example/?id=00340434&x=1", Path: path, Lines: parcel},
		ParcelShipped{Order: order, Store: store, Carrier: "Bicycle", Path: path, Lines: parcel},
		OrderDelivered{Order: order, Store: store, Path: path},
		ItemsCancelled{Order: order, Store: store, Reason: "It broke\nin our <hands>.", Path: path, Amount: eur(5), Lines: priced},
		OrderRefunded{Order: order, Store: store, Reason: "It came late.", Path: path, Amount: eur(500)},
		LatePaymentRefunded{Order: order, Path: path, Amount: eur(120000)},
		StoreOrderPaid{Order: order, Store: store, Total: eur(120000), Lines: priced, Path: "/dashboard/stores/ink/orders/EXAMPLE"},
		RefundFailed{Order: order, Amount: eur(500), Final: true, Path: "/dashboard/orders/EXAMPLE"},
		RefundFailed{Order: order, Amount: eur(500), Path: "/dashboard/orders/EXAMPLE"},
	}
}

// sampleTo is who gets a sample.
func sampleTo(lang string) To {
	id := uuid.MustParse("0198f2a4-5a3c-7d11-9c6e-2f1f0a6b7c8d")
	return To{Address: "ada@example.com", UserID: &id, Locale: lang}
}

// sampleOf names a sample in a language.
type sampleOf struct{ Locale, Kind, Subject string }

// showSamples lists a sample of each mail there is, whether anything happened or not.
func (s *Service) showSamples(w http.ResponseWriter, r *http.Request) {
	var list []sampleOf
	for _, c := range samples() {
		for _, lang := range []string{"en", "de"} {
			m, err := s.render(sampleTo(lang), c)
			if err != nil {
				s.fail(w, r, err)
				return
			}
			list = append(list, sampleOf{lang, c.mail().textKey(), m.subject})
		}
	}
	s.write(w, r, "samples.html", http.StatusOK, struct {
		Site    string
		Samples []sampleOf
	}{s.cfg.SiteName, list})
}

// showSample shows the HTML of one, or with ?part=text its plain text.
func (s *Service) showSample(w http.ResponseWriter, r *http.Request) {
	for _, c := range samples() {
		if _, known := s.locales[r.PathValue("locale")]; !known || c.mail().textKey() != r.PathValue("kind") {
			continue
		}
		m, err := s.render(sampleTo(r.PathValue("locale")), c)
		switch {
		case err != nil:
			s.fail(w, r, err)
		case r.FormValue("part") == "text":
			setHeaders(w, "text/plain; charset=utf-8", "default-src 'none'")
			_, _ = w.Write([]byte(m.text)) // the browser is gone
		default:
			writeMail(w, m.html)
		}
		return
	}
	http.NotFound(w, r)
}
