package certs_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"rialto/internal/certs"
)

// Not parallel with others: the process trusts the authority's own certificate.
func TestACME(t *testing.T) {
	own := newPair(t, 9, time.Now().Add(time.Hour))
	dir := t.TempDir()
	t.Setenv("SSL_CERT_FILE", write(t, dir, "authority.crt", own.cert))
	write(t, dir, "authority.key", own.key)

	t.Run("gets a certificate by TLS-ALPN-01, and has it still when the authority is gone", func(t *testing.T) {
		kept := t.TempDir()
		https := listen(t)
		authority := startAuthority(t, dir, https, listen(t))
		config := certs.ACMEConfig{Hosts: []string{"shop.example.com"}, Directory: authority.directory, Email: "ops@example.com", Dir: kept}
		serveOn(t, https, certs.FromACME(config).Config(), nil)
		serial := handshake(t, https, "shop.example.com")

		authority.stop(t)
		later := listen(t)
		serveOn(t, later, certs.FromACME(config).Config(), nil)
		if again := handshake(t, later, "shop.example.com"); again != serial {
			t.Errorf("after a restart: %s; want %s", again, serial)
		}
		if _, err := dial(later, "other.example.com"); err == nil {
			t.Error("a name that is not ours was served")
		}
	})

	t.Run("gets a certificate by HTTP-01 where port 443 is not ours", func(t *testing.T) {
		https, plain := listen(t), listen(t)
		elsewhere := listen(t)
		elsewhere.Close()
		authority := startAuthority(t, dir, elsewhere, plain)
		acme := certs.FromACME(certs.ACMEConfig{Hosts: []string{"shop.example.com"}, Directory: authority.directory, Dir: t.TempDir()})
		serveOn(t, plain, nil, asAtPort80(acme.Challenges(http.NotFoundHandler())))
		serveOn(t, https, acme.Config(), nil)
		handshake(t, https, "shop.example.com")
	})
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func serveOn(t *testing.T, l net.Listener, config *tls.Config, h http.Handler) {
	t.Helper()
	srv := &http.Server{Handler: h, TLSConfig: config, ReadHeaderTimeout: 5 * time.Second}
	if config == nil {
		go func() { _ = srv.Serve(l) }()
	} else {
		go func() { _ = srv.ServeTLS(l, "", "") }()
	}
	t.Cleanup(func() { srv.Close() })
}

// asAtPort80 takes the port away, which nobody names there.
func asAtPort80(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Host, _, _ = net.SplitHostPort(r.Host)
		next.ServeHTTP(w, r)
	})
}

func dial(l net.Listener, name string) (*x509.Certificate, error) {
	d := &tls.Dialer{NetDialer: &net.Dialer{Timeout: time.Minute}, Config: &tls.Config{ServerName: name, InsecureSkipVerify: true}} // issued by an authority of this test
	conn, err := d.Dial("tcp", l.Addr().String())
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return conn.(*tls.Conn).ConnectionState().PeerCertificates[0], nil
}

// handshake returns the serial number of the certificate, which has to be for the name
// and not signed by itself.
func handshake(t *testing.T, l net.Listener, name string) string {
	t.Helper()
	cert, err := dial(l, name)
	if err != nil {
		t.Fatal(err)
	}
	if err := cert.VerifyHostname(name); err != nil {
		t.Error(err)
	}
	if !strings.Contains(cert.Issuer.CommonName, "Pebble") {
		t.Errorf("issued by %s", cert.Issuer)
	}
	return cert.SerialNumber.String()
}

type authority struct {
	directory string
	cmd       *exec.Cmd
}

// startAuthority runs a Pebble, Let's Encrypt's own server for tests, that finds every
// name on this machine, at these ports.
func startAuthority(t *testing.T, dir string, https, plain net.Listener) authority {
	t.Helper()
	at, manage := listen(t), listen(t)
	at.Close()
	manage.Close()
	config, err := json.Marshal(map[string]any{"pebble": map[string]any{
		"listenAddress": at.Addr().String(), "managementListenAddress": manage.Addr().String(),
		"certificate": filepath.Join(dir, "authority.crt"), "privateKey": filepath.Join(dir, "authority.key"),
		"tlsPort": https.Addr().(*net.TCPAddr).Port, "httpPort": plain.Addr().(*net.TCPAddr).Port,
		"retryAfter": map[string]int{"authz": 1, "order": 1}, "keyAlgorithm": "ecdsa",
		"profiles": map[string]any{"default": map[string]any{"description": "of the test", "validityPeriod": 7776000}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	program, err := filepath.Abs("../../bin/pebble")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(program); err != nil {
		t.Fatalf("no ACME server to test against: run tools/pebble/build (%v)", err)
	}
	cmd := exec.CommandContext(t.Context(), program, "-config", write(t, t.TempDir(), "pebble.json", config), "-dnsserver", everythingIsHere(t))
	cmd.Env = append(os.Environ(), "PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=0")
	log := &strings.Builder{}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	a := authority{"https://" + at.Addr().String() + "/dir", cmd}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have been stopped
		_ = cmd.Wait()
		if t.Failed() {
			t.Log(log)
		}
	})
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for giveUp := time.After(20 * time.Second); ; {
		if conn, err := net.Dial("tcp", at.Addr().String()); err == nil {
			conn.Close()
			return a
		}
		select {
		case <-tick.C:
		case <-giveUp:
			t.Fatalf("Pebble does not listen: %s", log)
		}
	}
}

func (a authority) stop(t *testing.T) {
	t.Helper()
	if err := a.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = a.cmd.Wait()
}

// everythingIsHere is a name server that knows one address. Pebble asks it by TCP.
func everythingIsHere(t *testing.T) string {
	t.Helper()
	l := listen(t)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return // the test has ended
			}
			go answer(conn)
		}
	}()
	return l.Addr().String()
}

// answer answers questions, each with its length before it.
func answer(conn net.Conn) {
	defer conn.Close()
	for {
		var size uint16
		if err := binary.Read(conn, binary.BigEndian, &size); err != nil {
			return
		}
		question := make([]byte, size)
		if _, err := io.ReadFull(conn, question); err != nil {
			return
		}
		said, err := answerTo(question)
		if err != nil {
			return
		}
		if _, err := conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(said))), said...)); err != nil {
			return
		}
	}
}

func answerTo(packet []byte) ([]byte, error) {
	var m dnsmessage.Message
	if err := m.Unpack(packet); err != nil {
		return nil, fmt.Errorf("read question: %w", err)
	}
	m.Response, m.Additionals = true, nil
	for _, q := range m.Questions {
		if q.Type == dnsmessage.TypeA {
			m.Answers = append(m.Answers, dnsmessage.Resource{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 1},
				Body:   &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}},
			})
		}
	}
	return m.Pack()
}
