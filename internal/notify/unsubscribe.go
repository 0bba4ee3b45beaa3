package notify

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/google/uuid"

	"rialto/internal/keyring"
)

// UnsubscribePrefix is where UnsubscribePages are.
const UnsubscribePrefix = "/unsubscribe/"

const (
	pageNotifications = "/account/notifications"

	// What mail programs send (RFC 8058), in either encoding of forms.
	oneClickName, oneClickValue = "List-Unsubscribe", "One-Click"
	againName                   = "again"

	maxUnsubscribeForm = 4 << 10
	unsubscribeTimeout = 5 * time.Second
)

// links make and read the addresses of unsubscribing: who and what, and a MAC of
// both. They work for ever, without a session, and for their topic alone.
type links struct{ keys *keyring.Ring }

func (l links) to(who holder, topic Topic, lang string) string {
	raw := who.bytes()
	token := base64.RawURLEncoding.EncodeToString(append(raw, macOf(l.keys.First(), topic, raw)...))
	return UnsubscribePrefix + string(topic) + "?" + url.Values{"token": {token}, "lang": {lang}}.Encode()
}

// holder returns who is in a token that is ours.
func (l links) holder(topic Topic, token string) (holder, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) < sha256.Size {
		return holder{}, false
	}
	raw, given := raw[:len(raw)-sha256.Size], raw[len(raw)-sha256.Size:]
	if !slices.ContainsFunc(l.keys.All(), func(key []byte) bool { return hmac.Equal(given, macOf(key, topic, raw)) }) {
		return holder{}, false
	}
	return holderOf(raw), true
}

// bytes are the account's id, or the address's digest, which is longer.
func (h holder) bytes() []byte {
	if h.user != nil {
		return slices.Clone(h.user[:])
	}
	return slices.Clone(h.address)
}

func holderOf(raw []byte) holder {
	if id, err := uuid.FromBytes(raw); err == nil {
		return holder{user: &id}
	}
	return holder{address: raw}
}

func macOf(key []byte, topic Topic, who []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("unsubscribe:" + topic + ":"))
	h.Write(who)
	return h.Sum(nil)
}

// unsubscribeURL is the link of a mail to unsubscribe, empty for a mail that has
// to be.
func (s *Service) unsubscribeURL(to To, kind string) string {
	topic, optional := topicOf[kind]
	if !optional {
		return ""
	}
	return s.cfg.PublicURL + s.links.to(to.holder(), topic, to.Locale)
}

// UnsubscribePages serves the links of mails to unsubscribe (RFC 8058), under
// UnsubscribePrefix. Looking changes nothing, for programs that scan mails open
// links; a POST unsubscribes at once. It needs no cookie and no session: the link
// proves whose it is, as long as nobody forwards it, and all one can do with it is
// turn one topic off and on.
func (s *Service) UnsubscribePages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+UnsubscribePrefix+"style.css", serveStyle)
	mux.HandleFunc("GET "+UnsubscribePrefix+"{topic}", func(w http.ResponseWriter, r *http.Request) {
		s.showUnsubscribe(w, r, func(holder, Topic) (unsubscribeState, error) { return asks, nil })
	})
	mux.HandleFunc("POST "+UnsubscribePrefix+"{topic}", func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxUnsubscribeForm)
		s.showUnsubscribe(w, r, func(who holder, topic Topic) (unsubscribeState, error) {
			switch {
			case r.PostFormValue(againName) != "":
				return isOnAgain, s.choose(r.Context(), who, topic, true)
			case r.PostFormValue(oneClickName) == oneClickValue:
				return isOff, s.choose(r.Context(), who, topic, false)
			}
			return formIsBad, nil
		})
	})
	return http.TimeoutHandler(mux, unsubscribeTimeout, "That took too long. Please try again.")
}

// unsubscribePage is what is shown. Of what is empty there is nothing.
type unsubscribePage struct {
	Lang, Site, Title, Must, Settings, Home string
	Button                                  *unsubscribeButton
}

type unsubscribeButton struct {
	Label, Name, Value string
	Quiet              bool // it takes back what was done
}

// unsubscribeState is what became of a request.
type unsubscribeState int

const (
	linkIsBad unsubscribeState = iota
	formIsBad
	asks
	isOff
	isOnAgain
)

func (s *Service) showUnsubscribe(w http.ResponseWriter, r *http.Request, act func(holder, Topic) (unsubscribeState, error)) {
	topic := Topic(r.PathValue("topic"))
	who, ours := s.links.holder(topic, r.URL.Query().Get("token"))
	state := linkIsBad
	if ours && slices.Contains(Topics, topic) {
		var err error
		if state, err = act(who, topic); err != nil {
			s.fail(w, r, err)
			return
		}
	}
	lang := r.URL.Query().Get("lang")
	if _, known := s.locales[lang]; !known {
		lang = defaultLocale
	}
	p, err := s.unsubscribePage(lang, topic, state)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if who.user == nil {
		p.Settings = ""
	}
	status := map[unsubscribeState]int{linkIsBad: http.StatusNotFound, formIsBad: http.StatusBadRequest}[state]
	s.write(w, r, "unsubscribe.html", cmp.Or(status, http.StatusOK), p)
}

func (s *Service) unsubscribePage(lang string, topic Topic, state unsubscribeState) (unsubscribePage, error) {
	l := s.locales[lang]
	words := l.Unsubscribe
	f := filler{view: view{Site: oneLine(s.cfg.SiteName), Topic: l.Topics[topic].Name}}
	p := unsubscribePage{Lang: lang, Site: f.view.Site, Settings: words.All, Home: f.fill(words.Home)}
	switch state {
	case linkIsBad, formIsBad:
		p.Title = words.Bad
	case asks:
		p.Title, p.Must = f.fill(words.Ask), words.Must
		p.Button = &unsubscribeButton{Label: words.Stop, Name: oneClickName, Value: oneClickValue}
	case isOff:
		p.Title, p.Must = f.fill(words.Off), words.Must
		p.Button = &unsubscribeButton{Label: words.Again, Name: againName, Value: "1", Quiet: true}
	case isOnAgain:
		p.Title = f.fill(words.On)
	}
	return p, f.err
}
