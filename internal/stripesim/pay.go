package stripesim

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"rialto/internal/db"
)

// maxLate is how late, in seconds, a webhook can be asked to be.
const maxLate = 24 * 60 * 60

// errClosed is returned for a session that can no longer be paid.
var errClosed = errors.New("the session is not open")

func (s *Server) showPage(w http.ResponseWriter, r *http.Request) {
	cs, err := s.session(r.Context(), r.PathValue("id"))
	if err != nil {
		s.showError(w, r, err)
		return
	}
	s.render(w, r, http.StatusOK, cs, "")
}

// submitPage does what the buttons of the page say. The field outcome is paid,
// declined or cancelled; deliver is once, twice, never or late:SECONDS.
func (s *Server) submitPage(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	outcome := r.PostFormValue("outcome")
	when, ok := parseSchedule(r.PostFormValue("deliver"))
	if !ok || outcome != "paid" && outcome != "declined" && outcome != "cancelled" {
		http.Error(w, "outcome must be paid, declined or cancelled; deliver once, twice, never or late:SECONDS", http.StatusBadRequest)
		return
	}
	var cs session
	var err error
	if outcome == "cancelled" {
		cs, err = s.session(r.Context(), r.PathValue("id"))
	} else {
		cs, err = s.pay(r.Context(), r.PathValue("id"), outcome == "paid", when)
	}
	switch {
	case errors.Is(err, errClosed):
		s.render(w, r, http.StatusConflict, cs, "")
	case err != nil:
		s.showError(w, r, err)
	case outcome == "declined":
		s.render(w, r, http.StatusPaymentRequired, cs, declined.Message)
	case outcome == "paid":
		http.Redirect(w, r, cs.successURL(), http.StatusSeeOther)
	case cs.CancelURL == nil:
		s.render(w, r, http.StatusOK, cs, "")
	default:
		http.Redirect(w, r, *cs.CancelURL, http.StatusSeeOther)
	}
}

func (cs session) successURL() string {
	return strings.ReplaceAll(cs.SuccessURL, "{CHECKOUT_SESSION_ID}", cs.ID)
}

// session returns a session as it is now.
func (s *Server) session(ctx context.Context, id string) (session, error) {
	if err := s.expireDue(ctx); err != nil {
		return session{}, err
	}
	var cs session
	err := db.InTx(ctx, s.cfg.Pool, func(tx db.Tx) error { return read(ctx, tx, kindSession, id, &cs) })
	return cs, err
}

// pay tries to pay an open session. The session is locked, so that of two
// tries at once the second finds it complete and returns errClosed.
func (s *Server) pay(ctx context.Context, id string, succeeds bool, when schedule) (session, error) {
	if err := s.expireDue(ctx); err != nil {
		return session{}, err
	}
	var cs session
	err := db.InTx(ctx, s.cfg.Pool, func(tx db.Tx) error {
		cs = session{}
		if err := lock(ctx, tx, kindSession, id, &cs); err != nil {
			return err
		}
		switch {
		case cs.Status != "open":
			return errClosed
		case succeeds:
			return s.complete(ctx, tx, &cs, when)
		}
		return s.decline(ctx, tx, &cs, when)
	})
	s.nudge()
	return cs, err
}

func (s *Server) complete(ctx context.Context, tx db.Tx, cs *session, when schedule) error {
	cs.Status, cs.PaymentStatus, cs.URL = "complete", "no_payment_required", nil
	if cs.AmountTotal > 0 {
		cs.PaymentStatus = "paid"
		pi, err := s.try(ctx, tx, cs, true)
		if err != nil {
			return err
		}
		// Kept for the list of events; the webhook has not asked for it.
		if err := s.emit(ctx, tx, "payment_intent.succeeded", pi, nil, never); err != nil {
			return err
		}
	}
	if err := update(ctx, tx, cs.ID, cs); err != nil {
		return err
	}
	return s.emit(ctx, tx, "checkout.session.completed", cs.public(), nil, when)
}

func (s *Server) decline(ctx context.Context, tx db.Tx, cs *session, when schedule) error {
	pi, err := s.try(ctx, tx, cs, false)
	if err != nil {
		return err
	}
	if err := update(ctx, tx, cs.ID, cs); err != nil {
		return err
	}
	return s.emit(ctx, tx, "payment_intent.payment_failed", pi, nil, when)
}

func parseSchedule(deliver string) (schedule, bool) {
	switch deliver {
	case "", "once":
		return once, true
	case "twice":
		return schedule{0, 0}, true
	case "never":
		return never, true
	}
	late, ok := strings.CutPrefix(deliver, "late:")
	seconds, err := strconv.Atoi(late)
	if !ok || err != nil || seconds < 0 || seconds > maxLate {
		return nil, false
	}
	return schedule{time.Duration(seconds) * time.Second}, true
}

// showError answers for a page that cannot be shown.
func (s *Server) showError(w http.ResponseWriter, r *http.Request, err error) {
	var ae *apiError
	if errors.As(err, &ae) {
		s.renderNotice(w, r, ae.status, notice{
			Merchant: s.cfg.MerchantName, Title: "There is no such payment page",
			Text: "The link is incomplete, or the shop has withdrawn it. Go back to the shop and start again.",
		})
		return
	}
	s.cfg.Log.ErrorContext(r.Context(), "stripe simulator: hosted page", "error", fmt.Errorf("%s: %w", r.Method, err))
	http.Error(w, "The payment page does not work at the moment.", http.StatusInternalServerError)
}
