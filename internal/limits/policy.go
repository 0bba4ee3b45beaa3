package limits

import (
	"maps"
	"slices"
	"time"
)

// Class is a kind of requests that are counted together. An operation of the
// contract names its class with x-rialto-limit.
type Class string

// The classes there are.
const (
	Read     Class = "read"
	Write    Class = "write"
	Search   Class = "search"
	Page     Class = "page"     // a page for people, and what it loads
	Checkout Class = "checkout" // whatever asks the payment provider
	Register Class = "register"
	Login    Class = "login"
	Refresh  Class = "refresh"
	Password Class = "password" // whatever sends a mail about the account
	Export   Class = "export"
	Webhook  Class = "webhook"
	Import   Class = "import" // of a file of products, or of all products into one
	Upload   Class = "upload" // of a picture, which costs to look at
)

// Known reports whether there is such a class.
func (c Class) Known() bool { _, ok := policies[c]; return ok }

// Classes returns all classes, in alphabetical order.
func Classes() []Class { return slices.Sorted(maps.Keys(policies)) }

// Quota lets Burst through at once, and one more after each Every.
type Quota struct {
	Every time.Duration
	Burst int
}

// per is a quota of n in each period, of which burst may come at once.
func per(period time.Duration, n, burst int) Quota {
	return Quota{Every: period / time.Duration(n), Burst: burst}
}

// scaled lets factor times as many through.
func (q Quota) scaled(factor float64) Quota {
	return Quota{
		Every: max(time.Microsecond, time.Duration(float64(q.Every)/factor)),
		Burst: max(1, int(float64(q.Burst)*factor)),
	}
}

// next is the generic cell rate algorithm (ITU-T I.371): a counter is one
// time, at which its whole burst is free again. It returns that time with one
// more counted, and for how long that one has to wait, if that is above zero.
func (q Quota) next(free, now time.Duration) (after, wait time.Duration) {
	after = max(free, now) + q.Every
	return after, after - now - q.Every*time.Duration(q.Burst)
}

// policy is what one address, and one user at however many, may ask for.
type policy struct {
	address Quota
	user    Quota // the zero Quota: not counted by user
	// ownDevice counts a device that has signed in before by itself, so that
	// nobody with the same address can use up what its owner needs to get in.
	ownDevice bool
}

// One address is often an office or a whole mobile network, so these are
// bounds of harm, not of use: a busy office stays far below them.
var policies = map[Class]policy{
	Read:     {address: per(time.Second, 100, 400), user: per(time.Second, 50, 400)},
	Page:     {address: per(time.Second, 100, 400)},
	Write:    {address: per(time.Second, 30, 300), user: per(time.Second, 20, 200)},
	Search:   {address: per(time.Second, 20, 100), user: per(time.Second, 10, 100)},
	Checkout: {address: per(time.Second, 2, 200), user: per(time.Second, 1, 100)},
	Register: {address: per(time.Minute, 5, 10)},
	Login:    {address: per(time.Minute, 10, 20), user: per(time.Minute, 10, 20), ownDevice: true},
	Refresh:  {address: per(time.Second, 5, 100)},
	Password: {address: per(time.Minute, 5, 10), user: per(time.Minute, 2, 10), ownDevice: true},
	Export:   {address: per(time.Hour, 20, 20), user: per(time.Hour, 4, 4)},
	Webhook:  {address: per(time.Second, 200, 1000)},
	Import:   {address: per(time.Hour, 240, 60), user: per(time.Hour, 120, 30)},
	Upload:   {address: per(time.Second, 4, 400), user: per(time.Second, 2, 400)},
}
