package stripesim

import "testing"

func TestFormat(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		units    int64
		currency string
		want     string
	}{
		{5, "eur", "€0.05"}, {129900, "eur", "€1,299.00"}, {123456789, "usd", "$1,234,567.89"}, {1200, "jpy", "¥1,200"},
		{12340, "kwd", "KWD\u00a012.340"}, {0, "gbp", "£0.00"}, {100000, "chf", "CHF\u00a01,000.00"},
	} {
		if got := format(test.units, test.currency); got != test.want {
			t.Errorf("format(%d, %s) = %q, want %q", test.units, test.currency, got, test.want)
		}
	}
}
