// Command compose reads a compose file as Docker Compose does, compares it with the
// schema of the Compose Specification, and looks whether the files are there that it
// mounts:
//
//	go run . ../../deploy/compose.yaml ../../deploy/.env.example
//
// Variables that the second file leaves empty count as filled in.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: compose COMPOSE-FILE ENV-FILE")
		os.Exit(2)
	}
	if err := check(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "compose:", err)
		os.Exit(1)
	}
}

func check(ctx context.Context, file, envFile string) error {
	env, err := filled(envFile)
	if err != nil {
		return err
	}
	options, err := cli.NewProjectOptions([]string{file}, cli.WithEnv(env), cli.WithProfiles([]string{"*"}), cli.WithResolvedPaths(true))
	if err != nil {
		return fmt.Errorf("read %s: %w", file, err)
	}
	project, err := options.LoadProject(ctx)
	if err != nil {
		return fmt.Errorf("read %s: %w", file, err)
	}
	var bad []error
	for name, s := range project.Services {
		bad = append(bad, missing(name, s)...)
	}
	if len(bad) > 0 {
		return errors.Join(bad...)
	}
	fmt.Printf("compose: %s is right, %d services\n", filepath.Base(file), len(project.Services))
	return nil
}

// filled are the variables of a file of which some are yet to be given a value.
func filled(envFile string) (env []string, err error) {
	f, err := os.Open(envFile)
	if err != nil {
		return nil, fmt.Errorf("read variables: %w", err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		name, value, found := strings.Cut(strings.TrimPrefix(lines.Text(), "#"), "=")
		if !found || strings.ContainsRune(name, ' ') {
			continue
		}
		if value == "" {
			value = "filled-in"
		}
		env = append(env, name+"="+value)
	}
	return env, nil
}

// missing are files and folders that a service mounts and that are not there.
func missing(name string, s types.ServiceConfig) (bad []error) {
	if s.Build != nil {
		if _, err := os.Stat(filepath.Join(s.Build.Context, s.Build.Dockerfile)); err != nil {
			bad = append(bad, fmt.Errorf("service %s: %w", name, err))
		}
	}
	for _, v := range s.Volumes {
		if v.Type != types.VolumeTypeBind || strings.HasPrefix(v.Source, "/var/run/") {
			continue
		}
		if _, err := os.Stat(v.Source); err != nil {
			bad = append(bad, fmt.Errorf("service %s: %w", name, err))
		}
	}
	return bad
}
