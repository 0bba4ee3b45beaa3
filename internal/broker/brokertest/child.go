package brokertest

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/twmb/franz-go/pkg/kfake"
)

// NATS and Kafka are libraries. They run in a process of their own, which is the
// test's program once more, so that they can be killed.
const (
	childKind = "RIALTO_BROKERTEST"
	childPort = "RIALTO_BROKERTEST_PORT"
	childDir  = "RIALTO_BROKERTEST_DIR"
)

// Main runs a package's tests, or a server that one of them has started. Call it
// in TestMain of a package that uses NATS or Kafka.
func Main(m *testing.M) {
	run, child := map[string]func(port int, dir string) error{"nats": runNATS, "kafka": runKafka}[os.Getenv(childKind)]
	if !child {
		os.Exit(m.Run())
	}
	port, err := strconv.Atoi(os.Getenv(childPort))
	if err == nil {
		err = run(port, os.Getenv(childDir))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	_, _ = io.Copy(io.Discard, os.Stdin) // until the test ends
	os.Exit(0)
}

func runNATS(port int, dir string) error {
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: port, JetStream: true, StoreDir: dir, NoLog: true, NoSigs: true})
	if err != nil {
		return err
	}
	go s.Start()
	return nil
}

func runKafka(port int, dir string) error {
	_, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.Ports(port), kfake.DataDir(dir))
	return err
}

// NATS starts a nats-server with JetStream.
func NATS(t testing.TB) *Server { t.Helper(); return child(t, "nats") }

// Kafka starts kfake, which speaks Kafka's protocol.
func Kafka(t testing.TB) *Server { t.Helper(); return child(t, "kafka") }

func child(t testing.TB, kind string) *Server {
	t.Helper()
	dir, port := folder(t, kind), freePort(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	addr := "127.0.0.1:" + port
	return serve(t, kind+"://"+addr, &program{
		command: func() *exec.Cmd {
			cmd := exec.CommandContext(context.WithoutCancel(t.Context()), self)
			cmd.Env = append(os.Environ(), childKind+"="+kind, childPort+"="+port, childDir+"="+dir)
			return cmd
		},
		answers: func(ctx context.Context) error { return listens(ctx, addr) },
	})
}
