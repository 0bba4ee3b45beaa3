// Package notify owns the mails that people get: what they say, in which
// language, and whether they were handed over. It decides nobody's mail: the
// module that knows why calls SendTx in the transaction of the cause, so that
// a mail exists exactly when its cause does.
//
//	queued ── handed over ──> sent
//	   └── refused for good, or for a day ──> failed
//
// An errand of the event bus hands each mail to the mail server, outside of any
// transaction. A mail may arrive twice: a server may have taken it and the
// process have died before that was written down. It then carries the same
// Message-ID, by which most servers and programs know it again.
//
// A mail holds secrets, the links by which people prove who they are, and the
// address of a person. So its content is dropped once the mail is sent or
// failed, and the rest 30 days after it was written, or with the account.
package notify

import (
	"context"
	"fmt"
	"log/slog"
	"net/mail"
	"strings"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/keyring"
	"rialto/internal/notify/internal/notifydb"
)

// Deps is what mails are made of and sent with.
type Deps struct {
	Pool *db.Pool
	Bus  *events.Bus
	Log  *slog.Logger
	Now  func() time.Time
}

// Config is how mails look and leave. Transport and Keys are needed.
type Config struct {
	PublicURL string    // where people reach the marketplace; paths of links are appended
	SiteName  string    // what it is called
	From      string    // RFC 5322 address, with or without a name
	BounceTo  string    // envelope sender, to which servers report what they could not deliver; empty: From
	Transport Transport // Mailbox{} sends nothing
	// Keys sign links to unsubscribe: the first signs, all are accepted.
	Keys *keyring.Ring
}

// Service writes mails down and sends them.
type Service struct {
	pool       *db.Pool
	log        *slog.Logger
	now        func() time.Time
	cfg        Config
	from       mail.Address
	q          *notifydb.Queries
	layouts    layouts
	locales    map[string]locale
	links      links
	figures    figures
	deliveries *events.Errand[delivery]
}

// New returns a Service and gives d.Bus its errand and its chore. It fails
// when cfg.From is no address.
func New(d Deps, cfg Config) (*Service, error) {
	cfg.PublicURL = strings.TrimSuffix(cfg.PublicURL, "/")
	from, err := mail.ParseAddress(cfg.From)
	if err != nil {
		return nil, fmt.Errorf("sender of mails: %w", err)
	}
	if from.Name == "" {
		from.Name = cfg.SiteName
	}
	s := &Service{pool: d.Pool, log: d.Log, now: d.Now, cfg: cfg, from: *from, q: notifydb.New(), links: links{cfg.Keys}, figures: newFigures()}
	if s.layouts, err = readLayouts(); err != nil {
		return nil, err
	}
	if s.locales, err = readLocales(); err != nil {
		return nil, err
	}
	s.deliveries = events.NewErrand(d.Bus, "notify.deliver", s.deliver, events.Mail)
	d.Bus.Every(time.Hour, "notify.forget_old", s.forgetOld)
	return s, nil
}

// To is who gets a mail.
type To struct {
	Address string
	// UserID is the account that the mail is about, with which it is erased.
	// Nil if there is none: the address is then dropped as soon as it was used.
	UserID *uuid.UUID
	Locale string // "en" or "de"; anything else is English
}

// SendTx writes a mail in tx and has it sent after tx has committed. cause is
// what the mail is about, in ids of ours: a second mail of the same kind and
// cause is not sent, and is no error. A mail with a topic is not written when the
// recipient opted out of it, or the address was refused. Neither is a mail about a topic that the
// recipient does not want, or whose address was refused.
func (s *Service) SendTx(ctx context.Context, tx db.Tx, to To, cause string, c Content) error {
	if _, known := s.locales[to.Locale]; !known {
		to.Locale = defaultLocale
	}
	kind := c.mail().kind
	if accepts, err := s.acceptsTx(ctx, tx, to, kind); err != nil || !accepts {
		return err
	}
	m, err := s.render(to, c)
	if err != nil {
		return fmt.Errorf("render mail: %w", err)
	}
	id := db.NewID()
	n, err := s.q.InsertMail(ctx, tx, notifydb.InsertMailParams{
		ID: id, Kind: kind, Cause: cause, UserID: to.UserID, Recipient: to.Address, Locale: to.Locale,
		Subject: m.subject, Html: m.html, Text: m.text, CreatedAt: s.now(),
	})
	if err != nil {
		return fmt.Errorf("insert mail: %w", err)
	}
	if n == 0 {
		return nil
	}
	return s.deliveries.QueueTx(ctx, tx, delivery{MailID: id})
}

const keepMails = 30 * 24 * time.Hour

// forgetOld deletes what was kept long enough to answer "did you get our mail?".
func (s *Service) forgetOld(ctx context.Context) error {
	if err := s.q.ForgetMails(ctx, s.pool, s.now().Add(-keepMails)); err != nil {
		return fmt.Errorf("forget mails: %w", err)
	}
	if err := s.q.ForgetRefusals(ctx, s.pool, s.now().Add(-keepRefusals)); err != nil {
		return fmt.Errorf("forget refusals: %w", err)
	}
	return nil
}
