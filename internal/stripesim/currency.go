package stripesim

import (
	"strconv"
	"strings"
)

// maxAmount is the most that one payment can be, in minor units.
const maxAmount = 99_999_999

// What Stripe takes, by how it counts: https://docs.stripe.com/currencies
const (
	twoDecimals = "aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny cop crc " +
		"cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr isk jmd kes kgs khr kyd kzt " +
		"lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar " +
		"ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah ugx usd uyu uzs wst xcd yer zar zmw"
	noDecimals    = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"
	threeDecimals = "bhd jod kwd omr tnd"
)

func in(list, currency string) bool {
	return len(currency) == 3 && strings.Contains(" "+list+" ", " "+currency+" ")
}

func supported(currency string) bool {
	return in(twoDecimals, currency) || in(noDecimals, currency) || in(threeDecimals, currency)
}

func decimals(currency string) int {
	switch {
	case in(noDecimals, currency):
		return 0
	case in(threeDecimals, currency):
		return 3
	}
	return 2
}

// step is what amounts must be a multiple of.
func step(currency string) int64 {
	switch {
	case in(threeDecimals, currency):
		return 10
	case currency == "isk", currency == "ugx":
		return 100
	}
	return 1
}

// minimum is the least that can be charged. Stripe has no fixed one for the
// currencies that are not listed, but half a dollar's worth.
func minimum(currency string) int64 {
	switch currency {
	case "eur", "usd", "chf", "cad", "aud", "nzd", "sgd", "brl", "inr", "jpy":
		return 50
	case "gbp":
		return 30
	case "dkk":
		return 250
	case "nok", "sek":
		return 300
	case "pln", "ron":
		return 200
	case "czk":
		return 1500
	case "huf":
		return 17500
	case "hkd":
		return 400
	case "mxn":
		return 1000
	}
	return 1
}

var symbols = map[string]string{
	"eur": "€", "usd": "$", "gbp": "£", "jpy": "¥", "inr": "₹", "krw": "₩",
	"cad": "CA$", "aud": "A$", "nzd": "NZ$", "hkd": "HK$", "sgd": "S$", "brl": "R$", "mxn": "MX$",
}

// format writes an amount for people, such as €1,299.00.
func format(units int64, currency string) string {
	d := decimals(currency)
	digits := strconv.FormatInt(units, 10)
	if pad := d + 1 - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	whole, fraction := digits[:len(digits)-d], digits[len(digits)-d:]
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if d > 0 {
		whole += "." + fraction
	}
	if symbol, ok := symbols[currency]; ok {
		return symbol + whole
	}
	return strings.ToUpper(currency) + "\u00a0" + whole
}
