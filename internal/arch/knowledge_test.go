package arch

import (
	"fmt"
	"testing"
)

// secret is knowledge that only some units have, with the reason of each.
type secret struct {
	what, importPath, name string // the name is a pattern
	known                  map[string]string
}

var secrets = []secret{
	{
		what: "the environment", importPath: "os", name: "Getenv|LookupEnv|Environ|ExpandEnv",
		known: map[string]string{
			"app":                  "configuration is read in one place and handed on",
			"db/dbtest":            "tests are told of a server that runs already",
			"db/dbtest/testserver": "it tells the tests",
			"./bench":              "it hands its environment on to the program it measures",
			"broker/brokertest":    "it hands its environment on to the servers it starts",
		},
	},
	{
		what: "HTTP statuses", importPath: "net/http", name: "Status[A-Z].*",
		known: map[string]string{
			"api":               "one map makes statuses of kinds of errors",
			"app":               "health is told by a status",
			"web":               "a page that is not there is 404",
			"metrics":           "it counts them",
			"traces":            "which of them are failures",
			"traces/tracestest": "it answers as a collector does",
			"media":             "it serves files",
			"payments":          "it reads what Stripe answers",
			"download":          "it reads what a picture's server answers",
			"stripesim":         "it answers as Stripe does",
			"webhooks":          "it reads what a receiver answers",
			"notify":            "its mailbox for developers answers with them",
			"./bench":           "it reads what the program answers",
		},
	},
	{
		what: "the time", importPath: "time", name: "Now|Since|Until",
		known: map[string]string{
			"app":         "it hands the clock to the modules",
			"demo":        "it spreads the dates of its products before now",
			"metrics":     "it measures how long a request takes",
			"events":      "when an event was published is for operators, and no rule depends on it",
			"payments":    "Stripe bounds the life of a session by the real clock; its tests set another",
			"stripesim":   "the clock of another company",
			"db":          "how old a replica is, is told by a clock that only goes forward",
			"db/embedded": "it waits for a real process",
			"db/dbtest":   "it waits for a real process",
			"db/migrate":  "it waits for locks of a real server",
			"api":         "how long a body may be on its way is the connection's affair",
			"broker":      "how long a broker may take is the connection's affair",
			"webhooks":    "how long a receiver takes is the connection's affair",
			"media":       "how long a picture may be on its way is the connection's affair",
			"web":         "it says how old what it serves is",
			"./bench":     "it measures",
		},
	},
}

// leaks finds who knows what it should not.
func leaks(list []source, s secret) (broken []string) {
	for _, src := range list {
		if _, known := s.known[src.unit()]; known || src.generated() {
			continue
		}
		use := importedAs(src, s.importPath)
		if use == "" {
			continue
		}
		for _, sel := range selections(src, use, s.name) {
			broken = append(broken, fmt.Sprintf("%s: %s uses %s.%s, but is not to know of %s",
				src.at(sel), src.unit(), s.importPath, sel.Sel.Name, s.what))
		}
	}
	return broken
}

func TestSecrets(t *testing.T) {
	for _, s := range secrets {
		holds(t, leaks(sources(t), s))
		for u, why := range s.known {
			if why == "" {
				t.Errorf("%s knows of %s: there is no reason beside it", u, s.what)
			}
		}
	}
}

func TestSecretsAreChecked(t *testing.T) {
	s := secret{what: "the environment", importPath: "os", name: "Getenv", known: map[string]string{"app": "configuration"}}
	in := func(path, code string) []string { return leaks([]source{written(t, path, code)}, s) }
	finds(t, in("internal/cart/x.go", `package cart; import "os"; var x = os.Getenv("X")`), "cart uses os.Getenv")
	finds(t, in("internal/cart/x.go", `package cart; import env "os"; var x = env.Getenv`), "cart uses os.Getenv")
	holds(t, in("internal/app/x.go", `package app; import "os"; var x = os.Getenv("X")`))
	holds(t, in("internal/cart/x.go", `package cart; import "os"; var x = os.Args`))
}
