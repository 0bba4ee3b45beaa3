package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"rialto/internal/faults"
	"rialto/internal/limits"
	"rialto/internal/metrics"
	"rialto/internal/traces"
)

// ReportingConfig is where the program reports to.
type ReportingConfig struct {
	OTLPEndpoint       string `name:"otlp-endpoint" help:"Where OpenTelemetry's collector takes traces by OTLP, such as http://collector:4318. Default: no traces." env:"OTEL_EXPORTER_OTLP_ENDPOINT" placeholder:"URL"`
	OTLPTracesEndpoint string `name:"otlp-traces-endpoint" help:"The same for traces alone, with its path." env:"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" placeholder:"URL"`
	OTLPProtocol       string `name:"otlp-protocol" help:"http/protobuf or grpc." enum:"http/protobuf,grpc" default:"http/protobuf" env:"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL,OTEL_EXPORTER_OTLP_PROTOCOL"`
	OTLPHeaders        string `name:"otlp-headers" help:"Headers for the collector, such as api-key=…" env:"OTEL_EXPORTER_OTLP_TRACES_HEADERS,OTEL_EXPORTER_OTLP_HEADERS" placeholder:"NAME=VALUE,…" secret:"all"`
	OTLPQueue          int    `name:"otlp-queue" help:"How many spans may wait to be sent; more are dropped." default:"2048" env:"OTEL_BSP_MAX_QUEUE_SIZE"`

	TracesSampler    string  `name:"traces-sampler" help:"Which traces are kept." enum:"always_on,always_off,traceidratio,parentbased_always_on,parentbased_always_off,parentbased_traceidratio" default:"parentbased_always_on" env:"OTEL_TRACES_SAMPLER"`
	TracesSamplerArg float64 `name:"traces-sampler-arg" help:"Which part of the traces a sampler of a ratio keeps." default:"1" env:"OTEL_TRACES_SAMPLER_ARG"`
	TracesFromProxy  bool    `help:"Requests of the trusted proxies go on the trace that their traceparent names. The proxies have to set it: what a visitor sends decides what is kept." env:"RIALTO_TRACES_FROM_PROXY"`

	SentryDSN string `name:"sentry-dsn" help:"Project of Sentry to which errors are reported. Default: none." env:"SENTRY_DSN" placeholder:"URL" secret:"all"`
}

// tracesEndpoint is where spans go, "" if nowhere.
func (c ReportingConfig) tracesEndpoint() string {
	switch {
	case c.OTLPTracesEndpoint != "" || c.OTLPEndpoint == "":
		return c.OTLPTracesEndpoint
	case c.OTLPProtocol == traces.ProtocolGRPC:
		return c.OTLPEndpoint
	}
	return strings.TrimSuffix(c.OTLPEndpoint, "/") + "/v1/traces"
}

const maxQueuedSpans = 1 << 20

// checkReporting says what is wrong with the settings, nil if nothing is.
func (c ReportingConfig) checkReporting() error {
	var bad []error
	for name, endpoint := range map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": c.OTLPEndpoint, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": c.OTLPTracesEndpoint} {
		if u, err := url.Parse(endpoint); endpoint != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.RawQuery != "") {
			bad = append(bad, fmt.Errorf("%s must be an address such as http://collector:4318; passwords are for OTEL_EXPORTER_OTLP_HEADERS", name))
		}
	}
	if c.SentryDSN != "" && faults.Check(c.SentryDSN) != nil {
		bad = append(bad, fmt.Errorf("SENTRY_DSN %w", faults.ErrBadDSN))
	}
	if _, err := traces.ParseHeaders(c.OTLPHeaders); err != nil {
		bad = append(bad, fmt.Errorf("OTEL_EXPORTER_OTLP_HEADERS %w", err))
	}
	if c.TracesSamplerArg < 0 || c.TracesSamplerArg > 1 {
		bad = append(bad, errors.New("OTEL_TRACES_SAMPLER_ARG must be between 0 and 1"))
	}
	if c.OTLPQueue < 0 || c.OTLPQueue > maxQueuedSpans {
		bad = append(bad, fmt.Errorf("OTEL_BSP_MAX_QUEUE_SIZE must be between 1 and %d", maxQueuedSpans))
	}
	return errors.Join(bad...)
}

func (c ReportingConfig) sampler() sdktrace.Sampler {
	name, asParent := strings.CutPrefix(cmp.Or(c.TracesSampler, "parentbased_always_on"), "parentbased_")
	s := sdktrace.AlwaysSample()
	switch name {
	case "always_off":
		s = sdktrace.NeverSample()
	case "traceidratio":
		s = sdktrace.TraceIDRatioBased(c.TracesSamplerArg)
	}
	if asParent {
		s = sdktrace.ParentBased(s)
	}
	return s
}

// openTraces begins to export traces. Without a collector it returns nil, which
// exports nothing. The caller closes it.
func openTraces(ctx context.Context, cfg Config, log *slog.Logger) (*traces.Export, error) {
	endpoint := cfg.tracesEndpoint()
	if endpoint == "" {
		return nil, nil
	}
	headers, err := traces.ParseHeaders(cfg.OTLPHeaders)
	if err != nil {
		return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_HEADERS %w", err)
	}
	return traces.NewExport(ctx, traces.Config{
		Endpoint: endpoint, Protocol: cmp.Or(cfg.OTLPProtocol, traces.ProtocolHTTP), Headers: headers, Sampler: cfg.sampler(),
		Queue: cmp.Or(cfg.OTLPQueue, sdktrace.DefaultMaxQueueSize), Version: Version, Environment: cfg.Env, Log: log,
	})
}

// openFaults returns what reports errors, nil where nothing does. The caller closes it.
func openFaults(cfg Config) (*faults.Reporter, error) {
	if cfg.SentryDSN == "" {
		return nil, nil
	}
	r, err := faults.New(cfg.SentryDSN, Version, cfg.Env)
	if err != nil {
		return nil, fmt.Errorf("SENTRY_DSN %w", err)
	}
	return r, nil
}

// finish lets what reports send what waits, also when ctx has ended.
func finish(ctx context.Context, send func(context.Context)) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendReports)
	defer cancel()
	send(ctx)
}

// traceWith makes spans of requests, jobs and webhooks.
func (m *modules) traceWith(export *traces.Export, cfg Config, met *metrics.Metrics) error {
	m.bus.TraceWith(export.Tracer())
	m.webhooks.TraceWith(export.Tracer())
	proxies, err := cfg.trustedProxies()
	if err != nil {
		return err
	}
	from := traces.Requests{Tracer: export.Tracer()}
	if cfg.TracesFromProxy {
		from.Trusted = func(r *http.Request) bool { return proxies.Contain(limits.Peer(r)) }
	}
	met.TraceWith(from)
	if export != nil {
		met.Register(export)
	}
	return nil
}
