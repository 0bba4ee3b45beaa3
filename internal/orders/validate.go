package orders

import (
	"net/mail"
	"strings"

	"rialto/internal/errs"
)

// validate returns ErrInvalid with every field that breaks a rule which the
// contract cannot say.
func (in PlaceInput) validate() error {
	var bad []errs.Field
	if a, err := mail.ParseAddress(in.Email); err != nil || a.Address != in.Email || !strings.Contains(in.Email, ".") {
		bad = append(bad, errs.Field{Path: "email", Code: "email", Message: "This is not an e-mail address."})
	}
	bad = append(bad, in.Shipping.Problems("shipping")...)
	bad = append(bad, in.Billing.Problems("billing")...)
	if len(bad) > 0 {
		return ErrInvalid.With(bad...)
	}
	return nil
}
