package limits

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"rialto/internal/keyring"
	"rialto/internal/limits/redistest"
)

const ada = "ada@example.org"

// guess makes an attempt that fails.
func (o opened) guess(ctx context.Context, account string, from Visitor) error {
	_, err := o.Guard().Begin(ctx, Attempt{Proof: ByPassword, Account: account, Visitor: from})
	return err
}

// signIn makes an attempt that is right.
func (o opened) signIn(ctx context.Context, account string, from Visitor) error {
	try, err := o.Guard().Begin(ctx, Attempt{Proof: ByPassword, Account: account, Visitor: from})
	if err == nil {
		try.Succeeded(ctx)
	}
	return err
}

func (o opened) onDeviceOf(account, ip string) Visitor {
	v := at(ip)
	v.Device = o.Guard().Device(account)
	return v
}

// many is an address of a large network of an attacker.
func many(i int) Visitor { return at(fmt.Sprintf("198.51.%d.%d", 100+i/250, i%250)) }

func TestGuard(t *testing.T) {
	inBoth(t, func(t *testing.T, o opened) {
		ctx := t.Context()
		t.Run("lets exactly five guesses through, however many come at once, and then one a minute", func(t *testing.T) {
			if passed := atOnce(200, func(int) bool { return o.guess(ctx, ada, at("192.0.2.1")) == nil }); passed != 5 {
				t.Errorf("%d passed", passed)
			}
			if wait := waitOf(t, o.guess(ctx, ada, at("192.0.2.1")), ErrTooManyAttempts); wait > time.Minute {
				t.Errorf("wait %s", wait)
			}
			o.advance(time.Minute)
			if passed := atOnce(10, func(int) bool { return o.guess(ctx, ada, at("192.0.2.1")) == nil }); passed != 1 {
				t.Errorf("%d passed after a minute", passed)
			}
		})
		t.Run("takes an account in another spelling for the same", func(t *testing.T) {
			waitOf(t, o.guess(ctx, " ADA@Example.org", at("192.0.2.1")), ErrTooManyAttempts)
		})
		t.Run("lets the owner in from another address meanwhile", func(t *testing.T) {
			if err := o.signIn(ctx, ada, at("203.0.113.7")); err != nil {
				t.Error(err)
			}
		})
		t.Run("lets others in from the same address meanwhile", func(t *testing.T) {
			if err := o.signIn(ctx, "grace@example.org", at("192.0.2.1")); err != nil {
				t.Error(err)
			}
		})
		t.Run("lets the owner in on a known device at the same address", func(t *testing.T) {
			if err := o.signIn(ctx, ada, o.onDeviceOf(ada, "192.0.2.1")); err != nil {
				t.Error(err)
			}
		})
		t.Run("counts each proof by itself", func(t *testing.T) {
			if _, err := o.Guard().Begin(ctx, Attempt{Proof: ByCode, Account: ada, Visitor: at("192.0.2.1")}); err != nil {
				t.Error(err)
			}
		})
		t.Run("does not count what was right", func(t *testing.T) {
			for range 200 {
				if err := o.signIn(ctx, "often@example.org", at("192.0.2.20")); err != nil {
					t.Fatal(err)
				}
			}
		})
	})
}

func TestGuardAgainstManyAddresses(t *testing.T) {
	inBoth(t, func(t *testing.T, o opened) {
		ctx := t.Context()
		mine := o.onDeviceOf(ada, "203.0.113.7")
		if passed := atOnce(400, func(i int) bool { return o.guess(ctx, ada, many(i)) == nil }); passed != accountFailed.Burst {
			t.Errorf("%d guesses passed", passed)
		}
		t.Run("lets the owner in on a known device", func(t *testing.T) {
			for range 20 {
				if err := o.signIn(ctx, ada, mine); err != nil {
					t.Fatal(err)
				}
			}
		})
		t.Run("lets in who has set a new password by mail, and so got the cookie", func(t *testing.T) {
			if err := o.signIn(ctx, ada, o.onDeviceOf(ada, "203.0.113.8")); err != nil {
				t.Error(err)
			}
		})
		t.Run("takes no cookie of another account", func(t *testing.T) {
			waitOf(t, o.guess(ctx, ada, o.onDeviceOf("mallory@example.org", "203.0.113.9")), ErrTooManyAttempts)
		})
		t.Run("bounds guesses on a known device, too, and the others do not suffer from it", func(t *testing.T) {
			if passed := atOnce(100, func(int) bool { return o.guess(ctx, ada, mine) == nil }); passed != onDevice.Burst {
				t.Errorf("%d guesses passed", passed)
			}
			if err := o.signIn(ctx, ada, o.onDeviceOf(ada, "203.0.113.7")); err != nil {
				t.Error(err)
			}
		})
	})
}

func TestGuardAgainstOneAddressWithManyAccounts(t *testing.T) {
	inBoth(t, func(t *testing.T, o opened) {
		ctx := t.Context()
		passed := atOnce(200, func(i int) bool {
			return o.guess(ctx, fmt.Sprintf("user%d@example.org", i), at("192.0.2.1")) == nil
		})
		if passed != addressFailed.Burst {
			t.Errorf("%d passed", passed)
		}
		if err := o.signIn(ctx, ada, o.onDeviceOf(ada, "192.0.2.1")); err != nil {
			t.Errorf("the owner on a known device: %v", err)
		}
	})
}

func TestMayMail(t *testing.T) {
	inBoth(t, func(t *testing.T, o opened) {
		if sent := atOnce(50, func(int) bool { return o.Guard().MayMail(t.Context(), "reset", ada) }); sent != mailed.Burst {
			t.Errorf("%d mails", sent)
		}
		if !o.Guard().MayMail(t.Context(), "verify", ada) {
			t.Error("mails of one kind use up those of another")
		}
		o.advance(mailed.Every)
		if !o.Guard().MayMail(t.Context(), "reset", ada) || o.Guard().MayMail(t.Context(), "reset", ada) {
			t.Error("not one more after a while")
		}
	})
}

func TestCountersDoNotTellTheAccount(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	o := open(t, Config{RedisURL: s.URL(redistest.Patient)})
	if err := o.guess(t.Context(), ada, at("192.0.2.1")); err != nil {
		t.Fatal(err)
	}
	keys, err := s.Client.Keys(t.Context(), "*").Result()
	if err != nil || len(keys) != 3 {
		t.Fatalf("%q, %v; want three counters", keys, err)
	}
	if strings.Contains(strings.Join(keys, " "), "ada") {
		t.Errorf("%q", keys)
	}
	other := open(t, Config{Keys: keyring.New([]byte("another key"))})
	if strings.Contains(strings.Join(keys, " "), other.Guard().devices.digest(ada)) {
		t.Error("the digest is the same under another key")
	}
}
