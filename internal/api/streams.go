package api

import (
	"context"
	"net/http"
	"time"
)

// streamTimeout is for how long a body that streams may be on its way.
const streamTimeout = 5 * time.Minute

// giveTime lets a request take longer than one of the API may.
func giveTime(w http.ResponseWriter) {
	until, control := time.Now().Add(streamTimeout), http.NewResponseController(w)
	// Without deadlines of its own the request has those of every other.
	_ = control.SetReadDeadline(until)
	_ = control.SetWriteDeadline(until.Add(time.Minute))
}

type secondLookKey struct{}

func withSecondLook(ctx context.Context, look func(context.Context) error) context.Context {
	return context.WithValue(ctx, secondLookKey{}, look)
}

// stillAllowed asks the gate again, once a body that streams has arrived: whoever
// was thrown out meanwhile could else finish a request held back. An answer that
// goes on asks now and then.
func stillAllowed(ctx context.Context) error {
	look, ok := ctx.Value(secondLookKey{}).(func(context.Context) error)
	if !ok {
		panic("api: an operation reads a stream, and its contract does not say so")
	}
	return look(ctx)
}
