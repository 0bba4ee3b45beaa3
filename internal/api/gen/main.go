// Command gen joins the files of openapi/ into internal/api/openapi.json, the
// one document that is served and that every generator reads.
//
// Each file holds paths and components of one feature. A name that two files
// define is an error, and so is an operation without x-rialto-access, from
// which its security follows.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"

	"gopkg.in/yaml.v3"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: gen <folder of yaml files> <openapi.json>")
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		log.Fatalf("join contract: %v", err)
	}
}

func run(dir, out string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil || len(files) == 0 {
		return errors.Join(fmt.Errorf("no contract in %s", dir), err)
	}
	whole := map[string]any{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		var part map[string]any
		if err := yaml.Unmarshal(b, &part); err != nil {
			return fmt.Errorf("%s: %w", f, err)
		}
		if err := merge(whole, part, f); err != nil {
			return err
		}
	}
	if err := secure(whole); err != nil {
		return err
	}
	b, err := json.MarshalIndent(whole, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(out, append(b, '\n'), 0o644)
}

// merge adds part to whole. Only paths, components and the kinds of
// components are joined; below that a name may be defined once.
func merge(whole, part map[string]any, at string) error {
	for k, v := range part {
		have, dup := whole[k]
		if !dup {
			whole[k] = v
			continue
		}
		a, aok := have.(map[string]any)
		b, bok := v.(map[string]any)
		joins := []string{"paths", "components", "schemas", "parameters", "responses", "headers", "securitySchemes"}
		if !aok || !bok || !slices.Contains(joins, k) {
			return fmt.Errorf("%s: %s is defined twice", at, k)
		}
		if err := merge(a, b, at+" "+k); err != nil {
			return err
		}
	}
	return nil
}
