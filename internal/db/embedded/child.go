package embedded

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// child is a running postmaster.
type child struct {
	cmd   *exec.Cmd
	ended chan struct{}
	err   error // of Wait; to be read after ended is closed
}

// launch starts cmd and reaps it.
func launch(cmd *exec.Cmd) (*child, error) {
	// Somebody may hold the log's pipe for longer than the server lives.
	cmd.WaitDelay = 2 * time.Second
	c := &child{cmd: cmd, ended: make(chan struct{})}
	started := make(chan error)
	go func() {
		// The signal on the parent's death is sent when the thread that forked
		// ends, so one thread is given up for the server's life.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		if err := cmd.Start(); err != nil {
			started <- fmt.Errorf("start PostgreSQL: %w", err)
			return
		}
		started <- nil
		if err := cmd.Wait(); !errors.Is(err, exec.ErrWaitDelay) {
			c.err = err
		}
		close(c.ended)
	}()
	return c, <-started
}

// stop ends the server and returns nil when it shut down cleanly.
func (c *child) stop() error {
	err := terminate(context.Background(),
		func(s syscall.Signal) { _ = c.cmd.Process.Signal(s) }, // it may have ended: see await
		c.await,
	)
	if err != nil {
		return err
	}
	if c.err != nil {
		return fmt.Errorf("PostgreSQL did not shut down cleanly (it recovers at the next start): %w", c.err)
	}
	return nil
}

func (c *child) await(patience time.Duration) error {
	t := time.NewTimer(patience)
	defer t.Stop()
	select {
	case <-c.ended:
		return nil
	case <-t.C:
		return fmt.Errorf("PostgreSQL (process %d) does not stop", c.cmd.Process.Pid)
	}
}

// terminate asks for a fast shutdown, then an immediate one, then kills. It
// returns the last error of await when even that did not help, or when ctx
// ended: impatience is no reason to kill.
func terminate(ctx context.Context, send func(syscall.Signal), await func(patience time.Duration) error) error {
	var err error
	for _, step := range []struct {
		signal   syscall.Signal
		patience time.Duration
	}{
		{syscall.SIGINT, 20 * time.Second},
		{syscall.SIGQUIT, 5 * time.Second},
		{syscall.SIGKILL, 5 * time.Second},
	} {
		send(step.signal)
		if err = await(step.patience); err == nil || ctx.Err() != nil {
			return err
		}
	}
	return err
}
