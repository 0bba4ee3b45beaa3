package api

import (
	"context"

	"github.com/google/uuid"

	"rialto/internal/api/internal/oas"
	"rialto/internal/auth"
	"rialto/internal/stores"
)

// sellingHandler is for stores that come in and say who they are, and for those
// who decide about them.
type sellingHandler struct {
	auth     *auth.Service
	registry *stores.Registry
}

func (h sellingHandler) GetStoreProfile(ctx context.Context, _ oas.GetStoreProfileParams) (*oas.StoreProfileHeaders, error) {
	return h.profile(storeOf(ctx), nil)
}

func (h sellingHandler) UpdateStoreProfile(ctx context.Context, req *oas.UpdateStoreProfile, p oas.UpdateStoreProfileParams) (*oas.StoreProfileHeaders, error) {
	version, err := versionOf(p.IfMatch)
	if err != nil {
		return nil, err
	}
	return h.profile(h.registry.UpdateProfile(ctx, stores.ProfileInput{
		Actor: callerOf(ctx).UserID, StoreID: storeOf(ctx).ID, Version: version,
		Name: optText(req.Name), Tagline: optText(req.Tagline), Description: optText(req.Description), Location: optText(req.Location),
		ShippingPolicy: optText(req.ShippingPolicy), ReturnsPolicy: optText(req.ReturnsPolicy), PrivacyPolicy: optText(req.PrivacyPolicy),
	}))
}

func (h sellingHandler) SetStoreHoliday(ctx context.Context, req *oas.SetStoreHoliday, p oas.SetStoreHolidayParams) (*oas.StoreProfileHeaders, error) {
	version, err := versionOf(p.IfMatch)
	if err != nil {
		return nil, err
	}
	in := stores.HolidayInput{Actor: callerOf(ctx).UserID, StoreID: storeOf(ctx).ID, Version: version, On: req.On, Message: req.Message.Or("")}
	if until, ok := req.Until.Get(); ok {
		in.Until = &until
	}
	return h.profile(h.registry.SetHoliday(ctx, in))
}

func (h sellingHandler) CloseStore(ctx context.Context, req *oas.CloseStore, _ oas.CloseStoreParams) (*oas.StoreProfileHeaders, error) {
	return h.profile(h.registry.Close(ctx, stores.CloseInput{
		Actor: callerOf(ctx).UserID, StoreID: storeOf(ctx).ID, Confirm: req.Confirm,
	}))
}

func (h sellingHandler) profile(st stores.Store, err error) (*oas.StoreProfileHeaders, error) {
	if err != nil {
		return nil, err
	}
	return &oas.StoreProfileHeaders{ETag: etag(st.Version), Response: h.profileToAPI(st)}, nil
}

func (h sellingHandler) profileToAPI(st stores.Store) oas.StoreProfile {
	return oas.StoreProfile{
		ID: st.ID, Slug: st.Slug, Name: st.Name, Tagline: st.Tagline, Description: st.Description, Location: st.Location,
		Status: oas.StoreStatus(st.Status), StatusSince: st.StatusSince, Reason: optStringToAPI(st.Reason),
		Logo: optImageToAPI(st.Logo), Banner: optImageToAPI(st.Banner), Policies: policiesToAPI(st.Policies), Holiday: optHolidayToAPI(h.registry.OnHoliday(st)),
		Version: st.Version, CreatedAt: st.CreatedAt,
	}
}

func (h sellingHandler) GetStoreBusiness(ctx context.Context, _ oas.GetStoreBusinessParams) (*oas.StoreBusinessHeaders, error) {
	return businessWithETag(h.registry.Business(ctx, storeOf(ctx).ID))
}

func (h sellingHandler) PutStoreBusiness(ctx context.Context, req *oas.PutStoreBusiness, p oas.PutStoreBusinessParams) (*oas.StoreBusinessHeaders, error) {
	version, err := versionOf(p.IfMatch)
	if err != nil {
		return nil, err
	}
	return businessWithETag(h.registry.PutBusiness(ctx, stores.BusinessInput{
		Actor: callerOf(ctx).UserID, StoreID: storeOf(ctx).ID,
		Business: stores.Business{
			Address: addressFromAPI(req.Address), Email: string(req.Email), Registration: req.Registration.Or(""), TaxID: req.TaxId, Version: version,
		},
	}))
}

func businessWithETag(b stores.Business, err error) (*oas.StoreBusinessHeaders, error) {
	if err != nil {
		return nil, err
	}
	return &oas.StoreBusinessHeaders{ETag: etag(b.Version), Response: businessToAPI(b)}, nil
}

func businessToAPI(b stores.Business) oas.StoreBusiness {
	out := oas.StoreBusiness{
		Email: optStringToAPI(b.Email), Registration: optStringToAPI(b.Registration), TaxId: optStringToAPI(b.TaxID), Version: b.Version,
	}
	if b.Version > 0 {
		out.Address = oas.NewOptAddress(addressToAPI(b.Address))
	}
	return out
}

func (h sellingHandler) GetPayoutAccount(ctx context.Context, _ oas.GetPayoutAccountParams) (*oas.PayoutAccountHeaders, error) {
	return payoutWithETag(h.registry.PayoutAccount(ctx, storeOf(ctx).ID))
}

func (h sellingHandler) PutPayoutAccount(ctx context.Context, req *oas.PutPayoutAccount, p oas.PutPayoutAccountParams) (*oas.PayoutAccountHeaders, error) {
	version, err := versionOf(p.IfMatch)
	if err != nil {
		return nil, err
	}
	return payoutWithETag(h.registry.PutPayoutAccount(ctx, stores.PayoutInput{
		Actor: callerOf(ctx).UserID, StoreID: storeOf(ctx).ID, Version: version, Holder: req.Holder, IBAN: req.Iban,
	}))
}

func payoutWithETag(a stores.PayoutAccount, err error) (*oas.PayoutAccountHeaders, error) {
	if err != nil {
		return nil, err
	}
	out := oas.PayoutAccount{Last4: optStringToAPI(a.Last4), Country: optStringToAPI(a.Country), Version: a.Version}
	if a.Version > 0 {
		out.UpdatedAt = oas.NewOptDateTime(a.UpdatedAt)
	}
	return &oas.PayoutAccountHeaders{ETag: etag(a.Version), Response: out}, nil
}

func (h sellingHandler) GetOnboarding(ctx context.Context, _ oas.GetOnboardingParams) (*oas.Onboarding, error) {
	o, err := h.registry.Onboarding(ctx, storeOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	return &oas.Onboarding{
		Status: oas.StoreStatus(o.Store.Status), Reason: optStringToAPI(o.Store.Reason), Steps: stepsToAPI(o.Steps), Complete: o.Complete(),
		TermsVersion: o.Settings.TermsVersion, TermsUrl: optStringToAPI(o.Settings.TermsURL), TermsAcceptedAt: optTimeToAPI(o.TermsAcceptedAt),
		SupportEmail: optStringToAPI(o.Settings.SupportEmail), SubmittedAt: optTimeToAPI(o.SubmittedAt),
	}, nil
}

func (h sellingHandler) AcceptSellerTerms(ctx context.Context, req *oas.AcceptSellerTerms, p oas.AcceptSellerTermsParams) (*oas.Onboarding, error) {
	if err := h.registry.AcceptTerms(ctx, callerOf(ctx).UserID, storeOf(ctx).ID, req.Version); err != nil {
		return nil, err
	}
	return h.GetOnboarding(ctx, oas.GetOnboardingParams(p))
}

func (h sellingHandler) ConfirmOnboardingStep(
	ctx context.Context, req *oas.ConfirmOnboardingStep, p oas.ConfirmOnboardingStepParams,
) (*oas.Onboarding, error) {
	if err := h.registry.ConfirmStep(ctx, callerOf(ctx).UserID, storeOf(ctx).ID, p.StepKey, req.Done); err != nil {
		return nil, err
	}
	return h.GetOnboarding(ctx, oas.GetOnboardingParams{StoreId: p.StoreId})
}

func (h sellingHandler) SubmitStore(ctx context.Context, p oas.SubmitStoreParams) (*oas.Onboarding, error) {
	if _, err := h.registry.Submit(ctx, callerOf(ctx).UserID, storeOf(ctx).ID); err != nil {
		return nil, err
	}
	return h.GetOnboarding(ctx, oas.GetOnboardingParams(p))
}

func stepsToAPI(steps []stores.Step) []oas.OnboardingStep {
	out := make([]oas.OnboardingStep, len(steps))
	for i, s := range steps {
		out[i] = oas.OnboardingStep{
			Kind: oas.OnboardingStepKind(s.Kind), Key: s.Key, Title: optStringToAPI(s.Title), Description: optStringToAPI(s.Description),
			Required: s.Required, Done: s.Done,
		}
	}
	return out
}

func (h sellingHandler) ListAllStores(ctx context.Context, p oas.ListAllStoresParams) (*oas.AdminStorePage, error) {
	page, next, err := h.registry.All(ctx, stores.AllFilter{
		Status: stores.Status(p.Status.Or("")), Words: trimmed(p.Q), Oldest: p.Sort.Or("") == oas.ListAllStoresSortOldest,
		Cursor: p.Cursor.Or(""), Limit: p.Limit.Or(defaultLimit),
	})
	if err != nil {
		return nil, err
	}
	items, err := h.adminStores(ctx, page)
	if err != nil {
		return nil, err
	}
	return &oas.AdminStorePage{Items: items, NextCursor: nilStringToAPI(next)}, nil
}

func (h sellingHandler) GetAnyStore(ctx context.Context, p oas.GetAnyStoreParams) (*oas.AdminStoreDetail, error) {
	st, err := h.registry.Any(ctx, p.StoreId)
	return h.detail(ctx, st, err)
}

func (h sellingHandler) ApproveStore(ctx context.Context, p oas.ApproveStoreParams) (*oas.AdminStoreDetail, error) {
	return h.decide(ctx, p.StoreId, h.registry.Approve)
}

func (h sellingHandler) ReinstateStore(ctx context.Context, p oas.ReinstateStoreParams) (*oas.AdminStoreDetail, error) {
	return h.decide(ctx, p.StoreId, h.registry.Reinstate)
}

func (h sellingHandler) RefuseStore(ctx context.Context, req *oas.StoreDecision, p oas.RefuseStoreParams) (*oas.AdminStoreDetail, error) {
	return h.decide(ctx, p.StoreId, func(ctx context.Context, actor, store uuid.UUID) (stores.Store, error) {
		return h.registry.Refuse(ctx, actor, store, req.Reason)
	})
}

func (h sellingHandler) SuspendStore(ctx context.Context, req *oas.StoreDecision, p oas.SuspendStoreParams) (*oas.AdminStoreDetail, error) {
	return h.decide(ctx, p.StoreId, func(ctx context.Context, actor, store uuid.UUID) (stores.Store, error) {
		return h.registry.Suspend(ctx, actor, store, req.Reason)
	})
}

// decide does something about the store that a path names.
func (h sellingHandler) decide(
	ctx context.Context, ref string, do func(ctx context.Context, actor, store uuid.UUID) (stores.Store, error),
) (*oas.AdminStoreDetail, error) {
	st, err := h.registry.Any(ctx, ref)
	if err != nil {
		return nil, err
	}
	st, err = do(ctx, callerOf(ctx).UserID, st.ID)
	return h.detail(ctx, st, err)
}

func (h sellingHandler) detail(ctx context.Context, st stores.Store, err error) (*oas.AdminStoreDetail, error) {
	if err != nil {
		return nil, err
	}
	list, err := h.adminStores(ctx, []stores.Store{st})
	if err != nil {
		return nil, err
	}
	o, err := h.registry.Onboarding(ctx, st.ID)
	if err != nil {
		return nil, err
	}
	business, err := h.registry.Business(ctx, st.ID)
	if err != nil {
		return nil, err
	}
	payout, err := h.registry.PayoutAccount(ctx, st.ID)
	if err != nil {
		return nil, err
	}
	members, err := h.registry.Members(ctx, st.ID)
	if err != nil {
		return nil, err
	}
	team, err := membersToAPI(ctx, h.auth, members)
	if err != nil {
		return nil, err
	}
	out := &oas.AdminStoreDetail{
		Store: list[0], Profile: h.profileToAPI(st), Team: team, Steps: stepsToAPI(o.Steps),
		PayoutLast4: optStringToAPI(payout.Last4), PayoutCountry: optStringToAPI(payout.Country),
		TermsVersion: optStringToAPI(o.TermsVersion), TermsAcceptedAt: optTimeToAPI(o.TermsAcceptedAt),
		SubmittedAt: optTimeToAPI(o.SubmittedAt), DecidedAt: optTimeToAPI(o.DecidedAt),
	}
	if business.Version > 0 {
		out.Business = oas.NewOptStoreBusiness(businessToAPI(business))
	}
	return out, nil
}

// adminStores adds to stores whose they are.
func (h sellingHandler) adminStores(ctx context.Context, page []stores.Store) ([]oas.AdminStore, error) {
	ids := make([]uuid.UUID, len(page))
	for i, st := range page {
		ids[i] = st.ID
	}
	owners, err := h.registry.Owners(ctx, ids)
	if err != nil {
		return nil, err
	}
	var users []uuid.UUID
	for _, of := range owners {
		users = append(users, of...)
	}
	people, err := h.auth.Contacts(ctx, users)
	if err != nil {
		return nil, err
	}
	out := make([]oas.AdminStore, len(page))
	for i, st := range page {
		out[i] = oas.AdminStore{
			ID: st.ID, Slug: st.Slug, Name: st.Name, Status: oas.StoreStatus(st.Status), StatusSince: st.StatusSince, Featured: st.Featured,
			Owners: []string{}, Logo: optImageToAPI(st.Logo), CreatedAt: st.CreatedAt,
		}
		for _, id := range owners[st.ID] {
			if c, there := people[id]; there {
				out[i].Owners = append(out[i].Owners, c.Email)
			}
		}
	}
	return out, nil
}

func (h sellingHandler) ListFeaturedStores(ctx context.Context) (*oas.FeaturedStoresHeaders, error) {
	list, version, err := h.registry.FeaturedStores(ctx)
	if err != nil {
		return nil, err
	}
	items, err := h.adminStores(ctx, list)
	if err != nil {
		return nil, err
	}
	return &oas.FeaturedStoresHeaders{ETag: etag(version), Response: oas.FeaturedStores{Items: items, Version: version}}, nil
}

func (h sellingHandler) SetFeaturedStores(ctx context.Context, req *oas.SetFeaturedStores, p oas.SetFeaturedStoresParams) (*oas.FeaturedStoresHeaders, error) {
	version, err := versionOf(p.IfMatch)
	if err != nil {
		return nil, err
	}
	if err := h.registry.SetFeatured(ctx, callerOf(ctx).UserID, version, req.StoreIds); err != nil {
		return nil, err
	}
	return h.ListFeaturedStores(ctx)
}

func (h sellingHandler) GetSettings(ctx context.Context) (*oas.MarketplaceSettingsHeaders, error) {
	return settingsWithETag(h.registry.Settings(ctx))
}

func (h sellingHandler) PutSettings(ctx context.Context, req *oas.PutSettings, p oas.PutSettingsParams) (*oas.MarketplaceSettingsHeaders, error) {
	version, err := versionOf(p.IfMatch)
	if err != nil {
		return nil, err
	}
	in := stores.Settings{SupportEmail: req.SupportEmail, TermsURL: req.TermsUrl, TermsVersion: req.TermsVersion, Version: version}
	for _, k := range req.RequiredSteps {
		in.Required = append(in.Required, stores.StepKind(k))
	}
	for _, c := range req.CustomSteps {
		in.Custom = append(in.Custom, stores.CustomStep{Key: c.Key, Title: c.Title, Description: c.Description.Or("")})
	}
	return settingsWithETag(h.registry.PutSettings(ctx, callerOf(ctx).UserID, in))
}

func settingsWithETag(s stores.Settings, err error) (*oas.MarketplaceSettingsHeaders, error) {
	if err != nil {
		return nil, err
	}
	out := oas.MarketplaceSettings{
		SupportEmail: s.SupportEmail, TermsUrl: s.TermsURL, TermsVersion: s.TermsVersion, Version: s.Version,
		RequiredSteps: make([]oas.RequiredStep, len(s.Required)), CustomSteps: make([]oas.CustomStep, len(s.Custom)),
	}
	for i, k := range s.Required {
		out.RequiredSteps[i] = oas.RequiredStep(k)
	}
	for i, c := range s.Custom {
		out.CustomSteps[i] = oas.CustomStep{Key: c.Key, Title: c.Title, Description: optStringToAPI(c.Description)}
	}
	return &oas.MarketplaceSettingsHeaders{ETag: etag(s.Version), Response: out}, nil
}

func optText(o oas.OptString) *string {
	if v, ok := o.Get(); ok {
		return &v
	}
	return nil
}
