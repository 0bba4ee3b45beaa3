package privacy

import (
	"slices"
	"strings"
)

// heading names a part of an export in both languages.
type heading struct{ title, en, de string }

// headings are the parts of an export, in the order in which they are shown.
var headings = []heading{
	{"account", "Account", "Konto"},
	{"addresses", "Addresses", "Adressen"},
	{"orders", "Orders", "Bestellungen"},
	{"orderAddresses", "Addresses of orders", "Adressen der Bestellungen"},
	{"orderItems", "What you ordered", "Bestellte Artikel"},
	{"storeOrders", "Orders by store", "Bestellungen je Laden"},
	{"shipments", "Parcels", "Pakete"},
	{"shipmentItems", "What is in the parcels", "Inhalt der Pakete"},
	{"storeRefunds", "What stores gave back", "Was Läden zurückgaben"},
	{"refundItems", "For which items", "Für welche Artikel"},
	{"invoices", "Invoices", "Rechnungen"},
	{"orderNotes", "Notes of stores about orders", "Notizen von Läden zu Bestellungen"},
	{"payments", "Payments", "Zahlungen"},
	{"refunds", "Refunds", "Erstattungen"},
	{"carts", "Carts", "Warenkörbe"},
	{"cartItems", "What is in the carts", "Artikel in den Warenkörben"},
	{"stockWishes", "What you wait for", "Worauf Sie warten"},
	{"memberships", "Stores you work for", "Läden, für die Sie arbeiten"},
	{"invitations", "Stores that invited you", "Einladungen von Läden"},
	{"stockSilences", "Stores whose stock you do not hear of", "Läden, von deren Bestand Sie nichts hören"},
	{"consents", "Consents", "Einwilligungen"},
	{"mails", "Mails we sent you", "E-Mails an Sie"},
	{"mailOptOuts", "Mails you do not want", "E-Mails, die Sie nicht wollen"},
	{"refusedMails", "Whether your address takes mails", "Ob Ihre Adresse E-Mails annimmt"},
	{"identities", "Accounts at other providers", "Konten bei anderen Anbietern"},
	{"passkeys", "Passkeys", "Passkeys"},
	{"totp", "Authenticator app", "Authenticator-App"},
	{"recoveryCodes", "Recovery codes", "Wiederherstellungscodes"},
	{"apiKeys", "API keys", "API-Schlüssel"},
	{"sessions", "Where you signed in", "Anmeldungen"},
	{"refreshTokens", "Tokens of sessions", "Token der Anmeldungen"},
	{"challenges", "Sign-ins not completed", "Nicht abgeschlossene Anmeldungen"},
	{"mailTokens", "Links in mails", "Links in E-Mails"},
	{"requests", "Requests to place an order", "Anfragen zu Bestellungen"},
	{"auditEntries", "What was logged", "Protokoll"},
	{"origins", "Where that came from", "Herkunft der Protokolleinträge"},
	{"exports", "Copies of your data", "Kopien Ihrer Daten"},
}

func placeOf(title string) int {
	return slices.IndexFunc(headings, func(h heading) bool { return h.title == title })
}

// german names columns. The English name is the column's own.
var german = map[string]string{
	"accepted_at": "Angenommen am", "action": "Aktion", "actor_id": "Handelnde Person", "adjustments": "Anpassungen", "amount": "Betrag", "answer": "Antwort",
	"at": "Zeit", "attempts": "Versuche", "authenticated_at": "Ausgewiesen am", "added_at": "Hinzugefügt am",
	"blocked_at": "Gesperrt am", "bytes": "Größe in Bytes", "captured_amount": "Eingegangener Betrag", "cart_id": "Warenkorb",
	"cause": "Anlass", "city": "Ort", "claimed_at": "Gestellt am", "confirmed_at": "Bestätigt am", "country": "Land",
	"created_at": "Angelegt am", "credential": "Passkey", "credential_id": "Kennung des Passkeys", "currency": "Währung",
	"data": "Daten", "details": "Einzelheiten", "digest": "Fingerabdruck", "email": "E-Mail", "email_verified_at": "E-Mail bestätigt am",
	"ended_at": "Beendet am", "ended_because": "Grund des Endes", "expires_at": "Gültig bis", "granted": "Erteilt", "html": "Inhalt (HTML)",
	"id": "Kennung", "invited_at": "Eingeladen am", "ip": "IP-Adresse", "is_default_billing": "Standard für Rechnungen", "is_default_shipping": "Standard für Lieferungen",
	"is_demo": "Demo", "key": "Schlüssel", "kind": "Art", "last_used_at": "Zuletzt benutzt am", "last_used_step": "Letzter Schritt",
	"line1": "Adresszeile 1", "line2": "Adresszeile 2", "locale": "Sprache", "merged_into": "Aufgegangen in", "method": "Verfahren",
	"name": "Name", "number": "Nummer", "options": "Ausführung", "order_id": "Bestellung", "paid_at": "Bezahlt am",
	"password_hash": "Passwort", "payment_id": "Zahlung", "phone": "Telefon", "placed_at": "Bestellt am", "position": "Position",
	"postal_code": "Postleitzahl", "prefix": "Anfang", "problem": "Problem", "processed_at": "Verarbeitet am", "provider": "Anbieter",
	"provider_intent": "Kennung der Zahlung beim Anbieter", "provider_ref": "Kennung beim Anbieter", "purpose": "Zweck",
	"quantity": "Menge", "ready_at": "Fertig am", "reason": "Grund", "recipient": "Empfänger", "recorded_at": "Festgehalten am",
	"refunded_amount": "Erstatteter Betrag", "region": "Region", "requested_at": "Angefordert am", "revoked_at": "Widerrufen am",
	"role": "Rolle", "salt": "Zufallswert", "scope": "Bereich", "scopes": "Rechte", "sealed_secret": "Geheimnis", "second_factor": "Zweiter Faktor",
	"sent_at": "Verschickt am", "sent_times": "So oft verschickt", "seq": "Laufende Nummer", "session": "Auftrag an den Anbieter", "session_id": "Anmeldung", "sku": "Artikelnummer",
	"status": "Status", "store_id": "Laden", "store_order_id": "Bestellung beim Laden", "subject": "Betreff", "subtotal_amount": "Zwischensumme",
	"target_id": "Gegenstand", "target_kind": "Art des Gegenstands", "text": "Inhalt (Text)", "total_amount": "Summe", "unit_price_amount": "Einzelpreis",
	"shipment_id": "Paket", "item_id": "Artikel der Bestellung", "carrier": "Paketdienst", "shipped_at": "Verschickt am (Paket)",
	"delivered_at": "Angekommen am", "tracking_number": "Sendungsnummer", "tracking_url": "Sendungsverfolgung", "refund_id": "Erstattung",
	"restocked": "Wieder im Bestand", "body": "Notiz", "sequence": "Laufende Nummer (Rechnung)", "seller": "Verkauft von", "issued_at": "Ausgestellt am",
	"shipped_quantity": "Davon verschickt", "cancelled_quantity": "Davon storniert", "refunded_quantity": "Davon erstattet",
	"restocked_quantity": "Davon wieder im Bestand",
	"updated_at":         "Geändert am", "url": "Seite", "used_at": "Benutzt am", "user_agent": "Browser", "user_id": "Konto", "variant_id": "Artikel",
	"version": "Fassung", "due_at": "Fällig seit", "told_at": "Mitgeteilt am", "since": "Seit",
	"topic": "Thema", "address_digest": "Fingerabdruck der Adresse",
}

// label names a column for people.
func label(column, locale string) string {
	if locale == "de" {
		return german[column]
	}
	words := strings.ReplaceAll(column, "_", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}
