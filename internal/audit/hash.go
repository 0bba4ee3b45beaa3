package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
)

// content is everything that an entry's hash covers.
type content struct {
	Entry
	seq              int64
	at               time.Time
	origin, previous []byte
}

// hash is described in the package comment. Every part is of a fixed length or
// tells its length, so that no two entries have one encoding.
func (c content) hash() []byte {
	w := digest{sha256.New()}
	w.raw([]byte("rialto audit entry 1\n"))
	w.number(uint64(c.seq))
	w.number(uint64(c.at.UnixMicro()))
	w.optional(idBytes(c.Actor))
	w.text(c.Action)
	w.text(c.Target.Kind)
	w.text(c.Target.ID)
	w.optional(idBytes(c.StoreID))
	w.length(len(c.Details))
	for _, name := range slices.Sorted(maps.Keys(c.Details)) {
		w.text(name)
		w.text(c.Details[name])
	}
	w.optional(c.origin)
	w.raw(c.previous)
	return w.Sum(nil)
}

func (o Origin) digest(salt []byte) []byte {
	w := digest{sha256.New()}
	w.raw([]byte("rialto audit origin 1\n"))
	w.raw(salt)
	w.text(o.IP)
	w.text(o.UserAgent)
	return w.Sum(nil)
}

type digest struct{ hash.Hash }

func (w digest) raw(b []byte)    { _, _ = w.Write(b) } // a hash takes everything
func (w digest) number(n uint64) { w.raw(binary.BigEndian.AppendUint64(nil, n)) }
func (w digest) length(n int)    { w.raw(binary.BigEndian.AppendUint32(nil, uint32(n))) }

func (w digest) text(s string) {
	w.length(len(s))
	w.raw([]byte(s))
}

func (w digest) optional(b []byte) {
	if b == nil {
		w.raw([]byte{0})
		return
	}
	w.raw([]byte{1})
	w.raw(b)
}

func idBytes(id *uuid.UUID) []byte {
	if id == nil {
		return nil
	}
	return id[:]
}
