package stockwatch

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/notify"
	"rialto/internal/stockwatch/internal/stockwatchdb"
)

// pageConfirm is what the mail to a guest links to.
const pageConfirm = "/stock-wish"

// WishInput is what Wish needs: somebody who is signed in, or an address.
type WishInput struct {
	VariantID uuid.UUID
	UserID    *uuid.UUID
	Email     string
	Locale    string // of the guest; an account has its own
}

// Wish notes that somebody wants to be told when a variant is back. An account
// is written to at its address. A guest's address first gets a mail with a link,
// a few times a day at most, and the caller is not told whether. It reports
// whether that is still to be confirmed. It returns ErrEmailNeeded, ErrInStock
// or catalog.ErrVariantNotFound.
func (s *Service) Wish(ctx context.Context, in WishInput) (toConfirm bool, err error) {
	if in.UserID == nil && in.Email == "" {
		return false, ErrEmailNeeded
	}
	v, err := s.soldOut(ctx, in.VariantID)
	if err != nil {
		return false, err
	}
	if in.UserID != nil {
		who, err := s.Auth.Contacts(ctx, []uuid.UUID{*in.UserID})
		if err != nil {
			return false, err
		}
		err = db.InTx(ctx, s.Pool, func(tx db.Tx) error {
			err := s.q.SaveWishOfUser(ctx, tx, stockwatchdb.SaveWishOfUserParams{
				ID: db.NewID(), VariantID: v.VariantID, UserID: *in.UserID, Locale: localeOf(who[*in.UserID].Locale), Now: s.Now(),
			})
			if err != nil {
				return fmt.Errorf("save wish: %w", err)
			}
			return s.Notify.AskedForTx(ctx, tx, notify.To{UserID: in.UserID}, notify.BackInStock)
		})
		if err != nil {
			return false, err
		}
		return false, s.dueIfBack(ctx, v.VariantID)
	}
	in.Email = strings.ToLower(strings.TrimSpace(in.Email))
	mayMail := s.Guard.MayMail(ctx, "stock_wish", in.Email)
	err = db.InTx(ctx, s.Pool, func(tx db.Tx) error {
		id, err := s.q.SaveWishOfEmail(ctx, tx, stockwatchdb.SaveWishOfEmailParams{
			ID: db.NewID(), VariantID: v.VariantID, Email: in.Email, Locale: localeOf(in.Locale), Now: s.Now(),
		})
		if db.NoRows(err) || (err == nil && !mayMail) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("save wish: %w", err)
		}
		return s.Notify.SendTx(ctx, tx, notify.To{Address: in.Email, Locale: in.Locale}, db.NewID().String(), notify.StockWishConfirm{
			Product: nameOf(v), Path: s.link(pageConfirm, id), ValidFor: keepUnconfirmed,
		})
	})
	return true, err
}

// soldOut returns the variant that is wished for.
func (s *Service) soldOut(ctx context.Context, variant uuid.UUID) (catalog.Sellable, error) {
	found, err := s.Catalog.Sellables(ctx, []uuid.UUID{variant})
	if err != nil {
		return catalog.Sellable{}, err
	}
	v, there := found[variant]
	switch {
	case !there || !v.OnSale:
		return catalog.Sellable{}, catalog.ErrVariantNotFound
	case v.Available > 0:
		return catalog.Sellable{}, ErrInStock
	}
	return v, nil
}

// Wished is a wish as its holder may see it.
type Wished struct{ Product, StoreSlug, ProductSlug string }

// Confirm makes a guest's wish wait for stock; a second time changes nothing.
// What is back already is told at once. It returns ErrLinkOver.
func (s *Service) Confirm(ctx context.Context, token string) (Wished, error) {
	id, ours := s.links.wish(token)
	if !ours {
		return Wished{}, ErrLinkOver
	}
	w, err := s.q.Wish(ctx, s.Pool, id)
	if db.NoRows(err) || (err == nil && w.ConfirmedAt == nil && s.Now().Sub(w.CreatedAt) > keepUnconfirmed) {
		return Wished{}, ErrLinkOver
	}
	if err != nil {
		return Wished{}, fmt.Errorf("wish: %w", err)
	}
	found, err := s.Catalog.Sellables(ctx, []uuid.UUID{w.VariantID})
	if err != nil {
		return Wished{}, err
	}
	v, there := found[w.VariantID]
	if !there {
		return Wished{}, ErrLinkOver
	}
	sellers, err := s.Stores.ByID(ctx, []uuid.UUID{v.StoreID})
	if err != nil {
		return Wished{}, err
	}
	err = db.InTx(ctx, s.Pool, func(tx db.Tx) error {
		if err := s.q.ConfirmWish(ctx, tx, stockwatchdb.ConfirmWishParams{ID: id, Now: s.Now()}); err != nil {
			return fmt.Errorf("confirm wish: %w", err)
		}
		if w.Email == nil {
			return nil
		}
		return s.Notify.AskedForTx(ctx, tx, notify.To{Address: *w.Email}, notify.BackInStock)
	})
	if err != nil {
		return Wished{}, err
	}
	return Wished{Product: nameOf(v), StoreSlug: sellers[v.StoreID].Slug, ProductSlug: v.ProductSlug}, s.dueIfBack(ctx, w.VariantID)
}

// dueIfBack makes wishes due whose variant came back before they were noted.
func (s *Service) dueIfBack(ctx context.Context, variant uuid.UUID) error {
	found, err := s.Catalog.Sellables(ctx, []uuid.UUID{variant})
	if err != nil || found[variant].Available <= 0 {
		return err
	}
	_, err = s.q.WishesDue(ctx, s.Pool, stockwatchdb.WishesDueParams{VariantIds: []uuid.UUID{variant}, Now: s.Now()})
	return err
}

func (s *Service) link(page string, wish uuid.UUID) string {
	return page + "?" + url.Values{"token": {s.links.token(wish)}}.Encode()
}

// nameOf is a variant's name in a mail.
func nameOf(v catalog.Sellable) string {
	name := v.Name
	for i, o := range v.Options {
		if i == 0 {
			name += " ("
		} else {
			name += ", "
		}
		name += o.Value
	}
	if len(v.Options) > 0 {
		name += ")"
	}
	return name
}

func localeOf(locale string) string {
	if locale == "de" {
		return locale
	}
	return "en"
}
