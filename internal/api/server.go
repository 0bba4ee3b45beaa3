// Package api serves the HTTP API that openapi/ describes.
//
// A handler translates: it reads the generated request, calls a module, and
// writes the generated response. It decides nothing. Whatever goes wrong
// becomes an RFC 9457 problem in one place, problem.go.
package api

import (
	"context"
	_ "embed"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"

	"rialto/internal/analytics"
	"rialto/internal/api/internal/oas"
	"rialto/internal/audit"
	"rialto/internal/auth"
	"rialto/internal/cart"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/imports"
	"rialto/internal/jobs"
	"rialto/internal/limits"
	"rialto/internal/live"
	"rialto/internal/media"
	"rialto/internal/notify"
	"rialto/internal/orders"
	"rialto/internal/payments"
	"rialto/internal/privacy"
	"rialto/internal/stockwatch"
	"rialto/internal/stores"
	"rialto/internal/webhooks"
)

// Prefix is where the API is.
const Prefix = "/api/v1"

// Contract is the whole contract as JSON.
//
//go:embed openapi.json
var Contract []byte

// Modules are the modules the API serves.
type Modules struct {
	Auth     *auth.Service
	Audit    *audit.Service
	Stores   *stores.Service
	Registry *stores.Registry
	Teams    *stores.Teams
	Catalog  *catalog.Service
	Editor   *catalog.Editor
	Library  *media.Library
	Cart     *cart.Service
	Orders   *orders.Service
	Letters  *orders.Letters
	Payments *payments.Service
	Figures  *analytics.Service
	Privacy  *privacy.Service
	Imports  *imports.Service
	Watch    *stockwatch.Service
	Jobs     *jobs.Service
	Live     *live.Service
	Webhooks *webhooks.Service
	Limits   *limits.Limiter
	Notify   *notify.Service
	// Replicas are what public reads go to when they are new enough; nil: to none.
	Replicas *db.Replicas
	// ClientIP says where a request comes from.
	ClientIP func(*http.Request) netip.Addr
	// PublicURL is where people reach the marketplace, without a final slash.
	PublicURL string
	// Pace is that of streams of events; the zero Pace: DefaultPace.
	Pace Pace
	// Contract says who may call what; nil: Contract of this package.
	Contract []byte
}

// handler answers every operation of the contract: each embedded type answers
// the operations of one group, and the compiler says when one is missing.
type handler struct {
	storesHandler
	catalogHandler
	imagesHandler
	cartsHandler
	ordersHandler
	paymentsHandler
	authHandler
	meHandler
	addressesHandler
	teamHandler
	inventoryHandler
	adminHandler
	factorsHandler
	passkeysHandler
	oauthHandler
	privacyHandler
	importsHandler
	fulfilmentHandler
	adminOrdersHandler
	jobsHandler
	editorHandler
	bulkEditsHandler
	categoriesHandler
	analyticsHandler
	sellingHandler
	webhooksHandler
	liveHandler
	notificationsHandler
	problems
}

var _ oas.Handler = handler{}

// API answers the operations of the contract.
type API struct {
	// Handler is for ourselves: it limits no address.
	http.Handler
	// Public is for everybody else.
	Public http.Handler

	gate gate
	figures
}

// New returns the API. It expects to see whole paths, with Prefix.
func New(m Modules, log *slog.Logger) (*API, error) {
	counts := newFigures()
	p := problems{log, counts}
	names := storeNames{m.Stores, m.Catalog}
	if m.Contract == nil {
		m.Contract = Contract
	}
	if m.Pace == (Pace{}) {
		m.Pace = DefaultPace
	}
	rules, err := accessRules(m.Contract)
	if err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	gate := gate{
		problems: p, auth: m.Auth, stores: m.Stores, rules: rules, limits: m.Limits, clientIP: m.ClientIP,
	}
	door := entrance{m.Auth, newBrowser(m.PublicURL)}
	srv, err := oas.NewServer(
		handler{
			storesHandler{m.Stores, m.Registry, names}, catalogHandler{m.Catalog, m.Stores, names},
			imagesHandler{m.Library, m.Catalog, m.Stores}, cartsHandler{m.Cart, m.Figures, names},
			ordersHandler{m.Orders, m.Letters, names}, paymentsHandler{m.Payments}, authHandler{door}, meHandler{m.Auth, m.Stores},
			addressesHandler{m.Auth}, teamHandler{m.Auth, m.Stores, m.Teams},
			inventoryHandler{m.Auth, m.Catalog, m.Orders, m.Watch},
			adminHandler{m.Auth, m.Audit, m.Stores, m.Notify},
			factorsHandler{door}, passkeysHandler{door}, oauthHandler{door, log}, privacyHandler{m.Privacy, door.browser},
			importsHandler{m.Imports},
			fulfilmentHandler{m.Orders, m.Letters, m.Auth}, adminOrdersHandler{m.Orders, names}, jobsHandler{m.Jobs},
			editorHandler{m.Editor}, bulkEditsHandler{m.Editor}, categoriesHandler{m.Editor},
			analyticsHandler{m.Figures, m.Stores}, sellingHandler{m.Auth, m.Registry}, webhooksHandler{m.Webhooks},
			liveHandler{m.Live, m.Orders, m.Stores, m.Pace}, notificationsHandler{m.Notify, m.Auth}, p,
		},
		gate,
		oas.WithPathPrefix(Prefix),
		oas.WithErrorHandler(p.handleError),
		oas.WithNotFound(p.notFound),
		oas.WithMethodNotAllowed(p.methodNotAllowed),
	)
	if err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	known, err := queryParameters(Contract)
	if err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	route := func(r *http.Request) (operation string, args []string) {
		route, ok := srv.FindPath(r.Method, r.URL)
		if !ok {
			return "", nil
		}
		return route.OperationID(), route.Args()
	}
	operation := func(r *http.Request) string { id, _ := route(r); return id }
	streams := func(r *http.Request) bool { return rules[operation(r)].streams() }
	for id := range cacheable {
		if rules[id].Access != "public" {
			return nil, fmt.Errorf("api: %s is cached for everybody and not public", id)
		}
	}
	guarded := gate.withVisit(p.refuseOddAddress(known, operation, p.refuseOddBody(streams, gate.guard(route, srv))))
	cached, err := cacheReads(guarded, operation, counts, positions{m.Replicas, newBrowser(m.PublicURL)})
	if err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}

	mux := http.NewServeMux()
	mux.Handle(Prefix+"/", cached)
	mux.HandleFunc("GET "+Prefix+"/openapi.json", serveContract("application/json", contractAsJSON))
	mux.HandleFunc("GET "+Prefix+"/openapi.yaml", serveContract("application/yaml", contractAsYAML))
	protected, err := p.protectCookies(m.PublicURL, mux)
	if err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	return &API{Handler: mux, Public: gate.limit(route, protected), gate: gate, figures: counts}, nil
}

func serveContract(contentType string, body func() []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Cache-Control", "public, max-age=300")
		_, _ = w.Write(body())
	}
}

// storeNames puts the names of stores and the number of their products beside
// what other modules know only by the store's id.
type storeNames struct {
	stores  *stores.Service
	catalog *catalog.Service
}

func (n storeNames) of(ctx context.Context, ids ...storeID) (map[storeID]stores.Store, error) {
	return n.stores.ByID(ctx, ids)
}

func trimmed(s oas.OptString) string { return strings.TrimSpace(s.Or("")) }
