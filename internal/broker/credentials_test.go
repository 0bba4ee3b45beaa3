package broker_test

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/twmb/franz-go/pkg/kfake"

	"rialto/internal/broker"
)

func TestCredentials(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]string{
		"kafka plain":         kafkaOf(t, "PLAIN") + "?sasl=plain",
		"kafka by default":    kafkaOf(t, "PLAIN"),
		"kafka scram-sha-256": kafkaOf(t, "SCRAM-SHA-256") + "?sasl=scram-sha-256",
		"kafka scram-sha-512": kafkaOf(t, "SCRAM-SHA-512") + "?sasl=scram-sha-512",
		"nats":                natsOf(t),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scheme, _, _ := strings.Cut(name, " ")
			with := func(password string) error {
				b := open(t, broker.Config{URL: fmt.Sprintf("%s://ada:%s@%s", scheme, password, at), Timeout: 5 * time.Second})
				_, err := b.Check(t.Context())
				return err
			}
			must(t, with("s%40cret"))
			if err := with("guessed"); err == nil || strings.Contains(err.Error(), "guessed") {
				t.Errorf("with another password: %v", err)
			}
		})
	}
}

// kafkaOf is the address of a Kafka that lets Ada in.
func kafkaOf(t *testing.T, mechanism string) string {
	t.Helper()
	c, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.EnableSASL(), kfake.Superuser(mechanism, "ada", "s@cret"))
	must(t, err)
	t.Cleanup(c.Close)
	return c.ListenAddrs()[0]
}

// natsOf is the address of a NATS that lets Ada in.
func natsOf(t *testing.T) string {
	t.Helper()
	s, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(), Username: "ada", Password: "s@cret", NoLog: true, NoSigs: true,
	})
	must(t, err)
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	return s.Addr().(*net.TCPAddr).String()
}
