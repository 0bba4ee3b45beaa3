package broker

import (
	"context"
	"fmt"
	"slices"

	"rialto/internal/events"
	"rialto/internal/traces"
)

// Forward publishes events and returns how many, counted from the first, the
// broker has acknowledged: it is made for events.Bus.Follow. Some of the others
// may have been published, too; to publish them again does not change the
// order in which an aggregate's events are first seen.
func (b *Broker) Forward(ctx context.Context, batch []events.Envelope) (done int, err error) {
	messages := make([]outgoing, len(batch))
	for i, e := range batch {
		if messages[i], err = b.outgoingFrom(e); err != nil {
			return 0, err
		}
	}
	acknowledged := make([]bool, len(batch))
	for _, wave := range waves(messages) {
		if err = b.sendWave(ctx, messages, wave, acknowledged); err != nil {
			b.failures.Inc()
			err = fmt.Errorf("publish to %s: %w", b.kind, err)
			break
		}
	}
	done = slices.Index(append(acknowledged, false), false)
	return done, err
}

func (b *Broker) sendWave(ctx context.Context, messages []outgoing, wave []int, acknowledged []bool) error {
	ctx, cancel := context.WithTimeout(ctx, b.timeout)
	defer cancel()
	ctx, span := traces.Call(ctx, string(b.kind), "publish")
	list := make([]outgoing, len(wave))
	for i, at := range wave {
		list[i] = messages[at]
	}
	sent, err := b.now.Load().send(ctx, list)
	traces.End(span, err)
	for i, ok := range sent {
		if ok {
			acknowledged[wave[i]] = true
			b.published.Inc()
		}
	}
	return err
}

// waves divides messages, by their places, so that no wave has two of one key,
// and those of one key are in the order of the waves. A wave is sent at once; the
// next follows when all of it is acknowledged. So a message that is lost on the
// way, or refused, is never overtaken by a later one of its key, whatever a
// broker promises about one connection.
func waves(messages []outgoing) [][]int {
	var list [][]int
	depth := map[string]int{}
	for i, m := range messages {
		d := depth[m.key]
		depth[m.key]++
		if d == len(list) {
			list = append(list, nil)
		}
		list[d] = append(list[d], i)
	}
	return list
}
