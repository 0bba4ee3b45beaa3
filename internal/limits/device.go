package limits

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"time"

	"rialto/internal/keyring"
)

const (
	// DeviceCookie is the name of the cookie that makes a device known. Set it
	// HttpOnly, for the paths of signing in alone.
	DeviceCookie = "rialto_device"
	// DeviceAge is how long a device is known; signing in begins it anew.
	DeviceAge = 180 * 24 * time.Hour
)

// devices makes and reads the cookies of known devices: when it was made, a
// random id and a digest of the account, with a MAC of all three. Nothing
// about them is stored.
type devices struct {
	keys *keyring.Ring
	now  func() time.Time
}

// The parts of a cookie, in bytes.
const (
	madeAt     = 8
	deviceID   = 16
	digestSize = 16
	unsigned   = madeAt + deviceID + digestSize
)

var text = base64.RawURLEncoding

func (d devices) issue(account string) string {
	b := make([]byte, unsigned, unsigned+sha256.Size)
	binary.BigEndian.PutUint64(b, uint64(d.now().Unix()))
	rand.Read(b[madeAt:][:deviceID]) // never fails
	key := d.keys.First()
	copy(b[madeAt+deviceID:], digestOf(key, account))
	return text.EncodeToString(append(b, macOf(key, "device", b)...))
}

// of returns the id of a device that has signed in to the account.
func (d devices) of(account, cookie string) (id string, known bool) {
	b, key, ok := d.read(cookie)
	if !ok || !hmac.Equal(b[madeAt+deviceID:], digestOf(key, account)) {
		return "", false
	}
	return text.EncodeToString(b[madeAt:][:deviceID]), true
}

// account returns the digest of the account that a device belongs to.
func (d devices) account(cookie string) (digest string, known bool) {
	b, _, ok := d.read(cookie)
	if !ok {
		return "", false
	}
	return text.EncodeToString(b[madeAt+deviceID:]), true
}

// read returns a cookie without its MAC, and the key of the MAC.
func (d devices) read(cookie string) (b, key []byte, ok bool) {
	all, err := text.DecodeString(cookie)
	if err != nil || len(all) != unsigned+sha256.Size {
		return nil, nil, false
	}
	b = all[:unsigned]
	if d.now().After(time.Unix(int64(binary.BigEndian.Uint64(b)), 0).Add(DeviceAge)) {
		return nil, nil, false
	}
	for _, key := range d.keys.All() {
		if hmac.Equal(all[unsigned:], macOf(key, "device", b)) {
			return b, key, true
		}
	}
	return nil, nil, false
}

// digest stands for an account in counters.
func (d devices) digest(account string) string {
	return text.EncodeToString(digestOf(d.keys.First(), account))
}

func digestOf(key []byte, account string) []byte {
	same := strings.ToLower(strings.TrimSpace(account))
	return macOf(key, "account", []byte(same))[:digestSize]
}

// macOf is a MAC that for one purpose is never the same as for another.
func macOf(key []byte, purpose string, of []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(purpose + ":"))
	h.Write(of)
	return h.Sum(nil)
}
