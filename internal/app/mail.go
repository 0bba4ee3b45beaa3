package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/mail"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/events"
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

func openNotify(cfg Config, at place, d *database, bus *events.Bus, log *slog.Logger) (*notify.Service, error) {
	transport, err := cfg.mailTransport()
	if err != nil {
		return nil, err
	}
	// Links to unsubscribe are signed with the keys of guests' orders, for another purpose.
	keys, err := linkKeys(cfg)
	if err != nil {
		return nil, err
	}
	return notify.New(notify.Deps{Pool: d.pool, Bus: bus, Log: log, Now: time.Now}, notify.Config{
		PublicURL: at.publicURL, SiteName: cfg.Name, From: cmp.Or(cfg.MailFrom, mailboxSender), BounceTo: cfg.MailBounceTo,
		Transport: transport, Keys: keys,
	})
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
