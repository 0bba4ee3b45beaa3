package arch

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	root   = "../.."
	module = "rialto"
)

var update = flag.Bool("update", false, "rewrite the generated tables in docs/")

// pkg is a package as `go list` tells it.
type pkg struct {
	ImportPath, Name, Doc string
	Imports               []string
}

// unit is the name of a package in this folder's tables: "orders" for
// internal/orders and the generated code below it, "./web" outside internal.
func unit(importPath string) string {
	path := strings.TrimPrefix(importPath, module+"/")
	inside, ok := strings.CutPrefix(path, "internal/")
	if !ok {
		return "./" + path
	}
	inside, _, _ = strings.Cut(inside, "/internal/")
	return inside
}

func ours(importPath string) bool {
	return strings.HasPrefix(importPath, module+"/") && !strings.Contains(importPath, "/node_modules/")
}

// packages lists the packages of the module. One that does not compile yet is
// listed all the same.
func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Name,Doc,Imports", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if ours(p.ImportPath) {
			list = append(list, p)
		}
	}
	if len(list) < 20 {
		t.Fatalf("only %d packages were found: is this the module's root?", len(list))
	}
	return list
}

// source is a Go file. Its path is relative to the module's root.
type source struct {
	path string
	file *ast.File
	fset *token.FileSet
}

func (s source) unit() string { return unit(module + "/" + filepath.ToSlash(filepath.Dir(s.path))) }

func (s source) at(n ast.Node) string {
	return s.path + ":" + strconv.Itoa(s.fset.Position(n.Pos()).Line)
}

func (s source) generated() bool { return ast.IsGenerated(s.file) }

// sources parses every Go file of the program; tests are left out.
func sources(t *testing.T) []source {
	t.Helper()
	var list []source
	fset := token.NewFileSet()
	for _, top := range []string{"cmd", "internal", "web", "bench"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return nil
			case err != nil:
				return err
			case d.IsDir() && slices.Contains([]string{"node_modules", "testdata", "dist"}, d.Name()):
				return filepath.SkipDir
			case filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			file, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(root, path)
			list = append(list, source{filepath.ToSlash(rel), file, fset})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return list
}

// written is a source file for a test of a rule.
func written(t *testing.T, path, code string) source {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, code, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return source{path, file, fset}
}

// texts reads the files that match the pattern, keyed by their paths.
func texts(t *testing.T, pattern string) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: no such files (%v)", pattern, err)
	}
	found := map[string]string{}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			t.Fatal(err)
		}
		found[filepath.ToSlash(rel)] = string(b)
	}
	return found
}

// holds reports what breaks a rule.
func holds(t *testing.T, broken []string) {
	t.Helper()
	for _, b := range broken {
		t.Error(b)
	}
}

// finds fails unless the rule found exactly one violation that mentions what.
func finds(t *testing.T, broken []string, what string) {
	t.Helper()
	if len(broken) != 1 || !strings.Contains(broken[0], what) {
		t.Errorf("got %q, want one violation that mentions %q", broken, what)
	}
}
