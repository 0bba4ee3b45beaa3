package web

// Data about a page for search engines, in the words of schema.org.

type object map[string]any

const schema = "https://schema.org"

func (v *visit) websiteLD() object {
	return object{
		"@context": schema, "@type": "WebSite", "name": v.name, "url": v.base + "/", "inLanguage": v.lang,
		"potentialAction": object{
			"@type":       "SearchAction",
			"target":      object{"@type": "EntryPoint", "urlTemplate": v.base + "/products?q={search_term_string}"},
			"query-input": "required name=search_term_string",
		},
	}
}

func (v *visit) organizationLD() object {
	o := object{"@context": schema, "@type": "Organization", "name": v.name, "url": v.base + "/"}
	if v.files.has("/favicon.svg") {
		o["logo"] = v.base + "/favicon.svg"
	}
	return o
}

// storeLD describes a seller: OnlineStore is schema.org's Organization that
// sells; its Store is one with a door.
func (v *visit) storeLD(s store) object {
	o := object{"@context": schema, "@type": "OnlineStore", "name": s.Name, "url": v.absolute(s.Path())}
	for name, text := range map[string]string{"slogan": s.Tagline, "description": s.Description, "location": s.Location} {
		if text != "" {
			o[name] = text
		}
	}
	if s.Logo != nil {
		o["logo"] = v.absolute(s.Logo.URL)
	}
	if s.Banner != nil {
		o["image"] = v.absolute(s.Banner.URL)
	}
	return o
}

func (v *visit) productLD(p product, description string) object {
	o := object{
		"@context": schema, "@type": "Product", "name": p.Name, "description": description, "url": v.absolute(p.Path()),
		"offers": v.offersLD(p),
	}
	var images []string
	for _, image := range p.Images {
		images = append(images, v.absolute(image.URL))
	}
	if len(images) > 0 {
		o["image"] = images
	}
	brand := p.Brand
	if brand == "" {
		brand = p.StoreName
	}
	o["brand"] = object{"@type": "Brand", "name": brand}
	if p.Category != nil {
		o["category"] = p.Category.Name
	}
	if len(p.Variants) == 1 && p.Variants[0].SKU != "" {
		o["sku"] = p.Variants[0].SKU
	}
	return o
}

// offersLD is one offer, or the span of several variants' prices.
func (v *visit) offersLD(p product) object {
	o := object{
		"@type": "Offer", "priceCurrency": p.Price.Currency, "price": p.Price.Decimal(), "url": v.absolute(p.Path()),
		"availability": schema + "/" + availability(p.QuantityAvailable),
		"seller":       object{"@type": "Organization", "name": p.StoreName, "url": v.absolute(pageAddress(nil, "stores", p.StoreSlug))},
	}
	if !p.PriceVaries || len(p.Variants) < 2 {
		return o
	}
	highest := p.Price
	for _, one := range p.Variants {
		if one.Price.Minor > highest.Minor {
			highest = one.Price
		}
	}
	delete(o, "price")
	o["@type"], o["lowPrice"], o["highPrice"], o["offerCount"] = "AggregateOffer", p.Price.Decimal(), highest.Decimal(), len(p.Variants)
	return o
}

func availability(quantity int) string {
	if quantity > 0 {
		return "InStock"
	}
	return "OutOfStock"
}

// crumb is a step on the way to a page.
type crumb struct{ name, path string }

func (v *visit) productPathLD(p product) object {
	way := []crumb{{v.t("nav.products"), "/products"}}
	if p.Category != nil {
		way = append(way, crumb{p.Category.Name, p.Category.Path()})
	}
	return v.pathLD(append(way, crumb{p.Name, p.Path()})...)
}

func (v *visit) pathLD(way ...crumb) object {
	var items []object
	for i, c := range way {
		items = append(items, object{"@type": "ListItem", "position": i + 1, "name": c.name, "item": v.absolute(c.path)})
	}
	return object{"@context": schema, "@type": "BreadcrumbList", "itemListElement": items}
}

func (v *visit) listLD(name string, products []summary) object {
	var links []crumb
	for _, p := range products {
		links = append(links, crumb{p.Name, p.Path()})
	}
	return v.itemsLD(name, links)
}

func (v *visit) storesLD(name string, stores []store) object {
	var links []crumb
	for _, s := range stores {
		links = append(links, crumb{s.Name, s.Path()})
	}
	return v.itemsLD(name, links)
}

func (v *visit) itemsLD(name string, links []crumb) object {
	var items []object
	for i, l := range links {
		items = append(items, object{"@type": "ListItem", "position": i + 1, "name": l.name, "url": v.absolute(l.path)})
	}
	return object{"@context": schema, "@type": "ItemList", "name": name, "itemListElement": items}
}
