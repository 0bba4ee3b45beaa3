package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"rialto/internal/backup"
	"rialto/internal/db"
)

type backupCmd struct {
	Now    backupNowCmd    `cmd:"" default:"1" help:"Make a base backup, copy new pictures, and remove what is too old. serve does the same once a day."`
	List   backupListCmd   `cmd:"" help:"List the base backups."`
	Verify backupVerifyCmd `cmd:"" help:"Read all backups and check that nothing is missing or damaged. Exit status 1 when something is."`
	Key    backupKeyCmd    `cmd:"" help:"Make a key for backups and print both of its halves."`
	Stop   backupStopCmd   `cmd:"" help:"Let the database forget that there were backups, so that it keeps no WAL for them."`
}

type backupNowCmd struct{}

// Run makes a base backup. When it returns, one can go back to this moment.
func (backupNowCmd) Run(ctx context.Context, cfg *Config, o output) error {
	d, err := openDatabase(ctx, *cfg, true, o.err)
	if err != nil {
		return err
	}
	defer d.close()
	service, store, err := openBackups(ctx, *cfg, d, newLog(*cfg, o.err))
	if err != nil {
		return err
	}
	defer store.Close()
	bars := newBars(o.err)
	defer bars.finish()
	begun := time.Now()
	return service.Once(ctx, func(ctx context.Context) error {
		b, err := service.Take(ctx, bars.show)
		if err != nil {
			return err
		}
		fmt.Fprintf(o.out, "base backup %s: %s, stored as %s, in %s\n", b.ID, inMB(b.Bytes), inMB(b.Stored), time.Since(begun).Round(10*time.Millisecond))
		pictures, err := service.CopyMedia(ctx, bars.show)
		if err != nil {
			return err
		}
		removed, err := service.Prune(ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(o.out, "copied %d new pictures; removed %d objects that were too old\n", pictures.Copied, removed+pictures.Removed)
		return err
	})
}

type backupListCmd struct{}

// Run lists base backups, oldest first.
func (backupListCmd) Run(ctx context.Context, cfg *Config, o output) error {
	return withStore(ctx, *cfg, func(store *backup.Store) error {
		all, err := store.Bases(ctx, "")
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return backup.ErrNothing
		}
		t := tabwriter.NewWriter(o.out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(t, "base backup\tone can go back to\tsize\tstored\ttimeline\tPostgreSQL\tsystem")
		for _, b := range all {
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%d\t%s\t%s\n", b.ID, b.FinishedAt.UTC().Format(time.RFC3339), inMB(b.Bytes), inMB(b.Stored),
				b.Timeline, b.Server.Version, b.System())
		}
		return t.Flush()
	})
}

type backupVerifyCmd struct {
	System string `help:"Of which database, if the store has several. Default: that of the newest backup."`
}

// Run reads everything.
func (c backupVerifyCmd) Run(ctx context.Context, cfg *Config, o output) error {
	return withStore(ctx, *cfg, func(store *backup.Store) error {
		bars := newBars(o.err)
		defer bars.finish()
		whole, err := store.Verify(ctx, c.System, o.out, bars.show)
		if err == nil && !whole {
			return errReported
		}
		return err
	})
}

type backupKeyCmd struct{}

// Run prints a new key. It is kept nowhere.
func (backupKeyCmd) Run(o output) error {
	identity, recipient, err := backup.NewIdentity()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.out, `# To the program, which can make backups with it and not read them:
RIALTO_BACKUP_RECIPIENTS=%s
# Into a safe, away from the machine: without it no backup is of any use.
RIALTO_BACKUP_IDENTITY=%s
`, recipient, identity)
	return err
}

type backupStopCmd struct{}

// Run drops the replication slot.
func (backupStopCmd) Run(ctx context.Context, cfg *Config, o output) error {
	d, err := openDatabase(ctx, *cfg, true, o.err)
	if err != nil {
		return err
	}
	defer d.close()
	return d.asOwner(ctx, func(ctx context.Context, owner *db.Pool) error {
		dropped, err := backup.Forget(ctx, owner)
		if err != nil {
			return err
		}
		text := "the database keeps no WAL for backups any more"
		if !dropped {
			text = "nothing was done: the database keeps no WAL for backups, or a program is archiving"
		}
		_, err = fmt.Fprintln(o.out, text)
		return err
	})
}

type restoreCmd struct {
	To       string `help:"The time to go back to, such as 2026-11-27T14:00:00Z, or latest." default:"latest" placeholder:"TIME"`
	Into     string `help:"Folder to make: a data folder of Rialto, or of PostgreSQL where the backup is of a server that Rialto did not start. It must be empty or missing." type:"path" xor:"what" placeholder:"DIR"`
	Timeline int32  `help:"History to follow. Default: the newest; a lower one is what an earlier restore has left."`
	System   string `help:"Which database, if the store has several. Default: that of the newest backup."`
	Media    bool   `help:"Restore pictures into the folder, too." default:"true" negatable:""`
	MediaTo  string `help:"Restore nothing but pictures, to a bucket or a folder that lacks them." xor:"what" placeholder:"URL"`
}

// Run restores and says how to go on.
func (c restoreCmd) Run(ctx context.Context, cfg *Config, o output) error {
	target, err := targetOf(c.To, c.Timeline, c.System)
	if err != nil {
		return err
	}
	if c.Into == "" && c.MediaTo == "" {
		return errors.New("--into is needed: the folder to restore into")
	}
	return withStore(ctx, *cfg, func(store *backup.Store) error {
		bars := newBars(o.err)
		defer bars.finish()
		if c.MediaTo != "" {
			n, err := store.RestoreMedia(ctx, c.MediaTo, bars.show)
			if err == nil {
				_, err = fmt.Fprintf(o.out, "restored %d pictures\n", n)
			}
			return err
		}
		begun := time.Now()
		out, err := store.Restore(ctx, backup.RestoreInput{Target: target, Into: c.Into, Bin: cfg.PostgresBin, Media: c.Media, Progress: bars.show})
		if err != nil {
			return err
		}
		tellRestored(o.out, c.Into, out, time.Since(begun))
		return nil
	})
}

func tellRestored(w io.Writer, into string, r backup.Restored, took time.Duration) {
	if !r.Recovered {
		fmt.Fprintf(w, `%s is a data folder of PostgreSQL %s, which recovers when it is started.
Give it to the server's user (chown -R postgres: %s), stop the server that it is to replace, start one
on it, and wait until SELECT pg_is_in_recovery() says f. Then let Rialto use it.
`, r.Data, r.Base.Server.Version, r.Data)
		return
	}
	fmt.Fprintf(w, "restored in %s, with %d pictures; the newest commit known in it is of %s\n", took.Round(10*time.Millisecond), r.Pictures, r.As.UTC().Format(time.RFC3339Nano))
	if r.Short {
		fmt.Fprintln(w, "THE BACKUP ENDS THERE, before the time that was asked for: what was committed later is lost")
	}
	fmt.Fprintf(w, "start it with: RIALTO_DATA_DIR=%s rialto serve\n", into)
}

type drillCmd struct {
	To      string        `help:"The time to go back to, or latest." default:"latest" placeholder:"TIME"`
	MaxRPO  time.Duration `name:"max-rpo" help:"The most that may be missing." default:"24h"`
	MaxRTO  time.Duration `name:"max-rto" help:"The longest that a restore may take." default:"1h"`
	Scratch string        `help:"Folder to restore into, which is removed again. Default: one for temporary files." type:"path" placeholder:"DIR"`
	System  string        `help:"Which database, if the store has several."`
}

// Run rehearses a restore.
func (c drillCmd) Run(ctx context.Context, cfg *Config, o output) error {
	target, err := targetOf(c.To, 0, c.System)
	if err != nil {
		return err
	}
	scratch, remove, err := scratchFolder(c.Scratch)
	if err != nil {
		return err
	}
	defer remove()
	return withStore(ctx, *cfg, func(store *backup.Store) error {
		bars := newBars(o.err)
		defer bars.finish()
		passed, err := store.Drill(ctx, backup.DrillInput{
			Target: target, Scratch: scratch, Bin: cfg.PostgresBin, MaxRPO: c.MaxRPO, MaxRTO: c.MaxRTO, Out: o.out, Progress: bars.show,
		}, time.Now)
		if err == nil && !passed {
			return errReported
		}
		return err
	})
}
