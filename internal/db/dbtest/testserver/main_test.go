package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// build compiles the command: what is tested are processes and signals.
func build(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "testserver")
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return bin
}

func TestCommand(t *testing.T) {
	t.Parallel()
	bin := build(t)

	t.Run("passes the server, the input, the output and the exit code", func(t *testing.T) {
		t.Parallel()
		cmd := exec.Command(bin, "--", "sh", "-c", `echo "$RIALTO_TEST_DATABASE_URL"; cat; echo oops >&2; exit 7`)
		var errs strings.Builder
		cmd.Stdin, cmd.Stderr = strings.NewReader("hello"), &errs
		out, _ := cmd.Output() // the code is looked at below
		if cmd.ProcessState.ExitCode() != 7 || errs.String() != "oops\n" {
			t.Errorf("exit code %d, said %s", cmd.ProcessState.ExitCode(), &errs)
		}
		url, input, _ := strings.Cut(string(out), "\n")
		if input != "hello" {
			t.Errorf("input %q", input)
		}
		if _, err := pgx.Connect(t.Context(), url); err == nil {
			t.Error("the server runs on")
		}
	})
	t.Run("passes signals and stops the server after them", func(t *testing.T) {
		t.Parallel()
		cmd := exec.Command(bin, "--", "sh", "-c", `trap 'exit 3' TERM; echo "$RIALTO_TEST_DATABASE_URL"; while :; do read -r _ || sleep 0.01; done`)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		url, err := bufio.NewReader(out).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		url = strings.TrimSpace(url)
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.Close(t.Context())
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // the code is looked at below
		if cmd.ProcessState.ExitCode() != 3 {
			t.Errorf("exit code %d", cmd.ProcessState.ExitCode())
		}
		if _, err := pgx.Connect(t.Context(), url); err == nil {
			t.Error("the server runs on")
		}
	})
}
