package api

import (
	"context"

	"rialto/internal/api/internal/oas"
	"rialto/internal/auth"
)

type addressesHandler struct{ auth *auth.Service }

func (h addressesHandler) ListAddresses(ctx context.Context) (*oas.AddressList, error) {
	list, err := h.auth.Addresses(ctx, callerOf(ctx).UserID)
	if err != nil {
		return nil, err
	}
	out := &oas.AddressList{Items: make([]oas.SavedAddress, len(list))}
	for i, a := range list {
		out.Items[i] = savedAddressToAPI(a)
	}
	return out, nil
}

func (h addressesHandler) AddAddress(ctx context.Context, req *oas.SaveAddress) (*oas.SavedAddress, error) {
	return savedAddressOrError(h.auth.AddAddress(ctx, callerOf(ctx).UserID, saveAddressFromAPI(req)))
}

func (h addressesHandler) ReplaceAddress(ctx context.Context, req *oas.SaveAddress, p oas.ReplaceAddressParams) (*oas.SavedAddress, error) {
	return savedAddressOrError(h.auth.ReplaceAddress(ctx, callerOf(ctx).UserID, p.AddressId, saveAddressFromAPI(req)))
}

func (h addressesHandler) RemoveAddress(ctx context.Context, p oas.RemoveAddressParams) error {
	return h.auth.RemoveAddress(ctx, callerOf(ctx).UserID, p.AddressId)
}

func saveAddressFromAPI(req *oas.SaveAddress) auth.SaveAddressInput {
	return auth.SaveAddressInput{
		Address: addressFromAPI(req.Address), DefaultShipping: req.DefaultShipping.Or(false), DefaultBilling: req.DefaultBilling.Or(false),
	}
}

func savedAddressToAPI(a auth.SavedAddress) oas.SavedAddress {
	return oas.SavedAddress{
		ID: a.ID, Address: addressToAPI(a.Address), DefaultShipping: a.DefaultShipping, DefaultBilling: a.DefaultBilling,
	}
}

func savedAddressOrError(a auth.SavedAddress, err error) (*oas.SavedAddress, error) {
	if err != nil {
		return nil, err
	}
	out := savedAddressToAPI(a)
	return &out, nil
}
