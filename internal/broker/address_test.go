package broker_test

import (
	"strings"
	"testing"

	"rialto/internal/broker"
)

func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, good := range []string{
		"redis://localhost", "rediss://:secret@redis.example.com:6380/2", "unix:///run/redis.sock",
		"amqp://guest:secret@mq.example.com:5672/", "amqps://mq.example.com/market", "amqp://one,two:5672/",
		"kafka://one:9092,two:9092,three:9092", "kafka://ada:secret@one:9093,two:9093?tls=true&sasl=scram-sha-512", "kafka://ada:secret@one:9093",
		"nats://localhost:4222", "nats://ada:secret@one:4222,two:4222?tls=true",
	} {
		if err := broker.CheckURL(good); err != nil {
			t.Errorf("%s is refused: %v", good, err)
		}
	}
	for _, bad := range []string{
		"", "secret", "http://secret@localhost", "redis://one,two", "redis://localhost/secret", "redis://localhost?secret=1", "redis://local host:secret",
		"amqp://ada:secret@localhost:port/", "kafka://", "kafka://one:9092,,two:9092",
		"kafka://one:9092?sasl=plain", "kafka://ada@one:9092", "kafka://ada:secret@one:9092?sasl=secret", "kafka://one?tls=secret", "kafka://one?secret=1",
		"nats://localhost?sasl=plain", "nats://",
	} {
		err := broker.CheckURL(bad)
		if err == nil {
			t.Errorf("%s is taken", bad)
			continue
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("the error tells the secret: %v", err)
		}
	}
}

func TestPrefixes(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"rialto", "m", "shop-2"} {
		if err := broker.CheckPrefix(good); err != nil {
			t.Errorf("%q is refused: %v", good, err)
		}
	}
	for _, bad := range []string{"", "Rialto", "2shops", "a.b", "a b", strings.Repeat("a", 33)} {
		if broker.CheckPrefix(bad) == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
