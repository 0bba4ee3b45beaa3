package stripesim

import (
	"fmt"
	"net/http"
)

// apiError is an error as Stripe tells it.
// https://docs.stripe.com/api/errors
type apiError struct {
	status  int
	Type    string `json:"type"`
	Code    string `json:"code,omitempty"`
	Param   string `json:"param,omitempty"`
	Message string `json:"message"`
	DocURL  string `json:"doc_url,omitempty"`
}

func (e *apiError) Error() string { return fmt.Sprintf("%d %s: %s", e.status, e.Code, e.Message) }

func invalid(code, param, format string, args ...any) *apiError {
	e := &apiError{
		status: http.StatusBadRequest, Type: "invalid_request_error",
		Code: code, Param: param, Message: fmt.Sprintf(format, args...),
	}
	if code != "" {
		e.DocURL = "https://docs.stripe.com/error-codes#" + code
	}
	return e
}

func missing(kind, id string) *apiError {
	e := invalid("resource_missing", "id", "No such %s: '%s'", kind, id)
	e.status = http.StatusNotFound
	return e
}

func idempotencyError(status int, code, message string) *apiError {
	return &apiError{status: status, Type: "idempotency_error", Code: code, Message: message}
}

func broken(status int) *apiError {
	return &apiError{status: status, Type: "api_error", Message: "Sorry! There was an error while talking to Stripe (a simulated one, or one of the simulator)."}
}
