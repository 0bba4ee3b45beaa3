package app

import (
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// settings are all flags that are settings, of all commands.
func settings(t *testing.T) map[string]*kong.Flag {
	t.Helper()
	parser, err := newParser(&cli{})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]*kong.Flag{}
	err = kong.Visit(parser.Model, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok && len(flag.Envs) > 0 {
			found[flag.Envs[0]] = flag
		}
		return next(nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestEverySettingIsSecretOrHarmless(t *testing.T) {
	t.Parallel()
	all := settings(t)
	const atLeast = 40
	if len(all) < atLeast {
		t.Fatalf("only %d settings were found", len(all))
	}
	for name, flag := range all {
		kind := flag.Tag.Get("secret")
		switch harmless := slices.Contains(shown, name); {
		case kind == "" && !harmless:
			t.Errorf("%s: is it a secret? Then give its field the tag secret:\"all\" or secret:\"url\", else add it to shown in configcmd.go", name)
		case kind != "" && harmless:
			t.Errorf("%s is secret and is shown", name)
		case kind != "" && kind != secretAll && kind != secretURL:
			t.Errorf("%s: there is no kind of secret %q", name, kind)
		}
		for _, word := range []string{"SECRET", "KEYS", "PASSWORD", "TOKEN", "HEADERS", "DSN"} {
			if strings.Contains(name, word) && kind == "" {
				t.Errorf("%s sounds like a secret and is none", name)
			}
		}
		if strings.HasSuffix(name, "_URL") && kind == "" && name != "RIALTO_PUBLIC_URL" {
			t.Errorf("%s may hold a password and is shown whole", name)
		}
	}
	for _, name := range shown {
		if all[name] == nil {
			t.Errorf("%s is shown and is no setting", name)
		}
	}
}

func TestMaskedURL(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"postgres://rialto:s3cret@db:5432/rialto?sslmode=require&sslpassword=s3cret": "postgres://rialto:********@db:5432/rialto?sslmode=require&sslpassword=********",
		"host=db password=s3cret":         "********",
		"nats://s3cret@nats:4222":         "nats://********@nats:4222",
		"redis://:s3cret@redis:6379/0":    "redis://:********@redis:6379/0",
		"s3://pictures?region=eu-north-1": "s3://pictures?region=eu-north-1",
		"folder":                          "folder",
		"smtp://a:s3cret%zz@mail":         "********",
	} {
		if got := maskedURL(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestArguments(t *testing.T) {
	t.Parallel()
	got := strings.Join(arguments([]string{"rialto", "serve", "--stripe-secret-key=s3cret", "--link-keys", "s3cret", "--demo", "--env", "production"}), " ")
	if want := "rialto serve --stripe-secret-key=******** --link-keys ******** --demo --env ********"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
