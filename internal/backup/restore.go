package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// RestoreInput says what to restore, and where to.
type RestoreInput struct {
	Target
	// Into becomes a data folder of the program, or of PostgreSQL where the server is
	// somebody else's. It has to be empty or missing.
	Into string
	// Bin is the folder of PostgreSQL's programs.
	Bin string
	// Media restores pictures, too, into the data folder.
	Media    bool
	Progress Progress
}

// Restored is what a restore made.
type Restored struct {
	Base Base
	// Data is PostgreSQL's folder.
	Data string
	// Recovered is false where somebody else has to start the server, which recovers then.
	Recovered bool
	// As is the newest beat in the data, at most a few seconds before they end; zero when
	// there is none, or they were not recovered.
	As time.Time
	// Short says that the archive ends before the time that was asked for.
	Short    bool
	Pictures int
}

// Restore makes a folder with the data as they were. It never touches a folder that has
// something in it, and fails before it starts a server when anything is missing, damaged
// or encrypted to another key. What a failed restore has written stays for a look.
func (s *Store) Restore(ctx context.Context, in RestoreInput) (out Restored, err error) {
	if err := refuseFull(in.Into); err != nil {
		return out, err
	}
	a, err := s.archive(ctx, in.System)
	if err != nil {
		return out, err
	}
	p, err := a.plan(in.Target)
	if err != nil {
		return out, err
	}
	if p.gap != nil && in.To.IsZero() && in.At == 0 {
		return out, fmt.Errorf("%w; name a time before that", p.gap)
	}
	out.Base, out.Data = p.base, in.Into
	if !p.base.Embedded() {
		return out, s.prepare(ctx, p, in)
	}
	home := filepath.Join(in.Into, "postgres")
	out.Data = filepath.Join(home, "data")
	if err := s.unfold(ctx, p, out.Data, in.Progress); err != nil {
		return out, err
	}
	if err := s.restoreKeys(ctx, p.base, in.Into); err != nil {
		return out, err
	}
	if in.Media {
		if out.Pictures, err = s.restoreMedia(ctx, filepath.Join(in.Into, "media"), in.Progress); err != nil {
			return out, err
		}
	}
	in.Progress.of("recovery")(0, 1)
	return out, s.recover(ctx, p, in, scratch{dir: home, bin: in.Bin, base: p.base}, &out)
}

// recover lets the server recover and stops it.
func (s *Store) recover(ctx context.Context, p plan, in RestoreInput, c scratch, out *Restored) error {
	timeline := p.lineage[len(p.lineage)-1].timeline
	server, err := c.run(ctx, timeline, in.settings())
	if errors.Is(err, errEarly) {
		if p.gap != nil {
			return p.gap
		}
		// Nothing was committed after that time, or the archive ends before it.
		out.Short = true
		server, err = c.run(ctx, timeline, nil)
	}
	if err != nil {
		return err
	}
	out.Recovered = true
	out.As, err = beatOf(ctx, server.DSN())
	if !in.To.IsZero() && out.Short {
		out.Short = in.To.Sub(out.As) > shortBy
	}
	in.Progress.of("recovery")(1, 1)
	return errors.Join(err, server.Stop())
}

// shortBy is how much before a time the last beat may be without the archive ending too
// early: it beats every few seconds.
const shortBy = time.Minute

// prepare makes a data folder for a server that is not ours.
func (s *Store) prepare(ctx context.Context, p plan, in RestoreInput) error {
	if err := s.unfold(ctx, p, in.Into, in.Progress); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(in.Into, "postgresql.auto.conf"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	// A server that was restored before has the targets of that time in the file.
	settings := map[string]string{
		"recovery_target": "", "recovery_target_time": "", "recovery_target_lsn": "", "recovery_target_name": "", "recovery_target_xid": "",
		"recovery_target_timeline": strconv.Itoa(int(p.lineage[len(p.lineage)-1].timeline)), "restore_command": "false",
	}
	maps.Copy(settings, in.settings())
	err = writeSettings(f, settings)
	return errors.Join(err, f.Close())
}

func writeSettings(w io.Writer, settings map[string]string) error {
	if _, err := io.WriteString(w, "\n# rialto restore; of no effect once the server has recovered.\n"); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		if _, err := fmt.Fprintf(w, "%s = '%s'\n", name, settings[name]); err != nil {
			return err
		}
	}
	return nil
}
