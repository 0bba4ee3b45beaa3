package api

import (
	"context"

	"rialto/internal/api/internal/oas"
	"rialto/internal/auth"
	"rialto/internal/notify"
)

type notificationsHandler struct {
	notify *notify.Service
	auth   *auth.Service
}

func (h notificationsHandler) GetNotificationPreferences(ctx context.Context) (*oas.NotificationPreferences, error) {
	me, err := h.auth.User(ctx, callerOf(ctx).UserID)
	if err != nil {
		return nil, err
	}
	wants, err := h.notify.Preferences(ctx, me.ID)
	if err != nil {
		return nil, err
	}
	refusals, err := h.notify.Refusals(ctx, me.Email)
	if err != nil {
		return nil, err
	}
	out := &oas.NotificationPreferences{Items: make([]oas.NotificationPreference, len(notify.Topics)), Refusal: optRefusalToAPI(refusals, me.Email)}
	for i, t := range notify.Topics {
		out.Items[i] = oas.NotificationPreference{Topic: oas.NotificationTopic(t), Mails: wants[t]}
	}
	return out, nil
}

func (h notificationsHandler) SetNotificationPreference(ctx context.Context, req *oas.SetNotificationPreference, p oas.SetNotificationPreferenceParams) (*oas.NotificationPreferences, error) {
	if err := h.notify.SetPreference(ctx, callerOf(ctx).UserID, notify.Topic(p.Topic), req.Mails); err != nil {
		return nil, err
	}
	return h.GetNotificationPreferences(ctx)
}

func (h notificationsHandler) SendTestMail(ctx context.Context) error {
	me, err := h.auth.User(ctx, callerOf(ctx).UserID)
	if err != nil {
		return err
	}
	return h.notify.SendTest(ctx, notify.To{Address: me.Email, UserID: &me.ID, Locale: me.Locale})
}

func optRefusalToAPI(found map[string]notify.Refusal, address string) oas.OptMailRefusal {
	r, refused := found[address]
	if !refused {
		return oas.OptMailRefusal{}
	}
	return oas.NewOptMailRefusal(oas.MailRefusal{Since: r.Since, Answer: r.Answer})
}
