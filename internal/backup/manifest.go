package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// manifest is PostgreSQL's list of the files of a base backup.
type manifest struct {
	Files []struct {
		Path        string `json:"Path"`
		EncodedPath string `json:"Encoded-Path"`
		Size        int64  `json:"Size"`
		Algorithm   string `json:"Checksum-Algorithm"`
		Checksum    string `json:"Checksum"`
	} `json:"Files"`
}

type listed struct {
	size int64
	sum  string
}

// files are those of a manifest by path.
func (m manifest) files() (map[string]listed, error) {
	out := make(map[string]listed, len(m.Files))
	for _, f := range m.Files {
		if f.EncodedPath != "" {
			raw, err := hex.DecodeString(f.EncodedPath)
			if err != nil {
				return nil, fmt.Errorf("the manifest has a path that is no hexadecimal: %w", err)
			}
			f.Path = string(raw)
		}
		if f.Algorithm != "SHA256" {
			return nil, fmt.Errorf("the manifest has checksums of %s", f.Algorithm)
		}
		out[f.Path] = listed{f.Size, f.Checksum}
	}
	return out, nil
}

// unpack reads all files of a base backup, compares each with PostgreSQL's manifest, and
// writes them below dir, unless that is empty.
func (s *Store) unpack(ctx context.Context, b Base, dir string, progress func(done, total int64)) error {
	text, err := s.getSealed(ctx, b.Manifest)
	if err != nil {
		return err
	}
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return fmt.Errorf("%s: %w", b.Manifest, err)
	}
	left, err := m.files()
	if err != nil {
		return err
	}
	parts := &partReader{ctx: ctx, store: s, keys: b.Parts, progress: progress}
	err = unpackAll(s.keys, parts, dir, left)
	if parts.err != nil { // that says more than who read it can
		err = parts.err
	}
	if err != nil {
		return fmt.Errorf("base backup %s: %w", b.ID, err)
	}
	return nil
}

// unpackAll fails when a file is missing, too.
func unpackAll(k keyring, stored io.Reader, dir string, left map[string]listed) error {
	r, err := k.reader(stored)
	if err != nil {
		return err
	}
	defer r.Close()
	files := tar.NewReader(r)
	for {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		if err := unpackOne(files, h, dir, left); err != nil {
			return err
		}
	}
	// The end of the stream is authenticated, too.
	if _, err := io.Copy(io.Discard, r); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	for path := range left {
		return fmt.Errorf("%s is missing", path)
	}
	return nil
}

// unpackOne takes the file off the list of those that are left.
func unpackOne(r io.Reader, h *tar.Header, dir string, left map[string]listed) error {
	name := strings.TrimPrefix(filepath.ToSlash(filepath.Clean(h.Name)), "./")
	if !filepath.IsLocal(name) {
		return fmt.Errorf("%q leads out of the folder", h.Name)
	}
	path := filepath.Join(dir, filepath.FromSlash(name))
	switch h.Typeflag {
	case tar.TypeDir:
		if dir == "" {
			return nil
		}
		return os.MkdirAll(path, 0o700)
	case tar.TypeReg:
	default:
		return fmt.Errorf("%s is neither a file nor a folder", name)
	}
	want, ok := left[name]
	if !ok {
		return fmt.Errorf("%s is not in the manifest", name)
	}
	delete(left, name)
	sum := sha256.New()
	n, err := copyFile(path, dir != "", io.TeeReader(r, sum))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if n != want.size || hex.EncodeToString(sum.Sum(nil)) != want.sum {
		return fmt.Errorf("%s is not what the manifest says: %w", name, ErrDamaged)
	}
	return nil
}

func copyFile(path string, write bool, r io.Reader) (int64, error) {
	if !write {
		return io.Copy(io.Discard, r)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return 0, err
	}
	f, err := os.OpenFile(filepath.Clean(path), os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(f, r)
	return n, errors.Join(err, f.Close())
}
