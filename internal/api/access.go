package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"rialto/internal/api/internal/oas"
	"rialto/internal/auth"
	"rialto/internal/catalog"
	"rialto/internal/errs"
	"rialto/internal/limits"
	"rialto/internal/stores"
)

var (
	errForbidden = errs.New(errs.Forbidden, "forbidden", "Your role does not allow this.")
	errScope     = errs.New(errs.Forbidden, "scope_missing", "The API key does not open this.")
	errSession   = errs.New(errs.Forbidden, "session_needed", "Sign in for this; an API key does not do.")
)

// accessRule says who may call an operation. It is read from the contract.
type accessRule struct {
	Access  string `json:"x-rialto-access"`
	Session string `json:"x-rialto-session"`
	// Suspended is "refused" for what a store cannot do while it is suspended or
	// closed. All else its team can do in whatever state it is: it prepares what
	// it will sell, serves open orders, and reads.
	Suspended string `json:"x-rialto-suspended"`
	// Limit is what a request counts as; "": see class.
	Limit limits.Class `json:"x-rialto-limit"`
	// Body is "stream" for a body that is no text and too large for memory: the
	// handler reads it, and then asks stillAllowed. It is "events" for an answer
	// that goes on until somebody ends it: the handler asks now and then.
	Body string `json:"x-rialto-body"`
}

func (r accessRule) streams() bool { return r.Body == "stream" }

func (r accessRule) goesOn() bool { return r.Body == "events" }

func (r accessRule) forAnybody() bool { return r.Access == "public" || r.Access == "guest-token" }

// storeRole is the least role in the store that a rule asks for, if any.
func (r accessRule) storeRole() (stores.Role, bool) {
	role, ok := strings.CutPrefix(r.Access, "store:")
	return stores.Role(role), ok
}

// scope is what an API key has to open for a request under the rule.
func (r accessRule) scope(method string) auth.Scope {
	part := "account"
	if _, ok := r.storeRole(); ok {
		part = "store"
	} else if r.Access == "admin" {
		part = "admin"
	}
	if method == http.MethodGet || method == http.MethodHead {
		return auth.Scope(part + ":read")
	}
	return auth.Scope(part + ":write")
}

// accessRules reads the rule of every operation. An operation without one is
// an error: nothing is open by oversight.
func accessRules(contract []byte) (map[string]accessRule, error) {
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(contract, &doc); err != nil {
		return nil, fmt.Errorf("read access rules: %w", err)
	}
	rules := map[string]accessRule{}
	for path, methods := range doc.Paths {
		for method, text := range methods {
			if !slices.Contains([]string{"get", "put", "post", "delete", "patch"}, method) {
				continue
			}
			var op struct {
				OperationID string
				accessRule
			}
			if err := json.Unmarshal(text, &op); err != nil {
				return nil, fmt.Errorf("read access rules: %w", err)
			}
			if op.Access == "" {
				return nil, fmt.Errorf("%s %s does not say who may call it", method, path)
			}
			if op.Suspended != "" && op.Suspended != "refused" {
				return nil, fmt.Errorf("%s %s: x-rialto-suspended must be refused, or absent", method, path)
			}
			if op.Body != "" && !op.streams() && !op.goesOn() {
				return nil, fmt.Errorf("%s %s: x-rialto-body must be stream or events, or absent", method, path)
			}
			if op.Limit != "" && !op.Limit.Known() {
				return nil, fmt.Errorf("%s %s: x-rialto-limit must be one of %s", method, path, limits.Classes())
			}
			rules[op.OperationID] = op.accessRule
		}
	}
	return rules, nil
}

// gate lets a request through to its operation when its rule allows it. It is
// the one place that decides so, before anything of the request is decoded, and
// once all of it has arrived: somebody who is thrown out could else hold a
// request back and finish it afterwards. What belongs to whom is decided again
// by the queries.
//
// A body that streams is let in first: whoever may not send it is not listened to.
type gate struct {
	problems
	auth   *auth.Service
	stores *stores.Service
	rules  map[string]accessRule

	limits   *limits.Limiter
	clientIP func(*http.Request) netip.Addr
}

func (g gate) guard(route func(*http.Request) (string, []string), next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, args := route(r)
		if rule, known := g.rules[id]; known {
			ctx, err := g.admit(r, rule, args)
			if err != nil {
				g.handleError(r.Context(), w, r, err)
				return
			}
			if rule.streams() || rule.goesOn() {
				ctx = withSecondLook(ctx, func(ctx context.Context) error { return g.admitAgain(ctx, r, rule, args) })
			}
			if rule.streams() {
				giveTime(w)
			}
			r = r.WithContext(ctx)
		}
		next.ServeHTTP(w, r)
	})
}

// admit returns the request's context with who makes it, or why it is refused.
// args are the values of the path's parameters.
func (g gate) admit(r *http.Request, rule accessRule, args []string) (context.Context, error) {
	ctx := r.Context()
	token, found := bearerOf(r)
	if rule.Access == "public" || (rule.forAnybody() && !found) {
		return ctx, nil
	}
	if !found {
		return ctx, auth.ErrUnauthenticated
	}
	actor, err := g.auth.Authenticate(ctx, token)
	if err != nil {
		return ctx, err
	}
	if err := g.limits.AllowUser(ctx, rule.class(r), actor.UserID); err != nil {
		return ctx, err
	}
	return g.enter(ctx, r, rule, actor, args)
}

// admitAgain is admit without counting, of somebody who has been let in once.
func (g gate) admitAgain(ctx context.Context, r *http.Request, rule accessRule, args []string) error {
	token, found := bearerOf(r)
	if rule.forAnybody() && !found {
		return nil
	}
	actor, err := g.auth.Authenticate(ctx, token)
	if err != nil {
		return err
	}
	_, err = g.enter(ctx, r, rule, actor, args)
	return err
}

func (g gate) enter(ctx context.Context, r *http.Request, rule accessRule, actor auth.Actor, args []string) (context.Context, error) {
	if err := g.check(rule, r.Method, actor); err != nil {
		return ctx, err
	}
	ctx = withActor(ctx, actor)
	if least, ok := rule.storeRole(); ok {
		return g.admitToStore(ctx, actor, rule, least, args)
	}
	return ctx, nil
}

func (g gate) check(rule accessRule, method string, actor auth.Actor) error {
	switch {
	case rule.Session != "" && !actor.HasSession():
		return errSession
	case !actor.May(rule.scope(method)):
		return errScope
	case rule.Access == "admin" && actor.Role != auth.RoleAdmin:
		return errForbidden
	case rule.Session == "fresh" && !g.auth.Fresh(actor):
		return auth.ErrFreshLoginNeeded
	}
	return nil
}

// admitToStore lets members of the path's store through, whatever state the
// store is in. To others the store's own affairs are not there.
func (g gate) admitToStore(ctx context.Context, actor auth.Actor, rule accessRule, least stores.Role, args []string) (context.Context, error) {
	store, err := g.stores.Any(ctx, args[0])
	if err != nil {
		return ctx, err
	}
	role, err := g.stores.RoleOf(ctx, store.ID, actor.UserID)
	switch {
	case err != nil:
		return ctx, err
	case !role.AtLeast(least):
		return ctx, errForbidden
	case rule.Suspended != "" && store.Status == stores.StatusSuspended:
		return ctx, catalog.ErrStoreSuspended
	case rule.Suspended != "" && store.Status == stores.StatusClosed:
		return ctx, stores.ErrClosed
	}
	return withStore(ctx, store), nil
}

func bearerOf(r *http.Request) (string, bool) {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), ok && strings.EqualFold(scheme, "Bearer")
}

// HandleBearer is called by the generated server for a request that carries a
// token. The gate has looked at it.
func (g gate) HandleBearer(ctx context.Context, _ oas.OperationName, _ oas.Bearer) (context.Context, error) {
	if _, signedIn := actorOf(ctx); !signedIn {
		return ctx, auth.ErrUnauthenticated
	}
	return ctx, nil
}
