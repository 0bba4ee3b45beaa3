package brokertest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	amqp "github.com/rabbitmq/amqp091-go"
)

// The port mapper of Erlang would outlive its node: it is started beside it.
const rabbitUntilEOF = `epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 & "$0" & read -r _; kill -9 0`

// RabbitMQ starts a RabbitMQ without plugins. Without one the test fails; it is
// never skipped.
func RabbitMQ(t testing.TB) *Server {
	t.Helper()
	server := rabbitProgram(t)
	dir, port := folder(t, "rabbit"), freePort(t)
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	env := append(os.Environ(),
		"HOME="+dir, "RABBITMQ_CONF_ENV_FILE="+write("env.conf", ""), "RABBITMQ_NODENAME=rialto@localhost",
		"RABBITMQ_CONFIG_FILE="+write("rabbitmq.conf", "listeners.tcp.1 = 127.0.0.1:"+port+"\ndisk_free_limit.absolute = 1MB\n"),
		"RABBITMQ_ENABLED_PLUGINS_FILE="+write("plugins", "[].\n"),
		"RABBITMQ_MNESIA_BASE="+filepath.Join(dir, "data"), "RABBITMQ_LOG_BASE="+filepath.Join(dir, "log"),
		"RABBITMQ_PID_FILE="+filepath.Join(dir, "pid"), "RABBITMQ_DIST_PORT="+freePort(t), "ERL_EPMD_PORT="+freePort(t),
		// Two schedulers that sleep when there is nothing to do: others test, too.
		"RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}",
	)
	url := fmt.Sprintf("amqp://guest:guest@127.0.0.1:%s/", port)
	return serve(t, url, &program{
		command: func() *exec.Cmd {
			cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "sh", "-c", rabbitUntilEOF, server)
			cmd.Env = env
			return cmd
		},
		answers: func(context.Context) error {
			conn, err := amqp.Dial(url)
			if err != nil {
				return err
			}
			return conn.Close()
		},
	})
}

// rabbitProgram prefers Debian's own program to its wrapper, which becomes the
// user of the machine's RabbitMQ.
func rabbitProgram(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq-server"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("there is no rabbitmq-server; run tools/rabbitmq, or: apt-get install rabbitmq-server")
	return ""
}
