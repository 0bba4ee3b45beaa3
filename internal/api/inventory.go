package api

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"rialto/internal/api/internal/oas"
	"rialto/internal/auth"
	"rialto/internal/catalog"
	"rialto/internal/orders"
	"rialto/internal/stockwatch"
)

type inventoryHandler struct {
	auth    *auth.Service
	catalog *catalog.Service
	orders  *orders.Service
	watch   *stockwatch.Service
}

func (h inventoryHandler) ListStoreInventory(ctx context.Context, p oas.ListStoreInventoryParams) (*oas.InventoryPage, error) {
	f := catalog.InventoryFilter{StoreID: storeOf(ctx).ID, Words: strings.TrimSpace(p.Q.Or("")), Cursor: p.Cursor.Or(""), Limit: p.Limit.Or(defaultLimit)}
	var page []catalog.Stock
	var next string
	var err error
	switch level := p.Level.Or(""); level {
	case "":
		page, next, err = h.catalog.Inventory(ctx, f)
	case oas.ListStoreInventoryLevelShort:
		page, next, err = h.catalog.Shortages(ctx, f, catalog.LevelLow, catalog.LevelOut)
	default:
		page, next, err = h.catalog.Shortages(ctx, f, catalog.Level(level))
	}
	if err != nil {
		return nil, err
	}
	out := &oas.InventoryPage{Items: make([]oas.InventoryLevel, len(page)), NextCursor: nilStringToAPI(next)}
	for i, s := range page {
		out.Items[i] = stockToAPI(s)
	}
	return out, nil
}

func (h inventoryHandler) GetInventorySummary(ctx context.Context, _ oas.GetInventorySummaryParams) (*oas.InventorySummary, error) {
	low, out, err := h.catalog.CountShortages(ctx, storeOf(ctx).ID)
	return &oas.InventorySummary{Low: low, Out: out}, err
}

func (h inventoryHandler) GetInventorySettings(ctx context.Context, _ oas.GetInventorySettingsParams) (*oas.InventorySettingsHeaders, error) {
	settings, err := h.catalog.StockSettings(ctx, storeOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	return h.settingsToAPI(ctx, settings)
}

func (h inventoryHandler) UpdateInventorySettings(ctx context.Context, req *oas.UpdateInventorySettings, p oas.UpdateInventorySettingsParams) (*oas.InventorySettingsHeaders, error) {
	store, me := storeOf(ctx).ID, callerOf(ctx).UserID
	settings, err := h.catalog.StockSettings(ctx, store)
	if err != nil {
		return nil, err
	}
	if lowAt, set := req.LowAt.Get(); set {
		version, err := versionOf(p.IfMatch)
		if err != nil {
			return nil, err
		}
		if settings, err = h.catalog.SetLowAt(ctx, store, me, lowAt, version); err != nil {
			return nil, err
		}
	}
	if wants, set := req.AlertMails.Get(); set {
		if err := h.watch.SetWants(ctx, store, me, wants); err != nil {
			return nil, err
		}
	}
	return h.settingsToAPI(ctx, settings)
}

func (h inventoryHandler) settingsToAPI(ctx context.Context, settings catalog.StockSettings) (*oas.InventorySettingsHeaders, error) {
	wants, err := h.watch.Wants(ctx, storeOf(ctx).ID, callerOf(ctx).UserID)
	if err != nil {
		return nil, err
	}
	return &oas.InventorySettingsHeaders{
		ETag:     etag(settings.Version),
		Response: oas.InventorySettings{LowAt: settings.LowAt, AlertMails: wants, Version: settings.Version},
	}, nil
}

func (h inventoryHandler) SetLowStock(ctx context.Context, req *oas.SetLowStock, p oas.SetLowStockParams) (*oas.InventoryLevel, error) {
	var own *int
	if n, set := req.LowAt.Get(); set {
		own = &n
	}
	s, err := h.catalog.SetVariantLowAt(ctx, storeOf(ctx).ID, callerOf(ctx).UserID, p.VariantId, own)
	if err != nil {
		return nil, err
	}
	out := stockToAPI(s)
	return &out, nil
}

func (h inventoryHandler) AdjustStock(ctx context.Context, req *oas.AdjustStock, p oas.AdjustStockParams) (*oas.StockMovementHeaders, error) {
	in := catalog.AdjustInput{
		StoreID: storeOf(ctx).ID, VariantID: p.VariantId, Actor: callerOf(ctx).UserID,
		Reason: catalog.Reason(req.Reason.Or("")), Note: trimmed(req.Note), Key: p.IdempotencyKey,
	}
	if n, set := req.Delta.Get(); set {
		in.Delta = &n
	}
	if n, set := req.Count.Get(); set {
		in.Count = &n
	}
	m, replayed, err := h.catalog.Adjust(ctx, in)
	if err != nil {
		return nil, err
	}
	list, err := h.movementsToAPI(ctx, []catalog.Movement{m})
	if err != nil {
		return nil, err
	}
	return &oas.StockMovementHeaders{IdempotentReplayed: optReplayed(replayed), Response: list[0]}, nil
}

func (h inventoryHandler) CountStock(ctx context.Context, req *oas.CountStock, p oas.CountStockParams) (*oas.StockMovementListHeaders, error) {
	in := catalog.CountInput{StoreID: storeOf(ctx).ID, Actor: callerOf(ctx).UserID, Note: trimmed(req.Note), Key: p.IdempotencyKey}
	for _, it := range req.Items {
		in.Counts = append(in.Counts, catalog.Quantity{VariantID: it.VariantId, N: it.Count})
	}
	moved, replayed, err := h.catalog.Count(ctx, in)
	if err != nil {
		return nil, err
	}
	list, err := h.movementsToAPI(ctx, moved)
	if err != nil {
		return nil, err
	}
	return &oas.StockMovementListHeaders{IdempotentReplayed: optReplayed(replayed), Response: oas.StockMovementList{Items: list}}, nil
}

func (h inventoryHandler) ListStockMovements(ctx context.Context, p oas.ListStockMovementsParams) (*oas.StockMovementPage, error) {
	page, next, err := h.catalog.Movements(ctx, storeOf(ctx).ID, p.VariantId, p.Cursor.Or(""), p.Limit.Or(defaultLimit))
	if err != nil {
		return nil, err
	}
	items, err := h.movementsToAPI(ctx, page)
	if err != nil {
		return nil, err
	}
	return &oas.StockMovementPage{Items: items, NextCursor: nilStringToAPI(next)}, nil
}

// movementsToAPI adds to movements who made them, and the number of the order
// that they are of.
func (h inventoryHandler) movementsToAPI(ctx context.Context, list []catalog.Movement) ([]oas.StockMovement, error) {
	var actors, sold []uuid.UUID
	for _, m := range list {
		if m.Actor != nil {
			actors = append(actors, *m.Actor)
		}
		if m.Order != nil {
			sold = append(sold, *m.Order)
		}
	}
	who, err := h.auth.Contacts(ctx, actors)
	if err != nil {
		return nil, err
	}
	refs, err := h.orders.StoreOrderRefs(ctx, storeOf(ctx).ID, sold)
	if err != nil {
		return nil, fmt.Errorf("orders of movements: %w", err)
	}
	out := make([]oas.StockMovement, len(list))
	for i, m := range list {
		out[i] = oas.StockMovement{
			VariantId: m.VariantID, Number: m.Number, Delta: m.Delta, QuantityAfter: m.After, Reason: oas.StockReason(m.Reason), Note: m.Note, At: m.At,
		}
		if m.Actor != nil {
			c := who[*m.Actor]
			out[i].Actor = oas.NewOptStockActor(oas.StockActor{UserId: *m.Actor, Name: c.NameOrEmail()})
		}
		if m.Order != nil {
			if ref, known := refs[*m.Order]; known {
				out[i].Order = oas.NewOptStockOrder(oas.StockOrder{StoreOrderId: oas.NewOptUUID(ref.ID), OrderNumber: ref.Number})
			}
		}
	}
	return out, nil
}

func (h inventoryHandler) WishForStock(ctx context.Context, req *oas.WishForStock) (*oas.StockWish, error) {
	toConfirm, err := h.watch.Wish(ctx, stockwatch.WishInput{
		VariantID: req.VariantId, UserID: userOf(ctx), Email: string(req.Email.Or("")), Locale: string(req.Locale.Or("")),
	})
	if err != nil {
		return nil, err
	}
	if toConfirm {
		return &oas.StockWish{Status: oas.StockWishStatusConfirm}, nil
	}
	return &oas.StockWish{Status: oas.StockWishStatusNoted}, nil
}

func (h inventoryHandler) ConfirmStockWish(ctx context.Context, req *oas.StockWishToken) (*oas.ConfirmedStockWish, error) {
	w, err := h.watch.Confirm(ctx, req.Token)
	if err != nil {
		return nil, err
	}
	return &oas.ConfirmedStockWish{ProductName: w.Product, StoreSlug: w.StoreSlug, ProductSlug: w.ProductSlug}, nil
}

func optReplayed(replayed bool) oas.OptBool {
	if !replayed {
		return oas.OptBool{}
	}
	return oas.NewOptBool(true)
}

func stockToAPI(s catalog.Stock) oas.InventoryLevel {
	out := oas.InventoryLevel{
		VariantId: s.VariantID, ProductId: s.ProductID, ProductName: s.ProductName, ProductSlug: s.ProductSlug,
		ProductStatus: oas.InventoryLevelProductStatus(s.ProductStatus), Sku: optStringToAPI(s.SKU), Options: s.Options,
		QuantityAvailable: s.Available, Level: oas.StockLevel(s.Level()), LowAt: s.LowAt, LowAtIsOwn: s.LowAtIsOwn,
	}
	if s.Image != nil {
		out.Image = oas.NewOptImage(imageToAPI(*s.Image))
	}
	if !s.Since.IsZero() {
		out.Since = oas.NewOptDateTime(s.Since)
	}
	return out
}
