package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"rialto/internal/api/internal/oas"
)

// maxBody is far more than the largest request of the contract needs.
const maxBody = 1 << 20

// refuseOddAddress refuses what the generated server lets through and the
// database would choke on: query parameters that the contract does not know,
// and text that is not UTF-8 or holds a NUL.
func (p problems) refuseOddAddress(known map[string][]string, operation func(*http.Request) string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if bad := oddQuery(r.URL, known[operation(r)]); bad != nil {
			p.refuse(w, r, *bad)
			return
		}
		if !isText(r.URL.Path) {
			p.refuse(w, r, field("path", "encoding", "Use UTF-8 without NUL."))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// refuseOddBody reads the body, which the generated server would read without
// a limit, and refuses text that is not UTF-8 or holds a NUL.
// What streams is left to its handler.
func (p problems) refuseOddBody(streams func(*http.Request) bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if streams(r) {
			next.ServeHTTP(w, r)
			return
		}
		if r.Body == nil {
			r.Body = http.NoBody // a request made in process
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		body, err := io.ReadAll(r.Body)
		switch tooLarge := (*http.MaxBytesError)(nil); {
		case errors.As(err, &tooLarge):
			write(w, newProblem(r.Context(), http.StatusRequestEntityTooLarge, codeTooLarge, "The body is too large."))
			return
		case err != nil:
			p.refuse(w, r, field("body", "incomplete", "The body ended early."))
			return
		case !utf8.Valid(body) || escapesNUL(body):
			p.refuse(w, r, field("body", "encoding", "Use UTF-8 without NUL."))
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(w, r)
	})
}

func (p problems) refuse(w http.ResponseWriter, r *http.Request, f oas.FieldProblem) {
	pr := newProblem(r.Context(), http.StatusBadRequest, codeBadRequest, "The request does not fit the contract.")
	pr.Fields = append(pr.Fields, f)
	write(w, pr)
}

func oddQuery(u *url.URL, known []string) *oas.FieldProblem {
	if u.RawQuery == "" {
		return nil
	}
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		f := field("query", "encoding", "The query cannot be read.")
		return &f
	}
	for name, list := range values {
		if known != nil && !slices.Contains(known, name) {
			f := field(strings.ToValidUTF8(name, "?"), "unknown", "There is no such parameter.")
			return &f
		}
		for _, v := range list {
			if !isText(v) {
				f := field(name, "encoding", "Use UTF-8 without NUL.")
				return &f
			}
		}
	}
	return nil
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// escapesNUL reports whether JSON text holds the escape \u0000, which a
// PostgreSQL text cannot.
func escapesNUL(body []byte) bool {
	for i := 0; ; {
		at := bytes.Index(body[i:], []byte(`\u0000`))
		if at < 0 {
			return false
		}
		at += i
		slashes := 0
		for at-slashes-1 >= 0 && body[at-slashes-1] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return true
		}
		i = at + 1
	}
}

// queryParameters lists the query parameters of each operation of a contract.
func queryParameters(contract []byte) (map[string][]string, error) {
	type parameter struct{ Ref, Name, In string }
	var doc struct {
		Paths      map[string]map[string]json.RawMessage
		Components struct{ Parameters map[string]parameter }
	}
	if err := json.Unmarshal(withoutDollar(contract), &doc); err != nil {
		return nil, fmt.Errorf("read contract: %w", err)
	}
	known := map[string][]string{}
	for _, item := range doc.Paths {
		var shared []parameter
		if raw, ok := item["parameters"]; ok {
			if err := json.Unmarshal(raw, &shared); err != nil {
				return nil, fmt.Errorf("read contract: %w", err)
			}
		}
		for _, raw := range item {
			var op struct {
				OperationID string
				Parameters  []parameter
				AnyQuery    bool `json:"x-rialto-any-query"`
			}
			if json.Unmarshal(raw, &op) != nil || op.OperationID == "" || op.AnyQuery {
				continue // not an operation, or one that others write the address of
			}
			id := strings.ToUpper(op.OperationID[:1]) + op.OperationID[1:]
			known[op.OperationID], known[id] = []string{}, []string{}
			for _, p := range append(shared, op.Parameters...) {
				if name, isRef := strings.CutPrefix(p.Ref, "#/components/parameters/"); isRef {
					p = doc.Components.Parameters[name]
				}
				if p.In == "query" {
					known[op.OperationID] = append(known[op.OperationID], p.Name)
				}
			}
			known[id] = known[op.OperationID]
		}
	}
	return known, nil
}

// withoutDollar lets encoding/json match "$ref" to a field named Ref.
func withoutDollar(contract []byte) []byte {
	return bytes.ReplaceAll(contract, []byte(`"$ref"`), []byte(`"ref"`))
}
