// Package media keeps pictures: it takes a JPEG, PNG or WebP in, stores it as
// WebP files of a few widths, and serves those. It also knows which store may
// use which picture.
//
// A picture's key is a hash of the bytes that were given, so the same file put
// twice is stored once and a stored file never changes. Nothing of the given
// file is kept: it is decoded and encoded anew, which drops metadata (such as
// where a photo was taken) and whatever else was hidden in it.
//
// Files are in a folder or in a bucket of S3:
//
//	ab/abcd…-640.webp        a picture in one width
//	incoming/<upload>        what was sent and nobody has looked at
//	trash/ab/abcd…-640.webp  a picture that nothing shows, for a week
//	sources/ab/abcd….json    where an importer found a picture
//
// Service is the pictures, Library who may use them. What shows a picture is
// told by those who keep it, see Uses; the package knows no product.
package media

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strconv"
	"strings"
)

// Service stores and serves pictures. It is safe for concurrent use.
type Service struct {
	bucket *bucket
	work   *workload
}

// Open returns a service that keeps its files at location: a folder, which is
// made when it is absent, or a bucket such as s3://pictures?region=eu-central-1.
// Who may write there is said by what the tools of AWS read, such as
// AWS_ACCESS_KEY_ID. The caller closes the service.
func Open(ctx context.Context, location string) (*Service, error) {
	b, err := openBucket(ctx, location)
	if err != nil {
		return nil, fmt.Errorf("open store of pictures: %w", err)
	}
	return &Service{bucket: b, work: newWorkload(maxMemory)}, nil
}

// Close releases the store. Files being served are cut off.
func (s *Service) Close() error { return s.bucket.close() }

// keyOf names content: the first two characters make a folder, so that none
// holds more than a thousandth of all files.
func keyOf(content []byte) string {
	sum := sha256.Sum256(content)
	text := strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:26]
	return text[:2] + "/" + text
}

func blobName(key string, width int) string { return key + "-" + strconv.Itoa(width) + ".webp" }
