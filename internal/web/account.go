package web

// accountPages are the pages of the account's app by their paths;
// web/build/app-pages.ts has the same list for the development server. They
// are one visitor's own: nothing of them comes from here.
var accountPages = map[string]struct{ title, route string }{
	"/login":                 {"login.title", "login.tsx"},
	"/register":              {"register.title", "register.tsx"},
	"/verify-email":          {"verify.title", "verify-email.tsx"},
	"/forgot-password":       {"forgot.title", "forgot-password.tsx"},
	"/reset-password":        {"reset.title", "reset-password.tsx"},
	"/confirm-email":         {"email.confirmTitle", "confirm-email.tsx"},
	"/accept-invitation":     {"invitation.title", "accept-invitation.tsx"},
	"/stock-wish":            {"wish.title", "stock-wish.tsx"},
	"/account/notifications": {"notifications.title", "notifications.tsx"},
	"/account":               {"profile.title", "profile.tsx"},
	"/account/orders":        {"history.title", "orders.tsx"},
	"/account/addresses":     {"addresses.title", "addresses.tsx"},
	"/account/security":      {"security.title", "security.tsx"},
	"/account/sessions":      {"sessions.title", "sessions.tsx"},
	"/account/privacy":       {"privacy.title", "privacy.tsx"},
}

func accountPage(of struct{ title, route string }) builder {
	return func(v *visit) page {
		p := privatePage(of.title, of.route)(v)
		p.app = &v.account
		return p
	}
}
