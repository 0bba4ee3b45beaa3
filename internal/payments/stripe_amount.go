package payments

import (
	"fmt"
	"strings"

	"rialto/internal/money"
)

// Stripe counts in the minor units of ISO 4217 with a few exceptions:
// https://docs.stripe.com/currencies#special-cases

// toStripe returns an amount as Stripe counts it, with its currency in lower
// case. An amount that is finer than Stripe can charge is errProviderRefused.
func toStripe(a money.Amount) (units int64, currency string, err error) {
	units, fine := a.Minor, false
	switch a.Currency {
	case "ISK", "UGX": // no decimals, but Stripe wants two zeros
		units *= 100
	case "MGA": // two decimals, but none at Stripe
		units, fine = a.Minor/100, a.Minor%100 != 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": // three decimals, the last of them 0
		fine = a.Minor%10 != 0
	}
	if fine {
		return 0, "", fmt.Errorf("%w: an amount too fine for %s", errProviderRefused, a.Currency)
	}
	return units, strings.ToLower(a.Currency), nil
}

// fromStripe is the way back.
func fromStripe(units int64, currency string) money.Amount {
	a := money.Amount{Minor: units, Currency: strings.ToUpper(currency)}
	switch a.Currency {
	case "ISK", "UGX":
		a.Minor /= 100
	case "MGA":
		a.Minor *= 100
	}
	return a
}
