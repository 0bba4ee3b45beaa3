// Command testserver runs a command with a PostgreSQL server for tests:
//
//	go run ./internal/db/dbtest/testserver -- go test ./...
//
// The command finds it in RIALTO_TEST_DATABASE_URL. When the command ends, so
// does the server, and this program returns its exit code.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"rialto/internal/db/dbtest"
	"rialto/internal/db/embedded"
)

func main() {
	dir := flag.String("dir", "", "a test server's folder, to look at what it holds; empty: a fresh one")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: testserver [-dir FOLDER] -- COMMAND [ARGUMENT...]")
		os.Exit(2)
	}
	code, err := run(*dir, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "testserver:", err)
	}
	os.Exit(code)
}

func run(dir string, args []string) (code int, err error) {
	// From here on a signal is the command's; its end is ours.
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)

	server, err := start(dir)
	if err != nil {
		return 1, err
	}
	defer func() {
		if stopErr := server.Stop(); stopErr != nil {
			code, err = max(code, 1), errors.Join(err, stopErr)
		}
	}()
	cmd := exec.Command(args[0], args[1:]...) //nolint:noctx // signals end it, and it decides how
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), dbtest.URLVar+"="+server.DSN())
	if err := cmd.Start(); err != nil {
		return 1, err
	}
	go forward(signals, cmd.Process)
	return exitCode(cmd.Wait())
}

func start(dir string) (*embedded.Server, error) {
	ctx := context.Background()
	if dir != "" {
		return dbtest.Open(ctx, dir)
	}
	s, _, err := dbtest.StartServer(ctx, "shared")
	return s, err
}

func forward(signals <-chan os.Signal, to *os.Process) {
	for s := range signals {
		// Ctrl-C reaches the command by itself, and twice may mean more than once.
		if s == os.Interrupt && interactive() {
			continue
		}
		_ = to.Signal(s) // it may have ended: then so do we
	}
}

func interactive() bool {
	st, err := os.Stdin.Stat()
	return err == nil && st.Mode()&os.ModeCharDevice != 0
}

// exitCode follows the shell: 128 and the signal's number for a killed command.
func exitCode(err error) (int, error) {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		if err != nil {
			return 1, err
		}
		return 0, nil
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal()), nil
	}
	return exit.ExitCode(), nil
}
