package limits

import (
	"testing"
	"time"

	"github.com/google/uuid"
)

func TestAllow(t *testing.T) {
	inBoth(t, func(t *testing.T, o opened) {
		ctx := t.Context()
		burst := policies[Register].address.Burst
		t.Run("refuses an address that asks too often, and says for how long", func(t *testing.T) {
			passed := atOnce(4*burst, func(int) bool { return o.Allow(ctx, Register, at("192.0.2.1")) == nil })
			if passed != burst {
				t.Errorf("%d passed", passed)
			}
			every := policies[Register].address.Every
			if wait := waitOf(t, o.Allow(ctx, Register, at("192.0.2.1")), ErrTooManyRequests); wait > every {
				t.Errorf("wait %s of %s", wait, every)
			}
		})
		t.Run("counts each class and each address by itself", func(t *testing.T) {
			for _, err := range []error{
				o.Allow(ctx, Login, at("192.0.2.1")), o.Allow(ctx, Register, at("192.0.2.2")), o.AllowUser(ctx, Write, uuid.New()),
			} {
				if err != nil {
					t.Error(err)
				}
			}
		})
		t.Run("counts an IPv6 network as one address, and an IPv4 address in IPv6 as itself", func(t *testing.T) {
			for range burst {
				_ = o.Allow(ctx, Register, at("2001:db8:1:2::1"))
			}
			if o.Allow(ctx, Register, at("2001:db8:1:2:ffff::2")) == nil {
				t.Error("another address of the same /64 passed")
			}
			if err := o.Allow(ctx, Register, at("2001:db8:1:3::1")); err != nil {
				t.Error(err)
			}
			if o.Allow(ctx, Register, at("::ffff:192.0.2.1")) == nil {
				t.Error("192.0.2.1 passed in another form")
			}
		})
		t.Run("refuses a user, from however many addresses", func(t *testing.T) {
			user := uuid.New()
			if passed := atOnce(300, func(int) bool { return o.AllowUser(ctx, Checkout, user) == nil }); passed != policies[Checkout].user.Burst {
				t.Errorf("%d passed", passed)
			}
			waitOf(t, o.AllowUser(ctx, Checkout, user), ErrTooManyRequests)
		})
		t.Run("leaves a device that has signed in before what it needs to do so again", func(t *testing.T) {
			office := at("192.0.2.9")
			for o.Allow(ctx, Login, office) == nil {
			}
			mine := office
			mine.Device = o.Guard().Device("ada@example.org")
			if err := o.Allow(ctx, Login, mine); err != nil {
				t.Error(err)
			}
			passed := atOnce(100, func(int) bool {
				again := office
				again.Device = o.Guard().Device("ada@example.org")
				return o.Allow(ctx, Login, again) == nil
			})
			if want := policies[Login].address.Burst - 1; passed != want {
				t.Errorf("%d passed with many cookies of one account, want %d", passed, want)
			}
		})
	})
}

func TestFactor(t *testing.T) {
	t.Parallel()
	for _, factor := range []float64{0.1, 1, 3} {
		o := open(t, Config{Factor: factor})
		passed := 0
		for o.Allow(t.Context(), Search, at("192.0.2.1")) == nil {
			passed++
		}
		if want := int(factor * float64(policies[Search].address.Burst)); passed != want {
			t.Errorf("factor %v lets %d through, want %d", factor, passed, want)
		}
		o.clock.advance(time.Second)
		for passed = 0; o.Allow(t.Context(), Search, at("192.0.2.1")) == nil; passed++ {
		}
		if want := int(factor * 20); passed != want {
			t.Errorf("factor %v lets %d a second through, want %d", factor, passed, want)
		}
	}
}

func TestClasses(t *testing.T) {
	t.Parallel()
	for c, p := range policies {
		if !c.Known() || p.address.Every < time.Millisecond || p.address.Burst < 1 {
			t.Errorf("%s: %+v", c, p)
		}
		if u := p.user; u != (Quota{}) && (u.Every < p.address.Every || u.Burst > p.address.Burst) {
			t.Errorf("%s: one user may do more than one address", c)
		}
	}
	if Class("unheard-of").Known() {
		t.Error("any class is known")
	}
}
