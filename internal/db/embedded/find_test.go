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
