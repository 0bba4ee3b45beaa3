// Package money holds amounts in the minor unit of a currency.
package money

import (
	"errors"
	"fmt"
	"strings"
)

// ErrCurrencyMismatch is returned when amounts of two currencies are combined.
var ErrCurrencyMismatch = errors.New("money: currencies differ")

// Amount is a number of minor units, such as cents, of one ISO 4217 currency.
type Amount struct {
	Minor    int64  `json:"amount"`
	Currency string `json:"currency"`
}

// Add returns a+b.
func (a Amount) Add(b Amount) (Amount, error) {
	if a.Currency != b.Currency {
		return Amount{}, ErrCurrencyMismatch
	}
	return Amount{a.Minor + b.Minor, a.Currency}, nil
}

// Times returns a multiplied by n.
func (a Amount) Times(n int) Amount { return Amount{a.Minor * int64(n), a.Currency} }

// String formats a for logs and plain text, such as "12.99 EUR".
func (a Amount) String() string {
	d := Digits(a.Currency)
	sign, minor := "", a.Minor
	if minor < 0 {
		sign, minor = "-", -minor
	}
	s := fmt.Sprintf("%0*d", d+1, minor)
	if d > 0 {
		s = s[:len(s)-d] + "." + s[len(s)-d:]
	}
	return sign + s + " " + a.Currency
}

// Digits is the number of decimals of a currency's minor unit (ISO 4217).
// A currency that is not listed has two.
func Digits(currency string) int {
	switch currency {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	}
	return 2
}

// ErrSyntax is returned by Parse for text that is not a plain decimal number
// or has more decimals than the currency.
var ErrSyntax = errors.New("money: not an amount of this currency")

// maxDigits keeps every parsed amount far inside an int64.
const maxDigits = 15

// Parse reads a plain decimal such as "12.9" or "500" as an amount of currency.
// It accepts neither signs nor separators of thousands.
func Parse(decimal, currency string) (Amount, error) {
	whole, frac, _ := strings.Cut(decimal, ".")
	d := Digits(currency)
	frac = strings.TrimRight(frac, "0")
	if whole == "" || len(frac) > d || len(whole)+d > maxDigits {
		return Amount{}, ErrSyntax
	}
	var minor int64
	for _, r := range whole + frac + strings.Repeat("0", d-len(frac)) {
		if r < '0' || r > '9' {
			return Amount{}, ErrSyntax
		}
		minor = minor*10 + int64(r-'0')
	}
	return Amount{minor, currency}, nil
}
