package web

import "rialto/internal/money"

// price writes an amount as the web app does for the language.
func price(lang string, a money.Amount) string { return a.In(lang) }
