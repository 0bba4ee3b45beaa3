package money_test

import (
	"testing"

	"rialto/internal/money"
)

// The expected texts are what Intl.NumberFormat writes.
func TestIn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		minor            int64
		currency, en, de string
	}{
		{1299, "EUR", "€12.99", "12,99\u00a0€"},
		{0, "EUR", "€0.00", "0,00\u00a0€"},
		{5, "EUR", "€0.05", "0,05\u00a0€"},
		{123450, "EUR", "€1,234.50", "1.234,50\u00a0€"},
		{-123456789, "EUR", "-€1,234,567.89", "-1.234.567,89\u00a0€"},
		{9223372036854775807, "USD", "$92,233,720,368,547,758.07", "92.233.720.368.547.758,07\u00a0$"},
		{12, "JPY", "¥12", "12\u00a0¥"},
		{1234, "KWD", "KWD\u00a01.234", "1,234\u00a0KWD"},
		{1299, "CHF", "CHF\u00a012.99", "12,99\u00a0CHF"},
		{1299, "AUD", "A$12.99", "12,99\u00a0AU$"},
		{1299, "THB", "THB\u00a012.99", "12,99\u00a0฿"},
	} {
		a := money.Amount{Minor: c.minor, Currency: c.currency}
		if got := a.In("en"); got != c.en {
			t.Errorf("English %q, want %q", got, c.en)
		}
		if got := a.In("de"); got != c.de {
			t.Errorf("German %q, want %q", got, c.de)
		}
	}
}
