package arch

import (
	"fmt"
	"slices"
	"testing"
)

// edge says that a unit may import another, and why.
type edge struct{ to, why string }

// anything stands for every unit.
const anything = "*"

// mayImport is the whole of who may import whom. What is not here is refused,
// and what is here and no longer used is, too. Calls go down this table,
// events go up: an arrow the other way is an event, or a mistake.
var mayImport = map[string][]edge{
	"./cmd/rialto": {{"app", "the command is only a door"}},

	"./docs/guides/example-consumer": {},

	"./deploy": {},

	"./bench": {{anything, "it measures the modules as well as the program"}},

	"app": {{anything, "it alone wires the program, so that nothing else has to"}},

	"api": {
		{"auth", "it calls every module, and none calls it"},
		{"audit", "it says where a request comes from, and shows the log"},
		{"stores", "it calls every module, and none calls it"},
		{"catalog", "it calls every module, and none calls it"},
		{"cart", "it calls every module, and none calls it"},
		{"orders", "it calls every module, and none calls it"},
		{"payments", "it calls every module, and none calls it"},
		{"privacy", "it calls every module, and none calls it"},
		{"imports", "it calls every module, and none calls it"},
		{"sheet", "a plan names the fields of a file"},
		{"analytics", "it calls every module, and none calls it"},
		{"jobs", "it calls every module, and none calls it"},
		{"events", "jobs are shown as the bus has them"},
		{"stockwatch", "it calls every module, and none calls it"},
		{"webhooks", "it calls every module, and none calls it"},
		{"media", "an image's addresses are part of the contract"},
		{"postal", "postal addresses are part of the contract"},
		{"money", "amounts are part of the contract"},
		{"errs", "it turns kinds of errors into statuses"},
		{"metrics", "problems carry the request's id"},
		{"limits", "it asks before it lets a request through"},
		{"live", "streams of what is told"},
		{"notify", "which mails one gets, and whom an invitation goes to"},
		{"db", "which reads may go to a replica, and how far their readers have to see; no query"},
	},
	"api/gen": {},
	"auth": {
		{"audit", "what happens to an account is in the log"},
		{"notify", "links that prove an address, and news of changes"},
		{"limits", "how often a password may be guessed"},
		{"postal", "addresses"},
		{"events", "it tells of accounts that come and go"},
		{"db", "its tables"},
		{"errs", "what callers may see"},
		{"paging", "the list of accounts"},
		{"seal", "signing keys and authenticators"},
		{"traces", "calls to providers"},
	},
	"web": {
		{"money", "pages show prices before the app does"},
	},
	"./web": {},

	"jobs": {
		{"events", "it has the jobs"},
		{"audit", "what operators do to jobs is in the log"},
		{"db", "a job and its entry in the log change together"},
		{"errs", "what callers may see"},
		{"paging", "the list of jobs"},
	},
	"orders": {
		{"keyring", "secrets that sign links of guests' orders"},
		{"auth", "guests' orders go to the account that proves their address"},
		{"cart", "an order is made of a cart"},
		{"catalog", "placing takes stock, giving up returns it"},
		{"payments", "placing asks for money, late and refunded money goes back"},
		{"stores", "who sells, and whom to tell of a paid order"},
		{"notify", "buyers and stores are told of each step"},
		{"audit", "what a store's people do is logged"},
		{"media", "an item keeps the picture it was sold with"},
		{"postal", "where an order goes"},
		{"paging", "an account's orders"},
		{"events", "it follows payment.captured and tells what became of orders"},
		{"db", "its tables"},
		{"errs", "what callers may see"},
		{"money", "amounts"},
	},
	"privacy": {
		{"auth", "whose account it is"},
		{"stores", "nobody leaves a store without an owner"},
		{"orders", "unpaid orders of somebody who leaves are cancelled"},
		{"payments", "the provider is to forget the buyer, too"},
		{"notify", "a copy is ready, an account is gone"},
		{"audit", "erasure is logged, without the person"},
		{"events", "it makes copies in the background and tells of erasure"},
		{"db", "its tables, and those of others: see sql_test.go"},
		{"errs", "what callers may see"},
		{"money", "a copy for people shows amounts"},
	},
	"analytics": {
		{"orders", "what was sold and given back"},
		{"catalog", "what a stock is worth, and what products are called"},
		{"stores", "views of stores that are not there do not count"},
		{"events", "it counts what is paid and refunded, and folds in a chore"},
		{"db", "its tables"},
		{"errs", "what callers may see"},
		{"money", "amounts"},
	},
	"stockwatch": {
		{"keyring", "secrets that sign links of wishes"},
		{"catalog", "it follows its events, and names what is short or back"},
		{"stores", "whose team is told"},
		{"auth", "where people are written to"},
		{"notify", "it writes"},
		{"limits", "how often an address may be written to"},
		{"events", "it follows the catalog"},
		{"db", "its tables"},
		{"errs", "what callers may see"},
	},
	"stocksync": {
		{"broker", "it takes its messages"},
		{"catalog", "whose stock it sets"},
		{"stores", "whose stock it is"},
		{"events", "its chore"},
		{"db", "its tables"},
	},
	"webhooks": {
		{"stores", "whose endpoint it is"},
		{"auth", "where people are written to"},
		{"notify", "it writes when an endpoint is dead"},
		{"audit", "what people do to endpoints is logged"},
		{"seal", "secrets that sign"},
		{"publicnet", "endpoints are on the public internet"},
		{"paging", "the log"},
		{"events", "it follows everything"},
		{"db", "its tables"},
		{"errs", "what callers may see"},
		{"traces", "deliveries"},
	},
	"cart": {
		{"catalog", "what an item costs now, and whether it is there"},
		{"db", "its tables"},
		{"errs", "what callers may see"},
		{"money", "amounts"},
	},
	"payments": {
		{"events", "it tells of captured money"},
		{"db", "its tables"},
		{"errs", "what callers may see"},
		{"money", "amounts"},
		{"traces", "calls to the provider"},
	},
	"catalog": {
		{"media", "products have pictures, of their store"},
		{"audit", "what merchants and operators edit is logged"},
		{"events", "it tells of changed products"},
		{"db", "its tables"},
		{"errs", "what callers may see"},
		{"money", "prices"},
		{"paging", "lists"},
	},
	"notify": {
		{"keyring", "secrets that sign links to unsubscribe"},
		{"events", "a mail is sent by an errand"},
		{"money", "mails about orders tell amounts"},
		{"db", "its tables"},
		{"traces", "calls to the mail server"},
	},
	"stores": {
		{"audit", "what is decided about stores and teams is logged"},
		{"notify", "who is invited, and what was decided about a store"},
		{"catalog", "what a store sells is off the shelves the moment it is suspended"},
		{"events", "it tells of stores that come and go"},
		{"media", "a store has a logo and a banner"},
		{"postal", "who is behind a store has an address"},
		{"seal", "where a store's money goes"},
		{"db", "its tables"},
		{"errs", "what callers may see"},
		{"paging", "lists"},
	},
	"media": {
		{"keyring", "secrets that sign addresses of uploads"},
		{"audit", "who added which picture is logged"},
		{"events", "its chore"},
		{"db", "its tables"},
		{"errs", "what callers may see"},
		{"paging", "a store's pictures"},
	},
	"media/s3test": {},
	"audit": {
		{"db", "its tables"},
		{"events", "its chore"},
		{"paging", "lists"},
	},

	"imports": {
		{"catalog", "it writes products, and reads them"},
		{"sheet", "what rows of a file mean"},
		{"download", "pictures that a file names"},
		{"media", "pictures that are here already"},
		{"audit", "who brought a file, and took one away"},
		{"live", "who watches is told how far an import is"},
		{"notify", "how an import ended"},
		{"events", "its jobs"},
		{"db", "its tables"},
		{"errs", "what callers may see"},
		{"paging", "lists"},
	},
	"live": {
		{"events", "it makes notices of events"},
		{"orders", "which stores an order is about"},
		{"db", "it tells all processes on the database"},
		{"errs", "what callers may see"},
	},
	"sheet": {
		{"catalog", "rows are products as they are put"},
		{"media", "and their pictures"},
		{"money", "prices"},
		{"errs", "the catalog's refusals become lines of a report"},
	},
	"sheet/sheettest": {},
	"download": {
		{"media", "where pictures go"},
		{"publicnet", "addresses that strangers wrote down"},
		{"errs", "a picture that is refused is a line of a report"},
	},
	"shopify": {
		{"catalog", "it writes products"},
		{"sheet", "what rows of a file mean"},
		{"download", "pictures that a file names"},
		{"media", "and their pictures"},
		{"db", "products are written in a transaction"},
		{"errs", "the catalog's refusals become lines of the report"},
	},
	"demo": {
		{"auth", "it makes accounts to sign in to"},
		{"stores", "it fills a marketplace as a seller would"},
		{"catalog", "it fills a marketplace as a seller would"},
		{"media", "it draws the pictures"},
		{"money", "prices"},
		{"orders", "it looks back on sales"},
		{"payments", "sales were paid"},
		{"analytics", "and seen"},
		{"events", "a bus to which nobody listens: nobody is told of what is long over"},
		{"postal", "where orders went"},
		{"db", "a history is there as a whole or not at all"},
	},
	"backup": {
		{"doctor", "a drill asks whether what was restored agrees, and what money and stock there are"},
		{"media", "pictures are copied, and folders and buckets are opened in one way"},
		{"db", "its table, and the restored database"},
		{"db/embedded", "a restored server has to recover"},
	},
	"doctor": {
		{"db", "it reads the tables of all modules, see sql_test.go"},
		{"audit", "the chain of the audit log is not told by one query"},
	},
	"stripesim": {{"db", "it remembers in a schema of its own, and knows no module: it is Stripe"}},

	"broker":            {{"events", "it publishes what the feed hands it"}, {"traces", "calls to the broker"}},
	"broker/brokertest": {{"limits/redistest", "a real Redis"}},

	"events": {
		{"db", "an event is a row in the producer's transaction"},
		{"traces", "a job goes on below what caused it"},
	},
	"db": {{"traces", "statements"}},

	"db/migrate": {
		{"db", "roles and rights belong to a migration"},
		{"db/migrations", "it applies them"},
	},
	"db/migrations": {},
	"db/embedded":   {},
	"db/dbtest": {
		{"db", "it opens what it makes"},
		{"db/embedded", "it starts a server when there is none"},
		{"db/migrations", "a template is as old as the migrations in it"},
		{"db/migrate", "a template is migrated"},
	},
	"db/dbtest/testserver": {
		{"db/dbtest", "it starts the tests' server"},
		{"db/embedded", "and stops it"},
	},

	"limits":           {{"errs", "what callers may see"}, {"keyring", "secrets that sign cookies of devices"}},
	"limits/redistest": {},

	"metrics": {{"traces", "a request is a span, and lines of log name theirs"}},

	"faults":            {{"metrics", "a report names the operation"}},
	"traces":            {},
	"traces/tracestest": {},

	"errs":      {},
	"money":     {},
	"seal":      {},
	"keyring":   {},
	"paging":    {{"errs", "a cursor that is not ours is refused"}},
	"publicnet": {},
	"certs":     {},
	"postal":    {{"errs", "what callers may see"}},
	"arch":      {},
}

// brokenImports compares what is imported with what may be.
func brokenImports(list []pkg, table map[string][]edge) (broken []string) {
	used := map[[2]string]bool{}
	for _, p := range list {
		from := unit(p.ImportPath)
		allowed, known := table[from]
		if !known {
			broken = append(broken, fmt.Sprintf("%s: the table of imports does not know it", p.ImportPath))
			continue
		}
		for _, path := range p.Imports {
			to := unit(path)
			if !ours(path) || to == from {
				continue
			}
			used[[2]string{from, to}] = true
			if !slices.ContainsFunc(allowed, func(e edge) bool { return e.to == to || e.to == anything }) {
				broken = append(broken, fmt.Sprintf("%s imports %s: %s may not import %s", p.ImportPath, path, from, to))
			}
		}
	}
	for from, edges := range table {
		for _, e := range edges {
			if e.why == "" {
				broken = append(broken, fmt.Sprintf("%s → %s: there is no reason beside it", from, e.to))
			}
			if e.to != anything && !used[[2]string{from, e.to}] {
				broken = append(broken, fmt.Sprintf("%s → %s: nothing uses this any more", from, e.to))
			}
		}
	}
	return broken
}

func TestImports(t *testing.T) { holds(t, brokenImports(packages(t), mayImport)) }

func TestImportsAreChecked(t *testing.T) {
	table := map[string][]edge{"cart": {{"catalog", "prices"}}, "catalog": {}, "app": {{anything, "wiring"}}}
	cart := pkg{ImportPath: "rialto/internal/cart", Imports: []string{"fmt", "rialto/internal/catalog"}}
	generated := pkg{ImportPath: "rialto/internal/cart/internal/cartdb"}
	if broken := brokenImports([]pkg{cart, generated, {ImportPath: "rialto/internal/app", Imports: []string{"rialto/internal/cart"}}}, table); broken != nil {
		t.Errorf("what is allowed is refused: %q", broken)
	}
	for name, list := range map[string][]pkg{
		"catalog may not import cart":       {cart, {ImportPath: "rialto/internal/catalog", Imports: []string{"rialto/internal/cart"}}},
		"cart may not import app":           {cart, {ImportPath: "rialto/internal/cart/internal/cartdb", Imports: []string{"rialto/internal/app"}}},
		"internal/wishlist: the table":      {cart, {ImportPath: "rialto/internal/wishlist"}},
		"cart → catalog: nothing uses this": {generated},
	} {
		finds(t, brokenImports(list, table), name)
	}
	finds(t, brokenImports([]pkg{cart}, map[string][]edge{"cart": {{"catalog", ""}}}), "no reason")
}
