package web

import (
	"net/http"
	"net/url"
)

const bannerSizes = "(min-width: 80rem) 75rem, 96vw"

// storesPage lists the stores.
func storesPage(v *visit) page {
	query := url.Values{}
	cursor := single(v.query(), "cursor")
	if cursor != "" {
		query.Set("cursor", cursor)
	}
	address := apiAddress(query, "stores")
	v.ask(address)
	found, ok := read[list[store]](v.answers[address])
	if !ok {
		return unloaded(v, "stores.index.tsx")
	}
	h := head{
		Title: v.title(v.t("stores.title")), Description: v.t("stores.lead"), Canonical: v.absolute(pageAddress(query, "stores")),
		route: "stores.index.tsx",
	}
	data := struct {
		Stores      storeCards
		First, Next string
	}{Stores: storeCards{found.Items, 2}}
	if cursor != "" {
		data.First = "/stores"
	}
	if found.NextCursor != "" {
		data.Next = pageAddress(url.Values{"cursor": {found.NextCursor}}, "stores")
		h.Next = v.absolute(data.Next)
	}
	if len(found.Items) > 0 {
		h.linked = append(h.linked, v.storesLD(v.t("stores.title"), found.Items))
		h.Image = found.Items[0].Banner
	}
	return page{head: h, shell: "stores", data: data}
}

// storePage is a store's own page with its products.
func storePage(v *visit) page {
	slug := v.r.PathValue("store")
	l := listingOf(v.query())
	l.Store = slug
	address, products, categories := apiAddress(nil, "stores", slug), apiAddress(l.query(), "products"), categoriesAddress(slug)
	v.ask(address, products, categories)
	if v.answers[address].status == http.StatusNotFound {
		return notFoundPage(v)
	}
	shown, ok := read[store](v.answers[address])
	if !ok {
		return unloaded(v, "stores.$store.index.tsx")
	}
	all, _ := read[list[category]](v.answers[categories])
	at := atStore(slug)
	h := v.listHead(shown.Name, v.describeStore(shown), l, v.answers[products], at)
	h.route = "stores.$store.index.tsx"
	h.NoIndex = l.Words != ""
	h.linked = append([]any{v.storeLD(shown), v.pathLD(crumb{v.t("stores.title"), "/stores"}, crumb{shown.Name, shown.Path()})}, h.linked...)
	if shown.Banner != nil {
		h.Image, h.Preload = shown.Banner, preloadOf(shown.Banner, bannerSizes)
	}
	return page{head: h, shell: "store", data: struct {
		Store       store
		BannerSizes string
		Browser     browser
	}{shown, bannerSizes, v.browse(l, v.answers[products], all.Items, at)}}
}

func (v *visit) describeStore(s store) string {
	text := s.Tagline
	if s.Description != "" {
		text += " " + s.Description
	}
	if short := shortened(text, 160); short != "" {
		return short
	}
	return v.t("meta.store", "name", s.Name, "site", v.name)
}
