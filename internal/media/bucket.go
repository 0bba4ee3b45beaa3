package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	gcaws "gocloud.dev/aws"
	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/s3blob"
	"gocloud.dev/gcerrors"

	"rialto/internal/errs"
)

// ErrUnavailable is returned while the store of files does not answer.
var ErrUnavailable = errs.New(errs.Unavailable, "images_unavailable", "Pictures cannot be stored or read right now.").After(10 * time.Second)

// errNoFile is returned for a file that is not there.
var errNoFile = errors.New("there is no such file")

// How long the store may take: for a question, and to move a file of the size
// that a picture has. They are far above what a store that works needs.
const (
	usualAsk  = 5 * time.Second
	usualMove = 20 * time.Second
)

// bucket is where the files are, a folder or a bucket of S3. Every call of it
// ends in time, and fails with errNoFile, ErrUnavailable, or because its caller
// has gone.
type bucket struct {
	files *blob.Bucket
	name  string
	// signer is nil where browsers cannot write into the store themselves.
	signer *s3.PresignClient

	askTimeout, moveTimeout time.Duration
}

const s3Scheme = "s3://"

// IsS3URL reports whether location is the address of a bucket of S3 that Open
// understands: s3://bucket?region=…&endpoint=…
func IsS3URL(location string) bool {
	u, err := url.Parse(location)
	return err == nil && u.Scheme == "s3" && u.Host != "" && (u.Path == "" || u.Path == "/")
}

// openBucket is the one place that chooses where files are kept.
func openBucket(ctx context.Context, location string) (*bucket, error) {
	if strings.HasPrefix(location, s3Scheme) {
		return openS3(ctx, location)
	}
	files, err := fileblob.OpenBucket(location, &fileblob.Options{
		CreateDir:   true,
		DirFileMode: 0o755,
		NoTempDir:   true, // a rename from another file system fails
		Metadata:    fileblob.MetadataDontWrite,
	})
	if err != nil {
		return nil, err
	}
	return &bucket{files: files, name: location, askTimeout: usualAsk, moveTimeout: usualMove}, nil
}

// openS3 asks the bucket whether it is there. One that does not answer may
// later: until then there are no pictures, and everything else works.
func openS3(ctx context.Context, location string) (*bucket, error) {
	u, err := url.Parse(location)
	if err != nil {
		return nil, err
	}
	q := u.Query()
	pathStyle, err := flagOf(q, "use_path_style", false)
	if err != nil {
		return nil, err
	}
	signs, err := flagOf(q, "signed_uploads", true)
	if err != nil {
		return nil, err
	}
	cfg, err := gcaws.V2ConfigFromURLParams(ctx, q)
	if err != nil {
		return nil, err
	}
	cfg.HTTPClient, cfg.RetryMaxAttempts = s3Connections(), 2
	if !q.Has("request_checksum_calculation") { // else a signed address holds the checksum of nothing
		cfg.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
	}
	client := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = pathStyle })
	files, err := s3blob.OpenBucket(ctx, client, u.Host, &s3blob.Options{RequestChecksumCalculation: cfg.RequestChecksumCalculation})
	if err != nil {
		return nil, err
	}
	b := &bucket{files: files, name: u.Host, askTimeout: usualAsk, moveTimeout: usualMove}
	if signs {
		b.signer = s3.NewPresignClient(client)
	}
	ask, cancel := context.WithTimeout(ctx, usualAsk)
	defer cancel()
	switch there, err := files.IsAccessible(ask); {
	case err == nil && !there:
		return nil, fmt.Errorf("there is no bucket %s", u.Host)
	case gcerrors.Code(err) == gcerrors.PermissionDenied:
		return nil, err
	}
	return b, nil
}

// flagOf takes a parameter that is ours out of q.
func flagOf(q url.Values, name string, otherwise bool) (bool, error) {
	if !q.Has(name) {
		return otherwise, nil
	}
	on, err := strconv.ParseBool(q.Get(name))
	if err != nil {
		return false, fmt.Errorf("%s must be true or false", name)
	}
	q.Del(name)
	return on, nil
}

func s3Connections() *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = 2 * time.Second }).
		WithTransportOptions(func(t *http.Transport) {
			t.TLSHandshakeTimeout, t.ResponseHeaderTimeout = 3*time.Second, usualAsk
			t.MaxIdleConnsPerHost = 32
		})
}

func (b *bucket) close() error { return b.files.Close() }

// read returns a whole file.
func (b *bucket) read(ctx context.Context, name string) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, b.moveTimeout)
	defer cancel()
	content, err := b.files.ReadAll(limited, name)
	return content, failure(ctx, "read", name, err)
}

func (b *bucket) write(ctx context.Context, name string, content []byte, o *blob.WriterOptions) error {
	limited, cancel := context.WithTimeout(ctx, b.moveTimeout)
	defer cancel()
	return failure(ctx, "write", name, b.files.WriteAll(limited, name, content, o))
}

// receive writes what arrives of size bytes. When it ends early no file is made,
// and what r said is returned as it is.
func (b *bucket) receive(ctx context.Context, name string, r io.Reader, size int64, contentType string) error {
	limited, cancel := context.WithCancel(ctx) // the reader has a deadline of its own
	defer cancel()
	w, err := b.files.NewWriter(limited, name, &blob.WriterOptions{ContentType: contentType, BufferSize: 5 << 20, MaxConcurrency: 1})
	if err != nil {
		return failure(ctx, "write", name, err)
	}
	n, err := io.Copy(w, io.LimitReader(r, size))
	if err == nil && n < size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		cancel() // which makes Close throw away what was written
		_ = w.Close()
		return err
	}
	last := time.AfterFunc(b.moveTimeout, cancel)
	defer last.Stop()
	return failure(ctx, "write", name, w.Close())
}

func (b *bucket) exists(ctx context.Context, name string) (bool, error) {
	limited, cancel := context.WithTimeout(ctx, b.askTimeout)
	defer cancel()
	there, err := b.files.Exists(limited, name)
	return there, failure(ctx, "look for", name, err)
}

func (b *bucket) size(ctx context.Context, name string) (int64, error) {
	limited, cancel := context.WithTimeout(ctx, b.askTimeout)
	defer cancel()
	at, err := b.files.Attributes(limited, name)
	if err != nil {
		return 0, failure(ctx, "look for", name, err)
	}
	return at.Size, nil
}

// remove deletes a file. One that is not there is no error.
func (b *bucket) remove(ctx context.Context, name string) error {
	limited, cancel := context.WithTimeout(ctx, b.askTimeout)
	defer cancel()
	err := failure(ctx, "delete", name, b.files.Delete(limited, name))
	if errors.Is(err, errNoFile) {
		return nil
	}
	return err
}

func (b *bucket) move(ctx context.Context, to, from string) error {
	limited, cancel := context.WithTimeout(ctx, b.moveTimeout)
	defer cancel()
	if err := failure(ctx, "move", from, b.files.Copy(limited, to, from, nil)); err != nil {
		return err
	}
	return b.remove(ctx, from)
}

// file is one of a list.
type file struct {
	name    string
	changed time.Time
}

// list calls each for the files whose names begin with prefix.
func (b *bucket) list(ctx context.Context, prefix string, each func(file)) error {
	return b.walk(ctx, &blob.ListOptions{Prefix: prefix}, func(o *blob.ListObject) { each(file{o.Key, o.ModTime}) })
}

// folders returns the folders in a folder, with their whole names.
func (b *bucket) folders(ctx context.Context, in string) (names []string, err error) {
	err = b.walk(ctx, &blob.ListOptions{Prefix: in, Delimiter: "/"}, func(o *blob.ListObject) {
		if o.IsDir {
			names = append(names, o.Key)
		}
	})
	return names, err
}

func (b *bucket) walk(ctx context.Context, o *blob.ListOptions, each func(*blob.ListObject)) error {
	for token := blob.FirstPageToken; token != nil; {
		limited, cancel := context.WithTimeout(ctx, b.moveTimeout)
		page, next, err := b.files.ListPage(limited, token, 1000, o)
		cancel()
		if err != nil {
			return failure(ctx, "list", o.Prefix, err)
		}
		for _, object := range page {
			each(object)
		}
		token = next
	}
	return nil
}

// failure says what an error of a call means for its caller, whose context is ctx.
func failure(ctx context.Context, what, name string, err error) error {
	switch {
	case err == nil:
		return nil
	case gcerrors.Code(err) == gcerrors.NotFound:
		return errNoFile
	case ctx.Err() != nil:
		return fmt.Errorf("%s %s: %w", what, name, ctx.Err())
	}
	return ErrUnavailable.Because(fmt.Errorf("%s %s: %w", what, name, err))
}

// OpenFiles opens the files of a location without a limit on how long a call takes: for
// whoever copies all of them.
func OpenFiles(ctx context.Context, location string) (*blob.Bucket, error) {
	b, err := openBucket(ctx, location)
	if err != nil {
		return nil, err
	}
	return b.files, nil
}
