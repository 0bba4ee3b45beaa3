package notify_test

import (
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"
	"github.com/google/uuid"
	dto "github.com/prometheus/client_model/go"

	"github.com/prometheus/client_golang/prometheus"

	"rialto/internal/db"
	"rialto/internal/notify"
)

var (
	alert = notify.StockAlert{Store: "Ink", Products: []notify.StockLine{{Name: "Mug", Left: 1}}, Path: "/dashboard/stores/ink/inventory"}
	back  = notify.StockBack{Product: "Mug", Path: "/stores/ink/products/mug"}
)

// write writes a mail about c.
func (d *desk) write(t *testing.T, to notify.To, c notify.Content) {
	t.Helper()
	check(t, db.InTx(t.Context(), d.pool, func(tx db.Tx) error {
		return d.SendTx(t.Context(), tx, to, uuid.NewString(), c)
	}))
}

// kinds are those of all mails there are, in their order.
func (d *desk) kinds(t *testing.T) string {
	t.Helper()
	return d.text(t, "SELECT coalesce(string_agg(kind, ' ' ORDER BY id), '') FROM notify.mails")
}

func wantKinds(t *testing.T, d *desk, want string) {
	t.Helper()
	if got := d.kinds(t); got != want {
		t.Errorf("mails are %q, want %q", got, want)
	}
}

func TestPreferences(t *testing.T) {
	t.Parallel()
	d := newDesk(t, notify.Mailbox{})
	ada, grace := d.user(t, "ada@example.com"), d.user(t, "grace@example.com")
	want := func(user notify.To, off ...notify.Topic) {
		t.Helper()
		wants, err := d.Preferences(t.Context(), *user.UserID)
		check(t, err)
		if len(wants) != len(notify.Topics) {
			t.Errorf("got %v", wants)
		}
		for _, topic := range notify.Topics {
			if wants[topic] == contains(off, topic) {
				t.Errorf("%s: wants mails %t", topic, wants[topic])
			}
		}
	}
	want(ada)
	d.write(t, ada, alert)
	for range 2 {
		check(t, d.SetPreference(t.Context(), *ada.UserID, notify.StockAlerts, false))
	}
	want(ada, notify.StockAlerts)
	want(grace)
	wantKinds(t, d, "") // what was queued is not sent any more
	d.write(t, ada, alert)
	d.write(t, ada, back)
	d.write(t, grace, alert)
	wantKinds(t, d, "stock_back stock_alert")
	d.drain(t)
	for range 2 {
		check(t, d.SetPreference(t.Context(), *ada.UserID, notify.StockAlerts, true))
	}
	want(ada)
	d.write(t, ada, alert)
	wantKinds(t, d, "stock_back stock_alert stock_alert")
	d.exec(t, "DELETE FROM auth.users")
	if n := d.text(t, "SELECT count(*)::text FROM notify.opt_outs"); n != "0" {
		t.Errorf("%s choices outlive their accounts", n)
	}
}

func contains(list []notify.Topic, topic notify.Topic) bool {
	for _, one := range list {
		if one == topic {
			return true
		}
	}
	return false
}

// Nobody can do without a mail that has to be.
func TestMailsThatHaveToBe(t *testing.T) {
	t.Parallel()
	d := newDesk(t, notify.Mailbox{})
	ada := d.user(t, "ada@example.com")
	for _, topic := range notify.Topics {
		check(t, d.SetPreference(t.Context(), *ada.UserID, topic, false))
	}
	optional := map[string]bool{"stock_alert.low": true, "stock_alert.out": true, "stock_back": true, "store_order_paid": true, "import_ended.done": true, "import_ended.failed": true}
	for _, c := range notify.Samples() {
		key := notify.TextKey(c)
		d.exec(t, "DELETE FROM notify.mails")
		d.write(t, ada, c)
		written := d.kinds(t) != ""
		if written == optional[key] {
			t.Errorf("%s: written %t", key, written)
		}
		for _, lang := range []string{"en", "de"} {
			m, err := d.Render(lang, c)
			check(t, err)
			for _, part := range []string{m.HTML, m.Text} {
				if strings.Contains(part, "/unsubscribe/") != optional[key] {
					t.Errorf("%s in %s: has a link to unsubscribe %t", key, lang, !optional[key])
				}
			}
		}
	}
}

var unsubscribeLink = regexp.MustCompile(`https://shop\.example(/unsubscribe/\S+)`)

// unsubscribe asks for a path as a mail program does: without cookies.
func (d *desk) unsubscribe(t *testing.T, method, path, form string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(form))
	if form != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return d.answer(r)
}

func (d *desk) answer(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	d.UnsubscribePages().ServeHTTP(w, r)
	return w
}

const oneClick = "List-Unsubscribe=One-Click"

func TestUnsubscribing(t *testing.T) {
	t.Parallel()
	// setup writes a mail about stock to somebody and returns its link.
	setup := func(t *testing.T, to func(*desk) notify.To) (d *desk, link string, again func() string) {
		t.Helper()
		d = newDesk(t, notify.Mailbox{})
		who := to(d)
		again = func() string {
			t.Helper()
			d.exec(t, "DELETE FROM notify.mails")
			d.write(t, who, back)
			return d.kinds(t)
		}
		again()
		found := unsubscribeLink.FindStringSubmatch(d.text(t, "SELECT text FROM notify.mails"))
		if found == nil {
			t.Fatal("no link in the mail")
		}
		return d, found[1], again
	}
	account := func(t *testing.T) func(*desk) notify.To {
		return func(d *desk) notify.To { return d.user(t, "ada@example.com") }
	}
	guest := func(*desk) notify.To { return notify.To{Address: "Guest@example.com", Locale: "de"} }

	t.Run("by one click of an account", func(t *testing.T) {
		t.Parallel()
		d, link, again := setup(t, account(t))
		for range 2 {
			w := d.unsubscribe(t, http.MethodPost, link, oneClick)
			wantPage(t, w, http.StatusOK, "You get no more mails about products that are back in stock.", "Get them again", `href="/account/notifications"`)
			if w.Header().Get("Set-Cookie") != "" || w.Header().Get("Referrer-Policy") != "no-referrer" {
				t.Errorf("headers: %v", w.Header())
			}
		}
		if kinds := again(); kinds != "" {
			t.Errorf("written: %s", kinds)
		}
		wantPage(t, d.unsubscribe(t, http.MethodPost, link, "again=1"), http.StatusOK, "You get mails about products that are back in stock again.")
		if kinds := again(); kinds != "stock_back" {
			t.Errorf("written: %q", kinds)
		}
	})
	t.Run("by one click of an address, which is not kept", func(t *testing.T) {
		t.Parallel()
		d, link, again := setup(t, guest)
		w := d.unsubscribe(t, http.MethodPost, link, oneClick)
		wantPage(t, w, http.StatusOK, "Du bekommst keine Mails mehr über Produkte, die wieder da sind.", `<html lang="de">`)
		if strings.Contains(w.Body.String(), "/account/") {
			t.Error("a guest is led to an account")
		}
		if kinds := again(); kinds != "" {
			t.Errorf("written: %s", kinds)
		}
		if found := d.text(t, "SELECT count(*)::text FROM notify.opt_outs o WHERE o::text ILIKE '%guest%'"); found != "0" {
			t.Error("the address is kept")
		}
		d.write(t, notify.To{Address: "other@example.com"}, back)
		wantKinds(t, d, "stock_back")
	})
	t.Run("by a form of many parts", func(t *testing.T) {
		t.Parallel()
		d, link, again := setup(t, guest)
		var body strings.Builder
		form := multipart.NewWriter(&body)
		check(t, form.WriteField("List-Unsubscribe", "One-Click"))
		check(t, form.Close())
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, link, strings.NewReader(body.String()))
		r.Header.Set("Content-Type", form.FormDataContentType())
		wantPage(t, d.answer(r), http.StatusOK)
		if kinds := again(); kinds != "" {
			t.Errorf("written: %s", kinds)
		}
	})
	t.Run("is not done by looking", func(t *testing.T) {
		t.Parallel()
		d, link, again := setup(t, account(t))
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			wantPage(t, d.unsubscribe(t, method, link, ""), http.StatusOK)
		}
		wantPage(t, d.unsubscribe(t, http.MethodGet, link+"&List-Unsubscribe=One-Click", ""), http.StatusOK,
			"Do you want no more mails about products that are back in stock?", `method="post"`, `name="List-Unsubscribe" value="One-Click"`)
		wantPage(t, d.unsubscribe(t, http.MethodPost, link+"&List-Unsubscribe=One-Click", ""), http.StatusBadRequest)
		wantPage(t, d.unsubscribe(t, http.MethodPost, link, "x="+strings.Repeat("y", 8<<10)+"&"+oneClick), http.StatusBadRequest)
		if kinds := again(); kinds != "stock_back" {
			t.Errorf("written: %q", kinds)
		}
	})
	t.Run("takes the link of the topic alone", func(t *testing.T) {
		t.Parallel()
		d, link, again := setup(t, account(t))
		u, err := url.Parse(link)
		check(t, err)
		token := u.Query().Get("token")
		turned := strings.Map(func(r rune) rune {
			if r == 'A' {
				return 'B'
			}
			return r
		}, token)
		for _, path := range []string{
			"/unsubscribe/stock_alerts?token=" + token, "/unsubscribe/reset_password?token=" + token, "/unsubscribe/back_in_stock?token=" + turned + "A",
			"/unsubscribe/back_in_stock?token=" + token[:20], "/unsubscribe/back_in_stock", "/unsubscribe/back_in_stock?token=%00",
		} {
			wantPage(t, d.unsubscribe(t, http.MethodPost, path, oneClick), http.StatusNotFound, "This link is no longer good")
		}
		if n := d.text(t, "SELECT count(*)::text FROM notify.opt_outs"); n != "0" {
			t.Errorf("%s choices", n)
		}
		if kinds := again(); kinds != "stock_back" {
			t.Errorf("written: %q", kinds)
		}
		res := d.unsubscribe(t, http.MethodGet, "/unsubscribe/style.css", "").Result()
		css, err := io.ReadAll(res.Body)
		check(t, err)
		if !strings.Contains(string(css), ".card") {
			t.Error("there is no style")
		}
	})
	t.Run("of an account that is gone does nothing", func(t *testing.T) {
		t.Parallel()
		d, link, _ := setup(t, account(t))
		d.exec(t, "DELETE FROM auth.users")
		wantPage(t, d.unsubscribe(t, http.MethodPost, link, oneClick), http.StatusOK)
	})
}

func TestRefusedAddresses(t *testing.T) {
	t.Parallel()
	o := newOffice(t, false, false)
	d := newDesk(t, smtpTo(t, "smtp://%s", o))
	ada := d.user(t, "ada@example.com")
	refusal := func() (notify.Refusal, bool) {
		t.Helper()
		found, err := d.Refusals(t.Context(), "x@example.com", "ada@example.com")
		check(t, err)
		r, refused := found["ada@example.com"]
		return r, refused
	}
	for _, answer := range []smtp.SMTPError{
		{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "we do not like you"},
		{Code: 553, EnhancedCode: smtp.EnhancedCode{5, 1, 8}, Message: "bad sender"},
		{Code: 552, EnhancedCode: smtp.EnhancedCode{5, 2, 2}, Message: "full"},
	} {
		o.answer("RCPT", answer.Code, answer.EnhancedCode, answer.Message)
		d.write(t, ada, alert)
		d.drain(t)
		if r, refused := refusal(); refused {
			t.Errorf("%s: %+v", answer.Message, r)
		}
	}
	o.answer("RCPT", 550, smtp.EnhancedCode{5, 1, 1}, "no such person")
	d.write(t, ada, resetLink)
	d.drain(t)
	if r, refused := refusal(); !refused || r.Answer != "550 5.1.1" || r.Since.IsZero() {
		t.Errorf("got %+v, %t", r, refused)
	}
	before := d.kinds(t)
	d.write(t, ada, alert)
	d.write(t, notify.To{Address: "ada@EXAMPLE.com"}, back)
	wantKinds(t, d, before)

	d.write(t, ada, resetLink) // a mail that has to be goes there, and arrives
	d.drain(t)
	if r, refused := refusal(); refused {
		t.Errorf("it took a mail and is still refused: %+v", r)
	}
	d.write(t, ada, alert)
	wantKinds(t, d, before+" reset_password stock_alert")
	d.drain(t)

	o.answer("RCPT", 550, smtp.EnhancedCode{5, 1, 1}, "no such person")
	for range 2 {
		check(t, d.SendTest(t.Context(), ada))
	}
	d.drain(t)
	if _, refused := refusal(); !refused {
		t.Error("the test mail was refused, which was forgotten")
	}
	d.skip(366 * 24 * 60 * 60 * 1e9)
	check(t, d.ForgetOld(t.Context()))
	if r, refused := refusal(); refused {
		t.Errorf("remembered for ever: %+v", r)
	}
}

func TestFigures(t *testing.T) {
	t.Parallel()
	o := newOffice(t, false, false)
	d := newDesk(t, smtpTo(t, "smtp://%s", o))
	ada := d.user(t, "ada@example.com")
	d.write(t, ada, resetLink)
	d.drain(t)
	o.answer("RCPT", 550, smtp.EnhancedCode{5, 1, 1}, "no such person")
	d.write(t, ada, resetLink)
	d.drain(t)
	o.answer("RCPT", 451, smtp.EnhancedCode{4, 3, 0}, "later")
	d.write(t, ada, resetLink)
	if err := d.bus.Drain(t.Context()); err == nil {
		t.Error("no failure")
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(d.Service)
	families, err := registry.Gather()
	check(t, err)
	got := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			got[f.GetName()+" "+labels(m)] = m.GetCounter().GetValue() + m.GetGauge().GetValue()
		}
	}
	for name, want := range map[string]float64{
		"rialto_mail_attempts_total reset_password sent": 1, "rialto_mail_attempts_total reset_password failed": 1,
		"rialto_mail_attempts_total reset_password put_off": 1, "rialto_mails_queued reset_password": 1,
	} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	if age := got["rialto_mails_oldest_seconds reset_password"]; age <= 0 || age > 60 {
		t.Errorf("the oldest has waited for %v s", age)
	}
}

func labels(m *dto.Metric) string {
	var values []string
	for _, l := range m.GetLabel() {
		values = append(values, l.GetValue())
	}
	return strings.Join(values, " ")
}

// A cause is told of once, whatever kind of mail it is, and however often its event comes.
func TestOneMailForACause(t *testing.T) {
	t.Parallel()
	d := newDesk(t, notify.Mailbox{})
	ada, grace := d.user(t, "ada@example.com"), d.user(t, "grace@example.com")
	write := func() {
		t.Helper()
		check(t, db.InTx(t.Context(), d.pool, func(tx db.Tx) error {
			for _, c := range notify.Samples() {
				for cause, to := range map[string]notify.To{"to ada": ada, "to grace": grace} {
					if err := d.SendTx(t.Context(), tx, to, notify.TextKey(c)+" "+cause, c); err != nil {
						return err
					}
				}
			}
			return nil
		}))
	}
	write()
	write() // while they wait
	d.drain(t)
	write() // after they were sent
	d.drain(t)
	if got, want := d.text(t, "SELECT count(*) || ' ' || sum(attempts) FROM notify.mails"), strings.Repeat(fmt.Sprint(2*len(notify.Samples()))+" ", 2); got+" " != want {
		t.Errorf("mails and attempts are %s, want %s", got, want)
	}
}
