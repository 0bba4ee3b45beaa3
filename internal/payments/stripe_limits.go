package payments

import (
	"rialto/internal/errs"
	"rialto/internal/money"
)

// ErrNotChargeable means that the provider charges no amount that is so small,
// or so large: an order over it could never be paid.
var ErrNotChargeable = errs.New(errs.Conflict, "amount_not_chargeable",
	"The payment provider cannot charge this amount. Add something to the cart, or order in parts.")

// maxCharge is the most that Stripe takes in one payment, in its minor units.
const maxCharge = 99_999_999

// minCharge is the least, for what has a minimum of its own; for other
// currencies it is half a dollar's worth, which Stripe alone can tell.
// https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
var minCharge = map[string]int64{
	"AUD": 50, "BRL": 50, "CAD": 50, "CHF": 50, "CZK": 1500, "DKK": 250, "EUR": 50, "GBP": 30, "HKD": 400, "HUF": 17500,
	"INR": 50, "JPY": 50, "MXN": 1000, "NOK": 300, "NZD": 50, "PLN": 200, "RON": 200, "SEK": 300, "SGD": 50, "USD": 50,
}

func chargeable(a money.Amount) bool {
	units, _, err := toStripe(a)
	return err == nil && units >= minCharge[a.Currency] && units <= maxCharge
}
