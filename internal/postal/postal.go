// Package postal provides addresses of people: what is in one, and whether
// something can be sent there.
package postal

import (
	"strings"

	"golang.org/x/text/language"

	"rialto/internal/errs"
)

// Address is where something goes.
type Address struct {
	Name, Line1, Line2, City, Region, PostalCode string
	Country                                      string // ISO 3166-1 alpha-2
	Phone                                        string
}

// Problems names every part that breaks a rule which the contract cannot say.
// at is the address's own path, such as "shipping".
func (a Address) Problems(at string) (bad []errs.Field) {
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
