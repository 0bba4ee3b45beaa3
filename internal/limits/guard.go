package limits

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Guard bounds how often somebody can guess what proves who they are, without
// a way to lock others out (OWASP: "device cookies").
//
// An attempt from a device that has signed in to the account before is
// counted for that device alone. Any other is counted three times: for the
// account at this address, for the address, and for the account. So whoever
// hammers an account, even from many addresses, does not keep its owner out
// on a device of theirs; elsewhere only the last of the three does, which a
// new password by e-mail gets around: it makes the device a known one.
type Guard struct {
	off      bool
	failures counters
	devices  devices
	refused  *prometheus.CounterVec
}

// Proof is what an attempt tries to get right; each is counted by itself.
type Proof string

// The proofs there are.
const (
	ByPassword Proof = "password"
	ByCode     Proof = "code" // of a second factor
)

// Attempt is one try to prove who one is.
type Attempt struct {
	Proof Proof
	// Account is the e-mail address that was given, whether or not there is
	// such an account, or what else is guessed at. Only a keyed digest of it is
	// kept.
	Account string
	Visitor
}

var (
	// onDevice: a person who mistypes, on a device of theirs.
	onDevice = per(time.Minute, 1, 10)
	// hereFailed: somebody at one address with one account.
	hereFailed = per(time.Minute, 1, 5)
	// addressFailed: somebody at one address with many accounts.
	addressFailed = per(time.Hour, 30, 30)
	// accountFailed: many addresses with one account.
	accountFailed = per(time.Hour, 50, 50)
	// mailed is for mails of one kind that anybody can have sent to an account.
	mailed = per(time.Hour, 3, 5)
)

// Try is an attempt that may be made. It counts as failed until Succeeded
// says otherwise, so that attempts at the same time are not more than allowed.
type Try struct {
	guard  *Guard
	counts []count
}

// Begin counts an attempt and lets it through, or returns ErrTooManyAttempts
// with the time after which to come again, and has not counted it. Begin
// before looking at what was given, and answer the same to both.
func (g *Guard) Begin(ctx context.Context, a Attempt) (*Try, error) {
	if g.off {
		return &Try{guard: g}, nil
	}
	counts, by := g.counts(a)
	if wait := g.failures.take(ctx, counts...); wait > 0 {
		g.refused.WithLabelValues(string(a.Proof)+"_attempts", by).Inc()
		return nil, ErrTooManyAttempts.After(wait)
	}
	return &Try{g, counts}, nil
}

func (g *Guard) counts(a Attempt) (counts []count, by string) {
	prefix := "failed:" + string(a.Proof) + ":"
	if id, known := g.devices.of(a.Account, a.Device); known {
		return []count{{prefix + "device:" + id, onDevice}}, "device"
	}
	account, ip := g.devices.digest(a.Account), Network(a.IP)
	return []count{
		{prefix + "here:" + account + ":" + ip, hereFailed},
		{"failed:ip:" + ip, addressFailed},
		{prefix + "account:" + account, accountFailed},
	}, "address"
}

// Succeeded takes the count back. Call it once, when the attempt was right,
// and also when a failure of ours kept us from looking at it.
func (t *Try) Succeeded(ctx context.Context) {
	if len(t.counts) > 0 {
		t.guard.failures.giveBack(ctx, t.counts...)
	}
}

// Device returns a value for the cookie DeviceCookie, which makes a device one
// that the account's owner uses. Give it to whoever has signed in, and to
// whoever has set a new password with a mailed link.
func (g *Guard) Device(account string) string { return g.devices.issue(account) }

// MayMail reports whether another mail of a kind may go to an account because
// somebody asked who need not be its owner, and counts it. Kinds are counted
// apart, so that nobody uses up the mails that let its owner in with others.
func (g *Guard) MayMail(ctx context.Context, kind, account string) bool {
	if g.off {
		return true
	}
	if g.failures.take(ctx, count{"mailed:" + kind + ":" + g.devices.digest(account), mailed}) == 0 {
		return true
	}
	g.refused.WithLabelValues("mails", "account").Inc()
	return false
}
