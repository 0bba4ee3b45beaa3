package web

// dashboardPages are the pages of the dashboard's app by their patterns;
// web/build/app-pages.ts has the same list for the development server.
var dashboardPages = map[string]string{
	"/dashboard":              "overview.tsx",
	"/dashboard/users":        "users.tsx",
	"/dashboard/users/{user}": "user.tsx",
	"/dashboard/audit-log":    "audit-log.tsx",
}

// dashboardPage has a frame of its own, which nobody sees before the app knows
// who is signed in: there is no shell.
func dashboardPage(route string) builder {
	return func(v *visit) page {
		return page{
			head: head{Title: v.title(v.t("dashboard.title")), Description: v.t("home.lead"), NoIndex: true, route: route},
			app:  &v.dashboard,
		}
	}
}
