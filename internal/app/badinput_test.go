package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"rialto/internal/api"
)

// TestBadInput sends to every operation of the contract everything that its
// parameters and body do not allow, one fault at a time. What the contract
// gains is tested without a change here, as long as its bodies are below.
func TestBadInput(t *testing.T) {
	t.Parallel()
	m := start(t)
	c := m.city(t)
	doc := readContract(t)
	operations, faults := 0, 0
	for _, op := range doc.all() {
		t.Run(op.OperationID, func(t *testing.T) {
			for _, f := range faultsOf(t, doc, op) {
				faults++
				if got := m.faulty(op, c.whoMay(op), f); got != "" {
					t.Errorf("%s: %s", f.name, got)
				}
			}
		})
		operations++
	}
	if want := bytes.Count(api.Contract, []byte(`"operationId"`)); operations != want {
		t.Errorf("tested %d operations of %d", operations, want)
	}
	t.Logf("%d faults in %d operations", faults, operations)
}

// goodBodies fit the contract; a fault is put into a copy.
var goodBodies = map[string]string{
	"addCartItem": `{"variantId":"01a20684-a1f9-739f-be04-3fac48a423b1","quantity":1}`,
	"setCartItem": `{"quantity":1}`,
	"placeOrder": `{"cartId":"` + nobodysCart + `","email":"ada@example.org",
		"shipping":` + fullAddress + `,"billing":` + fullAddress + `,"locale":"de"}`,

	"register":          `{"email":"new@example.org","password":"` + goodPassword + `","name":"x","locale":"de","termsAccepted":true,"newsletter":false}`,
	"verifyEmail":       `{"token":"x","password":"` + goodPassword + `","refreshTokenIn":"body"}`,
	"login":             `{"email":"nobody@example.org","password":"` + goodPassword + `","refreshTokenIn":"body"}`,
	"loginSecondFactor": `{"challenge":"x","code":"123456","refreshTokenIn":"body"}`,
	"passkeySignIn":     `{"challenge":"x","credential":{"id":"x"},"refreshTokenIn":"body"}`,
	"refreshSession":    `{"refreshToken":"x"}`,
	"logout":            `{"refreshToken":"x"}`,
	"forgotPassword":    `{"email":"nobody@example.org"}`,
	"resetPassword":     `{"token":"x","password":"` + goodPassword + `"}`,

	"updateMe":                  `{"name":"x","locale":"en"}`,
	"changeEmail":               `{"email":"other@example.org"}`,
	"confirmEmail":              `{"token":"x"}`,
	"changePassword":            `{"currentPassword":"x","newPassword":"` + goodPassword + `"}`,
	"confirmTotp":               `{"code":"123456"}`,
	"addPasskey":                `{"challenge":"x","name":"x","credential":{"id":"x"}}`,
	"linkIdentity":              `{"challenge":"x"}`,
	"createApiKey":              `{"name":"x","scopes":["account:read"],"expiresInDays":1}`,
	"addAddress":                `{"address":` + fullAddress + `,"defaultShipping":false,"defaultBilling":false}`,
	"replaceAddress":            `{"address":` + fullAddress + `,"defaultShipping":false,"defaultBilling":false}`,
	"mergeCart":                 `{"cartId":"` + nobodysCart + `"}`,
	"setConsent":                `{"granted":true}`,
	"setNotificationPreference": `{"mails":false}`,

	"adjustStock":             `{"delta":1,"reason":"received","note":"x"}`,
	"countStock":              `{"items":[{"variantId":"01a20684-a1f9-739f-be04-3fac48a423b1","count":1}],"note":"x"}`,
	"setLowStock":             `{"lowAt":1}`,
	"updateInventorySettings": `{"alertMails":true}`,
	"wishForStock":            `{"variantId":"01a20684-a1f9-739f-be04-3fac48a423b1","email":"new@example.org","locale":"de"}`,
	"confirmStockWish":        `{"token":"x"}`,

	"shipStoreOrder":   `{"items":[{"itemId":"` + nobodysCart + `","quantity":1}],"carrier":"dhl","trackingNumber":"1","trackingUrl":"https://dhl.example/1"}`,
	"changeTracking":   `{"carrier":"dhl","trackingNumber":"1","trackingUrl":"https://dhl.example/1"}`,
	"cancelStoreOrder": `{"items":[{"itemId":"` + nobodysCart + `","quantity":1}],"reason":"x"}`,
	"refundStoreOrder": `{"items":[{"itemId":"` + nobodysCart + `","quantity":1}],"amount":1,"reason":"x","restock":true}`,
	"addOrderNote":     `{"body":"x"}`,

	"createWebhookEndpoint":              `{"url":"https://erp.example.com/hook","description":"x","eventTypes":["order.paid"]}`,
	"updateWebhookEndpoint":              `{"url":"https://erp.example.com/hook","description":"x","eventTypes":["order.paid"]}`,
	"replayWebhookDeliveries":            `{"since":"2026-01-02T03:04:05Z"}`,
	"createMarketplaceWebhookEndpoint":   `{"url":"https://erp.example.com/hook","description":"x","eventTypes":["order.paid"]}`,
	"updateMarketplaceWebhookEndpoint":   `{"url":"https://erp.example.com/hook","description":"x","eventTypes":["order.paid"]}`,
	"replayMarketplaceWebhookDeliveries": `{"since":"2026-01-02T03:04:05Z"}`,

	"setStoreMemberRole": `{"role":"staff"}`,
	"startImageUpload":   `{"contentType":"image/png","bytes":10}`,
	"setStoreLogo":       goodPlace,
	"setStoreBanner":     goodPlace,
	"attachProductImage": `{"storeImageId":"` + nobodysCart + `","alt":"x","focus":{"x":1,"y":2},"position":0,"variantIds":["` + nobodysCart + `"]}`,
	"changeProductImage": `{"alt":"x","focus":{"x":1,"y":2},"variantIds":["` + nobodysCart + `"]}`,
	"orderProductImages": `{"imageIds":["` + nobodysCart + `"]}`,
	"recordView":         `{"productId":"01a20684-a1f9-739f-be04-3fac48a423b1","visit":true}`,
	"updateUser":         `{"role":"customer","blocked":false}`,

	"createImport": "handle,name,price\nmug,Mug,9.90\n",
	"dryRunImport": `{"mapping":["handle","name","price"],"onBadRow":"skip","whatToDo":"create"}`,
	"startImport":  `{"mapping":["handle","name","price"],"onBadRow":"skip","whatToDo":"create"}`,
	"createCatalogProduct": `{"name":"x","slug":"x","description":"x","brand":"x","status":"draft","categoryId":"` + nobodysCart + `","tags":["x"],
		"seoTitle":"x","seoDescription":"x","options":[],"variants":[{"options":[],"price":{"amount":1,"currency":"EUR"}}],
		"attributes":[{"attributeId":"` + nobodysCart + `","text":"x"}],"relatedIds":["` + nobodysCart + `"]}`,
	"replaceCatalogProduct": `{"name":"x","slug":"x","description":"x","brand":"x","status":"draft","categoryId":"` + nobodysCart + `","tags":["x"],
		"seoTitle":"x","seoDescription":"x","options":[],"variants":[{"options":[],"price":{"amount":1,"currency":"EUR"}}],
		"attributes":[{"attributeId":"` + nobodysCart + `","text":"x"}],"relatedIds":["` + nobodysCart + `"]}`,
	"duplicateCatalogProduct": `{"name":"x"}`,
	"previewBulkEdit": `{"selection":{"filter":{"q":"x","status":"draft","categoryId":"` + nobodysCart + `","tag":"x","stock":"in"}},
		"change":{"price":{"mode":"set","value":1,"rounding":"none"},"compareAt":{"mode":"set","value":2},"stock":{"mode":"set","quantity":1},
		"status":"draft","addTags":["x"],"removeTags":["y"],"clearCategory":true}}`,
	"createCategory":   `{"name":"x","slug":"x","parentId":"` + nobodysCart + `"}`,
	"replaceCategory":  `{"name":"x","slug":"x"}`,
	"moveCategory":     `{"parentId":"` + nobodysCart + `","position":0}`,
	"createAttribute":  `{"name":"x","kind":"number","unit":"x","choices":[],"required":false,"filterable":false,"position":0}`,
	"replaceAttribute": `{"name":"x","kind":"number","unit":"x","choices":[],"required":false,"filterable":false,"position":0}`,
}

const nobodysCart = "4c7ee71d-a5de-4358-86f9-e0ebb9b077c6"

const goodPlace = `{"storeImageId":"` + nobodysCart + `","alt":"x","focus":{"x":1,"y":2}}`

const fullAddress = `{"name":"Ada","line1":"Canal 1","line2":"x","city":"Berlin","region":"x","postalCode":"1","country":"DE","phone":"1"}`

// inList is the place in a list at the end of a path.
var inList = regexp.MustCompile(`(\[\d+\])+$`)

type contract struct {
	Paths      map[string]map[string]operation
	Components struct {
		Schemas    map[string]schema
		Parameters map[string]parameter
	}
}

type operation struct {
	Path, Method string `json:"-"`
	OperationID  string
	Access       string `json:"x-rialto-access"`
	Session      string `json:"x-rialto-session"`
	Parameters   []parameter
	RequestBody  *struct {
		Required bool
		Content  map[string]struct{ Schema schema }
	}
}

type parameter struct {
	Ref, Name, In string
	Required      bool
	Schema        schema
}

type schema struct {
	Ref, Type, Format, Pattern string
	Properties                 map[string]schema
	Required                   []string
	Enum                       []string
	MinLength, MaxLength       *int
	Minimum, Maximum           *int64
	Nullable                   bool
	AdditionalProperties       any
}

func readContract(t *testing.T) contract {
	t.Helper()
	var raw struct {
		Paths map[string]map[string]json.RawMessage
	}
	text := bytes.ReplaceAll(api.Contract, []byte(`"$ref"`), []byte(`"ref"`))
	if err := json.Unmarshal(text, &raw); err != nil {
		t.Fatal(err)
	}
	var doc contract
	if err := json.Unmarshal(text, &struct{ Components any }{&doc.Components}); err != nil {
		t.Fatal(err)
	}
	doc.Paths = map[string]map[string]operation{}
	for path, item := range raw.Paths {
		var shared []parameter
		if p, ok := item["parameters"]; ok {
			if err := json.Unmarshal(p, &shared); err != nil {
				t.Fatal(err)
			}
		}
		doc.Paths[path] = map[string]operation{}
		for method, part := range item {
			if !slices.Contains([]string{"get", "post", "put", "patch", "delete"}, method) {
				continue
			}
			var op operation
			if err := json.Unmarshal(part, &op); err != nil {
				t.Fatal(err)
			}
			op.Parameters = append(op.Parameters, shared...)
			for i, p := range op.Parameters {
				if name, isRef := strings.CutPrefix(p.Ref, "#/components/parameters/"); isRef {
					op.Parameters[i] = doc.Components.Parameters[name]
				}
			}
			doc.Paths[path][strings.ToUpper(method)] = op
		}
	}
	return doc
}

func (c contract) resolve(s schema) schema {
	if name, isRef := strings.CutPrefix(s.Ref, "#/components/schemas/"); isRef {
		return c.Components.Schemas[name]
	}
	return s
}

// fault is a request with one thing wrong with it.
type fault struct {
	name        string
	path        map[string]string // values for the path's parameters
	query       url.Values
	header      http.Header
	body        string
	contentType string
	field       string // the last part of the field's path, "" for any
	inPath      bool   // what the path names is looked for, too, and not found
}

func (m *market) faulty(op operation, who person, f fault) string {
	path := op.Path
	for name, value := range f.path {
		path = strings.ReplaceAll(path, "{"+name+"}", value)
	}
	target := m.url + "/api/v1" + path
	if len(f.query) > 0 {
		target += "?" + f.query.Encode()
	}
	req, err := http.NewRequest(op.Method, target, strings.NewReader(f.body))
	if err != nil {
		return err.Error()
	}
	req.Header = f.header.Clone()
	if who.token != "" {
		req.Header.Set("Authorization", "Bearer "+who.token)
	}
	if f.body != "" {
		req.Header.Set("Content-Type", f.contentType)
	}
	a := m.do(req)
	var p struct {
		Code, RequestID string
		Fields          []struct{ Path string }
	}
	switch err := json.Unmarshal(a.body, &p); {
	case a.status < 400 || a.status >= 500:
		return fmt.Sprintf("status %d: %s", a.status, a.body)
	case err != nil || p.Code == "" || p.RequestID == "" || a.header.Get("Content-Type") != "application/problem+json":
		return fmt.Sprintf("not a problem: %d %s %s", a.status, a.header, a.body)
	case f.inPath && a.status == http.StatusNotFound:
		return ""
	}
	for _, named := range p.Fields {
		path := inList.ReplaceAllString(named.Path, "")
		if f.field == "" || path == f.field || strings.HasSuffix(path, "."+f.field) {
			return ""
		}
	}
	if f.field == "" && len(p.Fields) == 0 {
		return fmt.Sprintf("no field is named: %s", a.body)
	}
	return fmt.Sprintf("%q is not named: %s", f.field, a.body)
}

// good is a request of op without a fault, as far as the contract can tell.
func good(op operation) fault {
	f := fault{path: map[string]string{}, query: url.Values{}, header: http.Header{}, body: goodBodies[op.OperationID], contentType: "application/json"}
	if op.RequestBody != nil {
		if _, isCSV := op.RequestBody.Content["text/csv"]; isCSV {
			f.contentType = "text/csv"
		}
	}
	for _, p := range op.Parameters {
		switch {
		case p.In == "path" && p.Schema.Format == "uuid":
			f.path[p.Name] = "4c7ee71d-a5de-4358-86f9-e0ebb9b077c6"
		case p.In == "path" && p.Name == "storeId":
			f.path[p.Name] = "north"
		case p.In == "path" && len(p.Schema.Enum) > 0:
			f.path[p.Name] = p.Schema.Enum[0]
		case p.In == "path":
			f.path[p.Name] = "somewhere"
		case p.In == "query" && p.Required:
			f.query.Set(p.Name, "mug")
		case p.In == "header" && p.Name == "If-Match":
			f.header.Set(p.Name, `"1"`)
		case p.In == "header":
			f.header.Set(p.Name, "0123456789")
		}
	}
	return f
}

func (f fault) with(name, field string, change func(*fault)) fault {
	f.path, f.query, f.header = maps.Clone(f.path), maps.Clone(f.query), f.header.Clone()
	f.name, f.field = name, field
	change(&f)
	return f
}

func faultsOf(t *testing.T, doc contract, op operation) []fault {
	t.Helper()
	base := good(op)
	var all []fault
	add := func(name, field string, change func(*fault)) { all = append(all, base.with(name, field, change)) }

	if op.OperationID != "finishOAuth" { // RFC 6749, section 4.1.2: what a provider adds is ignored
		add("unknown parameter", "surprise", func(f *fault) { f.query.Set("surprise", "1") })
	}
	for _, p := range op.Parameters {
		if p.In == "header" && p.Required {
			add("without "+p.Name, p.Name, func(f *fault) { f.header.Del(p.Name) })
		}
		for name, value := range badTexts(doc.resolve(p.Schema)) {
			switch p.In {
			case "path":
				if value != "" {
					add(p.Name+" "+name, "", func(f *fault) { f.path[p.Name], f.inPath = url.PathEscape(value), true })
				}
			case "query":
				add(p.Name+" "+name, p.Name, func(f *fault) { f.query.Set(p.Name, value) })
			case "header":
				if utf8.ValidString(value) && !strings.Contains(value, "\x00") { // net/http sends nothing else
					add(p.Name+" "+name, p.Name, func(f *fault) { f.header.Set(p.Name, value) })
				}
			}
		}
	}
	if op.RequestBody != nil {
		all = append(all, bodyFaults(t, doc, op, base)...)
	}
	return all
}

// badTexts are values of a parameter that its schema does not allow.
func badTexts(s schema) map[string]string {
	bad := map[string]string{"not UTF-8": "a\xff", "with NUL": "a\x00"}
	switch {
	case s.Format == "uuid":
		bad["not a UUID"], bad["SQL"] = "x", "' OR 1=1 --"
	case s.Type == "integer":
		bad["a word"], bad["huge"], bad["negative"], bad["a fraction"], bad["empty"] = "x", strings.Repeat("9", 40), "-1", "1.5", ""
	case s.Type == "boolean":
		bad["a word"] = "x"
	case len(s.Enum) > 0:
		bad["not of the list"] = "x"
	}
	if s.MaxLength != nil {
		bad["too long"] = strings.Repeat("x", *s.MaxLength+1)
	}
	if s.MinLength != nil && *s.MinLength > 1 {
		bad["too short"] = "x"
	}
	return bad
}

func bodyFaults(t *testing.T, doc contract, op operation, base fault) []fault {
	t.Helper()
	content, isJSON := op.RequestBody.Content["application/json"]
	if !isJSON {
		return []fault{
			base.with("no event", "", func(f *fault) { f.body = "{}" }),
			base.with("not UTF-8", "body", func(f *fault) { f.body = "\xff" }),
		}
	}
	if base.body == "" {
		t.Fatalf("goodBodies has no body for %s", op.OperationID)
	}
	raw := func(name, body, field string) fault { return base.with(name, field, func(f *fault) { f.body = body }) }
	all := []fault{
		raw("no JSON", "{", ""), raw("empty text", " ", ""), raw("an array", "[]", ""), raw("null", "null", ""), raw("a number", "1", ""),
		raw("two values", base.body+base.body, ""), raw("not UTF-8", strings.Replace(base.body, `"`, "\"\xff", 1), "body"),
		raw("deeply nested", strings.Repeat("[", 100_000), ""),
		base.with("as a form", "", func(f *fault) { f.contentType = "application/x-www-form-urlencoded" }),
	}
	if op.RequestBody.Required {
		all = append(all, base.with("without a body", "", func(f *fault) { f.body = "" }))
	}
	var body map[string]any
	if err := json.Unmarshal([]byte(base.body), &body); err != nil {
		t.Fatal(err)
	}
	mutate(doc, doc.resolve(content.Schema), body, "", func(name, field string) {
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, raw(name, string(b), field))
	})
	return all
}

// mutate puts one fault after the other into the object, calls seen while it
// is in there, and takes it out again.
func mutate(doc contract, s schema, object map[string]any, at string, seen func(name, field string)) {
	if s.AdditionalProperties != true {
		object["surprise"] = 1
		seen(at+" with an unknown field", "surprise")
		delete(object, "surprise")
	}
	for name, prop := range s.Properties {
		prop = doc.resolve(prop)
		whole, had := object[name]
		try := func(what string, value any) {
			object[name] = value
			seen(at+name+" "+what, name)
		}
		if slices.Contains(s.Required, name) {
			delete(object, name)
			seen(at+"without "+name, name)
		}
		if !prop.Nullable {
			try("null", nil)
		}
		try("a list", []any{1})
		switch prop.Type {
		case "object":
			try("a text", "x")
		case "integer":
			try("a text", "1")
			if prop.Minimum == nil || *prop.Minimum > -1 {
				try("negative", -1)
			}
			try("a fraction", 1.5)
			try("huge", json.Number(strings.Repeat("9", 40)))
			if prop.Minimum != nil {
				try("too small", *prop.Minimum-1)
			}
			if prop.Maximum != nil {
				try("too large", *prop.Maximum+1)
			}
		case "string":
			try("a number", 1)
			if prop.MaxLength != nil {
				try("too long", strings.Repeat("x", *prop.MaxLength+1))
			}
			if prop.MinLength != nil && *prop.MinLength > 0 {
				try("empty", "")
			}
			if prop.Format != "" || prop.Pattern != "" {
				try("of another form", "<x>'; --")
			}
		}
		object[name] = whole
		if !had {
			delete(object, name)
		} else if inner, isObject := whole.(map[string]any); isObject {
			mutate(doc, prop, inner, at+name+".", seen)
		}
	}
}

// TestTextIsOnlyText stores what looks like SQL and HTML and gets it back.
func TestTextIsOnlyText(t *testing.T) {
	t.Parallel()
	m := start(t)
	const odd = `'; DROP TABLE orders.orders; -- <script>alert(1)</script> "${x}" \ 😀 é`
	quoted, err := json.Marshal(odd)
	if err != nil {
		t.Fatal(err)
	}
	body := strings.ReplaceAll(orderBody(m.cart(t, m.goods(t, 1))), `"Ada Byron"`, string(quoted))
	a := m.call("POST", "/orders", body, "Idempotency-Key", "odd-text-"+odd[:2])
	if a.status != http.StatusCreated {
		t.Fatalf("%d %s", a.status, a.body)
	}
	var p placed
	a.into(t, &p)
	var o struct{ Shipping struct{ Name string } }
	m.call("GET", "/orders/"+p.OrderID+"?token="+p.OrderToken, "").into(t, &o)
	if o.Shipping.Name != odd {
		t.Errorf("name = %q, want %q", o.Shipping.Name, odd)
	}
	for _, q := range []string{odd, `'`, `%`, `\`, `a & | ! ( ) : * <->`, `"`, strings.Repeat("ab ", 60)} {
		for _, path := range []string{"/products?q=", "/search?q="} {
			if a := m.call("GET", path+url.QueryEscape(q), ""); a.status != http.StatusOK {
				t.Errorf("search for %q: %d %s", q, a.status, a.body)
			}
		}
	}
}
