package notify

import (
	"context"
	"net/mail"
	"time"

	"github.com/google/uuid"
)

// Transport hands mails over to whoever delivers them.
type Transport interface {
	// Send hands m over. It returns a *SendError, or one whose text names
	// neither a person nor a secret.
	Send(ctx context.Context, m Message) error
}

// Message is a mail as it leaves.
type Message struct {
	ID                      uuid.UUID // the same in each attempt
	From                    mail.Address
	BounceTo                string // envelope sender; empty: From
	To, Subject, HTML, Text string
	Date                    time.Time
	Unsubscribe             string // URL that unsubscribes by a POST (RFC 8058); empty for what has to be
}

// SendError is why a mail could not be handed over.
type SendError struct {
	Reason string // for logs: names no person
	Detail string // what the server said, which may name one
	Final  bool   // another attempt is of no use
	// Unknown is what the server answered if it said that there is no such mailbox,
	// such as "550 5.1.1", else empty.
	Unknown string
}

// Error is the reason alone.
func (e *SendError) Error() string { return e.Reason }

// Mailbox is the Transport that sends nothing. Its mails count as sent and
// keep their content, for the mailbox page shows them.
type Mailbox struct{}

// Send implements Transport.
func (Mailbox) Send(context.Context, Message) error { return nil }
