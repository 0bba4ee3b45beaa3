package money

import "strings"

// signs are what CLDR writes for a currency in English and German both; of any
// other the code is written.
var signs = map[string]string{
	"BRL": "R$", "CAD": "CA$", "CNY": "CN¥", "EUR": "€", "GBP": "£", "HKD": "HK$", "ILS": "₪", "INR": "₹", "JPY": "¥",
	"KRW": "₩", "MXN": "MX$", "NZD": "NZ$", "TWD": "NT$", "USD": "$", "VND": "₫", "XCD": "EC$", "XPF": "CFPF",
}

var signsOnly = map[string]map[string]string{
	"en": {"AUD": "A$", "PHP": "₱"},
	"de": {"AUD": "AU$", "THB": "฿"},
}

const noBreak = "\u00a0"

// Decimal writes an amount exactly, with a point and without a currency: "12.99".
func (a Amount) Decimal() string { return strings.TrimSuffix(a.String(), " "+a.Currency) }

// In writes an amount as Intl.NumberFormat does for the language, exactly:
// "€12.99" in English, "12,99 €" in German.
func (a Amount) In(lang string) string {
	sign := Sign(lang, a.Currency)
	number, minus := strings.CutPrefix(a.Decimal(), "-")
	lead := ""
	if minus {
		lead = "-"
	}
	if lang == "de" {
		return lead + grouped(number, ".", ",") + noBreak + sign
	}
	gap := ""
	if last := sign[len(sign)-1]; 'A' <= last && last <= 'Z' {
		gap = noBreak // between letters and digits
	}
	return lead + sign + gap + grouped(number, ",", ".")
}

// Sign is how the language writes the currency beside a number.
func Sign(lang, currency string) string {
	if sign, known := signs[currency]; known {
		return sign
	}
	if sign, known := signsOnly[lang][currency]; known {
		return sign
	}
	return currency
}

// grouped separates the thousands of a plain decimal and writes its point as given.
func grouped(number, thousands, point string) string {
	whole, fraction, _ := strings.Cut(number, ".")
	var b strings.Builder
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(thousands)
		}
		b.WriteRune(digit)
	}
	if fraction != "" {
		b.WriteString(point + fraction)
	}
	return b.String()
}
