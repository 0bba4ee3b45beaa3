package stores

import (
	"context"
	"fmt"
	"net/mail"
	"regexp"
	"strings"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/postal"
	"rialto/internal/stores/internal/storesdb"
)

// Business is who is behind a store.
type Business struct {
	Address      postal.Address // with the legal name
	Email        string
	Registration string // such as a trade register and the number in it
	TaxID        string // a VAT number with its country in front, a national number, or empty
	Version      int    // 0: nothing was given yet
}

// VATID is the business's VAT number, which the law wants to be shown to buyers,
// or empty. A national tax number is nobody's business.
func (b Business) VATID() string {
	if len(b.TaxID) > 2 && vatForms[b.TaxID[:2]] != nil {
		return b.TaxID
	}
	return ""
}

// Business returns who is behind a store; its version is 0 when nobody said.
func (s *Service) Business(ctx context.Context, store uuid.UUID) (b Business, err error) {
	err = db.InStoreSnapshot(ctx, s.pool, store, func(tx db.Tx) error {
		b, err = s.BusinessTx(ctx, tx, store)
		return err
	})
	return b, err
}

// BusinessTx is Business in a transaction that may see the store.
func (s *Service) BusinessTx(ctx context.Context, tx db.Tx, store uuid.UUID) (Business, error) {
	row, err := s.q.Business(ctx, tx, store)
	if db.NoRows(err) {
		return Business{}, nil
	}
	if err != nil {
		return Business{}, fmt.Errorf("business: %w", err)
	}
	return businessFromRow(row), nil
}

// BusinessInput is who is behind a store, as it is to be.
type BusinessInput struct {
	Actor, StoreID uuid.UUID
	Business       // with the version that is changed
}

// PutBusiness says who is behind a store. It returns ErrStale, or
// ErrBusinessInvalid with the fields.
func (r *Registry) PutBusiness(ctx context.Context, in BusinessInput) (b Business, err error) {
	in.Email = strings.TrimSpace(in.Email)
	in.Registration = oneLine(in.Registration)
	in.TaxID = compact(in.TaxID)
	if bad := in.problems(); len(bad) > 0 {
		return Business{}, ErrBusinessInvalid.With(bad...)
	}
	err = db.InStoreTx(ctx, r.pool, in.StoreID, func(tx db.Tx) error {
		row, err := r.q.PutBusiness(ctx, tx, storesdb.PutBusinessParams{
			StoreID: in.StoreID, Version: int32(in.Version), Now: r.now(), Name: in.Address.Name, Line1: in.Address.Line1, Line2: in.Address.Line2,
			City: in.Address.City, Region: in.Address.Region, PostalCode: in.Address.PostalCode, Country: in.Address.Country,
			Phone: in.Address.Phone, Email: in.Email, Registration: in.Registration, TaxID: in.TaxID,
		})
		if db.NoRows(err) {
			return ErrStale
		}
		if err != nil {
			return fmt.Errorf("put business: %w", err)
		}
		b = businessFromRow(row)
		if err := db.LeaveStoreTx(ctx, tx); err != nil {
			return err
		}
		return r.recordTx(ctx, tx, &in.Actor, "store.business_changed", in.StoreID, nil)
	})
	return b, err
}

func (b Business) problems() []errs.Field {
	bad := b.Address.Problems("address")
	if a, err := mail.ParseAddress(b.Email); err != nil || a.Address != b.Email || !strings.Contains(b.Email, ".") {
		bad = append(bad, errs.Field{Path: "email", Code: "email", Message: "This is not an e-mail address."})
	}
	if b.TaxID != "" && !validTaxID(b.TaxID) {
		bad = append(bad, errs.Field{Path: "taxId", Code: "tax_id", Message: "This is neither a VAT number nor a tax number."})
	}
	return bad
}

// vatForms are the forms of VAT numbers by the letters in front (Council
// Directive 2006/112/EC, Art. 215; Greece is EL, Northern Ireland XI).
var vatForms = func() map[string]*regexp.Regexp {
	forms := map[string]*regexp.Regexp{}
	for country, form := range map[string]string{
		"AT": `U\d{8}`, "BE": `[01]\d{9}`, "BG": `\d{9,10}`, "CY": `\d{8}[A-Z]`, "CZ": `\d{8,10}`, "DE": `\d{9}`, "DK": `\d{8}`,
		"EE": `\d{9}`, "EL": `\d{9}`, "ES": `[A-Z0-9]\d{7}[A-Z0-9]`, "FI": `\d{8}`, "FR": `[A-HJ-NP-Z0-9]{2}\d{9}`, "HR": `\d{11}`,
		"HU": `\d{8}`, "IE": `\d[A-Z0-9+*]\d{5}[A-Z]{1,2}`, "IT": `\d{11}`, "LT": `(\d{9}|\d{12})`, "LU": `\d{8}`, "LV": `\d{11}`,
		"MT": `\d{8}`, "NL": `[A-Z0-9+*]{10}\d{2}`, "PL": `\d{10}`, "PT": `\d{9}`, "RO": `\d{2,10}`, "SE": `\d{12}`, "SI": `\d{8}`,
		"SK": `\d{10}`, "XI": `(\d{9}|\d{12}|GD\d{3}|HA\d{3})`, "GB": `(\d{9}|\d{12}|GD\d{3}|HA\d{3})`, "CH": `E\d{9}(MWST|TVA|IVA)?`,
	} {
		forms[country] = regexp.MustCompile("^" + form + "$")
	}
	return forms
}()

// nationalTaxID is the form of everything else that a tax office may call
// somebody: digits, and some letters among them.
var nationalTaxID = regexp.MustCompile(`^[A-Z0-9/]{5,25}$`)

func validTaxID(id string) bool {
	if len(id) > 2 && vatForms[id[:2]] != nil {
		return vatForms[id[:2]].MatchString(id[2:])
	}
	return nationalTaxID.MatchString(id) && strings.ContainsAny(id, "0123456789")
}

// compact is a number as machines write it: capitals, without what only helps
// the eye.
func compact(number string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", ".", "", "\u00a0", "").Replace(strings.TrimSpace(number)))
}

func businessFromRow(r storesdb.StoresBusiness) Business {
	return Business{
		Address: postal.Address{
			Name: r.Name, Line1: r.Line1, Line2: r.Line2, City: r.City, Region: r.Region, PostalCode: r.PostalCode, Country: r.Country, Phone: r.Phone,
		},
		Email: r.Email, Registration: r.Registration, TaxID: r.TaxID, Version: int(r.Version),
	}
}
