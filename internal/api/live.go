package api

import (
	"context"
	"errors"
	"net/http"

	"rialto/internal/api/internal/oas"
	"rialto/internal/limits"
	"rialto/internal/live"
	"rialto/internal/orders"
	"rialto/internal/stores"
)

// liveHandler answers with what happens. Whoever may read something may follow
// it, and no longer than they may read it.
type liveHandler struct {
	live   *live.Service
	orders *orders.Service
	stores *stores.Service
	pace   Pace
}

func (h liveHandler) FollowOrder(ctx context.Context, p oas.FollowOrderParams, w http.ResponseWriter) error {
	mayRead := func(ctx context.Context) error {
		_, err := h.orders.Order(ctx, orderKey(ctx, p.OrderId, p.Token))
		return err
	}
	if err := mayRead(ctx); err != nil {
		return err
	}
	return h.follow(ctx, w, mayRead, live.OfOrder(p.OrderId))
}

func (h liveHandler) FollowStore(ctx context.Context, _ oas.FollowStoreParams, w http.ResponseWriter) error {
	store, user := storeOf(ctx).ID, callerOf(ctx).UserID
	role, err := h.stores.RoleOf(ctx, store, user)
	if err != nil {
		return err
	}
	topics := []live.Topic{live.OfStore(store)}
	if role.AtLeast(stores.RoleManager) {
		topics = append(topics, live.OfManagers(store))
	}
	sameRole := func(ctx context.Context) error {
		now, err := h.stores.RoleOf(ctx, store, user)
		if err == nil && now != role {
			return errForbidden // they follow what their new role lets them when they come again
		}
		return err
	}
	return h.follow(ctx, w, sameRole, topics...)
}

func (h liveHandler) FollowMarket(ctx context.Context, w http.ResponseWriter) error {
	return h.follow(ctx, w, func(context.Context) error { return nil }, live.Market)
}

// follow answers with what is told of the topics until the caller leaves, may no
// longer follow, or the process ends.
func (h liveHandler) follow(ctx context.Context, w http.ResponseWriter, mayRead func(context.Context) error, topics ...live.Topic) error {
	sub, err := h.live.Subscribe(whoFollows(ctx), topics...)
	if err != nil {
		return err
	}
	defer sub.Close()
	s := eventStream{w: w, control: http.NewResponseController(w), pace: h.pace, notices: sub, allowed: func(ctx context.Context) error {
		if err := stillAllowed(ctx); err != nil {
			return err
		}
		return mayRead(ctx)
	}}
	if errors.Is(s.run(ctx), errSlow) {
		h.live.CountCut()
	}
	return nil // the status was sent long ago
}

// whoFollows is whom a stream counts for.
func whoFollows(ctx context.Context) string {
	if user := userOf(ctx); user != nil {
		return user.String()
	}
	return limits.Network(visitOf(ctx).from.IP)
}
