//go:build linux

package deploy_test

import (
	"bytes"
	"context"
	"debug/buildinfo"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"rialto/internal/db/dbtest"
)

// imageRoot names a folder that holds what the image does. tools/image-check builds
// it; without it the test takes what `make build` made.
const imageRoot = "RIALTO_IMAGE_ROOT"

func TestImage(t *testing.T) {
	root := os.Getenv(imageRoot)
	if root == "" {
		root = t.TempDir()
		if out, err := exec.CommandContext(t.Context(), "cp", "../bin/rialto", root).CombinedOutput(); err != nil {
			t.Fatalf("no program to put into an image: run `make build` (%s)", out)
		}
	}
	binary := filepath.Join(root, "rialto")
	t.Run("needs nothing but the kernel", func(t *testing.T) { mustBeStatic(t, binary) })
	addBase(t, root)
	j := jail{root: root, env: append(production(t), "RIALTO_DATABASE_URL="+overTCP(t, dbtest.NewEmpty(t)))}

	t.Run("says what is missing", func(t *testing.T) {
		out, err := jail{root: root, env: []string{"RIALTO_ENV=production"}}.command(t.Context(), "serve").CombinedOutput()
		if exit := (&exec.ExitError{}); !errors.As(err, &exit) || exit.ExitCode() != 2 || !bytes.Contains(out, []byte("RIALTO_DATABASE_URL is needed")) {
			t.Errorf("%v, %s", err, out)
		}
	})
	t.Run("is not healthy before it runs", func(t *testing.T) {
		if out, err := j.command(t.Context(), "health").CombinedOutput(); err == nil {
			t.Errorf("it is: %s", out)
		}
	})
	t.Run("migrates and serves as nobody in a read-only root", func(t *testing.T) {
		if out, err := j.command(t.Context(), "migrate").CombinedOutput(); err != nil {
			t.Fatalf("migrate: %v\n%s", err, out)
		}
		var said bytes.Buffer
		serve := j.command(t.Context(), "serve")
		serve.Stdout, serve.Stderr = &said, &said
		if err := serve.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- serve.Wait() }()
		j.mustBecomeHealthy(t, ended, &said)

		mustBeNobody(t, serve.Process.Pid)
		if err := os.WriteFile(fmt.Sprintf("/proc/%d/root/written", serve.Process.Pid), nil, 0o600); !errors.Is(err, syscall.EROFS) {
			t.Errorf("write into the root: %v; want that it is read-only", err)
		}
		if page := get(t, "http://"+j.setting("RIALTO_ADDR")+"/"); !strings.Contains(page, "<html") {
			t.Errorf("no page: %s", page)
		}
		if err := serve.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("after SIGTERM: %v\n%s", err, said.String())
			}
		case <-time.After(30 * time.Second):
			t.Fatal("still running after SIGTERM")
		}
	})
}

// mustBeStatic reads the program's header and what it says of its own build.
func mustBeStatic(t *testing.T, binary string) {
	t.Helper()
	f, err := elf.Open(binary)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP || p.Type == elf.PT_DYNAMIC {
			t.Errorf("it has a %s segment: it asks for a dynamic linker", p.Type)
		}
	}
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	if settings["CGO_ENABLED"] != "0" || settings["-trimpath"] != "true" {
		t.Errorf("built with %v", settings)
	}
	if !slices.Contains(strings.Split(settings["-tags"], ","), "web") {
		t.Errorf("built without its pages: %v", settings)
	}
}

// addBase adds what comes from the base image.
func addBase(t *testing.T, root string) {
	t.Helper()
	for _, dir := range []string{"etc/ssl/certs", "tmp", "proc", "dev", "var/lib/rialto", "usr/share"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("etc/passwd", "root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n")
	write("etc/group", "root:x:0:\nnonroot:x:65532:\n")
	write("dev/null", "")
	if out, err := exec.CommandContext(t.Context(), "cp", "-RL", "/usr/share/zoneinfo", filepath.Join(root, "usr/share/")).CombinedOutput(); err != nil {
		t.Logf("without time zones: %v %s", err, out)
	}
	if roots, err := os.ReadFile("/etc/ssl/certs/ca-certificates.crt"); err == nil {
		write("etc/ssl/certs/ca-certificates.crt", string(roots))
	}
}

// production are settings with which the program starts, on free ports.
func production(t *testing.T) []string {
	t.Helper()
	key := strings.Repeat("k", 32)
	return []string{
		"RIALTO_ENV=production", "RIALTO_PUBLIC_URL=https://shop.example.com", "RIALTO_ADDR=" + freeAddr(t), "RIALTO_ADMIN_ADDR=" + freeAddr(t),
		"RIALTO_DATA_DIR=/var/lib/rialto", "RIALTO_MEDIA_URL=folder", "RIALTO_TRUSTED_PROXIES=none", "RIALTO_TIMEZONE=Europe/Berlin",
		"RIALTO_LINK_KEYS=" + key, "RIALTO_SEAL_KEYS=" + key, "STRIPE_SECRET_KEY=sk_test_x", "STRIPE_WEBHOOK_SECRET=whsec_x",
		"RIALTO_MAIL_URL=smtp://127.0.0.1:1", "RIALTO_MAIL_FROM=shop@example.com",
	}
}

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// jail is a root file system that cannot be written to, but for the image's volumes.
type jail struct {
	root string
	env  []string
}

func (j jail) setting(name string) string {
	for _, e := range j.env {
		if value, found := strings.CutPrefix(e, name+"="); found {
			return value
		}
	}
	return ""
}

// The last line becomes the program itself, so that signals reach it.
const enterJail = `
set -e
root=$1; shift
mount --make-rprivate /
mount --bind "$root" "$root"
mount --bind /dev/null "$root/dev/null"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=0777 tmpfs "$root/var/lib/rialto"
mount -o remount,bind,ro "$root"
if [ "$(id -u)" = 0 ] && [ -z "$IN_USER_NAMESPACE" ]; then
  exec env -u IN_USER_NAMESPACE setpriv --no-new-privs -- chroot --userspec=65532:65532 "$root" /rialto "$@"
fi
exec env -u IN_USER_NAMESPACE setpriv --no-new-privs -- unshare --user --map-user=65532 --map-group=65532 --root="$root" --wd=/ /rialto "$@"
`

func (j jail) command(ctx context.Context, args ...string) *exec.Cmd {
	enter := []string{"--mount"}
	env := append([]string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"}, j.env...)
	if os.Getuid() != 0 {
		enter = append(enter, "--user", "--map-root-user")
		env = append(env, "IN_USER_NAMESPACE=1")
	}
	enter = append(enter, "bash", "-c", enterJail, "jail", j.root)
	cmd := exec.CommandContext(ctx, "unshare", append(enter, args...)...)
	cmd.Env, cmd.WaitDelay = env, 10*time.Second
	return cmd
}

// mustBecomeHealthy asks as the image's HEALTHCHECK does.
func (j jail) mustBecomeHealthy(t *testing.T, ended <-chan error, said fmt.Stringer) {
	t.Helper()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	giveUp := time.After(time.Minute)
	for {
		out, err := j.command(t.Context(), "health").CombinedOutput()
		if err == nil {
			return
		}
		select {
		case err := <-ended:
			t.Fatalf("it ended: %v\n%s", err, said)
		case <-giveUp:
			t.Fatalf("not healthy: %s", out)
		case <-tick.C:
		}
	}
}

func mustBeNobody(t *testing.T, pid int) {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"Uid:\t65532\t65532\t65532\t65532", "CapEff:\t0000000000000000", "CapPrm:\t0000000000000000", "NoNewPrivs:\t1"}
	if os.Getuid() != 0 {
		want = []string{"CapEff:\t0000000000000000", "NoNewPrivs:\t1"} // seen from outside, the user is whoever runs the test
	}
	for _, line := range want {
		if !bytes.Contains(status, []byte(line)) {
			t.Errorf("%q is not in\n%s", line, status)
		}
	}
}

func get(t *testing.T, address string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// overTCP gives a server that listens on a socket in a folder an address, for in its
// own root file system the program does not see the folder.
func overTCP(t *testing.T, dsn string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	dir := u.Query().Get("host")
	if !strings.HasPrefix(dir, "/") {
		return dsn
	}
	port := u.Query().Get("port")
	if port == "" {
		port = "5432"
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return // the test has ended
			}
			go join(from, filepath.Join(dir, ".s.PGSQL."+port))
		}
	}()
	q := u.Query()
	q.Del("host")
	q.Del("port")
	u.Host, u.RawQuery = l.Addr().String(), q.Encode()
	return u.String()
}

func join(from net.Conn, socket string) {
	defer from.Close()
	to, err := net.Dial("unix", socket)
	if err != nil {
		return // the program says that its database does not answer
	}
	defer to.Close()
	go func() {
		defer to.Close()
		_, _ = io.Copy(to, from)
	}()
	_, _ = io.Copy(from, to)
}
