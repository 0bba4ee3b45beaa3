package notify

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
)

// keepRefusals is how long an address that was refused gets no mails about topics,
// unless it takes a mail before.
const keepRefusals = 365 * 24 * time.Hour

// Refusal is a mail server's word that an address takes no mails.
type Refusal struct {
	Since  time.Time
	Answer string // such as "550 5.1.1"
}

// Refusals returns those of the addresses that were refused for good and have not
// taken a mail since. The keys are as they were given.
func (s *Service) Refusals(ctx context.Context, addresses ...string) (map[string]Refusal, error) {
	digests := make([][]byte, len(addresses))
	for i, a := range addresses {
		digests[i] = digestOf(a)
	}
	rows, err := s.q.RefusedAddresses(ctx, s.pool, digests)
	if err != nil {
		return nil, fmt.Errorf("refused addresses: %w", err)
	}
	found := make(map[string]Refusal, len(rows))
	for _, r := range rows {
		for i, d := range digests {
			if string(d) == string(r.AddressDigest) {
				found[addresses[i]] = Refusal{Since: r.Since, Answer: r.Answer}
			}
		}
	}
	return found, nil
}

// testMailEvery is how often an account gets a test mail at most.
const testMailEvery = 10 * time.Minute

// SendTest writes to an account, to see whether mails arrive: when the server
// takes the mail, an earlier refusal is forgotten. A second one within ten minutes
// is not written.
func (s *Service) SendTest(ctx context.Context, to To) error {
	cause := fmt.Sprintf("%s %d", uuidOf(to.UserID), s.now().Truncate(testMailEvery).Unix())
	return db.InTx(ctx, s.pool, func(tx db.Tx) error {
		return s.SendTx(ctx, tx, to, cause, TestMail{Path: pageNotifications})
	})
}

func uuidOf(id *uuid.UUID) string {
	if id == nil {
		return ""
	}
	return id.String()
}

// unknownMailbox reports whether a server's answer to a recipient says that there is
// no such mailbox, and not that it dislikes us or the mail (RFC 3463: 5.1.7 and
// 5.1.8 are about the sender, 5.7 about policies).
func unknownMailbox(code int, enhanced string) bool {
	switch {
	case enhanced == "":
		return code == 550 || code == 551 || code == 553
	case enhanced == "5.1.7", enhanced == "5.1.8":
		return false
	}
	return strings.HasPrefix(enhanced, "5.1.") || enhanced == "5.2.1"
}
