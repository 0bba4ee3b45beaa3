package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/ogen-go/ogen/ogenerrors"
	"github.com/ogen-go/ogen/validate"

	"rialto/internal/api/internal/oas"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/metrics"
)

// problems turns errors into problem documents. It is the only place that
// knows both errors and HTTP, and the only place that logs a failed request.
type problems struct {
	log     *slog.Logger
	figures figures
}

var statusOf = map[errs.Kind]int{
	errs.Invalid:         http.StatusUnprocessableEntity,
	errs.Unauthenticated: http.StatusUnauthorized,
	errs.Forbidden:       http.StatusForbidden,
	errs.NotFound:        http.StatusNotFound,
	errs.Conflict:        http.StatusConflict,
	errs.Unavailable:     http.StatusServiceUnavailable,
	errs.TooManyRequests: http.StatusTooManyRequests,
	errs.Stale:           http.StatusPreconditionFailed,
	errs.Unconditional:   http.StatusPreconditionRequired,
}

// Codes of problems that no module declares.
const (
	codeBadRequest       = "bad_request"
	codeNotFound         = "not_found"
	codeMethodNotAllowed = "method_not_allowed"
	codeMediaType        = "unsupported_media_type"
	codeTooLarge         = "body_too_large"
	codeInternal         = "internal"
)

// NewError is called with an error a handler returned.
func (p problems) NewError(ctx context.Context, err error) *oas.ProblemStatusCodeWithHeaders {
	pr := p.counted(ctx, err)
	out := &oas.ProblemStatusCodeWithHeaders{StatusCode: pr.Status, Response: pr}
	if seconds := retryAfter(err); seconds > 0 {
		out.RetryAfter = oas.NewOptInt(seconds)
	}
	return out
}

// retryAfter is in how many seconds to come again, 0 when nobody knows. Whoever
// comes then is not too early.
func retryAfter(err error) int {
	e, ok := errs.As(err)
	if !ok {
		return 0
	}
	return int(math.Ceil(e.RetryAfter.Seconds()))
}

// handleError is called for a request that does not reach its operation.
func (p problems) handleError(ctx context.Context, w http.ResponseWriter, _ *http.Request, err error) {
	if seconds := retryAfter(err); seconds > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
	}
	write(w, p.counted(ctx, err))
}

func (p problems) notFound(w http.ResponseWriter, r *http.Request) {
	write(w, newProblem(r.Context(), http.StatusNotFound, codeNotFound, "There is nothing at this address."))
}

func (p problems) methodNotAllowed(w http.ResponseWriter, r *http.Request, allowed string) {
	w.Header().Set("Allow", allowed)
	write(w, newProblem(r.Context(), http.StatusMethodNotAllowed, codeMethodNotAllowed, "This address does not know that method."))
}

func write(w http.ResponseWriter, pr oas.Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	if pr.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer") // RFC 6750, section 3
	}
	w.WriteHeader(pr.Status)
	_ = json.NewEncoder(w).Encode(&pr) // the caller may have gone
}

func newProblem(ctx context.Context, status int, code, title string) oas.Problem {
	pr := oas.Problem{Type: "about:blank", Title: title, Status: status, Code: code}
	if id := metrics.RequestID(ctx); id != "" {
		pr.RequestId = oas.NewOptString(id)
	}
	return pr
}

func (p problems) counted(ctx context.Context, err error) oas.Problem {
	pr := p.problem(ctx, err)
	if !db.OnReplica(ctx) || pr.Status < http.StatusInternalServerError {
		p.figures.problem(ctx, pr.Code)
	}
	return pr
}

func (p problems) problem(ctx context.Context, err error) oas.Problem {
	if e, ok := errs.As(err); ok && e.Kind != errs.Internal {
		pr := newProblem(ctx, statusOf[e.Kind], e.Code, e.Message)
		for _, f := range e.Fields {
			pr.Fields = append(pr.Fields, field(f.Path, f.Code, f.Message))
		}
		if e.Kind == errs.Unavailable {
			p.log.WarnContext(ctx, "request refused for now", "error", err)
		}
		return pr
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return newProblem(ctx, http.StatusRequestEntityTooLarge, codeTooLarge, "The body is too large.")
	}
	var bad ogenerrors.Error
	if errors.As(err, &bad) && bad.Code() < http.StatusInternalServerError {
		return badRequest(ctx, err)
	}
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return newProblem(ctx, statusClientGone, codeInternal, "The request was given up.")
	}
	if db.OnReplica(ctx) {
		p.log.WarnContext(ctx, "a read failed on a replica; the primary is asked", "error", err)
	} else {
		p.log.ErrorContext(ctx, "request failed", "error", err)
	}
	return newProblem(ctx, http.StatusInternalServerError, codeInternal, "Something went wrong on our side.")
}

// statusClientGone is what nginx logs for a client that hung up; nobody reads it.
const statusClientGone = 499

// badRequest describes a request that does not fit the contract: its fields
// are named, its values never repeated.
func badRequest(ctx context.Context, err error) oas.Problem {
	status := ogenerrors.ErrorCode(err)
	if status == http.StatusUnsupportedMediaType {
		pr := newProblem(ctx, status, codeMediaType, "Send JSON, with the content type application/json.")
		pr.Fields = append(pr.Fields, field("Content-Type", "unsupported", ""))
		return pr
	}
	pr := newProblem(ctx, http.StatusBadRequest, codeBadRequest, "The request does not fit the contract.")

	var param *ogenerrors.DecodeParamError
	var body *ogenerrors.DecodeBodyError
	switch {
	case errors.As(err, &param):
		pr.Fields = fields(param.Err, param.Name)
	case errors.As(err, &body) && !hasFields(body.Err):
		pr.Fields = append(pr.Fields, bodyField(body.Err))
	default:
		pr.Fields = fields(err, "")
	}
	if len(pr.Fields) == 0 {
		pr.Fields = append(pr.Fields, field("body", "invalid", "Send a JSON body as the contract describes."))
	}
	return pr
}

func hasFields(err error) bool {
	var ve *validate.Error
	return errors.As(err, &ve)
}

// fields flattens the generated tree of failures into paths such as
// items[0].quantity.
func fields(err error, at string) []oas.FieldProblem {
	var ve *validate.Error
	if !errors.As(err, &ve) {
		if at == "" {
			return nil
		}
		code, message := rule(err)
		return []oas.FieldProblem{field(at, code, message)}
	}
	var out []oas.FieldProblem
	for _, f := range ve.Fields {
		path := f.Name
		if at != "" && !strings.HasPrefix(path, "[") {
			path = "." + path
		}
		out = append(out, fields(f.Error, at+path)...)
	}
	return out
}

// rule says which rule of the contract a value breaks, without the value.
func rule(err error) (code, message string) {
	var (
		length  *validate.MinLengthError
		long    *validate.MaxLengthError
		pattern *validate.NoRegexMatchError
	)
	switch text := err.Error(); {
	case errors.Is(err, validate.ErrFieldRequired), strings.Contains(text, "not set"):
		return "required", "This is needed."
	case errors.As(err, &length):
		return "length", "This is too short."
	case errors.As(err, &long):
		return "length", "This is too long."
	case errors.As(err, &pattern):
		return "pattern", "This does not have the form that is asked for."
	case strings.Contains(text, "value") && (strings.Contains(text, "less than") || strings.Contains(text, "greater than") || strings.Contains(text, "out of range")):
		return "range", "This is out of range."
	case strings.Contains(text, "email"):
		return "email", "This is not an e-mail address."
	}
	return "invalid", "This does not have the type or form that is asked for."
}

// A failure to read a body tells its place as text only.
var (
	unknownField = regexp.MustCompile(`unexpected field "([^"]+)"`)
	placeInBody  = regexp.MustCompile(`decode field "([^"]+)"|\[(\d+)\]`)
)

func bodyField(err error) oas.FieldProblem {
	var path strings.Builder
	for _, m := range placeInBody.FindAllStringSubmatch(err.Error(), -1) {
		switch {
		case m[2] != "":
			path.WriteString("[" + m[2] + "]")
		case path.Len() > 0:
			path.WriteString("." + m[1])
		default:
			path.WriteString(m[1])
		}
	}
	if m := unknownField.FindStringSubmatch(err.Error()); m != nil {
		if path.Len() > 0 {
			path.WriteByte('.')
		}
		path.WriteString(m[1])
		return field(path.String(), "unknown", "There is no such field.")
	}
	if path.Len() == 0 {
		return field("body", "invalid", "This is not the JSON that is asked for.")
	}
	return field(path.String(), "type", "This has another type than is asked for.")
}

func field(path, code, message string) oas.FieldProblem {
	f := oas.FieldProblem{Path: path, Code: code}
	if message != "" {
		f.Message = oas.NewOptString(message)
	}
	return f
}
