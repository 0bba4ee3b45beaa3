package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/mail"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/imports"
	"rialto/internal/notify"
)

// mailboxSender is whom mails are from where none are sent.
const mailboxSender = "mailbox@localhost"

// checkMail says what is wrong with the settings of mails, nil if nothing is.
func (c Config) checkMail() error {
	var bad []error
	if _, err := c.mailTransport(); err != nil {
		bad = append(bad, err)
	}
	if _, err := mail.ParseAddress(c.MailFrom); err != nil && c.MailFrom != "" {
		bad = append(bad, errors.New("RIALTO_MAIL_FROM must be a mail address, such as Rialto <hello@example.com>"))
	}
	if a, err := mail.ParseAddress(c.MailBounceTo); c.MailBounceTo != "" && (err != nil || a.Address != c.MailBounceTo) {
		bad = append(bad, errors.New("RIALTO_MAIL_BOUNCE_TO must be a mail address without a name, such as bounces@example.com"))
	}
	if c.MailURL != "" && c.MailFrom == "" {
		bad = append(bad, errors.New("RIALTO_MAIL_FROM is needed beside RIALTO_MAIL_URL"))
	}
	return errors.Join(bad...)
}

func (c Config) mailTransport() (notify.Transport, error) {
	if c.MailURL == "" {
		return notify.Mailbox{}, nil
	}
	t, err := notify.NewSMTP(c.MailURL)
	if err != nil {
		return nil, fmt.Errorf("RIALTO_MAIL_URL: %w", err)
	}
	return t, nil
}

// replaceableMail is the way to a mail server that may become another while mails are sent.
type replaceableMail struct{ atomic.Pointer[notify.SMTP] }

// Send implements notify.Transport.
func (r *replaceableMail) Send(ctx context.Context, m notify.Message) error {
	return r.Load().Send(ctx, m)
}

// openNotify wires the mails. Links to unsubscribe are signed with the keys of guests'
// orders, for another purpose.
func (m *modules) openNotify(cfg Config, at place, log *slog.Logger) error {
	transport, err := cfg.mailTransport()
	if err != nil {
		return err
	}
	if server, sends := transport.(*notify.SMTP); sends {
		m.mails.Store(server)
		transport = &m.mails
	}
	m.notify, err = notify.New(notify.Deps{Pool: m.db.pool, Bus: m.bus, Log: log, Now: time.Now}, notify.Config{
		PublicURL: at.publicURL, SiteName: cfg.Name, From: cmp.Or(cfg.MailFrom, mailboxSender), BounceTo: cfg.MailBounceTo,
		Transport: transport, Keys: m.keys.links,
	})
	return err
}

// mountMailbox lets developers read all mails. Where mails are sent, or in
// production, nobody does: their links let one into accounts.
func mountMailbox(mux *http.ServeMux, cfg Config, m *modules) {
	if !cfg.production() && cfg.MailURL == "" {
		mux.Handle("/dev/", m.notify.MailboxPages())
	}
}

// toldOfImport says who is told how an import of a store ended.
func (m *modules) toldOfImport(ctx context.Context, tx db.Tx, user, store uuid.UUID) (imports.Told, bool, error) {
	people, err := m.auth.ContactsTx(ctx, tx, []uuid.UUID{user})
	if err != nil {
		return imports.Told{}, false, err
	}
	found, err := m.stores.ByIDTx(ctx, tx, []uuid.UUID{store})
	if err != nil {
		return imports.Told{}, false, err
	}
	who, there := people[user]
	st := found[store]
	return imports.Told{To: who.MailTo(), StoreName: st.Name, StorePath: "/dashboard/stores/" + st.Slug}, there, nil
}
