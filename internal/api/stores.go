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
	stores *stores.Service
	names  storeNames
}

func (h storesHandler) ListStores(ctx context.Context, params oas.ListStoresParams) (*oas.StorePage, error) {
	page, next, err := h.stores.Stores(ctx, params.Cursor.Or(""), params.Limit.Or(defaultLimit))
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
	return &items[0], nil
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
			Logo: optImageToAPI(st.Logo), Banner: optImageToAPI(st.Banner), CreatedAt: st.CreatedAt,
		}
	}
	return out, nil
}
