package api

import (
	"context"

	"github.com/google/uuid"

	"rialto/internal/auth"
	"rialto/internal/stores"
)

type actorKey struct{}

func withActor(ctx context.Context, a auth.Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// actorOf returns who makes the request, if they have said so.
func actorOf(ctx context.Context) (auth.Actor, bool) {
	a, ok := ctx.Value(actorKey{}).(auth.Actor)
	return a, ok
}

// callerOf returns who makes a request whose operation asks for somebody: the
// gate has let nobody else through.
func callerOf(ctx context.Context) auth.Actor {
	a, ok := actorOf(ctx)
	if !ok {
		panic("api: an operation for somebody was called by nobody")
	}
	return a
}

// userOf returns the id of who makes the request, nil for a guest.
func userOf(ctx context.Context) *uuid.UUID {
	if a, ok := actorOf(ctx); ok {
		return &a.UserID
	}
	return nil
}

type storeKey struct{}

func withStore(ctx context.Context, s stores.Store) context.Context {
	return context.WithValue(ctx, storeKey{}, s)
}

// storeOf returns the store in whose team the gate found the caller.
func storeOf(ctx context.Context) stores.Store {
	s, ok := ctx.Value(storeKey{}).(stores.Store)
	if !ok {
		panic("api: an operation of a store was called without one")
	}
	return s
}
