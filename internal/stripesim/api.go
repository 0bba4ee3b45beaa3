package stripesim

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v85"

	"rialto/internal/db"
)

const (
	maxBody = 1 << 20
	keyLife = 24 * time.Hour
)

// call is one request to the API, in its transaction.
type call struct {
	params
	id        string // of the path
	tx        db.Tx
	requestID string
	key       string // Idempotency-Key
	version   string // Stripe-Version
}

// endpoint does what a call asks for and returns what to answer. It may run
// twice, in two transactions of which one is rolled back.
type endpoint func(ctx context.Context, c *call) (any, error)

// answer is what the caller gets.
type answer struct {
	status   int
	body     []byte
	replayed bool
}

func (s *Server) serveAPI(e endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			http.Error(w, "request body too large", http.StatusRequestEntityTooLarge)
			return
		}
		fault := s.currentFault()
		requestID := newID("req_")
		var a answer
		switch {
		case fault.Hang:
			<-r.Context().Done()
			return
		case fault.Refuse:
			panic(http.ErrAbortHandler)
		case fault.Status != 0:
			a = answerError(broken(fault.Status))
		default:
			a = s.answer(r, e, string(body), requestID)
		}
		if fault.LoseAnswer {
			panic(http.ErrAbortHandler)
		}
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Cache-Control", "no-store")
		h.Set("Request-Id", requestID)
		h.Set("Stripe-Version", stripe.APIVersion)
		if key := r.Header.Get("Idempotency-Key"); key != "" {
			h.Set("Idempotency-Key", key)
		}
		if a.replayed {
			h.Set("Idempotent-Replayed", "true")
		}
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body) // the caller is gone
	}
}

func (s *Server) answer(r *http.Request, e endpoint, body, requestID string) answer {
	a, err := s.do(r, e, body, requestID)
	var ae *apiError
	switch {
	case err == nil:
		s.nudge()
		return a
	case errors.As(err, &ae):
		return answerError(ae)
	}
	if r.Context().Err() == nil {
		s.cfg.Log.ErrorContext(r.Context(), "stripe simulator", "request_id", requestID, "error", err)
	}
	return answerError(broken(http.StatusInternalServerError))
}

func (s *Server) do(r *http.Request, e endpoint, body, requestID string) (answer, error) {
	if err := s.authorize(r); err != nil {
		return answer{}, err
	}
	encoded := r.URL.RawQuery
	if r.Method == http.MethodPost {
		encoded = body
	}
	values, err := url.ParseQuery(encoded)
	if err != nil {
		return answer{}, invalid("", "", "Invalid request: the parameters are not form-encoded")
	}
	c := call{params: params(values), id: r.PathValue("id"), requestID: requestID, version: r.Header.Get("Stripe-Version")}
	if r.Method == http.MethodPost {
		c.key = r.Header.Get("Idempotency-Key")
	}
	if err := s.expireDue(r.Context()); err != nil {
		return answer{}, err
	}
	var a answer
	err = db.InTx(r.Context(), s.cfg.Pool, func(tx db.Tx) error {
		c.tx = tx
		var err error
		a, err = s.once(r.Context(), &c, r.Method+" "+r.URL.Path, e)
		return err
	})
	return a, err
}

// once runs the endpoint, or repeats what it answered to the first call with
// the same idempotency key. Like Stripe's, it keeps no errors: what is refused
// can be asked for again with the same key.
func (s *Server) once(ctx context.Context, c *call, path string, e endpoint) (answer, error) {
	if c.key == "" {
		return run(ctx, c, e)
	}
	if len(c.key) > 255 {
		return answer{}, invalid("", "", "Idempotency keys must be at most 255 characters long")
	}
	var free bool
	if err := c.tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock(hashtextextended('stripesim:' || $1, 0))`, c.key).Scan(&free); err != nil {
		return answer{}, fmt.Errorf("lock idempotency key: %w", err)
	}
	if !free {
		return answer{}, idempotencyError(http.StatusConflict, "idempotency_key_in_use",
			"There is currently another in-progress request using this Idempotent Key.")
	}
	fingerprint := sha256.Sum256([]byte(path + "?" + c.encode()))
	var known, body []byte
	err := c.tx.QueryRow(ctx, `SELECT fingerprint, answer FROM stripesim.idempotency WHERE key = $1 AND created_at > $2`,
		c.key, s.now().Add(-keyLife)).Scan(&known, &body)
	switch {
	case err == nil && bytes.Equal(known, fingerprint[:]):
		return answer{http.StatusOK, body, true}, nil
	case err == nil:
		return answer{}, idempotencyError(http.StatusBadRequest, "",
			"Keys for idempotent requests can only be used with the same parameters they were first used with.")
	case !db.NoRows(err):
		return answer{}, fmt.Errorf("read idempotency key: %w", err)
	}
	a, err := run(ctx, c, e)
	if err != nil {
		return answer{}, err
	}
	_, err = c.tx.Exec(ctx, `
		INSERT INTO stripesim.idempotency (key, fingerprint, answer, created_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (key) DO UPDATE SET fingerprint = $2, answer = $3, created_at = $4`,
		c.key, fingerprint[:], a.body, s.now())
	if err != nil {
		return answer{}, fmt.Errorf("keep idempotency key: %w", err)
	}
	return a, nil
}

func run(ctx context.Context, c *call, e endpoint) (answer, error) {
	v, err := e(ctx, c)
	if err != nil {
		return answer{}, err
	}
	body, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return answer{}, fmt.Errorf("encode answer: %w", err)
	}
	return answer{status: http.StatusOK, body: body}, nil
}

func answerError(e *apiError) answer {
	body, err := json.MarshalIndent(map[string]any{"error": e}, "", "  ")
	if err != nil {
		panic(err) // an apiError has only strings
	}
	return answer{status: e.status, body: body}
}

func (s *Server) authorize(r *http.Request) error {
	key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	message := "Invalid API Key provided."
	if !ok {
		message = "You did not provide an API key. Provide it in the Authorization header, using Bearer auth."
	} else if s.accepts(key) {
		return nil
	}
	return &apiError{status: http.StatusUnauthorized, Type: "invalid_request_error", Message: message}
}

func unknownURL(context.Context, *call) (any, error) {
	e := invalid("url_invalid", "", "Unrecognized request URL: the simulator does not have it.")
	e.status = http.StatusNotFound
	return nil, e
}
