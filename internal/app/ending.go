package app

import (
	"context"
	"net/http"
	"time"
)

// lasting returns a context that ends as long after asked as the delay is. From asked's
// end on the program says that it is not ready.
func (m *modules) lasting(asked context.Context, delay time.Duration) context.Context {
	ctx, end := context.WithCancel(context.WithoutCancel(asked))
	context.AfterFunc(asked, func() {
		m.ending.Store(true)
		time.AfterFunc(delay, end)
	})
	return ctx
}

// sendAway asks the proxy of an ending program for new connections, which then lead
// elsewhere, with each answer: a connection that is closed while it is idle may be closed
// while a request is on its way.
func (m *modules) sendAway(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if m.ending.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}
