package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// askFor is how long a page waits for its data; without them it is sent all
// the same and the app asks for itself.
const askFor = 1500 * time.Millisecond

// answer is what the API said. The zero value is no answer in time.
type answer struct {
	status int
	body   json.RawMessage
}

// ask calls the API for all addresses at once and gives the answers by
// address. What did not answer within the limit is missing. The visitor who asks
// sees what they have written, if position says how far that was.
func (s *site) ask(ctx context.Context, position string, limit time.Duration, addresses ...string) map[string]answer {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	type said struct {
		address string
		answer  answer
	}
	// Room for all: one that comes too late must not wait for a reader for ever.
	answers := make(chan said, len(addresses))
	for _, address := range addresses {
		go func() { answers <- said{address, s.call(ctx, position, address)} }()
	}
	found := make(map[string]answer, len(addresses))
	for range addresses {
		select {
		case a := <-answers:
			found[a.address] = a.answer
		case <-ctx.Done():
			return found
		}
	}
	return found
}

// call asks the API as a visitor without other cookies would: what is written into a
// page is public. A panic is logged and is no answer; it must not end the program.
func (s *site) call(ctx context.Context, position, address string) (a answer) {
	defer func() {
		if failure := recover(); failure != nil {
			s.log.ErrorContext(ctx, "the API panicked for a page", "address", address, "panic", fmt.Sprint(failure))
			a = answer{}
		}
	}()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+address, http.NoBody)
	if err != nil {
		return answer{}
	}
	r.RequestURI = address // a server's request has it, and never a nil body
	r.Header.Set("Accept", "application/json")
	if position != "" {
		r.Header.Set(positionHeader, position)
	}
	rec := &recorder{header: http.Header{}}
	s.api.ServeHTTP(rec, r)
	if rec.status == 0 {
		rec.status = http.StatusOK
	}
	if rec.status == http.StatusOK && !json.Valid(rec.body.Bytes()) {
		return answer{}
	}
	return answer{rec.status, rec.body.Bytes()}
}

// read decodes the answer; false when there is none or it is not a success.
func read[T any](a answer) (value T, ok bool) {
	if a.status != http.StatusOK {
		return value, false
	}
	return value, json.Unmarshal(a.body, &value) == nil
}

// recorder keeps an answer instead of sending it.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) Write(b []byte) (int, error) { r.WriteHeader(http.StatusOK); return r.body.Write(b) }
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}
