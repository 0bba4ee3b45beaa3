package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"rialto/internal/db"
)

// The answer to a write says where the database's log is after it, in a header and in a
// cookie. A read that brings it back never sees less than that write: neither from a
// replica nor from memory.
const (
	PositionHeader = "Rialto-Position"
	positionCookie = "rialto_position"
	// positionLife is longer than any replica that is read may be behind.
	positionLife = time.Hour
	// askPosition is how long an answer to a write waits for its position.
	askPosition = time.Second
)

// positions tell writers how far they are, and say of readers how far they have to see.
// Without replicas there is nothing to tell: what is read is as old as the cache at most.
type positions struct {
	replicas *db.Replicas // nil: none
	browser  browser
}

// seenBy is what a reader has to see at least. Somebody who has signed in and says nothing
// may have written anything.
func (p positions) seenBy(r *http.Request) db.Position {
	if p.replicas == nil {
		return 0
	}
	if said := r.Header.Get(PositionHeader); said != "" {
		return positionOf(said)
	}
	if len(r.Header["Cookie"]) > 0 {
		if c, err := r.Cookie(positionCookie); err == nil {
			return positionOf(c.Value)
		}
	}
	if r.Header.Get("Authorization") != "" {
		return db.Everything
	}
	return 0
}

// positionOf takes what cannot be read for the furthest there is: that is slow at worst.
func positionOf(text string) db.Position {
	at, ok := db.ParsePosition(strings.TrimSpace(text))
	if !ok {
		return db.Everything
	}
	return at
}

// stamp returns a writer that gives the position with an answer that may have changed
// something.
func (p positions) stamp(w http.ResponseWriter, r *http.Request) http.ResponseWriter {
	if p.replicas == nil {
		return w
	}
	return &stamper{ResponseWriter: w, give: func() { p.give(r.Context(), w.Header()) }}
}

func (p positions) give(ctx context.Context, to http.Header) {
	// Who has hung up needs no answer, but a proxy may still pass it on.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), askPosition)
	defer cancel()
	at, err := p.replicas.Committed(ctx)
	if err != nil {
		at = db.Everything // so they read from the primary
	}
	to.Set(PositionHeader, at.String())
	to.Add("Set-Cookie", (&http.Cookie{
		Name: positionCookie, Value: at.String(), Path: "/", MaxAge: int(positionLife.Seconds()),
		HttpOnly: true, Secure: p.browser.secure, SameSite: http.SameSiteLaxMode,
	}).String())
}

// stamper gives the position before the answer begins, which is after the write's commit.
type stamper struct {
	http.ResponseWriter
	give  func()
	begun bool
}

// WriteHeader gives the position unless the request was refused: that has changed nothing.
func (s *stamper) WriteHeader(status int) {
	if !s.begun && status >= http.StatusOK {
		s.begun = true
		if status < http.StatusBadRequest || status >= http.StatusInternalServerError {
			s.give()
		}
	}
	s.ResponseWriter.WriteHeader(status)
}

// Write begins the answer, if nothing has.
func (s *stamper) Write(b []byte) (int, error) {
	if !s.begun {
		s.WriteHeader(http.StatusOK)
	}
	return s.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *stamper) Unwrap() http.ResponseWriter { return s.ResponseWriter }
