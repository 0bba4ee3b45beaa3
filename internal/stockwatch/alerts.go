package stockwatch

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/notify"
	"rialto/internal/stockwatch/internal/stockwatchdb"
	"rialto/internal/stores"
)

// namedInMail is how many variants a mail names; the page lists all.
const namedInMail = 10

// alert is an errand: to write to a store's team about variants of it.
type alert struct {
	ID         uuid.UUID   `json:"id"`
	StoreID    uuid.UUID   `json:"storeId"`
	VariantIDs []uuid.UUID `json:"variantIds"`
	Out        bool        `json:"out"`
}

// mailAlert writes one mail to each owner and manager who wants it. What is
// enough again by now is left out.
func (s *Service) mailAlert(ctx context.Context, a alert) error {
	names, err := s.namesOf(ctx, a)
	if err != nil || len(names) == 0 {
		return err
	}
	to, err := s.listeners(ctx, a.StoreID)
	if err != nil || len(to) == 0 {
		return err
	}
	found, err := s.Stores.ByID(ctx, []uuid.UUID{a.StoreID})
	if err != nil {
		return err
	}
	store, there := found[a.StoreID]
	if !there {
		return nil
	}
	mail := notify.StockAlert{Out: a.Out, Store: store.Name, Products: names[:min(len(names), namedInMail)], Path: "/dashboard/stores/" + store.Slug + "/inventory?level=short"}
	mail.More = len(names) - len(mail.Products)
	return db.InTx(ctx, s.Pool, func(tx db.Tx) error {
		for _, who := range to {
			if err := s.Notify.SendTx(ctx, tx, who, a.ID.String()+" "+who.UserID.String(), mail); err != nil {
				return err
			}
		}
		return nil
	})
}

// namesOf writes the variants as "Mug (blue), 2 left".
func (s *Service) namesOf(ctx context.Context, a alert) ([]notify.StockLine, error) {
	found, err := s.Catalog.Sellables(ctx, a.VariantIDs)
	if err != nil {
		return nil, err
	}
	var lines []notify.StockLine
	for _, id := range a.VariantIDs {
		v, there := found[id]
		if there && v.OnSale && (v.Available == 0) == a.Out {
			lines = append(lines, notify.StockLine{Name: nameOf(v), Left: v.Available})
		}
	}
	slices.SortFunc(lines, func(a, b notify.StockLine) int { return strings.Compare(a.Name, b.Name) })
	return lines, nil
}

// listeners are the owners and managers of a store who get its alerts.
func (s *Service) listeners(ctx context.Context, store uuid.UUID) ([]notify.To, error) {
	members, err := s.Stores.Members(ctx, store)
	if err != nil {
		return nil, err
	}
	silent, err := s.q.SilentIn(ctx, s.Pool, store)
	if err != nil {
		return nil, fmt.Errorf("who is silent: %w", err)
	}
	var ids []uuid.UUID
	for _, m := range members {
		if m.Role != stores.RoleStaff && !slices.Contains(silent, m.UserID) {
			ids = append(ids, m.UserID)
		}
	}
	who, err := s.Auth.Contacts(ctx, ids)
	if err != nil {
		return nil, err
	}
	var to []notify.To
	for _, id := range ids {
		if c, there := who[id]; there {
			to = append(to, c.MailTo())
		}
	}
	return to, nil
}

// Wants reports whether a member gets mails about a store's stock, for which
// they must be an owner or a manager, too.
func (s *Service) Wants(ctx context.Context, store, user uuid.UUID) (bool, error) {
	silent, err := s.q.SilentIn(ctx, s.Pool, store)
	if err != nil {
		return false, fmt.Errorf("who is silent: %w", err)
	}
	return !slices.Contains(silent, user), nil
}

// SetWants turns a member's mails about a store's stock on or off.
func (s *Service) SetWants(ctx context.Context, store, user uuid.UUID, wants bool) error {
	var err error
	if wants {
		err = s.q.EndSilence(ctx, s.Pool, stockwatchdb.EndSilenceParams{StoreID: store, UserID: user})
	} else {
		err = s.q.Silence(ctx, s.Pool, stockwatchdb.SilenceParams{StoreID: store, UserID: user, Now: s.Now()})
	}
	if err != nil {
		return fmt.Errorf("set alert mails: %w", err)
	}
	return nil
}
