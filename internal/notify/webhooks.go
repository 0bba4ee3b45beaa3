package notify

// WebhookPaused tells whoever owns a webhook endpoint that nothing is sent to it any
// more.
type WebhookPaused struct {
	Host  string // of its address
	Store string // whose it is; empty: the marketplace's
	Gone  bool   // it asked for no more; else nothing arrived for three days
	Path  string // of the endpoint's page
}

func (c WebhookPaused) mail() description {
	d := description{kind: "webhook_paused", variant: "failing", paths: []string{c.Path}, store: c.Store, host: c.Host}
	if c.Gone {
		d.variant = "gone"
	}
	return d
}
