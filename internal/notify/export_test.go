package notify

import (
	"context"
	"crypto/x509"
)

// Trust makes t believe the certificates of a test's server.
func Trust(t *SMTP, roots *x509.CertPool) { t.roots = roots }

// RequireTLS makes t insist on STARTTLS on this machine, too.
func RequireTLS(t *SMTP) *SMTP {
	t.security = startTLS
	return t
}

// ForgetOld is the chore.
func (s *Service) ForgetOld(ctx context.Context) error { return s.forgetOld(ctx) }

// Rendered is a mail as SendTx would write it.
type Rendered struct{ Subject, HTML, Text string }

// Samples is one mail of each text there is.
func Samples() []Content { return samples() }

// SampleTo is who gets a sample.
func SampleTo(lang string) To { return sampleTo(lang) }

// Render is what SendTx does with a content.
func (s *Service) Render(lang string, c Content) (Rendered, error) {
	m, err := s.render(sampleTo(lang), c)
	return Rendered{m.subject, m.html, m.text}, err
}

// TextKeys are the names of all texts in a language.
func (s *Service) TextKeys(lang string) (keys []string) {
	for key := range s.locales[lang].Mails {
		keys = append(keys, key)
	}
	return keys
}

// TextKey names the texts of a content.
func TextKey(c Content) string { return c.mail().textKey() }
