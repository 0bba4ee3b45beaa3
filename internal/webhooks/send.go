package webhooks

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"rialto/internal/publicnet"
)

// Limits of a request.
const (
	sendTimeout      = 15 * time.Second // from the name's resolution to the response's last byte
	connectTimeout   = 5 * time.Second
	maxResponseBody  = 4 << 10 // that is kept; the rest is not read
	maxResponseHead  = 32 << 10
	maxHeadersKept   = 40
	maxHeaderKept    = 500 // bytes of one header
	idleConnections  = 2
	idleConnDuration = 30 * time.Second
)

// Result says how an attempt ended.
type Result string

// What it can be.
const (
	OK          Result = "ok"           // 2xx
	Refused     Result = "refused"      // another status
	Redirect    Result = "redirect"     // 3xx, which is not followed
	ResultGone  Result = "gone"         // 410
	Timeout     Result = "timeout"      // it took longer than 15 seconds
	NotPublic   Result = "not_public"   // the address is not on the internet
	UnknownHost Result = "unknown_host" // the name has no address
	BadTLS      Result = "tls"          // the certificate cannot be trusted
	Unreachable Result = "unreachable"  // no connection, or one that broke
)

// outcome is what came of a request.
type outcome struct {
	result     Result
	status     int // 0: nothing answered
	headers    map[string]string
	body       string
	cut        bool
	retryAfter string
	took       time.Duration
}

// sender makes requests to public addresses. It follows no redirects, uses no proxy and
// keeps few connections.
type sender struct{ client *http.Client }

func newSender(guard publicnet.Guard, cfg Config) *sender {
	dialer := guard.Dialer(connectTimeout)
	dialer.Resolver = cfg.Resolver
	return &sender{&http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		// HTTP/1.1 alone: with HTTP/2 one connection that hangs would hold up all
		// requests to its host.
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: connectTimeout, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
			MaxIdleConnsPerHost: idleConnections, IdleConnTimeout: idleConnDuration,
			MaxResponseHeaderBytes: maxResponseHead, DisableCompression: true,
		},
	}}
}

// send makes a request. The only error is that of ctx.
func (s *sender) send(ctx context.Context, url string, h http.Header, body string) (outcome, error) {
	began := time.Now()
	timed, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	o := s.ask(timed, url, h, body)
	o.took = time.Since(began)
	return o, ctx.Err()
}

func (s *sender) ask(ctx context.Context, url string, h http.Header, body string) outcome {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader([]byte(body)))
	if err != nil {
		return outcome{result: Unreachable}
	}
	req.Header = h
	res, err := s.client.Do(req)
	if err != nil {
		return outcome{result: resultOf(err)}
	}
	defer res.Body.Close()
	o := outcome{status: res.StatusCode, headers: kept(res.Header), retryAfter: res.Header.Get("Retry-After")}
	read, err := io.ReadAll(io.LimitReader(res.Body, maxResponseBody+1))
	if o.cut = len(read) > maxResponseBody; o.cut {
		read = read[:maxResponseBody]
	}
	o.body = text(read)
	if err != nil {
		o.result = resultOf(err)
		return o
	}
	o.result = resultOfStatus(res.StatusCode)
	return o
}

func resultOfStatus(code int) Result {
	switch {
	case code >= 200 && code < 300:
		return OK
	case code >= 300 && code < 400:
		return Redirect
	case code == http.StatusGone:
		return ResultGone
	}
	return Refused
}

func resultOf(err error) Result {
	var dns *net.DNSError
	var bad *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var slow interface{ Timeout() bool }
	switch {
	case errors.Is(err, publicnet.ErrNotPublic):
		return NotPublic
	case errors.As(err, &dns) && !dns.IsTimeout:
		return UnknownHost
	case errors.As(err, &bad), errors.As(err, &unknown), errors.As(err, &record), errors.As(err, &alert), errors.Is(err, http.ErrSchemeMismatch):
		return BadTLS
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return Timeout
	}
	return Unreachable
}

// kept is what the log keeps of headers.
func kept(h http.Header) map[string]string {
	out := map[string]string{}
	for name, values := range h {
		if len(out) == maxHeadersKept {
			break
		}
		value := strings.Join(values, ", ")
		out[text([]byte(name))] = text([]byte(value[:min(len(value), maxHeaderKept)]))
	}
	return out
}

// text is what PostgreSQL can keep of bytes that somebody sent.
func text(b []byte) string {
	return strings.ReplaceAll(strings.ToValidUTF8(string(b), "\uFFFD"), "\x00", "\uFFFD")
}
