package money_test

import (
	"errors"
	"testing"

	"rialto/internal/money"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text, currency string
		want           int64
		err            error
	}{
		{"12.99", "EUR", 1299, nil},
		{"12.9", "EUR", 1290, nil},
		{"500", "EUR", 50000, nil},
		{"500.00", "JPY", 500, nil},
		{"1.234", "KWD", 1234, nil},
		{"0", "EUR", 0, nil},
		{"1.999", "EUR", 0, money.ErrSyntax},
		{"-1", "EUR", 0, money.ErrSyntax},
		{"1,5", "EUR", 0, money.ErrSyntax},
		{"", "EUR", 0, money.ErrSyntax},
		{".5", "EUR", 0, money.ErrSyntax},
		{"99999999999999999999", "EUR", 0, money.ErrSyntax},
	} {
		got, err := money.Parse(tt.text, tt.currency)
		if !errors.Is(err, tt.err) || got.Minor != tt.want {
			t.Errorf("Parse(%q, %s) = %d, %v; want %d, %v", tt.text, tt.currency, got.Minor, err, tt.want, tt.err)
		}
	}
}

func TestString(t *testing.T) {
	t.Parallel()
	for want, a := range map[string]money.Amount{
		"12.99 EUR": {Minor: 1299, Currency: "EUR"},
		"-0.05 EUR": {Minor: -5, Currency: "EUR"},
		"500 JPY":   {Minor: 500, Currency: "JPY"},
		"0.007 KWD": {Minor: 7, Currency: "KWD"},
	} {
		if got := a.String(); got != want {
			t.Errorf("%#v = %q, want %q", a, got, want)
		}
	}
}
