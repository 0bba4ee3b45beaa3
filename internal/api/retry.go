package api

import "net/http"

// retryAfter tells a client when to come again, for problems that pass.
func retryAfter(w http.ResponseWriter, code string) {
	switch code {
	case "idempotency_key_in_flight":
		w.Header().Set("Retry-After", "1")
	case "payment_provider_unavailable":
		w.Header().Set("Retry-After", "5")
	}
}
