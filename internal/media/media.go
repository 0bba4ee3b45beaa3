// Package media keeps pictures: it takes a JPEG, PNG or WebP in, stores it as
// WebP files of a few widths, and serves those.
//
// A picture's key is a hash of the bytes that were given, so the same file put
// twice is stored once and a stored file never changes. Nothing of the given
// file is kept: it is decoded and encoded anew, which drops metadata (such as
// where a photo was taken) and whatever else was hidden in it.
//
// The package knows no product and no store: they keep the Image they got.
package media

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strconv"
	"strings"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
)

// Service stores and serves pictures. It is safe for concurrent use.
type Service struct {
	bucket *blob.Bucket
	work   *workload
}

// Open returns a service that keeps its files in the folder dir, which is made
// when it is absent. The caller closes the service.
func Open(ctx context.Context, dir string) (*Service, error) {
	bucket, err := openBucket(ctx, dir)
	if err != nil {
		return nil, fmt.Errorf("open media folder %s: %w", dir, err)
	}
	return &Service{bucket: bucket, work: newWorkload()}, nil
}

// openBucket is the one place that chooses where files are kept. Temporary
// files stay beside the real ones: a rename from another file system fails.
func openBucket(_ context.Context, dir string) (*blob.Bucket, error) {
	return fileblob.OpenBucket(dir, &fileblob.Options{
		CreateDir:   true,
		DirFileMode: 0o755,
		NoTempDir:   true,
		Metadata:    fileblob.MetadataDontWrite,
	})
}

// Close releases the store. Files being served are cut off.
func (s *Service) Close() error { return s.bucket.Close() }

// keyOf names content: the first two characters make a folder, so that none
// holds more than a thousandth of all files.
func keyOf(content []byte) string {
	sum := sha256.Sum256(content)
	text := strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:26]
	return text[:2] + "/" + text
}

func blobName(key string, width int) string { return key + "-" + strconv.Itoa(width) + ".webp" }
