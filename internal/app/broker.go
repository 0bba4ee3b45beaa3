package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"rialto/internal/broker"
)

const minBacklog = 1000

// checkBroker says what is wrong with the settings of the broker, nil if nothing is.
func (c Config) checkBroker() error {
	if c.BrokerURL == "" {
		return nil
	}
	var bad []error
	if err := broker.CheckURL(c.BrokerURL); err != nil {
		bad = append(bad, fmt.Errorf("RIALTO_BROKER_URL %w", err))
	}
	if err := broker.CheckPrefix(c.BrokerPrefix); err != nil {
		bad = append(bad, fmt.Errorf("RIALTO_BROKER_PREFIX %w", err))
	}
	if c.BrokerBacklog < minBacklog {
		bad = append(bad, fmt.Errorf("RIALTO_BROKER_BACKLOG must be at least %d", minBacklog))
	}
	return errors.Join(bad...)
}

func brokerConfig(cfg Config, source string, log *slog.Logger) broker.Config {
	return broker.Config{URL: cfg.BrokerURL, Prefix: cfg.BrokerPrefix, Source: source, Backlog: cfg.BrokerBacklog, Log: log}
}

// openBroker has every event published, where there is a broker.
func (m *modules) openBroker(cfg Config, at place, log *slog.Logger) (err error) {
	if cfg.BrokerURL == "" {
		return nil
	}
	if m.broker, err = broker.Open(brokerConfig(cfg, at.publicURL, log)); err != nil {
		return fmt.Errorf("RIALTO_BROKER_URL %w", err)
	}
	m.bus.Follow("broker", m.broker.Forward)
	return nil
}

// takeMessages takes what other systems say, until ctx ends.
func (m *modules) takeMessages(ctx context.Context) error {
	if m.broker == nil {
		return nil
	}
	return m.broker.Subscribe(ctx, broker.Subscription{Topic: "inventory", Group: "rialto.stock", Handle: m.stock.Handle})
}

// examineBroker writes whether the broker answers, as doctor does of an invariant.
func examineBroker(ctx context.Context, cfg Config, log *slog.Logger, out io.Writer) (healthy bool, err error) {
	if cfg.BrokerURL == "" {
		return true, nil
	}
	b, err := broker.Open(brokerConfig(cfg, cfg.PublicURL, log))
	if err != nil {
		return false, fmt.Errorf("RIALTO_BROKER_URL %w", err)
	}
	defer b.Close()
	advice, err := b.Check(ctx)
	if err != nil {
		_, err = fmt.Fprintf(out, "BROKEN  the broker answers (%s)\n          %v\n", b.Kind(), err)
		return false, err
	}
	_, err = fmt.Fprintf(out, "ok      the broker answers (%s)\n", b.Kind())
	if advice != "" {
		_, err = fmt.Fprintf(out, "          %s\n", advice)
	}
	return true, err
}
