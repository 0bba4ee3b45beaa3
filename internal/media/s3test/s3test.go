// Package s3test starts a real S3 server for tests: Versity's gateway, on a
// folder.
package s3test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/google/uuid"
)

// The server's only account. Tests set it for the whole process, as operators do.
const (
	accessKey = "rialto"
	secretKey = "rialto-secret"
)

// Main sets the account and runs the tests. Call it from TestMain.
func Main(m *testing.M) {
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": accessKey, "AWS_SECRET_ACCESS_KEY": secretKey, "AWS_EC2_METADATA_DISABLED": "true",
	} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// Server is an S3 server.
type Server struct {
	// Endpoint is its address.
	Endpoint string

	alive io.Closer
	cmd   *exec.Cmd
	dir   string
}

// program finds what tools/s3 builds.
func program() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("the tests run outside of the project")
		}
	}
	path := filepath.Join(dir, "bin", "versitygw")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", errors.New("there is no S3 server to test against; build it with: tools/s3/build")
	}
	return path, nil
}

// untilEOF runs a program that ends when its input does: also when the test is
// killed. What it says is of use when it does not start.
const untilEOF = `"$@" >&2 & trap 'kill -CONT $!; kill -9 $!' EXIT; read -r _`

// Start starts an empty server, which ends with the test. Without the program
// the test fails; it is never skipped.
func Start(t testing.TB) *Server {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{dir: t.TempDir()}
	for _, sub := range []string{"files", "meta"} {
		if err := os.Mkdir(filepath.Join(s.dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	// The port may be taken by another before the server has it.
	for range 5 {
		if s.start(t, path) {
			t.Cleanup(s.Kill)
			return s
		}
	}
	t.Fatal("the S3 server does not start")
	return nil
}

func (s *Server) start(t testing.TB, path string) bool {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close() // it is the server's now
	s.Endpoint = "http://" + addr
	s.cmd = exec.CommandContext(context.WithoutCancel(t.Context()), "sh", "-c", untilEOF, "sh",
		path, "--quiet", "--keep-alive", "--port", addr, "--access", accessKey, "--secret", secretKey,
		"posix", "--sidecar", filepath.Join(s.dir, "meta"), filepath.Join(s.dir, "files"))
	var said strings.Builder
	s.cmd.Stderr = &said
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if s.alive, err = s.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if s.answers(t) {
		return true
	}
	s.Kill()
	t.Logf("the S3 server did not start: %s", said.String())
	return false
}

func (s *Server) answers(t testing.TB) bool {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	poll := time.NewTicker(5 * time.Millisecond)
	defer poll.Stop()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Endpoint+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			_ = res.Body.Close()
			return true
		}
		select {
		case <-poll.C:
		case <-ctx.Done():
			return false
		}
	}
}

// Bucket makes a bucket and returns its address, as media.Open takes it.
func (s *Server) Bucket(t testing.TB) string {
	t.Helper()
	name := "b-" + uuid.NewString()
	_, err := s.Client().CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &name})
	if err != nil {
		t.Fatal(err)
	}
	return s.URL(name)
}

// URL is the address of a bucket, which may be there or not.
func (s *Server) URL(bucket string) string {
	return fmt.Sprintf("s3://%s?endpoint=%s&region=us-east-1&use_path_style=true", bucket, url.QueryEscape(s.Endpoint))
}

// Client speaks to the server.
func (s *Server) Client() *s3.Client {
	return s3.New(s3.Options{
		BaseEndpoint: &s.Endpoint, Region: "us-east-1", UsePathStyle: true,
		Credentials: aws.NewCredentialsCache(credentials.NewStaticCredentialsProvider(accessKey, secretKey, "")),
	})
}

// Freeze lets connections be made that nobody answers, until the server ends.
func (s *Server) Freeze(t testing.TB) {
	t.Helper()
	// The whole group, whose shell does not get to end its child before Kill.
	if err := syscall.Kill(-s.cmd.Process.Pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
}

// Kill ends the server at once. A second time changes nothing.
func (s *Server) Kill() {
	_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL) // it may have ended
	_ = s.alive.Close()
	_ = s.cmd.Wait()
}
