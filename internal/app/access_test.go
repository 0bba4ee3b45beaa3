package app

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"rialto/internal/api"
)

// TestAccess calls every operation of the contract as everybody there is, with
// the ids of what belongs to another. What the contract gains is tested
// without a change here, as long as good bodies and the ids are known.
func TestAccess(t *testing.T) {
	t.Parallel()
	m := start(t)
	c := m.city(t)
	doc := readContract(t)
	var trials, operations int
	before := c.belongings(t)
	for _, op := range doc.all() {
		operations++
		t.Run(op.OperationID, func(t *testing.T) {
			for _, tr := range c.refused(op) {
				trials++
				if bad := tr.judge(m.try(op, tr)); bad != "" {
					t.Errorf("%s: %s", tr.name, bad)
				}
			}
		})
	}
	if after := c.belongings(t); after != before {
		t.Errorf("somebody changed what is not theirs:\n%s\n%s", before, after)
	}
	// Those who may come last: they do change what is theirs.
	for _, op := range doc.all() {
		t.Run(op.OperationID, func(t *testing.T) {
			for _, tr := range c.admitted(op) {
				trials++
				if bad := tr.judge(m.try(op, tr)); bad != "" {
					t.Errorf("%s: %s", tr.name, bad)
				}
			}
		})
	}
	if want := strings.Count(string(api.Contract), `"operationId"`); operations != want {
		t.Errorf("walked %d operations of %d", operations, want)
	}
	t.Logf("%d trials of %d operations", trials, operations)
}

// TestAccessIsSeen takes checks away and expects that the walk notices.
func TestAccessIsSeen(t *testing.T) {
	t.Parallel()
	m := start(t)
	c := m.city(t)
	doc := readContract(t)

	t.Run("a check that is removed", func(t *testing.T) {
		open := m.inProcess(t, withoutChecks(t, api.Contract))
		for _, op := range doc.all() {
			if op.Access == "public" || op.Access == "guest-token" || (op.Access == "customer" && op.Session == "") {
				continue // the gate asks for nothing but a token
			}
			noticed := false
			for _, tr := range c.refused(op) {
				noticed = noticed || tr.judge(open.try(op, tr)) != ""
			}
			if !noticed {
				t.Errorf("%s is open to everybody who is signed in, and nobody notices", op.OperationID)
			}
		}
	})
	t.Run("an annotation that is removed", func(t *testing.T) {
		text := strings.Replace(string(api.Contract), `"x-rialto-access": "admin"`, `"x-unknown": "admin"`, 1)
		if _, err := api.New(api.Modules{Contract: []byte(text)}, newLog(Config{LogLevel: "error"}, t.Output())); err == nil {
			t.Error("an operation that does not say who may call it is served")
		}
	})
	t.Run("a query that forgets whose rows they are", func(t *testing.T) {
		inOrder := doc.all()
		slices.SortStableFunc(inOrder, func(a, b operation) int { return strings.Compare(b.Method, a.Method) }) // DELETE last
		for _, op := range inOrder {
			if op.Access != "customer" || !op.namesBelonging() {
				continue
			}
			tr := c.foreign(op, c.victim) // as the answer would be without WHERE user_id
			if tr.judge(m.try(op, tr)) == "" {
				t.Errorf("%s gives what belongs to another, and nobody notices", op.OperationID)
			}
		}
	})
}

// withoutChecks is the contract in which a token opens everything.
func withoutChecks(t *testing.T, contract []byte) []byte {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal(contract, &doc); err != nil {
		t.Fatal(err)
	}
	for _, methods := range doc["paths"].(map[string]any) {
		for _, op := range methods.(map[string]any) {
			fields, isOp := op.(map[string]any)
			if !isOp || fields["operationId"] == nil {
				continue
			}
			delete(fields, "x-rialto-session")
			if who := fields["x-rialto-access"].(string); who == "admin" {
				fields["x-rialto-access"] = "customer"
			} else if strings.HasPrefix(who, "store:") {
				fields["x-rialto-access"] = "customer"
			}
		}
	}
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// trial is one request and what must not come of it.
type trial struct {
	name   string
	who    person
	ids    map[string]string // values of the path's parameters
	want   []int             // statuses; none: anything but a refusal
	secret []string          // what the answer must not hold
}

// refusals are the codes of the gate.
var refusals = []string{"unauthenticated", "forbidden", "scope_missing", "session_needed", "fresh_login_needed"}

// judge says what is wrong with the answer.
func (tr trial) judge(a answer) string {
	for _, s := range tr.secret {
		if strings.Contains(string(a.body), s) {
			return fmt.Sprintf("%d and what belongs to another: %s", a.status, a.body)
		}
	}
	if len(tr.want) > 0 && !slices.Contains(tr.want, a.status) {
		return fmt.Sprintf("%d %s, want %v", a.status, a.body, tr.want)
	}
	if refused := slices.Contains(refusals, a.code()); len(tr.want) == 0 && (refused || a.status >= 500) {
		return fmt.Sprintf("%d %s, although it is allowed", a.status, a.body)
	}
	return ""
}

// server is where a trial is sent.
type server interface {
	send(req *http.Request) answer
}

func tryOn(s server, base string, op operation, tr trial) answer {
	f := good(op)
	maps.Copy(f.path, tr.ids)
	path := op.Path
	for name, value := range f.path {
		path = strings.ReplaceAll(path, "{"+name+"}", value)
	}
	target := base + "/api/v1" + path
	if len(f.query) > 0 {
		target += "?" + f.query.Encode()
	}
	body := f.body
	if cart, ok := tr.ids["cartId"]; ok { // a body may name what belongs to another, too
		body = strings.ReplaceAll(body, nobodysCart, cart)
	}
	req, err := http.NewRequest(op.Method, target, strings.NewReader(body))
	if err != nil {
		return answer{body: []byte(err.Error())}
	}
	req.Header = f.header
	if body != "" {
		req.Header.Set("Content-Type", f.contentType)
	}
	if tr.who.token != "" {
		req.Header.Set("Authorization", "Bearer "+tr.who.token)
	}
	return s.send(req)
}

func (m *market) send(req *http.Request) answer     { return m.do(req) }
func (m *market) try(op operation, tr trial) answer { return tryOn(m, m.url, op, tr) }
func (p inProcess) try(op operation, tr trial) answer {
	return tryOn(p, "http://rialto.example", op, tr)
}
func (c contract) all() []operation {
	var all []operation
	for _, path := range slices.Sorted(maps.Keys(c.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(c.Paths[path])) {
			op := c.Paths[path][method]
			op.Path, op.Method = path, method
			all = append(all, op)
		}
	}
	// What ends something comes last: afterwards there is nobody left to try with.
	ends := []string{"suspendStore", "leaveStore", "transferOwnership", "closeStore", "eraseMe"}
	slices.SortStableFunc(all, func(a, b operation) int {
		return slices.Index(ends, a.OperationID) - slices.Index(ends, b.OperationID)
	})
	return all
}

// inProcess is an API that is called without a network.
type inProcess struct{ handler http.Handler }

func (p inProcess) send(req *http.Request) answer {
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, req)
	return answer{w.Code, w.Result().Header, w.Body.Bytes()}
}

// inProcess is the API on the market's database, with another contract's rules.
func (m *market) inProcess(t *testing.T, contract []byte) inProcess {
	t.Helper()
	all := m.built(t)
	served := all.served(place{publicURL: m.url, localURL: m.url})
	served.Contract = contract
	handler, err := api.New(served, all.log)
	if err != nil {
		t.Fatal(err)
	}
	return inProcess{survive(handler, all.log)}
}

// built are modules of the test's own on the market's database.
func (m *market) built(t *testing.T) *modules {
	t.Helper()
	log := newLog(Config{LogLevel: "error"}, io.Discard)
	at := place{publicURL: m.url, localURL: m.url}
	all, err := build(t.Context(), m.cfg, at, &database{pool: m.pool, dsn: m.cfg.DatabaseURL}, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = all.media.Close() })
	return all
}

// foreign is a trial with the ids of what belongs to the victim.
func (c *city) foreign(op operation, who person) trial {
	return trial{name: who.name + " and what is not theirs", who: who, ids: c.ids, want: []int{http.StatusNotFound}, secret: c.secrets}
}

// refused are the trials of op that nothing may come of.
func (c *city) refused(op operation) (all []trial) {
	add := func(name string, status int, people ...person) {
		for _, p := range people {
			all = append(all, trial{name: p.name + ", " + name, who: p, ids: c.ids, want: []int{status}, secret: c.secrets})
		}
	}
	if op.Access == "public" {
		return nil
	}
	garbage := person{name: "somebody", token: "x.y.z"}
	add("whose token does not work", http.StatusUnauthorized, c.gone, c.blocked, garbage)
	if op.Access == "guest-token" {
		if op.namesBelonging() {
			for _, who := range []person{{name: "a guest"}, c.stranger, c.owner, c.admin} {
				all = append(all, c.foreign(op, who))
			}
		}
		return all
	}
	add("without a token", http.StatusUnauthorized, person{name: "a guest"})
	all = append(all, c.refusedByRule(op)...)
	switch {
	case op.Session != "":
		add("with an API key", http.StatusForbidden, c.keyed)
	case op.Access != "customer" || op.Method != http.MethodGet:
		add("with a key for something else", http.StatusForbidden, c.keyless)
	}
	if op.Session == "fresh" {
		add("who signed in long ago", http.StatusForbidden, c.stale)
	}
	return all
}

func (c *city) refusedByRule(op operation) (all []trial) {
	add := func(name string, status int, people ...person) {
		for _, p := range people {
			all = append(all, trial{name: p.name + ", " + name, who: p, ids: c.ids, want: []int{status}, secret: c.secrets})
		}
	}
	switch op.Access {
	case "customer":
		if op.namesBelonging() {
			all = append(all, c.foreign(op, c.stranger), c.foreign(op, c.owner), c.foreign(op, c.admin))
		}
	case "admin":
		add("who is no operator", http.StatusForbidden, c.stranger, c.staff, c.owner)
	default:
		add("who is not in the team", http.StatusNotFound, c.stranger, c.rival, c.admin)
		switch op.Access {
		case "store:owner":
			add("who may do less", http.StatusForbidden, c.staff, c.manager)
		case "store:manager":
			add("who may do less", http.StatusForbidden, c.staff)
		}
		if op.namesBelonging() {
			through := c.foreign(op, c.rival)
			through.ids = maps.Clone(c.ids)
			through.ids["storeId"] = c.rivalStore
			all = append(all, through)
		}
	}
	return all
}

// admitted are the trials of op that must not be refused.
func (c *city) admitted(op operation) (all []trial) {
	add := func(people ...person) {
		for _, p := range people {
			all = append(all, trial{name: p.name, who: p, ids: c.ids})
		}
	}
	switch op.Access {
	case "public":
		if op.OperationID != "refreshSession" { // which is refused for its body, with the gate's code
			add(person{name: "a guest"})
		}
	case "guest-token", "customer":
		add(c.victim)
		if !op.namesBelonging() {
			all = append(all, trial{name: "stranger", who: c.stranger, secret: c.secrets})
		}
	case "admin":
		add(c.admin)
	case "store:staff":
		add(c.staff, c.manager, c.owner)
	case "store:manager":
		add(c.manager, c.owner)
	case "store:owner":
		add(c.owner)
	}
	if op.Session == "" && op.Access != "public" && op.Access != "guest-token" && (op.Access != "customer" || !op.namesBelonging()) {
		add(c.keyed)
	}
	return all
}

// namesBelonging reports whether the request names something that belongs to
// somebody.
func (op operation) namesBelonging() bool {
	return op.OperationID == "placeOrder" || op.OperationID == "mergeCart" || slices.ContainsFunc(op.Parameters, func(p parameter) bool {
		return p.In == "path" && strings.HasSuffix(p.Name, "Id") && p.Name != "storeId"
	})
}

// whoMay is somebody who may call op, nobody if all may.
func (c *city) whoMay(op operation) person {
	switch op.Access {
	case "public", "guest-token":
		return person{}
	case "customer":
		return c.victim
	case "admin":
		return c.admin
	}
	return c.owner
}
