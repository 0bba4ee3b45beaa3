package metrics

import (
	"context"
	"net/http"
	"regexp"

	"github.com/google/uuid"

	"rialto/internal/traces"
)

type requestKey struct{}

// request is what is known of a request while it is answered, by one goroutine
// at a time.
type request struct{ id, operation string }

func requestOf(ctx context.Context) *request {
	r, _ := ctx.Value(requestKey{}).(*request)
	return r
}

// RequestID is the id of the request that ctx belongs to, "" outside of one.
func RequestID(ctx context.Context) string {
	if r := requestOf(ctx); r != nil {
		return r.id
	}
	return ""
}

// SetOperation names what the request that ctx belongs to asks for, by a name of
// which there are few, such as an operation of the contract. Without it a request
// is counted by the kind of its address. Outside of a request it does nothing.
func SetOperation(ctx context.Context, name string) {
	if r := requestOf(ctx); r != nil && name != "" {
		r.operation = name
	}
}

// Operation is what SetOperation said, or the kind of address; "" outside of a
// request.
func Operation(ctx context.Context) string {
	if r := requestOf(ctx); r != nil {
		return r.operation
	}
	return ""
}

const requestIDHeader = "X-Request-Id"

var goodRequestID = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// withRequest takes the id a proxy gave the request, or makes one, and answers
// with it.
func withRequest(w http.ResponseWriter, r *http.Request) (*http.Request, *request) {
	known := &request{id: r.Header.Get(requestIDHeader), operation: area(r.URL.Path)}
	if !goodRequestID.MatchString(known.id) {
		known.id = uuid.NewString()
	}
	w.Header().Set(requestIDHeader, known.id)
	return r.WithContext(traces.WithCorrelation(context.WithValue(r.Context(), requestKey{}, known), known.id)), known
}
