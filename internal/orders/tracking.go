package orders

import (
	"net/url"
	"strings"

	"rialto/internal/errs"
)

// Tracking is how a parcel can be followed. A carrier that is known is named by
// its word, such as dhl, and makes the address from the number.
type Tracking struct{ Carrier, Number, URL string }

// carrier is who brings parcels.
type carrier struct {
	name string
	page string // where a parcel is followed, with the number at the end
}

// carriers are those that are known, by their words.
var carriers = map[string]carrier{
	"dhl":           {"DHL", "https://www.dhl.com/global-en/home/tracking.html?tracking-id="},
	"ups":           {"UPS", "https://www.ups.com/track?tracknum="},
	"fedex":         {"FedEx", "https://www.fedex.com/fedextrack/?trknbr="},
	"dpd":           {"DPD", "https://tracking.dpd.de/status/en_US/parcel/"},
	"gls":           {"GLS", "https://gls-group.com/track/"},
	"hermes":        {"Hermes", "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation/#"},
	"usps":          {"USPS", "https://tools.usps.com/go/TrackConfirmAction?tLabels="},
	"royal-mail":    {"Royal Mail", "https://www.royalmail.com/track-your-item#/tracking-results/"},
	"postnl":        {"PostNL", "https://postnl.nl/tracktrace/?B="},
	"la-poste":      {"La Poste", "https://www.laposte.fr/outils/suivre-vos-envois?code="},
	"deutsche-post": {"Deutsche Post", "https://www.deutschepost.de/de/s/sendungsverfolgung.html?piececode="},
	"evri":          {"Evri", "https://www.evri.com/track/parcel/"},
	"bpost":         {"bpost", "https://track.bpost.cloud/btr/web/#/search?itemCode="},
	"poste-it":      {"Poste Italiane", "https://www.poste.it/cerca/#/risultati-spedizioni/"},
	"correos":       {"Correos", "https://www.correos.es/es/es/herramientas/localizador/envios/detalle?tracking-number="},
	"swiss-post":    {"Swiss Post", "https://service.post.ch/ekp-web/ui/list?formattedParcelCodes="},
	"austrian-post": {"Austrian Post", "https://www.post.at/en/s/track-and-trace-search?snr="},
}

// CarrierName is what people call a carrier. One that is not known is called what
// it is.
func CarrierName(word string) string {
	if c, known := carriers[word]; known {
		return c.name
	}
	return word
}

// wordOf finds the word of a carrier that was written as people do.
func wordOf(name string) string {
	for word, c := range carriers {
		if strings.EqualFold(word, name) || strings.EqualFold(c.name, name) {
			return word
		}
	}
	return name
}

// complete returns t with an address, if there is one, or ErrTrackingInvalid with
// the fields.
func (t Tracking) complete() (Tracking, error) {
	t = Tracking{wordOf(strings.TrimSpace(t.Carrier)), strings.TrimSpace(t.Number), strings.TrimSpace(t.URL)}
	var bad []errs.Field
	if t.Carrier == "" {
		bad = append(bad, errs.Field{Path: "carrier", Code: "required", Message: "This is needed."})
	}
	if c, known := carriers[t.Carrier]; known && t.URL == "" && t.Number != "" {
		t.URL = c.page + url.QueryEscape(strings.ReplaceAll(t.Number, " ", ""))
	}
	if u, err := url.Parse(t.URL); t.URL != "" && (err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil) {
		bad = append(bad, errs.Field{Path: "trackingUrl", Code: "url", Message: "Use an address that begins with https://."})
	}
	if len(bad) > 0 {
		return Tracking{}, ErrTrackingInvalid.With(bad...)
	}
	return t, nil
}
