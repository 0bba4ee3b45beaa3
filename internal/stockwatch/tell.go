package stockwatch

import (
	"context"
	"fmt"
	"net/url"

	"github.com/google/uuid"

	"rialto/internal/auth"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/notify"
	"rialto/internal/stockwatch/internal/stockwatchdb"
	"rialto/internal/stores"
)

// TellWishers writes to everybody whose wish is due. What has sold out again
// meanwhile goes on waiting.
func (s *Service) TellWishers(ctx context.Context) error {
	for n := tellBatch; n == tellBatch; {
		err := db.InTx(ctx, s.Pool, func(tx db.Tx) (err error) {
			n, err = s.tellSomeTx(ctx, tx)
			return err
		})
		if err != nil {
			return fmt.Errorf("tell wishers: %w", err)
		}
	}
	return nil
}

func (s *Service) tellSomeTx(ctx context.Context, tx db.Tx) (int, error) {
	due, err := s.q.NextDue(ctx, tx, tellBatch)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	about, err := s.aboutTx(ctx, tx, due)
	if err != nil {
		return 0, err
	}
	var told, waiting []uuid.UUID
	for _, w := range due {
		v := about.goods[w.VariantID]
		to, reachable := about.to(w)
		switch {
		case !v.OnSale || v.Available <= 0:
			waiting = append(waiting, w.ID)
			continue
		case reachable:
			path := "/stores/" + about.sellers[v.StoreID].Slug + "/products/" + v.ProductSlug
			if len(v.Options) > 0 {
				choice := url.Values{}
				for _, o := range v.Options {
					choice.Add("choice", o.Value)
				}
				path += "?" + choice.Encode()
			}
			err := s.Notify.SendTx(ctx, tx, to, db.NewID().String(), notify.StockBack{
				Product: nameOf(v), Path: path,
			})
			if err != nil {
				return 0, err
			}
		}
		told = append(told, w.ID)
	}
	if err := s.q.WishesTold(ctx, tx, stockwatchdb.WishesToldParams{Ids: told, Now: s.Now()}); err != nil {
		return 0, err
	}
	return len(due), s.q.WishesWait(ctx, tx, waiting)
}

// about is what mails about wishes say of goods, sellers and people.
type about struct {
	goods   map[uuid.UUID]catalog.Sellable
	sellers map[uuid.UUID]stores.Store
	people  map[uuid.UUID]auth.Contact
}

func (s *Service) aboutTx(ctx context.Context, tx db.Tx, wishes []stockwatchdb.StockwatchWish) (a about, err error) {
	var variants, users, sellers []uuid.UUID
	for _, w := range wishes {
		variants = append(variants, w.VariantID)
		if w.UserID != nil {
			users = append(users, *w.UserID)
		}
	}
	if a.goods, err = s.Catalog.SellablesTx(ctx, tx, variants); err != nil {
		return about{}, err
	}
	for _, v := range a.goods {
		sellers = append(sellers, v.StoreID)
	}
	if a.sellers, err = s.Stores.ByIDTx(ctx, tx, sellers); err != nil {
		return about{}, err
	}
	a.people, err = s.Auth.ContactsTx(ctx, tx, users)
	return a, err
}

// to addresses a mail to whose wish it is, if the account is still there.
func (a about) to(w stockwatchdb.StockwatchWish) (notify.To, bool) {
	if w.UserID == nil {
		return notify.To{Address: *w.Email, Locale: w.Locale}, true
	}
	who, there := a.people[*w.UserID]
	return who.MailTo(), there
}
