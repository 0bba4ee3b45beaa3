package stripesim

import (
	"crypto/subtle"
	"slices"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v85/webhook"
)

// Roll makes another API key and another secret of webhooks. As at Stripe the former ones
// go on until EndRolled: both keys are accepted, and webhooks have a signature by each secret.
func (s *Server) Roll(secretKey, webhookSecret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys = slices.Concat([]string{secretKey}, s.keys)
	s.signing = slices.Concat([]string{webhookSecret}, s.signing)
}

// EndRolled ends what Roll replaced.
func (s *Server) EndRolled() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys, s.signing = s.keys[:1:1], s.signing[:1:1]
}

func (s *Server) accepts(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.keys, func(k string) bool { return subtle.ConstantTimeCompare([]byte(key), []byte(k)) == 1 })
}

// sign returns the header that Stripe's webhooks are signed with. The receiver compares its
// time with its own clock, so it is not the simulator's.
func (s *Server) sign(payload []byte) string {
	s.mu.Lock()
	secrets := s.signing
	s.mu.Unlock()
	now := time.Now()
	var header []string
	for _, secret := range secrets {
		signed := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: payload, Secret: secret, Timestamp: now})
		stamp, signature, _ := strings.Cut(signed.Header, ",")
		if header == nil {
			header = append(header, stamp)
		}
		header = append(header, signature)
	}
	return strings.Join(header, ",")
}
