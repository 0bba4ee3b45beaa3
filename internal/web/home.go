package web

import "net/url"

const heroSizes = "(min-width: 48rem) 22rem, 55vw"

// homePage shows what is new, the categories and some stores.
func homePage(v *visit) page {
	products := apiAddress(url.Values{"inStock": {"true"}, "limit": {"12"}, "sort": {"newest"}}, "products")
	stores := apiAddress(url.Values{"limit": {"6"}, "sort": {"featured"}}, "stores")
	categories := apiAddress(nil, "categories")
	v.ask(products, stores, categories)
	newest, ok := read[list[summary]](v.answers[products])
	some, _ := read[list[store]](v.answers[stores])
	all, _ := read[list[category]](v.answers[categories])
	if !ok {
		return unloaded(v, "index.tsx")
	}

	hero := make([]*summary, 4)
	for i := range min(len(hero), len(newest.Items)) {
		hero[i] = &newest.Items[i]
	}
	h := head{
		Title: v.name, Description: v.t("home.lead"), Canonical: v.base + "/", route: "index.tsx",
		linked: []any{v.websiteLD(), v.organizationLD()},
	}
	if hero[0] != nil {
		h.Image, h.Preload = hero[0].Image, preloadOf(hero[0].Image, heroSizes)
	}
	return page{head: h, shell: "home", data: struct {
		Hero       []*summary
		HeroSizes  string
		Categories []category
		New        grid
		Stores     storeCards
	}{
		hero, heroSizes, topCategories(all.Items, 12),
		gridOf(newest.Items[min(4, len(newest.Items)):], false, 0, 3), storeCards{some.Items, 3},
	}}
}
