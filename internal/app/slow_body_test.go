package app

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// held is a body of which nothing is sent before something else was done.
type held struct {
	first func()
	body  io.Reader
}

func (h *held) Read(b []byte) (int, error) {
	if h.first != nil {
		h.first()
		h.first = nil
	}
	return h.body.Read(b)
}

// A request that has begun with a session that then ends is not let through:
// whoever is thrown out would else leave one open, and finish it afterwards.
func TestSessionEndsWhileABodyIsOnItsWay(t *testing.T) {
	t.Parallel()
	m := start(t)
	thief := m.signUp(t, "ada@example.org")
	owner := m.signIn(t, "ada@example.org")
	body := `{"name":"mine","scopes":["account:write"],"expiresInDays":365}`
	late := &held{body: strings.NewReader(body), first: func() {
		want(t, "end the other sessions", m.call("DELETE", "/me/sessions", "", owner.bearer()...), http.StatusNoContent, "")
	}}
	req, err := http.NewRequest(http.MethodPost, m.url+"/api/v1/me/api-keys", late)
	must(t, err)
	req.ContentLength = int64(len(body))
	req.Header.Set("Authorization", "Bearer "+thief.AccessToken)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Expect", "100-continue") // the server asks for the body when it reads it
	client := http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	must(t, err)
	defer res.Body.Close()
	if res.StatusCode != http.StatusUnauthorized || late.first != nil {
		t.Errorf("got %d, want 401 after the session ended", res.StatusCode)
	}
}
