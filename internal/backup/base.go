package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Base is what is known of a base backup. It is stored in the clear, so that whoever
// makes backups can look after them without being able to read them.
type Base struct {
	ID         string    `json:"id"`
	Timeline   int32     `json:"timeline"`
	Start      LSN       `json:"start"` // recovery begins here
	Stop       LSN       `json:"stop"`  // and has to reach this
	StartedAt  time.Time `json:"startedAt"`
	FinishedAt time.Time `json:"finishedAt"` // one can go back to this time and later ones

	Server server `json:"server"`

	Parts    []string `json:"parts"`    // keys, in order
	Manifest string   `json:"manifest"` // key
	Keys     string   `json:"keys,omitempty"`
	Bytes    int64    `json:"bytes"`  // of the files
	Stored   int64    `json:"stored"` // of the parts

	root string
	key  string
}

// server is what has to be known of a server to make one like it.
type server struct {
	System      string            `json:"system"`
	Major       int               `json:"major"`
	Version     string            `json:"version"`
	SegmentSize int64             `json:"segmentSize"`
	User        string            `json:"user"`
	Database    string            `json:"database"`
	Embedded    bool              `json:"embedded"`
	Settings    map[string]string `json:"settings"`
}

// System names the server whose backup it is. A database that was made anew is another.
func (b Base) System() string { return b.Server.System }

// Embedded tells whether the server was one that the program starts itself.
func (b Base) Embedded() bool { return b.Server.Embedded }

const rootPrefix = "pg-"

func rootOf(system string) string { return rootPrefix + system + "/" }

func basePrefix(root string) string { return root + "bases/" }

// putBase completes a base backup: without this, it is none.
func (s *Store) putBase(ctx context.Context, b Base) (Base, error) {
	text, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return b, err
	}
	b.key, err = s.put(ctx, basePrefix(b.root)+b.ID, text)
	return b, err
}

// Bases lists the base backups of a system, or of every one when it is empty, oldest
// first. One whose description is damaged is an error.
func (s *Store) Bases(ctx context.Context, system string) ([]Base, error) {
	prefix := rootPrefix
	if system != "" {
		prefix = basePrefix(rootOf(system))
	}
	list, err := s.list(ctx, prefix)
	if err != nil {
		return nil, err
	}
	var all []Base
	for _, o := range list {
		root, rest, _ := strings.Cut(o.name, "/")
		if !strings.HasPrefix(rest, "bases/") {
			continue
		}
		text, err := s.get(ctx, o.key)
		if err != nil {
			return nil, err
		}
		b := Base{root: root + "/", key: o.key}
		if err := json.Unmarshal(text, &b); err != nil {
			return nil, fmt.Errorf("%s: %w", o.key, err)
		}
		all = append(all, b)
	}
	slices.SortFunc(all, func(a, b Base) int { return a.FinishedAt.Compare(b.FinishedAt) })
	return all, nil
}

// newest is the system whose base backup is the newest, with all of its base backups.
func newest(all []Base) ([]Base, error) {
	if len(all) == 0 {
		return nil, ErrNothing
	}
	system := all[len(all)-1].System()
	return slices.DeleteFunc(all, func(b Base) bool { return b.System() != system }), nil
}

// Bases lists those of the newest system of a store, or of the one named.
func pick(ctx context.Context, s *Store, system string) ([]Base, error) {
	all, err := s.Bases(ctx, system)
	if err != nil {
		return nil, err
	}
	all, err = newest(all)
	if err != nil && system != "" {
		return nil, fmt.Errorf("of the system %s: %w", system, err)
	}
	return all, err
}

// removeBase deletes a base backup: first what makes it one.
func (s *Store) removeBase(ctx context.Context, b Base) error {
	return errors.Join(s.remove(ctx, b.key), s.remove(ctx, b.Parts...), s.remove(ctx, b.Manifest), s.removeIf(ctx, b.Keys))
}

func (s *Store) removeIf(ctx context.Context, key string) error {
	if key == "" {
		return nil
	}
	return s.remove(ctx, key)
}
