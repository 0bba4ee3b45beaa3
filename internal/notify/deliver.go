package notify

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/notify/internal/notifydb"
	"rialto/internal/traces"
)

// delivery is the errand that sends one mail.
type delivery struct {
	MailID uuid.UUID `json:"mailId"`
}

const (
	// sendTimeout is long because who gives up while the server thinks about
	// the mail sends it twice. With noteTimeout it is less than an errand has.
	sendTimeout = 80 * time.Second
	noteTimeout = 20 * time.Second
	// endGrace fits into what the bus leaves to cancelled jobs.
	endGrace = 1500 * time.Millisecond
	// giveUpAfter is when the links in a mail are of no use any more.
	giveUpAfter = 24 * time.Hour
	maxProblem  = 2000
)

// deliver sends a mail, unless it was sent or erased before. An error makes
// the bus call it again later.
func (s *Service) deliver(ctx context.Context, d delivery) error {
	row, err := s.q.BeginAttempt(ctx, s.pool, d.MailID)
	if db.NoRows(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("begin to send mail %s: %w", d.MailID, err)
	}
	// Ending the program does not cut a conversation short at once: the server may
	// have taken the mail, and another attempt would send it again.
	ending := ctx
	ctx = context.WithoutCancel(ctx)
	send, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	defer context.AfterFunc(ending, func() { time.AfterFunc(endGrace, cancel) })()
	send, span := traces.Call(send, "mail", "send")
	err = s.cfg.Transport.Send(send, Message{
		ID: row.ID, From: s.from, BounceTo: s.cfg.BounceTo, To: row.Recipient, Subject: row.Subject, HTML: row.Html, Text: row.Text, Date: row.CreatedAt,
		Unsubscribe: s.unsubscribeURL(To{row.Recipient, row.UserID, row.Locale}, row.Kind),
	})
	traces.End(span, err)
	if err == nil {
		return s.noteSent(ctx, row)
	}
	return s.noteFailure(ctx, row, err)
}

// noteSent tries for a while: what is not written down is sent again.
func (s *Service) noteSent(ctx context.Context, row notifydb.NotifyMail) error {
	ctx, cancel := context.WithTimeout(ctx, noteTimeout)
	defer cancel()
	for wait := 50 * time.Millisecond; ; wait *= 2 {
		err := s.setSent(ctx, row)
		if err == nil {
			s.figures.count(row.Kind, "sent")
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("mail %s was sent, which could not be written down: %w", row.ID, err)
		case <-time.After(wait):
		}
	}
}

func (s *Service) setSent(ctx context.Context, row notifydb.NotifyMail) error {
	now := s.now()
	if _, ok := s.cfg.Transport.(Mailbox); ok {
		return s.q.SetInMailbox(ctx, s.pool, notifydb.SetInMailboxParams{ID: row.ID, Now: &now})
	}
	return s.q.SetSent(ctx, s.pool, notifydb.SetSentParams{ID: row.ID, Now: &now, AddressDigest: digestOf(row.Recipient)})
}

// noteFailure returns an error if the mail is to be tried again.
func (s *Service) noteFailure(ctx context.Context, row notifydb.NotifyMail, failure error) error {
	problem, answer, final := failure.Error(), "", false
	if e := new(SendError); errors.As(failure, &e) {
		problem, answer, final = e.Reason+": "+e.Detail, e.Unknown, e.Final
	}
	problem = storable(problem)
	if !final && s.now().Sub(row.CreatedAt) < giveUpAfter {
		s.figures.count(row.Kind, "put_off")
		if err := s.q.SetProblem(ctx, s.pool, notifydb.SetProblemParams{ID: row.ID, Problem: problem}); err != nil {
			return fmt.Errorf("note problem of mail %s: %w", row.ID, err)
		}
		return fmt.Errorf("send mail %s: %w", row.ID, failure)
	}
	err := s.q.SetFailed(ctx, s.pool, notifydb.SetFailedParams{
		ID: row.ID, Problem: problem, Answer: answer, AddressDigest: digestOf(row.Recipient), Now: s.now(),
	})
	if err != nil {
		return fmt.Errorf("give mail %s up: %w", row.ID, err)
	}
	s.figures.count(row.Kind, "failed")
	s.log.WarnContext(ctx, "mail was given up", "mail", row.ID, "kind", row.Kind, "attempts", row.Attempts, "reason", failure)
	return nil
}

// storable is a foreign text as the database takes it.
func storable(text string) string {
	text = strings.ReplaceAll(text, "\x00", "")
	if len(text) > maxProblem {
		text = text[:maxProblem]
	}
	return strings.ToValidUTF8(text, "")
}
