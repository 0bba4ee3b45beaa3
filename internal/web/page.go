package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
)

// visit is one request for a page.
type visit struct {
	*site
	visitor
	r       *http.Request
	answers map[string]answer // of the API, by canonical address
}

// page is what a visit leads to.
type page struct {
	status int // 0 is 200
	head   head
	app    *index // nil is the storefront
	shell  string // name of the template of the main part; "" leaves #root empty
	data   any    // of the template
}

// builder makes one kind of page.
type builder func(*visit) page

func (s *site) page(build builder) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{site: s, visitor: visitorOf(r), r: r, answers: map[string]answer{}}
		key := fmt.Sprint(v.visitor, " ", r.URL.RequestURI())
		if kept, hit := s.pages.GetIfPresent(key); hit {
			kept.send(w, r)
			return
		}
		p := build(v)
		html, err := v.render(p)
		if err != nil {
			// The page works without its shell; a template that fails is for us to mend.
			s.log.ErrorContext(r.Context(), "render the page", "path", r.URL.Path, "error", err)
			p.shell = ""
			if html, err = v.render(p); err != nil {
				http.Error(w, "Internal Server Error", http.StatusInternalServerError)
				return
			}
		}
		done := finish(max(p.status, http.StatusOK), html)
		if v.isWhole() {
			s.pages.Set(key, done)
		}
		done.send(w, r)
	})
}

// ask asks the API for all addresses at once; what succeeds goes into the page.
func (v *visit) ask(addresses ...string) {
	found := v.site.ask(v.r.Context(), v.position, askFor, addresses...)
	for _, address := range addresses {
		v.answers[address] = found[address]
	}
}

// isWhole says whether everything that was asked for came. Pages that ask for
// nothing are not worth keeping, and an order's address is nobody's business.
func (v *visit) isWhole() bool {
	for _, a := range v.answers {
		if a.status != http.StatusOK {
			return false
		}
	}
	return len(v.answers) > 0
}

// t is a text in the visitor's language.
func (v *visit) t(key string, arguments ...any) string {
	return v.texts.say(v.lang, key, arguments...)
}

// title names a page as the app will.
func (v *visit) title(name string) string { return name + " · " + v.name }

// absolute is an address of ours with the host.
func (v *visit) absolute(path string) string {
	if strings.HasPrefix(path, "/") {
		return v.base + path
	}
	return path
}

// render writes head, shell and state into the built page.
func (v *visit) render(p page) ([]byte, error) {
	var b bytes.Buffer
	x := v.index
	if p.app != nil {
		x = *p.app
	}
	b.WriteString(x.beforeLang)
	b.WriteString(`<html lang="` + v.lang + `"`)
	if v.theme != "" {
		b.WriteString(` data-theme="` + v.theme + `"`)
	}
	b.WriteString(x.beforeHead)
	if err := v.writeHead(&b, x, p.head); err != nil {
		return nil, err
	}
	b.WriteString(x.beforeBody)
	if p.shell != "" {
		if err := v.writeShell(&b, p); err != nil {
			return nil, err
		}
	}
	b.WriteString(x.beforeState)
	if err := v.writeState(&b); err != nil {
		return nil, err
	}
	b.WriteString(x.rest)
	return b.Bytes(), nil
}

func (v *visit) writeShell(b *bytes.Buffer, p page) error {
	t := v.templates[v.lang]
	var main bytes.Buffer
	if err := t.ExecuteTemplate(&main, p.shell, p.data); err != nil {
		return err
	}
	section, _, _ := strings.Cut(strings.TrimPrefix(v.r.URL.Path, "/"), "/")
	return t.ExecuteTemplate(b, "shell", struct {
		SiteName, Section, Words, Lang, Theme string
		SignIn                                string // "" leads to the account instead
		Main                                  template.HTML
	}{
		v.name, section, listingOf(v.query()).Words, v.lang, v.theme, v.signIn(p),
		template.HTML(main.String()), //nolint:gosec // the template above escaped it
	})
}

// signIn is the address of the sign-in, which leads back, for those who may
// need it. An address with a token is a key to an order, and stays where it is.
func (v *visit) signIn(p page) string {
	switch {
	case v.signedIn || p.app != nil:
		return ""
	case v.query().Has("token"):
		return "/login"
	}
	return "/login?returnTo=" + url.QueryEscape(v.r.URL.RequestURI())
}

// writeState writes the answers that succeeded. It is data: the policy against
// inline scripts does not concern it, and json.Marshal escapes "<".
func (v *visit) writeState(b *bytes.Buffer) error {
	state := map[string]json.RawMessage{}
	for address, a := range v.answers {
		if a.status == http.StatusOK {
			state[address] = a.body
		}
	}
	raw, err := json.Marshal(state)
	if err != nil {
		return fmt.Errorf("state of the page: %w", err)
	}
	b.WriteString(`<script type="application/json" id="__STATE__">`)
	b.Write(raw)
	b.WriteString(`</script>`)
	return nil
}

// query is the page's parameters; those that cannot be read are left out.
func (v *visit) query() url.Values { return v.r.URL.Query() }

// privatePage is a page that is one visitor's own: nothing of it comes from
// here. Its shell ends with the header, for a footer would move when the app
// draws what stands above it.
func privatePage(titleKey, route string) builder {
	return func(v *visit) page {
		return page{
			head:  head{Title: v.title(v.t(titleKey)), Description: v.t("home.lead"), NoIndex: true, route: route},
			shell: "blank",
		}
	}
}

// orderingPage is a private page of the checkout or of an order.
func orderingPage(titleKey, route string) builder {
	return func(v *visit) page {
		p := privatePage(titleKey, route)(v)
		p.head.words = "ordering"
		return p
	}
}

// notFoundPage is for an address that leads nowhere.
func notFoundPage(v *visit) page {
	return page{
		status: http.StatusNotFound,
		head:   head{Title: v.title(v.t("notFound.title")), Description: v.t("notFound.text"), NoIndex: true},
		shell:  "message",
	}
}

// unloaded is a page whose data did not come: the app asks for them itself.
func unloaded(v *visit, route string) page {
	return page{head: head{Title: v.name, Description: v.t("home.lead"), Canonical: v.absolute(v.r.URL.EscapedPath()), route: route}}
}
