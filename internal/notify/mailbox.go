package notify

import (
	"bytes"
	"embed"
	"encoding/json"
	"html/template"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/notify/internal/notifydb"
)

//go:embed page
var pageFiles embed.FS

var pages = template.Must(template.New("").Funcs(template.FuncMap{"stamp": stamp, "pieces": pieces}).ParseFS(pageFiles, "page/*.html"))

// mailboxSize is how many mails the mailbox lists.
const mailboxSize = 100

// MailboxPages serves /dev/mail, where a developer reads every mail, whoever it is
// to. It asks nobody who they are: it is not for production.
func (s *Service) MailboxPages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /dev/mail", s.showMailbox)
	mux.HandleFunc("GET /dev/mail.json", s.mailboxJSON)
	mux.HandleFunc("GET /dev/mail/style.css", serveStyle)
	mux.HandleFunc("GET /dev/mail/samples", s.showSamples)
	mux.HandleFunc("GET /dev/mail/samples/{locale}/{kind}", s.showSample)
	mux.HandleFunc("GET /dev/mail/{id}", s.showMail)
	mux.HandleFunc("GET /dev/mail/{id}/html", s.showHTML)
	return mux
}

func serveStyle(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache")
	http.ServeFileFS(w, r, pageFiles, "page/style.css")
}

// shownMail is a mail on the pages and in JSON.
type shownMail struct {
	ID        uuid.UUID  `json:"id"`
	Kind      string     `json:"kind"`
	To        string     `json:"to"`
	Locale    string     `json:"locale"`
	Subject   string     `json:"subject"`
	Text      string     `json:"text"`
	HTML      string     `json:"html"`
	Status    string     `json:"status"`
	Attempts  int32      `json:"attempts"`
	Problem   *string    `json:"problem"`
	CreatedAt time.Time  `json:"createdAt"`
	SentAt    *time.Time `json:"sentAt"`
}

func shownMailFromRow(r notifydb.NotifyMail) shownMail {
	return shownMail{
		ID: r.ID, Kind: r.Kind, To: r.Recipient, Locale: r.Locale, Subject: r.Subject, Text: r.Text, HTML: r.Html,
		Status: r.Status, Attempts: r.Attempts, Problem: r.Problem, CreatedAt: r.CreatedAt, SentAt: r.SentAt,
	}
}

func stamp(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04:05 UTC") }

// piece is a part of a plain text: an address or what is between two.
type piece struct{ Text, URL string }

var address = regexp.MustCompile(`https?://\S+`)

func pieces(text string) (cut []piece) {
	end := 0
	for _, at := range address.FindAllStringIndex(text, -1) {
		cut = append(cut, piece{Text: text[end:at[0]]}, piece{URL: text[at[0]:at[1]]})
		end = at[1]
	}
	return append(cut, piece{Text: text[end:]})
}

// mails are the newest ones, to the address in the query if there is one.
func (s *Service) mails(r *http.Request) (to string, found []shownMail, err error) {
	to = strings.ToLower(strings.TrimSpace(r.URL.Query().Get("to")))
	rows, err := s.q.ListMails(r.Context(), s.pool, notifydb.ListMailsParams{Recipient: to, PageSize: mailboxSize})
	found = make([]shownMail, len(rows))
	for i, row := range rows {
		found[i] = shownMailFromRow(row)
	}
	return to, found, err
}

func (s *Service) showMailbox(w http.ResponseWriter, r *http.Request) {
	to, found, err := s.mails(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	_, held := s.cfg.Transport.(Mailbox)
	s.write(w, r, "list.html", http.StatusOK, struct {
		Site, To string
		Held     bool // whether nothing is sent
		Limit    int
		Mails    []shownMail
	}{s.cfg.SiteName, to, held, mailboxSize, found})
}

func (s *Service) mailboxJSON(w http.ResponseWriter, r *http.Request) {
	_, found, err := s.mails(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(map[string]any{"items": found}) // the client is gone
}

func (s *Service) showMail(w http.ResponseWriter, r *http.Request) {
	if m, ok := s.mailOf(w, r); ok {
		s.write(w, r, "mail.html", http.StatusOK, struct {
			Site, From string
			Mail       shownMail
		}{s.cfg.SiteName, s.from.String(), m})
	}
}

// showHTML is the mail's own page, for a frame: its styles are inline, its
// links open new tabs, and nothing else in it works. Scripts are stopped by the
// policy and not by the sandbox, which would stop those of a browser test, too.
func (s *Service) showHTML(w http.ResponseWriter, r *http.Request) {
	m, ok := s.mailOf(w, r)
	if !ok {
		return
	}
	writeMail(w, m.HTML)
}

func writeMail(w http.ResponseWriter, html string) {
	setHeaders(w, "text/html; charset=utf-8", "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "+
		"style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'")
	_, _ = w.Write([]byte(html)) // the browser is gone
}

func (s *Service) mailOf(w http.ResponseWriter, r *http.Request) (shownMail, bool) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		http.NotFound(w, r)
		return shownMail{}, false
	}
	row, err := s.q.Mail(r.Context(), s.pool, id)
	switch {
	case db.NoRows(err):
		http.NotFound(w, r)
		return shownMail{}, false
	case err != nil:
		s.fail(w, r, err)
		return shownMail{}, false
	}
	return shownMailFromRow(row), true
}

func (s *Service) write(w http.ResponseWriter, r *http.Request, name string, status int, data any) {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		s.fail(w, r, err)
		return
	}
	setHeaders(w, "text/html; charset=utf-8", "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; "+
		"base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w) // the browser is gone
}

func setHeaders(w http.ResponseWriter, contentType, policy string) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
}

func (s *Service) fail(w http.ResponseWriter, r *http.Request, err error) {
	s.log.ErrorContext(r.Context(), "page about mails", "error", err)
	http.Error(w, "This does not work at the moment. Please try again later.", http.StatusInternalServerError)
}
