// Command bench measures Rialto beside references that run on the same
// machine, in the same run and on the same database, and prints ratios. It
// asserts nothing about time; it fails when a correctness check does.
//
// README.md says what each scenario measures.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

// options are the flags.
type options struct {
	run      string
	duration time.Duration // of each side of a comparison
	clients  int
	crowd    int // clients of the latency scenario
	products int // in the large catalog
	orders   int // in the analytics scenario
	rialto   string
	previous string // a commit
	pprof    string
	top      bool // statements by the time they take
	unsafe   bool
	write    bool
}

// scenario is one thing to measure.
type scenario struct {
	name, what string
	measure    func(context.Context, *bench) error
}

var scenarios = []scenario{
	{"place", "place an order, spread products: transaction, service and HTTP, against one SQL function", placeSpread},
	{"hot", "place an order, one hot product: the same", placeHot},
	{"race", "100 checkouts at once for a stock of 10, and carts in opposite order", race},
	{"cached", "product list and detail from the cache, against a bare net/http handler", cachedReads},
	{"depth", "product list without the cache, by depth, against the first page at 1 k products", listDepth},
	{"limits", "the blueprint's latency limits under a crowd", limits},
	{"rls", "what row-level security costs the application and a merchant", rowSecurity},
	{"audit", "append to the audit log, against a log without a chain", auditLog},
	{"import", "import of 50,000 rows with 1 % bad ones, and export → import → export, over HTTP", importFile},
	{"analytics", "figures of very many orders, and whether a recount in SQL finds the same", analyticsFigures},
	{"follow", "CPU time and transactions of an order, with all that follows from it", followOrders},
	{"jobs", "how long a payment's job takes beside 20,000 bulk jobs, against without them", jobsUnderLoad},
	{"migrate", "an upgrade while the previous release sells: no request fails, no table is locked for a second", rollOut},
	{"process", "warm start and memory of the program", process},
}

// bareCommand makes the process the bare handler of the cached scenario.
const bareCommand = "bare-handler"

func main() {
	if len(os.Args) > 1 && os.Args[1] == bareCommand {
		if err := serveBare(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(run())
}

func run() int {
	var o options
	names := make([]string, len(scenarios))
	usage := "comma-separated scenarios, or all:\n"
	for i, s := range scenarios {
		names[i] = s.name
		usage += fmt.Sprintf("%-9s %s\n", s.name, s.what)
	}
	flag.StringVar(&o.run, "run", "all", strings.TrimSuffix(usage, "\n"))
	flag.DurationVar(&o.duration, "duration", 8*time.Second, "how long each side of a comparison runs")
	flag.IntVar(&o.clients, "clients", 16, "clients at a time")
	flag.IntVar(&o.crowd, "crowd", 64, "clients at a time in the limits scenario")
	flag.IntVar(&o.products, "products", 200_000, "products of the large catalog, up to 1000000")
	flag.IntVar(&o.orders, "orders", 1_000_000, "orders in the analytics scenario")
	flag.StringVar(&o.rialto, "rialto", "", "program to measure (default: built from this checkout)")
	flag.StringVar(&o.previous, "previous", "", "commit to upgrade from in the migrate scenario (default: the one in tools/previous/COMMIT)")
	flag.StringVar(&o.pprof, "pprof", "", "folder for CPU profiles of the program while it is under load")
	flag.BoolVar(&o.top, "statements", false, "show which statements take PostgreSQL's time; costs a little, on both sides")
	flag.BoolVar(&o.unsafe, "unsafe", false, "turn fsync off, for both sides")
	flag.BoolVar(&o.write, "write", false, "write the table to bench/results/")
	flag.Parse()
	chosen := strings.Split(o.run, ",")
	if o.run == "all" {
		chosen = names
	}
	for _, c := range chosen {
		if !slices.Contains(names, c) {
			fmt.Fprintf(os.Stderr, "bench: there is no scenario %q; there are %s\n", c, strings.Join(names, ", "))
			return 2
		}
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := measure(ctx, o, chosen); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		return 1
	}
	return 0
}

func measure(ctx context.Context, o options, chosen []string) (err error) {
	b, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	for _, s := range scenarios {
		if !slices.Contains(chosen, s.name) {
			continue
		}
		b.report.begin(s)
		if err := s.measure(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return b.report.finish(o)
}
