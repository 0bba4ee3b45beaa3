package web

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
)

const tinyContract = `{
 "openapi": "3.0.3", "info": {"title": "Tiny <API>", "version": "1", "description": "First.\n\nSecond with ` + "`code`" + `."},
 "servers": [{"url": "/api/v1"}], "tags": [{"name": "things", "description": "Things."}],
 "paths": {"/things/{id}": {
  "parameters": [{"$ref": "#/components/parameters/Id"}],
  "get": {"operationId": "getThing", "tags": ["things"], "summary": "A thing.", "x-rialto-access": "public",
   "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 24}}],
   "responses": {"200": {"description": "It.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}, "default": {"$ref": "#/components/responses/Problem"}}},
  "post": {"operationId": "putThing", "responses": {"204": {"description": "Done."}},
   "requestBody": {"content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}}}}}},
 "components": {
  "parameters": {"Id": {"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}}},
  "responses": {"Problem": {"description": "Refused."}},
  "schemas": {"Thing": {"type": "object", "required": ["size"], "properties": {"color": {"type": "string", "nullable": true}, "size": {"type": "string", "enum": ["s", "l"], "description": "</script><script>alert(1)</script>"}}}}}
}`

func TestDocs(t *testing.T) {
	t.Parallel()
	h := newSite(t, oneShop())
	w := get(t, h, "/docs")
	page := w.Body.String()
	wantAll(
		t, page, "Tiny &lt;API&gt;", "Second with <code>code</code>.", `<article id="getThing">`, `<article id="putThing">`,
		`<a href="#schema-Thing">Thing</a>`, `id="schema-Thing"`, "list of ", "string (uuid)", "string or null", "1 to 100", "default 24",
		"one of s, l", "Refused.", "Access: public", `href="/docs/docs.css"`,
	)
	for _, bad := range []string{"<script", "style=", "<style", " onclick"} {
		if strings.Contains(page, bad) {
			t.Errorf("the policy would refuse %q", bad)
		}
	}
	if again := get(t, h, "/docs", "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("status %d", again.Code)
	}
	style := get(t, h, "/docs/docs.css")
	if style.Header().Get("Content-Type") != "text/css; charset=utf-8" || style.Code != http.StatusOK {
		t.Errorf("%d %v", style.Code, style.Header())
	}
}

var anchors = regexp.MustCompile(`href="#([^"]+)"`)

func TestDocsOfTheContract(t *testing.T) {
	t.Parallel()
	contract, err := os.ReadFile("../api/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	page := get(t, newDocs(contract, "Rialto"), "/docs").Body.String()
	for _, found := range anchors.FindAllStringSubmatch(page, -1) {
		if strings.Count(page, ` id="`+found[1]+`"`) != 1 {
			t.Errorf("#%s does not lead to one place", found[1])
		}
	}
}

func TestDocsWithoutAContract(t *testing.T) {
	t.Parallel()
	h, err := New(Config{API: oneShop(), PublicURL: "https://x", Dist: builtFiles()})
	if err != nil {
		t.Fatal(err)
	}
	if w := get(t, h, "/docs"); w.Code != http.StatusNotFound {
		t.Errorf("status %d", w.Code)
	}
}
