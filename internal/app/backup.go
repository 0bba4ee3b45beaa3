package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rialto/internal/backup"
	"rialto/internal/db"
)

// BackupConfig says where backups go, and how far back one can go with them.
type BackupConfig struct {
	URL         string        `help:"Where backups are kept: a folder, or a bucket of S3 such as s3://backups?region=eu-central-1&prefix=rialto. Default: none are made." env:"RIALTO_BACKUP_URL" placeholder:"URL" secret:"url"`
	Recipients  []string      `help:"Public keys of age to which backups are encrypted. Default: that of a key made in the data folder." env:"RIALTO_BACKUP_RECIPIENTS" placeholder:"KEY"`
	Identity    string        `help:"Secret key of age that opens backups; only restore, drill and verify need it. Default: the one made in the data folder." env:"RIALTO_BACKUP_IDENTITY" placeholder:"SECRET" secret:"all"`
	DatabaseURL string        `help:"The database as a role that may replicate, past any pooler. Default: RIALTO_DATABASE_URL." env:"RIALTO_BACKUP_DATABASE_URL" placeholder:"URL" secret:"url"`
	Every       time.Duration `help:"How old the newest base backup may get before another is made." default:"24h" env:"RIALTO_BACKUP_EVERY"`
	Keep        time.Duration `help:"How far back one can go; older backups are removed." default:"720h" env:"RIALTO_BACKUP_KEEP"`
	Lag         time.Duration `help:"How often what was committed is stored, and so about what is lost with the machine." default:"5s" env:"RIALTO_BACKUP_LAG"`
}

// check refuses settings that cannot work.
func (c Config) checkBackup() error {
	var bad []error
	b := c.Backup
	need := func(ok bool, text string) {
		if !ok {
			bad = append(bad, errors.New(text))
		}
	}
	need(b.Every >= time.Hour, "RIALTO_BACKUP_EVERY must be at least 1h")
	need(b.Keep >= b.Every, "RIALTO_BACKUP_KEEP must not be less than RIALTO_BACKUP_EVERY")
	need(b.Lag >= time.Second && b.Lag <= time.Hour, "RIALTO_BACKUP_LAG must be between 1s and 1h")
	if c.production() && b.URL != "" {
		need(len(b.recipients()) > 0, "RIALTO_BACKUP_RECIPIENTS is needed in production beside RIALTO_BACKUP_URL: a key on the machine is lost with it; make one with: rialto backup key")
	}
	if err := (backup.Access{URL: b.URL, Recipients: b.recipients(), Identities: b.identities()}).Check(); err != nil {
		bad = append(bad, fmt.Errorf("RIALTO_BACKUP_URL: %w", err))
	}
	return errors.Join(bad...)
}

// recipients are those that are set: a variable may be there and empty.
func (b BackupConfig) recipients() []string {
	return slices.DeleteFunc(slices.Clone(b.Recipients), func(r string) bool { return strings.TrimSpace(r) == "" })
}

func (b BackupConfig) identities() []string {
	if strings.TrimSpace(b.Identity) == "" {
		return nil
	}
	return []string{b.Identity}
}

var errNoBackups = errors.New("RIALTO_BACKUP_URL is not set: there is no place for backups")

// backupAccess is how to reach the backups. When nothing says to whom they are encrypted,
// a key in the data folder does, which is made if there is none and create says so.
func (c Config) backupAccess(create bool) (backup.Access, error) {
	a := backup.Access{URL: c.Backup.URL, Recipients: c.Backup.recipients(), Identities: c.Backup.identities()}
	if a.URL == "" {
		return a, errNoBackups
	}
	path := filepath.Join(c.DataDir, "keys", backup.IdentityFile)
	if len(a.Identities) == 0 {
		own, err := os.ReadFile(filepath.Clean(path))
		switch {
		case err == nil:
			a.Identities = []string{string(own)}
		case !errors.Is(err, fs.ErrNotExist):
			return a, fmt.Errorf("key of backups: %w", err)
		case create && len(a.Recipients) == 0:
			identity, _, err := backup.NewIdentity()
			if err != nil {
				return a, err
			}
			made, err := keyInFile(path, identity)
			if err != nil {
				return a, fmt.Errorf("key of backups: %w", err)
			}
			a.Identities = []string{string(made)}
		}
	}
	if len(a.Recipients) == 0 && len(a.Identities) > 0 {
		recipient, err := backup.RecipientOf(a.Identities[0])
		if err != nil {
			return a, fmt.Errorf("RIALTO_BACKUP_RECIPIENTS is not set, and of RIALTO_BACKUP_IDENTITY: %w", err)
		}
		a.Recipients = []string{recipient}
	}
	return a, nil
}

// openBackups opens the store, and what makes backups of d in it.
func openBackups(ctx context.Context, cfg Config, d *database, log *slog.Logger) (*backup.Service, *backup.Store, error) {
	access, err := cfg.backupAccess(true)
	if err != nil {
		return nil, nil, err
	}
	store, err := backup.Open(ctx, access)
	if err != nil {
		return nil, nil, err
	}
	dsn, renewed := cfg.Backup.DatabaseURL, cfg.backupLogin
	if dsn == "" {
		dsn, renewed = d.ownerURL(), d.ownerURL
	}
	return backup.New(backup.Config{
		DSN: dsn, Renewed: renewed, Embedded: d.server != nil, Every: cfg.Backup.Every, Keep: cfg.Backup.Keep, Beat: cfg.Backup.Lag,
		Keys: filepath.Join(cfg.DataDir, "keys"), Media: cfg.mediaLocation(),
	}, store, log, time.Now), store, nil
}

// backupLogin is the address of the role that may replicate, read anew where a file says it.
func (c Config) backupLogin() string {
	if path := c.files["RIALTO_BACKUP_DATABASE_URL"]; path != "" {
		if text, err := readSetting(path); err == nil && db.SameDatabase(c.Backup.DatabaseURL, text) {
			return text
		}
	}
	return c.Backup.DatabaseURL
}

// reopenBackups is how soon a store is tried again that could not be opened.
const reopenBackups = 30 * time.Second

// startBackups makes backups until the function it returns is called, which stores the
// last of what was committed. A store that cannot be opened is tried again, and keeps
// nothing else from working.
func (m *modules) startBackups(ctx context.Context, cfg Config, log *slog.Logger) (stop func()) {
	if cfg.Backup.URL == "" {
		return func() {}
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			service, store, err := openBackups(ctx, cfg, m.db, log)
			if err == nil {
				service.Run(ctx)
				_ = store.Close() // nothing is left to be written
				return
			}
			log.ErrorContext(ctx, "backup: the store cannot be opened, and is tried again", "error", err)
			select {
			case <-ctx.Done():
			case <-time.After(reopenBackups):
			}
		}
	}()
	return func() { cancel(); <-done }
}
