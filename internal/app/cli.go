package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
)

// cli is the command line.
type cli struct {
	Config `embed:"" group:"Settings"`

	Serve     serveCmd     `cmd:"" help:"Run the marketplace."`
	Health    healthCmd    `cmd:"" help:"Ask the marketplace that runs here whether it is ready. Exit status 1 when not."`
	Migrate   migrateCmd   `cmd:"" help:"Bring the database up to the newest migration."`
	Seed      seedCmd      `cmd:"" help:"Fill the marketplace with demo data. A second time changes nothing."`
	Import    importCmd    `cmd:"" help:"Import products."`
	User      userCmd      `cmd:"" help:"Look after accounts."`
	Keys      keysCmd      `cmd:"" help:"Look after the keys that sign access tokens."`
	Analytics analyticsCmd `cmd:"" help:"Look after the figures of sales."`
	Doctor    doctorCmd    `cmd:"" help:"Check the invariants of the data. Exit status 1 when one is broken."`
	Backup    backupCmd    `cmd:"" help:"Back up the database and the pictures."`
	Restore   restoreCmd   `cmd:"" help:"Make a new data folder as the database was at a time."`
	Drill     drillCmd     `cmd:"" help:"Rehearse a restore: restore into a scratch server, compare, and tell how much would be lost and how long it took. Exit status 1 when it is not as it has to be."`
	Settings  configCmd    `cmd:"" name:"config" help:"Print the settings of serve that are in effect and where they are from, without what is secret."`
	OpenAPI   openAPICmd   `cmd:"" name:"openapi" help:"Print the contract of the API."`
	Version   versionCmd   `cmd:"" help:"Print the version."`
}

// output is where a command writes.
type output struct{ out, err io.Writer }

// input is where a command reads what is not for the command line.
type input struct{ io.Reader }

// Main runs the command line and returns the exit status. The first interrupt
// or termination signal asks the command to end, the second ends it at once.
func Main(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)

	var c cli
	exit, files := -1, settingFiles{}
	parser, err := newParser(&c, kong.Resolvers(kong.ResolverFunc(files.resolve)), kong.Writers(stdout, stderr), kong.Exit(func(status int) { exit = status }),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(output{stdout, stderr}, input{os.Stdin}))
	if err != nil {
		fmt.Fprintln(stderr, "rialto:", err)
		return 2
	}
	command, err := parser.Parse(args)
	if exit >= 0 {
		return exit // --help
	}
	if err != nil {
		fmt.Fprintln(stderr, "rialto:", err)
		fmt.Fprintln(stderr, "Run `rialto --help` for commands and settings.")
		return 2
	}
	c.files = files
	if err := command.Run(&c.Config); err != nil {
		if !errors.Is(err, errReported) {
			fmt.Fprintln(stderr, "rialto:", err)
		}
		return 1
	}
	return 0
}

func newParser(c *cli, more ...kong.Option) (*kong.Kong, error) {
	return kong.New(c, append(more,
		kong.Name("rialto"), kong.Description("A self-hosted marketplace: many stores, one cart, one checkout."), kong.Vars(migrateDefaults()),
		kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)...)
}

// errReported ends a command with status 1 after it has said why.
var errReported = errors.New("the reason was printed")

type versionCmd struct{}

// Version is set when the program is built.
var Version = "dev"

// Run prints the version.
func (versionCmd) Run(o output) error {
	_, err := fmt.Fprintln(o.out, "rialto", strings.TrimSpace(Version))
	return err
}
