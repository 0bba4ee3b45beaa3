package broker

import (
	"errors"
	"net/url"
	"regexp"
	"strings"

	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/redis/go-redis/v9"
)

// Kind is a kind of broker.
type Kind string

// The kinds that can be spoken to.
const (
	Redis    Kind = "Redis"
	RabbitMQ Kind = "RabbitMQ"
	Kafka    Kind = "Kafka"
	NATS     Kind = "NATS"
)

var kinds = map[string]Kind{
	"redis": Redis, "rediss": Redis, "unix": Redis,
	"amqp": RabbitMQ, "amqps": RabbitMQ,
	"kafka": Kafka,
	"nats":  NATS,
}

// address is where a broker is. It holds a password: it is never printed, nor
// is an error of those who parse parts of it.
type address struct {
	kind  Kind
	url   *url.URL // with the first host alone
	hosts []string // host:port each
}

var (
	errAddress   = errors.New("must be the address of a broker: redis://host:6379/0, amqp://user:password@host:5672/, kafka://host:9092,host:9092 or nats://host:4222")
	errKafka     = errors.New("sasl of a kafka:// address must be plain, scram-sha-256 or scram-sha-512, beside a user and a password")
	errTLS       = errors.New("tls of a kafka:// or nats:// address must be true or false")
	errParam     = errors.New("has a parameter that is not known: kafka:// takes tls and sasl, nats:// takes tls")
	errOtherKind = errors.New("is of another kind of broker: that needs a restart, after all that waits was published")
	errNoPrefix  = errors.New("must be a lower-case letter, followed by up to 31 more, digits and hyphens")
)

// CheckURL says what is wrong with the address of a broker, nil if nothing is.
// The answer never repeats it.
func CheckURL(raw string) error {
	_, err := parseAddress(raw)
	return err
}

var prefixes = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)

// CheckPrefix says what is wrong with a prefix of names, nil if nothing is.
func CheckPrefix(prefix string) error {
	if !prefixes.MatchString(prefix) {
		return errNoPrefix
	}
	return nil
}

func parseAddress(raw string) (address, error) {
	scheme, rest, found := strings.Cut(raw, "://")
	kind, known := kinds[scheme]
	if !found || !known {
		return address{}, errAddress
	}
	// net/url takes one host, while a cluster has several.
	authority, tail := rest, ""
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		authority, tail = rest[:i], rest[i:]
	}
	user, hosts := "", authority
	if i := strings.LastIndex(authority, "@"); i >= 0 {
		user, hosts = authority[:i+1], authority[i+1:]
	}
	at := address{kind: kind, hosts: strings.Split(hosts, ",")}
	var err error
	if at.url, err = url.Parse(scheme + "://" + user + at.hosts[0] + tail); err != nil {
		return address{}, errAddress
	}
	return at, at.check(scheme)
}

func (at address) check(scheme string) error {
	for _, host := range at.hosts {
		if host == "" && scheme != "unix" {
			return errAddress
		}
	}
	switch at.kind {
	case Redis:
		if _, err := redis.ParseURL(at.url.String()); err != nil || len(at.hosts) > 1 {
			return errAddress
		}
	case RabbitMQ:
		if _, err := amqp.ParseURI(at.url.String()); err != nil {
			return errAddress
		}
	case Kafka:
		_, password := at.url.User.Password()
		switch sasl := at.url.Query().Get("sasl"); sasl {
		case "", saslPlain, saslSHA256, saslSHA512:
			if (sasl != "" || at.url.User != nil) && !password {
				return errKafka
			}
		default:
			return errKafka
		}
		return at.checkParams("tls", "sasl")
	case NATS:
		return at.checkParams("tls")
	}
	return nil
}

func (at address) checkParams(known ...string) error {
	for name := range at.url.Query() {
		if !strings.Contains(","+strings.Join(known, ",")+",", ","+name+",") {
			return errParam
		}
	}
	switch at.url.Query().Get("tls") {
	case "", "true", "false":
		return nil
	}
	return errTLS
}

// each returns the address, one for each host.
func (at address) each() []string {
	list := make([]string, len(at.hosts))
	for i, host := range at.hosts {
		u := *at.url
		u.Host = host
		if at.kind == NATS {
			u.RawQuery = "" // ours
		}
		list[i] = u.String()
	}
	return list
}

func (at address) tls() bool { return at.url.Query().Get("tls") == "true" }
