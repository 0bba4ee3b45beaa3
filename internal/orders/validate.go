package orders

import (
	"net/mail"
	"strings"

	"golang.org/x/text/language"

	"rialto/internal/errs"
)

// validate returns ErrInvalid with every field that breaks a rule which the
// contract cannot say.
func (in PlaceInput) validate() error {
	var bad []errs.Field
	if a, err := mail.ParseAddress(in.Email); err != nil || a.Address != in.Email || !strings.Contains(in.Email, ".") {
		bad = append(bad, errs.Field{Path: "email", Code: "email", Message: "This is not an e-mail address."})
	}
	bad = append(bad, in.Shipping.validate("shipping")...)
	bad = append(bad, in.Billing.validate("billing")...)
	if len(bad) > 0 {
		return ErrInvalid.With(bad...)
	}
	return nil
}

func (a Address) validate(at string) []errs.Field {
	var bad []errs.Field
	for _, f := range []struct{ name, value string }{{"name", a.Name}, {"line1", a.Line1}, {"city", a.City}, {"postalCode", a.PostalCode}} {
		if strings.TrimSpace(f.value) == "" {
			bad = append(bad, errs.Field{Path: at + "." + f.name, Code: "required", Message: "This is needed."})
		}
	}
	if r, err := language.ParseRegion(a.Country); err != nil || !r.IsCountry() || r.Canonicalize().String() != a.Country {
		bad = append(bad, errs.Field{Path: at + ".country", Code: "country", Message: "Use a country's two-letter code."})
	}
	return bad
}
