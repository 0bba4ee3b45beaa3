package api

import (
	"context"

	"github.com/google/uuid"

	"rialto/internal/api/internal/oas"
	"rialto/internal/stores"
)

type storeID = uuid.UUID

const defaultLimit = 24

type storesHandler struct {
	stores   *stores.Service
	registry *stores.Registry
	names    storeNames
}

func (h storesHandler) ApplyForStore(ctx context.Context, req *oas.ApplyForStore) (*oas.MyStore, error) {
	st, err := h.registry.Apply(ctx, stores.ApplyInput{Actor: callerOf(ctx).UserID, Name: req.Name, Slug: req.Slug.Or("")})
	if err != nil {
		return nil, err
	}
	return &oas.MyStore{ID: st.ID, Slug: st.Slug, Name: st.Name, Role: oas.StoreRoleOwner, Status: oas.StoreStatus(st.Status)}, nil
}

func (h storesHandler) ListStores(ctx context.Context, params oas.ListStoresParams) (*oas.StorePage, error) {
	list := h.stores.Stores
	if params.Sort.Or("") == oas.ListStoresSortFeatured {
		list = h.stores.FeaturedFirst
	}
	page, next, err := list(ctx, params.Cursor.Or(""), params.Limit.Or(defaultLimit))
	if err != nil {
		return nil, err
	}
	items, err := h.names.toAPI(ctx, page)
	if err != nil {
		return nil, err
	}
	return &oas.StorePage{Items: items, NextCursor: nilStringToAPI(next)}, nil
}

func (h storesHandler) GetStore(ctx context.Context, params oas.GetStoreParams) (*oas.Store, error) {
	st, err := h.stores.Store(ctx, params.StoreId)
	if err != nil {
		return nil, err
	}
	items, err := h.names.toAPI(ctx, []stores.Store{st})
	if err != nil {
		return nil, err
	}
	business, err := h.stores.Business(ctx, st.ID)
	if err != nil {
		return nil, err
	}
	out := &items[0]
	out.Policies = oas.NewOptStorePolicies(policiesToAPI(st.Policies))
	if business.Version > 0 {
		out.Imprint = oas.NewOptStoreImprint(oas.StoreImprint{
			Address: addressToAPI(business.Address), Email: business.Email, Registration: optStringToAPI(business.Registration),
			VatId: optStringToAPI(business.VATID()),
		})
	}
	return out, nil
}

func policiesToAPI(p stores.Policies) oas.StorePolicies {
	return oas.StorePolicies{Shipping: p.Shipping, Returns: p.Returns, Privacy: p.Privacy}
}

func optHolidayToAPI(h *stores.Holiday) oas.OptStoreHoliday {
	if h == nil {
		return oas.OptStoreHoliday{}
	}
	return oas.NewOptStoreHoliday(oas.StoreHoliday{Since: h.Since, Until: optTimeToAPI(h.Until), Message: h.Message})
}

// toAPI adds to each store how many products it has on sale.
func (n storeNames) toAPI(ctx context.Context, page []stores.Store) ([]oas.Store, error) {
	ids := make([]uuid.UUID, len(page))
	for i, st := range page {
		ids[i] = st.ID
	}
	counts, err := n.catalog.Counts(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]oas.Store, len(page))
	for i, st := range page {
		out[i] = oas.Store{
			ID: st.ID, Slug: st.Slug, Name: st.Name, Tagline: st.Tagline, Description: st.Description,
			Location: optStringToAPI(st.Location), ProductCount: counts[st.ID],
			Logo: optImageToAPI(st.Logo), Banner: optImageToAPI(st.Banner), Holiday: optHolidayToAPI(n.stores.OnHoliday(st)), CreatedAt: st.CreatedAt,
		}
	}
	return out, nil
}
