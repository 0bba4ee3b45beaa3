package stripesim

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"unicode"
	"unicode/utf8"
)

//go:embed page
var pageFiles embed.FS

var pages = template.Must(template.New("").ParseFS(pageFiles, "page/*.html"))

// checkout is what the hosted page shows of an open session.
type checkout struct {
	Merchant string
	Initial  string
	Total    string
	Email    string
	Lines    []checkoutLine
	Error    string // why the last try failed
	Back     bool   // whether there is a page to go back to
}

type checkoutLine struct {
	Name     string
	Quantity int64
	Each     string // empty for one
	Total    string
}

// notice is a page with nothing to do but go back.
type notice struct {
	Merchant string
	Done     bool
	Title    string
	Text     string
	Back     string
}

func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, cs session, problem string) {
	switch cs.Status {
	case "complete":
		s.renderNotice(w, r, status, notice{
			Merchant: s.cfg.MerchantName, Done: true, Back: cs.successURL(), Title: "This payment is complete",
			Text: "You have paid " + format(cs.AmountTotal, cs.Currency) + ". Nothing is charged a second time.",
		})
		return
	case "expired":
		n := notice{
			Merchant: s.cfg.MerchantName, Title: "This payment page has expired",
			Text: "It was open for a limited time, and nothing was charged. Go back to the shop to try again.",
		}
		if cs.CancelURL != nil {
			n.Back = *cs.CancelURL
		}
		s.renderNotice(w, r, status, n)
		return
	}
	c := checkout{
		Merchant: s.cfg.MerchantName, Initial: initial(s.cfg.MerchantName), Error: problem, Back: cs.CancelURL != nil,
		Total: format(cs.AmountTotal, cs.Currency),
	}
	if cs.CustomerEmail != nil {
		c.Email = *cs.CustomerEmail
	}
	for _, item := range cs.Items {
		line := checkoutLine{Name: item.Description, Quantity: item.Quantity, Total: format(item.AmountTotal, item.Currency)}
		if item.Quantity > 1 {
			line.Each = format(item.AmountTotal/item.Quantity, item.Currency)
		}
		c.Lines = append(c.Lines, line)
	}
	s.write(w, r, status, "checkout.html", c)
}

func (s *Server) renderNotice(w http.ResponseWriter, r *http.Request, status int, n notice) {
	s.write(w, r, status, "notice.html", n)
}

func (s *Server) write(w http.ResponseWriter, r *http.Request, status int, page string, data any) {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, page, data); err != nil {
		s.cfg.Log.ErrorContext(r.Context(), "stripe simulator: render page", "page", page, "error", err)
		http.Error(w, "The payment page does not work at the moment.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	// No form-action: the answer to the form is a redirect to the shop, which
	// may be another origin.
	h.Set("Content-Security-Policy", "default-src 'self'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w) // the browser is gone
}

// serveFile serves a file that the pages link to.
func serveFile(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		http.ServeFileFS(w, r, pageFiles, "page/"+name)
	}
}

// initial is the letter that stands for the merchant.
func initial(name string) string {
	r, size := utf8.DecodeRuneInString(name)
	if size == 0 {
		return "?"
	}
	return string(unicode.ToUpper(r))
}
