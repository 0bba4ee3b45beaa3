package notify

import (
	"cmp"
	"embed"
	"fmt"
	html "html/template"
	"strings"
	text "text/template"
	"time"
)

//go:embed layout
var layoutFiles embed.FS

// layouts are the frames around what every mail says.
type layouts struct {
	html *html.Template
	text *text.Template
}

func readLayouts() (layouts, error) {
	h, err := html.ParseFS(layoutFiles, "layout/mail.html")
	if err != nil {
		return layouts{}, fmt.Errorf("layout of mails: %w", err)
	}
	t, err := text.ParseFS(layoutFiles, "layout/mail.txt")
	if err != nil {
		return layouts{}, fmt.Errorf("layout of mails: %w", err)
	}
	return layouts{h, t}, nil
}

// rendered is a mail as it is sent.
type rendered struct{ subject, html, text string }

// page is what the layouts show.
type page struct {
	Lang, Site, SiteURL, Initial string
	Subject, Preview, Title      string
	Before                       []string // paragraphs above the links
	Rows                         []row    // of a list below them
	Links                        []link   // the first one is a button
	After                        []string // and below
	Fallback, Reason             string
	Stop, Settings               link // without a URL in mails that have to be
}

type link struct{ Label, URL string }

// Rule underlines the title in plain text.
func (p page) Rule() string { return strings.Repeat("=", len([]rune(p.Title))) }

// view is what the texts can mention.
type view struct {
	Site, ValidFor, Store, Role, Product   string
	Topic                                  string
	Host                                   string
	Order, Amount, Reason, Carrier, Number string // Amount is empty for nothing

	Stock []StockLine
	More  int

	imported
}

// Total is how many there are, named or not.
func (v view) Total() int { return len(v.Stock) + v.More }

func (s *Service) render(to To, c Content) (rendered, error) {
	d := c.mail()
	p, err := s.page(to.Locale, d)
	if err != nil {
		return rendered{}, err
	}
	l := s.locales[to.Locale]
	if p.Stop.URL = s.unsubscribeURL(to, d.kind); p.Stop.URL != "" {
		p.Stop.Label = l.Stop
		if to.UserID != nil {
			p.Settings = link{l.Settings, s.address(pageNotifications)}
		}
	}
	var h, t strings.Builder
	if err := s.layouts.html.Execute(&h, p); err != nil {
		return rendered{}, err
	}
	if err := s.layouts.text.Execute(&t, p); err != nil {
		return rendered{}, err
	}
	return rendered{subject: p.Subject, html: h.String(), text: t.String()}, nil
}

func (s *Service) page(lang string, d description) (page, error) {
	l := s.locales[lang]
	words, known := l.Mails[d.textKey()]
	if !known {
		return page{}, fmt.Errorf("no text for a mail of kind %s in %s", d.textKey(), lang)
	}
	if len(words.Links) != len(d.paths) {
		return page{}, fmt.Errorf("text of %s in %s has %d links and not %d", d.textKey(), lang, len(words.Links), len(d.paths))
	}
	role, known := l.Roles[d.role]
	if d.role != "" && !known {
		return page{}, fmt.Errorf("no word for the role %q in %s", d.role, lang)
	}
	f := filler{view: view{Site: oneLine(s.cfg.SiteName), ValidFor: l.duration(d.validFor), Store: oneLine(d.store), Role: role}}
	f.view.Order, f.view.Reason = d.sale.order, oneLine(cmp.Or(d.sale.reason, d.reason))
	f.view.Carrier, f.view.Number = oneLine(d.sale.carrier), oneLine(d.sale.number)
	f.view.imported = d.imported
	f.view.File = oneLine(d.imported.File)
	f.view.Product, f.view.More, f.view.Host = oneLine(d.product), d.more, oneLine(d.host)
	for _, line := range d.stock {
		f.view.Stock = append(f.view.Stock, StockLine{oneLine(line.Name), line.Left})
	}
	if d.sale.amount.Minor > 0 {
		f.view.Amount = d.sale.amount.In(lang)
	}
	p := page{
		Lang: lang, Site: f.view.Site, SiteURL: s.cfg.PublicURL, Initial: initial(f.view.Site),
		Subject: f.fill(words.Subject), Preview: f.fill(words.Preview), Title: f.fill(words.Title),
		Before: f.fillAll(words.Before), Rows: rowsOf(lang, d.sale.lines), After: f.fillAll(words.After),
		Fallback: f.fill(l.Fallback), Reason: f.fill(l.reason(d)),
	}
	for _, line := range f.view.Stock {
		p.Rows = append(p.Rows, row{line.Name, l.left(line.Left)})
	}
	for i, label := range f.fillAll(words.Links) {
		p.Links = append(p.Links, link{Label: label, URL: s.address(d.paths[i])})
	}
	return p, f.err
}

// reason is why one gets a mail.
func (l locale) reason(d description) string {
	if topic, optional := topicOf[d.kind]; optional {
		return l.Topics[topic].Reason
	}
	switch {
	case d.sale.order != "":
		return l.Reasons["order"]
	case d.store != "":
		return l.Reasons["store"]
	case d.product != "":
		return l.Reasons["wish"]
	}
	return l.Reasons["account"]
}

// left is how many of something there are, in words; empty for none.
func (l locale) left(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(l.Left, n)
}

// address is where a link leads: to us, or to a carrier's page.
func (s *Service) address(path string) string {
	if strings.HasPrefix(path, "https://") {
		return path
	}
	return s.cfg.PublicURL + path
}

// filler fills texts with one view and remembers the first failure.
type filler struct {
	view view
	err  error
}

func (f *filler) fill(words string) string {
	var b strings.Builder
	t, err := text.New("").Parse(words)
	if err == nil {
		err = t.Execute(&b, f.view)
	}
	if err != nil && f.err == nil {
		f.err = err
	}
	return b.String()
}

func (f *filler) fillAll(words []string) []string {
	filled := make([]string, len(words))
	for i, w := range words {
		filled[i] = f.fill(w)
	}
	return filled
}

// oneLine is a name without what would break a header or a line.
func oneLine(name string) string { return strings.Join(strings.Fields(name), " ") }

func initial(name string) string {
	for _, r := range name {
		return strings.ToUpper(string(r))
	}
	return "?"
}

// duration is a length of time in words, in the largest unit that it is a
// multiple of, but "24 hours" and not "1 day".
func (l locale) duration(d time.Duration) string {
	const day = 24 * time.Hour
	unit, n := l.Durations.Minutes, d/time.Minute
	switch {
	case d > day && d%day == 0:
		unit, n = l.Durations.Days, d/day
	case d >= time.Hour && d%time.Hour == 0:
		unit, n = l.Durations.Hours, d/time.Hour
	}
	if n == 1 {
		return fmt.Sprintf(unit.One, n)
	}
	return fmt.Sprintf(unit.Other, n)
}
