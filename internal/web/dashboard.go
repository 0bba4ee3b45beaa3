package web

import (
	"net/http"
	"strings"
)

// dashboardPages answers every address below /dashboard. Which pages there are, its
// app knows, and says so itself for the others: nobody sees any of them before
// the app knows who is signed in, and there is no shell.
func (s *site) dashboardPages() http.Handler {
	app := s.page(dashboardPage)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/") {
			s.elsewhere(w, r)
			return
		}
		app.ServeHTTP(w, r)
	})
}

func dashboardPage(v *visit) page {
	return page{
		head: head{Title: v.title(v.t("dashboard.title")), Description: v.t("home.lead"), NoIndex: true},
		app:  &v.dashboard,
	}
}
