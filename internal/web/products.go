package web

// productsPage lists the products of all stores, a category's, or what words find.
func productsPage(v *visit) page {
	l := listingOf(v.query())
	products, categories := apiAddress(l.query(), "products"), categoriesAddress(l.Store)
	v.ask(products, categories)
	all, _ := read[list[category]](v.answers[categories])
	name, description := v.t("list.title"), v.t("meta.products", "site", v.name)
	if chosen := chosenCategory(l, all.Items); chosen != "" {
		name, description = chosen, v.t("meta.category", "name", chosen, "site", v.name)
	}
	if l.Words != "" {
		name = v.t("list.titleFor", "words", l.Words)
	}
	h := v.listHead(name, description, l, v.answers[products], atProducts)
	h.route = "products.tsx"
	h.NoIndex = l.Words != ""
	if !h.NoIndex && l.Store != "" {
		h.Canonical = v.absolute(atStore(l.Store)(l.canonical())) // the store has a page of its own
	}
	return page{head: h, shell: "products", data: struct {
		Title   string
		Browser browser
	}{name, v.browse(l, v.answers[products], all.Items, atProducts)}}
}

// listHead is the head of a page of products.
func (v *visit) listHead(name, description string, l listing, products answer, at func(listing) string) head {
	h := head{
		Title: v.title(name), Description: description, Canonical: v.absolute(at(l.canonical())),
	}
	found, ok := read[list[summary]](products)
	if !ok || len(found.Items) == 0 {
		return h
	}
	first := found.Items[0]
	h.Image, h.Preload = first.Image, preloadOf(first.Image, sizesOfThree)
	h.linked = append(h.linked, v.listLD(name, found.Items))
	if found.NextCursor != "" {
		h.Next = v.absolute(at(l.on(found.NextCursor)))
	}
	return h
}
