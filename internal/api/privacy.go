package api

import (
	"context"
	"mime"

	"rialto/internal/api/internal/oas"
	"rialto/internal/privacy"
)

type privacyHandler struct {
	privacy *privacy.Service
	browser browser
}

func (h privacyHandler) EraseMe(ctx context.Context) error {
	if err := h.privacy.Erase(ctx, callerOf(ctx)); err != nil {
		return err
	}
	h.browser.forget(ctx)
	return nil
}

func (h privacyHandler) ListConsents(ctx context.Context) (*oas.ConsentList, error) {
	return consentsOrError(h.privacy.Consents(ctx, callerOf(ctx).UserID))
}

func (h privacyHandler) SetConsent(ctx context.Context, req *oas.SetConsent, p oas.SetConsentParams) (*oas.ConsentList, error) {
	return consentsOrError(h.privacy.SetConsent(ctx, callerOf(ctx).UserID, privacy.Purpose(p.Purpose), req.Granted))
}

func consentsOrError(list []privacy.Consent, err error) (*oas.ConsentList, error) {
	if err != nil {
		return nil, err
	}
	out := &oas.ConsentList{Items: make([]oas.Consent, len(list))}
	for i, c := range list {
		out.Items[i] = oas.Consent{
			Purpose: oas.ConsentPurpose(c.Purpose), Granted: c.Granted, Version: optStringToAPI(c.Version), ChangedAt: optTimeToAPI(c.ChangedAt),
		}
	}
	return out, nil
}

func (h privacyHandler) ListExports(ctx context.Context) (*oas.ExportList, error) {
	list, err := h.privacy.Exports(ctx, callerOf(ctx).UserID)
	if err != nil {
		return nil, err
	}
	out := &oas.ExportList{Items: make([]oas.Export, len(list))}
	for i, e := range list {
		out.Items[i] = exportToAPI(e)
	}
	return out, nil
}

func (h privacyHandler) RequestExport(ctx context.Context) (*oas.Export, error) {
	e, err := h.privacy.RequestExport(ctx, callerOf(ctx).UserID)
	if err != nil {
		return nil, err
	}
	out := exportToAPI(e)
	return &out, nil
}

// DownloadExport is streamed; the generated server closes the file.
func (h privacyHandler) DownloadExport(ctx context.Context, p oas.DownloadExportParams) (*oas.DownloadExportOKHeaders, error) {
	file, err := h.privacy.OpenExport(ctx, callerOf(ctx).UserID, p.ExportId)
	if err != nil {
		return nil, err
	}
	return &oas.DownloadExportOKHeaders{
		ContentDisposition: mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}),
		Response:           oas.DownloadExportOK{Data: file},
	}, nil
}

func exportToAPI(e privacy.Export) oas.Export {
	out := oas.Export{
		ID: e.ID, Status: oas.ExportStatus(e.Status), RequestedAt: e.RequestedAt,
		ReadyAt: optTimeToAPI(e.ReadyAt), ExpiresAt: oas.NewOptDateTime(e.ExpiresAt),
	}
	if e.Bytes > 0 {
		out.Bytes = oas.NewOptInt64(e.Bytes)
	}
	return out
}
