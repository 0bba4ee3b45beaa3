package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/gcerrors"

	"rialto/internal/media"
)

// ErrDamaged is returned for an object that is not what was stored.
var ErrDamaged = errors.New("it is damaged, or was altered")

// Store is where backups are: a folder, or a bucket of S3.
type Store struct {
	files  *blob.Bucket
	folder string // empty on S3
	keys   keyring
}

// Access says where backups are and who can read them.
type Access struct {
	// URL is a folder or s3://bucket?prefix=…&region=…
	URL string
	// Recipients are public keys of age, to which all is encrypted.
	Recipients []string
	// Identities are secret keys of age. Without one can make backups, and not read them.
	Identities []string
}

const s3Scheme = "s3://"

// Check refuses what cannot work, without connecting to anything.
func (a Access) Check() error {
	if strings.Contains(a.URL, "://") && !media.IsS3URL(a.URL) {
		return errors.New("the address must be a folder or a bucket, such as s3://backups?region=eu-central-1")
	}
	_, err := a.keyring()
	return err
}

// Open opens the store. A folder is made when it is missing. A bucket that does not
// answer is no error yet.
func Open(ctx context.Context, a Access) (*Store, error) {
	keys, err := a.keyring()
	if err != nil {
		return nil, err
	}
	s := &Store{keys: keys}
	if strings.HasPrefix(a.URL, s3Scheme) {
		s.files, err = openBucket(ctx, a.URL)
	} else {
		s.files, s.folder, err = openFolder(a.URL)
	}
	if err != nil {
		return nil, fmt.Errorf("open the store of backups: %w", err)
	}
	return s, nil
}

func openBucket(ctx context.Context, location string) (*blob.Bucket, error) {
	u, err := url.Parse(location)
	if err != nil {
		return nil, err
	}
	q := u.Query()
	prefix := strings.Trim(q.Get("prefix"), "/")
	q.Del("prefix")
	u.RawQuery = q.Encode()
	files, err := media.OpenFiles(ctx, u.String())
	if err != nil || prefix == "" {
		return files, err
	}
	return blob.PrefixedBucket(files, prefix+"/"), nil
}

func openFolder(path string) (*blob.Bucket, string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, "", err
	}
	files, err := fileblob.OpenBucket(path, &fileblob.Options{
		CreateDir: true, DirFileMode: 0o700, NoTempDir: true, Metadata: fileblob.MetadataDontWrite,
	})
	return files, path, err
}

// Close releases the store.
func (s *Store) Close() error { return s.files.Close() }

const (
	askTimeout  = 20 * time.Second
	moveTimeout = 2 * time.Minute // for at most some ten MB
	tries       = 3
	firstRetry  = 300 * time.Millisecond
)

// object is one of a list.
type object struct {
	key    string // with the checksum
	name   string // without
	size   int64
	stored time.Time
}

// sumLength is how much of the SHA-256 is in a name: 128 bits, in hexadecimal.
const sumLength = 32

func sumOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])[:sumLength]
}

// put stores content under the name and its checksum, which together are the key, and
// returns when it is on the disk, as far as that can be known. It tries three times.
func (s *Store) put(ctx context.Context, name string, content []byte) (key string, err error) {
	key = name + "." + sumOf(content)
	return key, again(ctx, func() error {
		limited, cancel := context.WithTimeout(ctx, moveTimeout)
		defer cancel()
		if err := s.files.WriteAll(limited, key, content, nil); err != nil {
			return fmt.Errorf("store %s: %w", key, err)
		}
		return s.sync(key)
	})
}

// sync makes a file of a folder survive a power cut: PostgreSQL throws away what it was
// told is stored.
func (s *Store) sync(key string) error {
	if s.folder == "" {
		return nil
	}
	path := filepath.Join(s.folder, filepath.FromSlash(key))
	for _, p := range []string{path, filepath.Dir(path)} {
		f, err := os.Open(filepath.Clean(p))
		if err != nil {
			return err
		}
		err = errors.Join(f.Sync(), f.Close())
		if err != nil {
			return fmt.Errorf("store %s: %w", key, err)
		}
	}
	return nil
}

// get returns what put stored, or fails with ErrDamaged.
func (s *Store) get(ctx context.Context, key string) (content []byte, err error) {
	err = again(ctx, func() (err error) {
		limited, cancel := context.WithTimeout(ctx, moveTimeout)
		defer cancel()
		content, err = s.files.ReadAll(limited, key)
		return err
	})
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, fmt.Errorf("%s is missing", key)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	if _, sum := splitKey(key); sum != sumOf(content) {
		return nil, fmt.Errorf("%s: %w", key, ErrDamaged)
	}
	return content, nil
}

// again repeats what failed, but for what will fail again.
func again(ctx context.Context, do func() error) error {
	wait := firstRetry
	for try := 1; ; try++ {
		err := do()
		if err == nil || try == tries || gcerrors.Code(err) == gcerrors.NotFound || ctx.Err() != nil {
			return err
		}
		if pause(ctx, wait) != nil {
			return err
		}
		wait *= 4
	}
}

// list returns the objects whose names begin with prefix, in the order of their names.
func (s *Store) list(ctx context.Context, prefix string) (all []object, err error) {
	for token := blob.FirstPageToken; token != nil; {
		limited, cancel := context.WithTimeout(ctx, askTimeout)
		page, next, err := s.files.ListPage(limited, token, 1000, &blob.ListOptions{Prefix: prefix})
		cancel()
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", prefix, err)
		}
		for _, o := range page {
			name, _ := splitKey(o.Key)
			all = append(all, object{key: o.Key, name: name, size: o.Size, stored: o.ModTime})
		}
		token = next
	}
	return all, nil
}

// remove deletes objects. One that is gone already is no error.
func (s *Store) remove(ctx context.Context, keys ...string) error {
	for _, key := range keys {
		limited, cancel := context.WithTimeout(ctx, askTimeout)
		err := s.files.Delete(limited, key)
		cancel()
		if err != nil && gcerrors.Code(err) != gcerrors.NotFound {
			return fmt.Errorf("remove %s: %w", key, err)
		}
	}
	return nil
}

func splitKey(key string) (name, sum string) {
	at := len(key) - sumLength - 1
	if at < 0 || key[at] != '.' {
		return key, ""
	}
	return key[:at], key[at+1:]
}
