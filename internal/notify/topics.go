package notify

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/notify/internal/notifydb"
)

// Topic is what mails are about that one may do without. Whoever gets them can
// turn them off, by a link in each of them or in the account's settings.
type Topic string

// The topics.
const (
	StoreOrders   Topic = "store_orders"
	StockAlerts   Topic = "stock_alerts"
	ImportReports Topic = "import_reports"
	BackInStock   Topic = "back_in_stock"
)

// Topics are all of them, in the order in which they are shown.
var Topics = []Topic{StoreOrders, StockAlerts, ImportReports, BackInStock}

// topicOf tells the topic of a kind of mail. A kind that is not here has to be:
// nobody can turn it off.
var topicOf = map[string]Topic{
	"store_order_paid": StoreOrders,
	"stock_alert":      StockAlerts,
	"import_ended":     ImportReports,
	"stock_back":       BackInStock,
}

const accountIsThere = "opt_outs_user_id_fkey"

// kinds are those of a topic.
func (t Topic) kinds() (kinds []string) {
	for kind, topic := range topicOf {
		if topic == t {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// holder is whose a choice is: an account's, else whose address it is.
type holder struct {
	user    *uuid.UUID
	address []byte // its digest
}

func (to To) holder() holder {
	if to.UserID != nil {
		return holder{user: to.UserID}
	}
	return holder{address: digestOf(to.Address)}
}

// digestOf is what is kept of an address that need not be known, but told again.
func digestOf(address string) []byte {
	sum := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(address))))
	return sum[:]
}

// Preferences tells which topics an account wants mails about.
func (s *Service) Preferences(ctx context.Context, user uuid.UUID) (map[Topic]bool, error) {
	off, err := s.q.OptedOut(ctx, s.pool, user)
	if err != nil {
		return nil, fmt.Errorf("preferences: %w", err)
	}
	wants := make(map[Topic]bool, len(Topics))
	for _, t := range Topics {
		wants[t] = !slices.Contains(off, string(t))
	}
	return wants, nil
}

// SetPreference turns an account's mails about a topic on or off. What was
// written and not sent yet is off, too. A second time changes nothing.
func (s *Service) SetPreference(ctx context.Context, user uuid.UUID, topic Topic, mails bool) error {
	return s.choose(ctx, holder{user: &user}, topic, mails)
}

func (s *Service) choose(ctx context.Context, who holder, topic Topic, mails bool) error {
	err := db.InTx(ctx, s.pool, func(tx db.Tx) error {
		if mails {
			return s.optInTx(ctx, tx, who, topic)
		}
		err := s.q.OptOut(ctx, tx, notifydb.OptOutParams{UserID: who.user, AddressDigest: who.address, Topic: string(topic), Since: s.now()})
		if err != nil {
			return fmt.Errorf("opt out: %w", err)
		}
		err = s.q.DropQueued(ctx, tx, notifydb.DropQueuedParams{UserID: who.user, AddressDigest: who.address, Kinds: topic.kinds()})
		if err != nil {
			return fmt.Errorf("drop what is queued: %w", err)
		}
		return nil
	})
	if db.Violates(err, accountIsThere) {
		return nil // the account was erased, and gets no mails
	}
	return err
}

// AskedForTx notes that somebody asks for mails about a topic, which is their
// latest word on it.
func (s *Service) AskedForTx(ctx context.Context, tx db.Tx, who To, topic Topic) error {
	return s.optInTx(ctx, tx, who.holder(), topic)
}

func (s *Service) optInTx(ctx context.Context, tx db.Tx, who holder, topic Topic) error {
	err := s.q.OptIn(ctx, tx, notifydb.OptInParams{UserID: who.user, AddressDigest: who.address, Topic: string(topic)})
	if err != nil {
		return fmt.Errorf("opt in: %w", err)
	}
	return nil
}

// acceptsTx reports whether a mail is to be written: one that has to be always is.
func (s *Service) acceptsTx(ctx context.Context, tx db.Tx, to To, kind string) (bool, error) {
	topic, optional := topicOf[kind]
	if !optional {
		return true, nil
	}
	who := to.holder()
	accepts, err := s.q.Accepts(ctx, tx, notifydb.AcceptsParams{
		Topic: string(topic), UserID: who.user, AddressDigest: who.address, RecipientDigest: digestOf(to.Address),
	})
	if err != nil {
		return false, fmt.Errorf("does the recipient accept: %w", err)
	}
	return accepts, nil
}
