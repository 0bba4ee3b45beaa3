package app

import (
	"cmp"
	"fmt"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/alecthomas/kong"
)

// configCmd prints the settings of `rialto serve` as they are in effect.
type configCmd struct {
	ListenConfig `embed:""`
	ServeConfig  `embed:""`
	TLSConfig    `embed:""`
}

// Run prints a line for each setting: its value, without what is secret, and where
// that is from.
func (configCmd) Run(parsed *kong.Context, o output) error {
	out := tabwriter.NewWriter(o.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "SETTING\tVALUE\tFROM")
	for _, flag := range parsed.Flags() {
		if len(flag.Envs) > 0 {
			fmt.Fprintf(out, "%s\t%s\t%s\n", flag.Envs[0], cmp.Or(revealed(flag), "-"), sourceOf(parsed, flag))
		}
	}
	return out.Flush()
}

// sourceOf is where a setting is from: a flag, a file or a variable of the
// environment, or nowhere.
func sourceOf(parsed *kong.Context, flag *kong.Flag) string {
	for _, p := range parsed.Path {
		if p.Flag == flag && !p.Resolved {
			return "--" + flag.Name
		}
	}
	for _, name := range flag.Envs {
		if os.Getenv(name) != "" {
			return name
		}
	}
	for _, name := range flag.Envs {
		if os.Getenv(name+fileSuffix) != "" {
			return name + fileSuffix
		}
	}
	return "default"
}

// A field with one of these in its tag secret is never shown as it is.
const (
	secretAll = "all"
	secretURL = "url" // an address: its password and its options are secret
)

const masked = "********"

// shown are the settings that may be shown. One that is neither here nor tagged as
// secret is masked, and a test fails.
var shown = []string{
	"RIALTO_ENV", "RIALTO_NAME", "RIALTO_PUBLIC_URL", "RIALTO_CURRENCY", "RIALTO_TIMEZONE", "RIALTO_DATA_DIR",
	"RIALTO_DATABASE_USER", "RIALTO_DATABASE_CONNS", "RIALTO_REPLICA_MAX_LAG", "RIALTO_POSTGRES_BIN", "RIALTO_PAYMENT_WINDOW", "RIALTO_TERMS_VERSION",
	"RIALTO_MAIL_FROM", "RIALTO_MAIL_BOUNCE_TO", "RIALTO_RATE_LIMITS", "RIALTO_TRUSTED_PROXIES", "RIALTO_LIVE_STREAMS",
	"RIALTO_BROKER_PREFIX", "RIALTO_BROKER_BACKLOG", "RIALTO_WEBHOOKS_ALLOW_LOOPBACK", "RIALTO_LOG_LEVEL", "RIALTO_LOG_FORMAT",
	"OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_BSP_MAX_QUEUE_SIZE",
	"OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG", "RIALTO_TRACES_FROM_PROXY",
	"RIALTO_ADDR", "PORT", "RIALTO_ADMIN_ADDR", "RIALTO_ROLE", "RIALTO_STOP_DELAY", "RIALTO_STOP_GRACE", "RIALTO_WORKERS", "RIALTO_DEMO",
	"RIALTO_BACKUP_RECIPIENTS", "RIALTO_BACKUP_EVERY", "RIALTO_BACKUP_KEEP", "RIALTO_BACKUP_LAG",
	"RIALTO_MIGRATE", "RIALTO_MIGRATE_LOCK_TIMEOUT", "RIALTO_MIGRATE_MAX_HOLD", "RIALTO_MIGRATE_PATIENCE",
	"RIALTO_TLS_CERT_FILE", "RIALTO_TLS_KEY_FILE", "RIALTO_ACME_HOSTS", "RIALTO_ACME_EMAIL", "RIALTO_ACME_DIRECTORY", "RIALTO_REDIRECT_ADDR",
}

// revealed is the value of a setting as it may be shown.
func revealed(flag *kong.Flag) string {
	kind := flag.Tag.Get("secret")
	if kind == "" && slices.Contains(shown, flag.Envs[0]) {
		kind = "none"
	}
	value := flag.Target.Interface()
	switch text := fmt.Sprint(value); {
	case flag.Target.IsZero():
		return ""
	case kind == "none" && flag.Target.Kind() == reflect.Slice:
		return strings.Trim(text, "[]")
	case kind == "none":
		return text
	case kind == secretURL:
		return maskedURL(text)
	case flag.Target.Kind() == reflect.Slice:
		return fmt.Sprintf("%s (%d)", masked, flag.Target.Len())
	}
	return masked
}

// plainOptions are options of addresses that hold no secret.
var plainOptions = []string{"sslmode", "region", "tls", "endpoint"}

// maskedURL is an address without its password and options; what is no address is
// masked whole.
func maskedURL(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Scheme == "" {
		if err == nil && u.User == nil && !strings.ContainsAny(text, "= ") {
			return text // a word, such as folder
		}
		return masked
	}
	if _, has := u.User.Password(); has {
		u.User = url.UserPassword(u.User.Username(), masked)
	} else if u.User != nil {
		u.User = url.User(masked) // NATS takes a token there
	}
	options := u.Query()
	for name := range options {
		if !slices.Contains(plainOptions, name) {
			options.Set(name, masked)
		}
	}
	u.RawQuery, u.Fragment = options.Encode(), ""
	return strings.ReplaceAll(u.String(), url.QueryEscape(masked), masked)
}

// arguments are those of the command line, without the values of flags: some are
// secret, and profiles are passed around.
func arguments(args []string) []string {
	out := make([]string, 0, len(args))
	value := false // the argument may be the value of the flag before it
	for _, a := range args {
		name, _, joined := strings.Cut(a, "=")
		isFlag := strings.HasPrefix(a, "-")
		switch {
		case isFlag && joined:
			a = name + "=" + masked
		case !isFlag && value:
			a = masked
		}
		value = isFlag && !joined
		out = append(out, a)
	}
	return out
}
