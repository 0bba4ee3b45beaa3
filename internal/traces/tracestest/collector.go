// Package tracestest is a collector of traces for tests: it takes OTLP as others do,
// by HTTP and by gRPC, and remembers.
package tracestest

import (
	"context"
	"encoding/hex"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// Collector remembers what was sent to it.
type Collector struct {
	collector.UnimplementedTraceServiceServer
	URL string

	mu      sync.Mutex
	sent    []*collector.ExportTraceServiceRequest
	headers []http.Header
}

// ByHTTP is a Collector that listens until the test ends, by OTLP/HTTP.
func ByHTTP(t testing.TB) *Collector {
	t.Helper()
	c := &Collector{}
	srv := httptest.NewServer(c)
	t.Cleanup(srv.Close)
	c.URL = srv.URL
	return c
}

// ByGRPC is a Collector that listens until the test ends, by OTLP/gRPC.
func ByGRPC(t testing.TB) *Collector {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &Collector{URL: "http://" + l.Addr().String()}
	srv := grpc.NewServer()
	collector.RegisterTraceServiceServer(srv, c)
	go func() { _ = srv.Serve(l) }() // ends with Stop
	t.Cleanup(srv.Stop)
	return c
}

// ServeHTTP implements http.Handler.
func (c *Collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var req collector.ExportTraceServiceRequest
	if err != nil || r.URL.Path != "/v1/traces" || r.Header.Get("Content-Type") != "application/x-protobuf" || proto.Unmarshal(body, &req) != nil {
		http.Error(w, "not OTLP", http.StatusBadRequest)
		return
	}
	answer, err := proto.Marshal(c.took(&req, r.Header))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/x-protobuf")
	_, _ = w.Write(answer)
}

// Export implements the collector's service of gRPC.
func (c *Collector) Export(ctx context.Context, req *collector.ExportTraceServiceRequest) (*collector.ExportTraceServiceResponse, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	headers := http.Header{}
	for name, values := range md {
		for _, v := range values {
			headers.Add(name, v)
		}
	}
	return c.took(req, headers), nil
}

func (c *Collector) took(req *collector.ExportTraceServiceRequest, h http.Header) *collector.ExportTraceServiceResponse {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent, c.headers = append(c.sent, req), append(c.headers, h)
	return &collector.ExportTraceServiceResponse{}
}

// Span is a span as it was sent.
type Span struct {
	*otlp.Span
	Trace, ID, Parent string // in hexadecimal; Parent is "" for the first of a trace
}

// Attributes are those that are texts.
func (s Span) Attributes() map[string]string {
	out := map[string]string{}
	for _, a := range s.Span.Attributes {
		out[a.Key] = a.Value.GetStringValue()
	}
	return out
}

// Spans are all that were sent so far.
func (c *Collector) Spans() []Span {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []Span
	for _, req := range c.sent {
		for _, of := range req.ResourceSpans {
			for _, in := range of.ScopeSpans {
				for _, s := range in.Spans {
					list = append(list, Span{s, hex.EncodeToString(s.TraceId), hex.EncodeToString(s.SpanId), hex.EncodeToString(s.ParentSpanId)})
				}
			}
		}
	}
	return list
}

// Headers are those of the last request, nil before there is one.
func (c *Collector) Headers() http.Header {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.headers) == 0 {
		return nil
	}
	return c.headers[len(c.headers)-1]
}

// Text is all that was sent, as text to look for something in.
func (c *Collector) Text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	text := ""
	for _, req := range c.sent {
		text += protojson.Format(req)
	}
	return text
}
