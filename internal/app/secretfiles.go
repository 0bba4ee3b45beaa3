package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
	"github.com/prometheus/client_golang/prometheus"
)

// fileSuffix makes the name of a setting that of a file which holds it.
const fileSuffix = "_FILE"

// settingFiles are the settings that were given by files: their variables, and the files.
type settingFiles map[string]string

// resolve lets NAME_FILE stand for NAME, and notes that it did.
func (f settingFiles) resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Envs {
		path := os.Getenv(name + fileSuffix)
		if path == "" || os.Getenv(name) != "" {
			continue
		}
		text, err := readSetting(path)
		if err != nil {
			return nil, fmt.Errorf("%s%s: %w", name, fileSuffix, err)
		}
		f[name] = path
		return text, nil
	}
	return nil, nil
}

func readSetting(path string) (string, error) {
	b, err := os.ReadFile(filepath.Clean(path))
	return strings.TrimSpace(string(b)), err
}

const (
	// lookAtFiles is how soon a file is noticed that was replaced. Files are looked at, and
	// not watched: a mounted one changes by the exchange of a link two folders above, and on
	// some file systems nobody tells.
	lookAtFiles = 2 * time.Second
	// settled is how long a file has not been written to before it counts as whole.
	settled = 300 * time.Millisecond
)

// secretFiles takes over what changes in the files of settings, while the program runs. A
// value that cannot be used is refused: the former one stays, and the log and a metric say
// so. No value is ever written down.
type secretFiles struct {
	take map[string]takeOver
	log  *slog.Logger

	mu    sync.Mutex // only one looks at a time
	cfg   Config     // as it is in use
	files []*settingFile

	takenAt *prometheus.GaugeVec
	refused *prometheus.GaugeVec
}

// takeOver makes the modules use a setting as it is in cfg. errNotYet has it asked again.
type takeOver func(ctx context.Context, cfg Config) error

var (
	errNotYet       = errors.New("it cannot be used yet, and is tried again")
	errNeedsRestart = errors.New("this setting is only read when the program starts: restart it")
	errEmptyFile    = errors.New("the file is empty")
)

type settingFile struct {
	name, path string
	seen       string // its text when it was looked at last
	said       string // why it was refused
}

func newSecretFiles(cfg Config, take map[string]takeOver, log *slog.Logger) *secretFiles {
	s := &secretFiles{
		take: take, log: log, cfg: cfg,
		takenAt: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "rialto_secret_taken_over_timestamp_seconds", Help: "When the value of a setting's file was taken over, at the start or later.",
		}, []string{"setting"}),
		refused: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "rialto_secret_refused", Help: "1 while the value in a setting's file cannot be used, and the former one is.",
		}, []string{"setting"}),
	}
	for _, name := range slices.Sorted(maps.Keys(cfg.files)) {
		f := &settingFile{name: name, path: cfg.files[name]}
		f.seen, _ = readSetting(f.path) // if it cannot be read now, it is later
		s.files = append(s.files, f)
		s.takenAt.WithLabelValues(name).SetToCurrentTime()
		s.refused.WithLabelValues(name).Set(0)
	}
	return s
}

// Run looks at the files now and then, and when the program gets SIGHUP, until ctx ends.
func (s *secretFiles) Run(ctx context.Context) {
	hangUp := make(chan os.Signal, 1)
	signal.Notify(hangUp, syscall.SIGHUP)
	defer signal.Stop(hangUp)
	tick := time.NewTicker(lookAtFiles)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangUp:
			s.log.InfoContext(ctx, "files of settings are read again: SIGHUP")
			s.look(ctx, 0)
		case <-tick.C:
			s.look(ctx, settled)
		}
	}
}

// look takes over what changed in files that nobody has written to for a while.
func (s *secretFiles) look(ctx context.Context, unchangedFor time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.files {
		if at, err := os.Stat(f.path); err == nil && time.Since(at.ModTime()).Abs() < unchangedFor {
			continue // it may be half written
		}
		text, err := readSetting(f.path)
		if err == nil && text == f.seen && f.said == "" {
			continue
		}
		if err == nil {
			err = s.takeOver(ctx, f, text)
		}
		if err != nil {
			s.refuse(ctx, f, err)
			continue
		}
		f.seen, f.said = text, ""
		s.refused.WithLabelValues(f.name).Set(0)
	}
}

func (s *secretFiles) refuse(ctx context.Context, f *settingFile, why error) {
	s.refused.WithLabelValues(f.name).Set(1)
	if f.said != why.Error() {
		s.log.WarnContext(ctx, "the file of a setting has a value that is not taken over; the former one stays in use", "setting", f.name, "error", why)
	}
	f.said = why.Error()
}

// takeOver makes the program use a text. Whatever is wrong with it changes nothing.
func (s *secretFiles) takeOver(ctx context.Context, f *settingFile, text string) error {
	if text == "" {
		return errEmptyFile
	}
	if text == f.seen {
		return nil // it was refused meanwhile, and is again what it was
	}
	cfg := s.cfg
	if err := cfg.set(f.name, text); err != nil {
		return err
	}
	if err := cfg.Validate(); err != nil {
		return err
	}
	take, known := s.take[f.name]
	if !known {
		return errNeedsRestart
	}
	ctx, cancel := context.WithTimeout(ctx, takeOverTimeout)
	defer cancel()
	if err := take(ctx, cfg); err != nil {
		return err
	}
	s.cfg = cfg
	s.takenAt.WithLabelValues(f.name).SetToCurrentTime()
	s.log.InfoContext(ctx, "a setting was taken over from its file", "setting", f.name)
	return nil
}

const takeOverTimeout = 10 * time.Second

// set changes the setting of a variable, as the command line would.
func (c *Config) set(variable, text string) error {
	switch to := settingIn(reflect.ValueOf(c).Elem(), variable).(type) {
	case *string:
		*to = text
	case *[]string:
		*to = kong.SplitEscaped(text, ',')
	default:
		return errNeedsRestart
	}
	return nil
}

// settingIn is a pointer to the field of a variable, nil if there is none.
func settingIn(of reflect.Value, variable string) any {
	for i := range of.NumField() {
		field := of.Type().Field(i)
		if field.Tag.Get("env") == variable {
			return of.Field(i).Addr().Interface()
		}
		if _, embedded := field.Tag.Lookup("embed"); embedded {
			if found := settingIn(of.Field(i), variable); found != nil {
				return found
			}
		}
	}
	return nil
}

// Describe implements prometheus.Collector.
func (s *secretFiles) Describe(to chan<- *prometheus.Desc) {
	s.takenAt.Describe(to)
	s.refused.Describe(to)
}

// Collect implements prometheus.Collector.
func (s *secretFiles) Collect(to chan<- prometheus.Metric) {
	s.takenAt.Collect(to)
	s.refused.Collect(to)
}
