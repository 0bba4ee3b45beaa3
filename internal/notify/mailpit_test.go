package notify_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// mailpit is a real mail server, which keeps what it gets.
type mailpit struct {
	smtp, api string // their addresses
	roots     *x509.CertPool
	alive     io.Closer
	cmd       *exec.Cmd
}

// newMailpit starts an empty server, which ends with the test. Without the program
// the test fails; it is never skipped.
func newMailpit(t *testing.T, flags ...string) *mailpit {
	t.Helper()
	path := filepath.Join("..", "..", "bin", "mailpit")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		t.Fatal("there is no mail server to test against; build it with: tools/mailpit/build")
	}
	// The port may be taken by another before the server has it.
	for range 5 {
		if m, ok := startMailpit(t, path, flags); ok {
			t.Cleanup(m.kill)
			return m
		}
	}
	t.Fatal("the mail server does not start")
	return nil
}

// untilEOF runs a program that ends when its input does: also when the test is killed.
const untilEOF = `"$@" >&2 & trap 'kill -CONT $!; kill -9 $!' EXIT; read -r _`

func startMailpit(t *testing.T, path string, flags []string) (*mailpit, bool) {
	t.Helper()
	m := &mailpit{smtp: freeAddress(t), api: freeAddress(t)}
	cert, key := m.certificate(t)
	m.cmd = exec.CommandContext(context.WithoutCancel(t.Context()), "sh", append([]string{
		"-c", untilEOF, "sh", path, "--quiet", "--smtp", m.smtp, "--listen", m.api, "--max", "0", "--disable-version-check", "--smtp-disable-rdns",
		"--smtp-tls-cert", cert, "--smtp-tls-key", key, "--database", filepath.Join(t.TempDir(), "mails.db"),
	}, flags...)...)
	var said strings.Builder
	m.cmd.Stderr = &said
	m.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var err error
	m.alive, err = m.cmd.StdinPipe()
	check(t, err)
	check(t, m.cmd.Start())
	if m.answers(t) {
		return m, true
	}
	m.kill()
	t.Logf("the mail server did not start: %s", said.String())
	return nil, false
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	defer l.Close()
	return l.Addr().String()
}

// certificate makes one for this machine, and returns its files.
func (m *mailpit) certificate(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	check(t, err)
	leaf, err := x509.ParseCertificate(der)
	check(t, err)
	m.roots = x509.NewCertPool()
	m.roots.AddCert(leaf)
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	check(t, err)
	write := func(name, kind string, content []byte) string {
		file := filepath.Join(t.TempDir(), name)
		check(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), 0o600))
		return file
	}
	return write("cert.pem", "CERTIFICATE", der), write("key.pem", "PRIVATE KEY", encoded)
}

func (m *mailpit) answers(t *testing.T) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	poll := time.NewTicker(5 * time.Millisecond)
	defer poll.Stop()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+m.api+"/readyz", nil)
		check(t, err)
		if res, err := http.DefaultClient.Do(req); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return true
			}
		}
		select {
		case <-poll.C:
		case <-ctx.Done():
			return false
		}
	}
}

// call asks the server's API, and reads its answer into into, if that is not nil.
func (m *mailpit) call(t *testing.T, method, path string, body, into any) {
	t.Helper()
	encoded, err := json.Marshal(body)
	check(t, err)
	req, err := http.NewRequestWithContext(t.Context(), method, "http://"+m.api+"/api/v1/"+path, bytes.NewReader(encoded))
	check(t, err)
	res, err := http.DefaultClient.Do(req)
	check(t, err)
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	check(t, err)
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %d %s", method, path, res.StatusCode, answer)
	}
	switch into := into.(type) {
	case nil:
	case *[]byte:
		*into = answer
	default:
		check(t, json.Unmarshal(answer, into))
	}
}

// arrived is a mail as the server tells it.
type arrived struct {
	ID, MessageID string
	Username      string
}

func (m *mailpit) mails(t *testing.T) []arrived {
	t.Helper()
	var list struct{ Messages []arrived }
	m.call(t, http.MethodGet, "messages?limit=500", nil, &list)
	return list.Messages
}

// refuses makes the server answer with a code to who is written to, or, with 0, no more.
func (m *mailpit) refuses(t *testing.T, code int) {
	t.Helper()
	type trigger struct{ ErrorCode, Probability int }
	never, always := trigger{451, 0}, trigger{code, 100}
	if code == 0 {
		always = never
	}
	m.call(t, http.MethodPut, "chaos", map[string]trigger{"Sender": never, "Recipient": always, "Authentication": {535, 0}}, nil)
}

// signal stops the server, with SIGSTOP, or lets it go on.
func (m *mailpit) signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	check(t, syscall.Kill(-m.cmd.Process.Pid, s))
}

func (m *mailpit) kill() {
	_ = syscall.Kill(-m.cmd.Process.Pid, syscall.SIGKILL) // it may have ended
	_ = m.alive.Close()
	_ = m.cmd.Wait()
}

// accounts is the flag for a file with one account.
func accounts(t *testing.T, user, password string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "accounts")
	check(t, os.WriteFile(file, []byte(fmt.Sprintf("%s:%s\n", user, password)), 0o600))
	return "--smtp-auth-file=" + file
}
