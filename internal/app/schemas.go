package app

import (
	"net/http"
	"strings"

	"rialto/internal/events"
)

// serveEventSchema answers with the JSON Schema of an event, for those who get
// events from a broker or by webhooks.
func serveEventSchema(w http.ResponseWriter, r *http.Request) {
	name, _ := strings.CutSuffix(r.PathValue("file"), ".json")
	schema, ok := events.Schema(name)
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/schema+json")
	h.Set("Cache-Control", "public, max-age=3600")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Access-Control-Allow-Origin", "*") // a validator in a browser may read it
	_, _ = w.Write(schema)
}
