package limits

import (
	"strings"
	"testing"
	"time"

	"rialto/internal/keyring"
)

func TestDevices(t *testing.T) {
	t.Parallel()
	c := newClock()
	newKey, oldKey := []byte("new"), []byte("old")
	d := devices{keys: keyring.New(newKey, oldKey), now: c.Now}
	cookie := d.issue(ada)
	known := func(d devices, account, cookie string) bool {
		_, known := d.of(account, cookie)
		return known
	}

	t.Run("know the account's device again, by an id of its own", func(t *testing.T) {
		one, _ := d.of("Ada@example.org", cookie)
		two, _ := d.of(ada, d.issue(ada))
		if one == "" || two == "" || one == two {
			t.Errorf("%q and %q", one, two)
		}
	})
	t.Run("refuse every cookie with a changed letter", func(t *testing.T) {
		for i := range len(cookie) {
			letter := "A"
			if cookie[i] == 'A' {
				letter = "B"
			}
			changed := cookie[:i] + letter + cookie[i+1:]
			if known(d, ada, changed) {
				t.Errorf("with another letter at %d", i)
			}
		}
	})
	t.Run("refuse what is no cookie of theirs", func(t *testing.T) {
		for _, not := range []string{"", "x", cookie + "A", cookie[1:], strings.Repeat("A", len(cookie)), strings.Repeat("=", 100)} {
			if known(d, ada, not) {
				t.Errorf("%q is known", not)
			}
		}
		if known(d, "mallory@example.org", cookie) {
			t.Error("another account's device is known")
		}
	})
	t.Run("take cookies of an older key until it is gone", func(t *testing.T) {
		before := devices{keys: keyring.New(oldKey), now: c.Now}.issue(ada)
		if !known(d, ada, before) {
			t.Error("the rotation of the key forgot the device")
		}
		if known(devices{keys: keyring.New(newKey), now: c.Now}, ada, before) {
			t.Error("a key that is gone still counts")
		}
	})
	t.Run("forget a device in time", func(t *testing.T) {
		c.advance(DeviceAge - time.Second)
		if !known(d, ada, cookie) {
			t.Error("too early")
		}
		c.advance(2 * time.Second)
		if known(d, ada, cookie) {
			t.Error("never")
		}
	})
}
