package app

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"rialto/internal/db"
	"rialto/internal/limits"
	"rialto/internal/media"
	"rialto/internal/seal"
)

// Config is every setting of the program. Each is a flag and an environment
// variable; the variable with _FILE appended names a file that holds it. Files of secrets
// are read again when they change, see secretFiles.
type Config struct {
	Env       string `help:"development, or production, which refuses what only suits development." enum:"development,production" default:"development" env:"RIALTO_ENV"`
	Name      string `help:"What the marketplace is called." default:"Rialto" env:"RIALTO_NAME"`
	PublicURL string `help:"Where buyers reach the marketplace. Default: the address it listens on." env:"RIALTO_PUBLIC_URL" placeholder:"URL"`
	Currency  string `help:"The currency of all prices (ISO 4217)." default:"EUR" env:"RIALTO_CURRENCY"`
	Timezone  string `help:"Where a day of the figures begins at midnight, such as Europe/Berlin." default:"UTC" env:"RIALTO_TIMEZONE"`
	DataDir   string `help:"Folder of everything that is kept outside a configured database or store." default:"./data" env:"RIALTO_DATA_DIR" type:"path"`

	DatabaseURL        string        `help:"PostgreSQL to use. Default: one that the program starts itself, in the data folder." env:"RIALTO_DATABASE_URL" placeholder:"URL" secret:"url"`
	DatabaseUser       string        `help:"As whom to connect to the database and its replicas, instead of the user in the URL." env:"RIALTO_DATABASE_USER" placeholder:"NAME"`
	DatabasePassword   string        `help:"The password for that, instead of the one in the URL." env:"RIALTO_DATABASE_PASSWORD" placeholder:"SECRET" secret:"all"`
	DatabaseConns      int           `help:"Connections to the database." default:"24" env:"RIALTO_DATABASE_CONNS"`
	DatabaseReplicaURL []string      `help:"Read-only replicas of the database, to which what everybody may see is read. Default: none." env:"RIALTO_DATABASE_REPLICA_URL" placeholder:"URL" secret:"all"`
	ReplicaMaxLag      time.Duration `help:"How far a replica may be behind for reads to go to it." default:"2s" env:"RIALTO_REPLICA_MAX_LAG"`
	PostgresBin        string        `help:"Folder of the PostgreSQL programs to start. Default: npm package, then PATH, then /usr/lib/postgresql." env:"RIALTO_POSTGRES_BIN" type:"path"`
	Migrate            string        `help:"auto: the program brings the database up to date when it starts. off: it only looks, and does not start on one that is too old; rialto migrate is then called before a roll-out." enum:"auto,off" default:"auto" env:"RIALTO_MIGRATE"`

	MediaURL string `help:"Where pictures are kept: a bucket of S3, such as s3://pictures?region=eu-central-1, or folder. Default: a folder in the data folder." env:"RIALTO_MEDIA_URL" placeholder:"URL" secret:"url"`

	Backup BackupConfig `embed:"" prefix:"backup-"`

	StripeSecretKey     string        `help:"Stripe's secret key. Default: the built-in simulator of Stripe." env:"STRIPE_SECRET_KEY" placeholder:"SECRET" secret:"all"`
	StripeWebhookSecret []string      `help:"Secret that signs Stripe's webhooks; several while Stripe replaces it, all are accepted." env:"STRIPE_WEBHOOK_SECRET" placeholder:"SECRET" secret:"all"`
	StripeAPIURL        string        `help:"Address of something that stands for Stripe's API, such as stripe-mock. Refused in production." env:"STRIPE_API_URL" placeholder:"URL" secret:"url"`
	PaymentWindow       time.Duration `help:"How long an order waits for its payment." default:"30m" env:"RIALTO_PAYMENT_WINDOW"`

	LinkKeys []string `help:"Secrets of at least 32 characters that sign the links of guests' orders; the first signs, all are accepted. Default: one made in the data folder." env:"RIALTO_LINK_KEYS" placeholder:"SECRET" secret:"all"`

	SealKeys []string `help:"Secrets of at least 32 characters that encrypt what the database must not tell; the first encrypts, all decrypt. Default: one made in the data folder." env:"RIALTO_SEAL_KEYS" placeholder:"SECRET" secret:"all"`

	OIDCProviders string `name:"oidc-providers" help:"JSON list of OpenID providers with whose accounts people may sign in, each with id, name, issuer, clientId and clientSecret. Default: none." env:"RIALTO_OIDC_PROVIDERS" placeholder:"JSON" secret:"all"`

	TermsVersion string `help:"Version of the terms that people accept when they register." default:"1" env:"RIALTO_TERMS_VERSION"`

	MailURL  string `help:"Mail server, such as smtp://user:password@mail.example.com:587. Default: no mail is sent, and all are shown at /dev/mail." env:"RIALTO_MAIL_URL" placeholder:"URL" secret:"url"`
	MailFrom string `help:"Whom mails are from, such as Rialto <hello@example.com>." env:"RIALTO_MAIL_FROM" placeholder:"ADDRESS"`

	MailBounceTo string `help:"Address to which mail servers report what they could not deliver. Default: the one that mails are from." env:"RIALTO_MAIL_BOUNCE_TO" placeholder:"ADDRESS"`

	RedisURL       string   `help:"Redis in which several programs count requests together. Default: each counts by itself." env:"RIALTO_REDIS_URL" placeholder:"URL" secret:"url"`
	RateLimits     string   `help:"Refuse requests that come too often: on, off, or a factor such as 2, which lets twice as many through." default:"on" env:"RIALTO_RATE_LIMITS"`
	TrustedProxies []string `help:"Networks of the proxies before the program, whose X-Forwarded-For says where a request comes from; none, if there is no proxy." env:"RIALTO_TRUSTED_PROXIES" placeholder:"NETWORK"`

	LiveStreams int `help:"How many pages may follow what happens as it happens, in each process; the others ask now and then. 0: none." default:"2000" env:"RIALTO_LIVE_STREAMS"`

	BrokerURL     string `help:"Message broker to which every event is published: redis://…, amqp://…, kafka://host:9092,host:9092 or nats://…. Default: none." env:"RIALTO_BROKER_URL" placeholder:"URL" secret:"url"`
	BrokerPrefix  string `help:"What the names of topics, streams, exchanges and queues of the broker begin with." default:"rialto" env:"RIALTO_BROKER_PREFIX"`
	BrokerBacklog int64  `help:"How many events a stream of Redis keeps, read or not." default:"1000000" env:"RIALTO_BROKER_BACKLOG"`

	WebhooksAllowLoopback bool `help:"Let webhooks go to this machine, by http too. For development: refused in production." env:"RIALTO_WEBHOOKS_ALLOW_LOOPBACK"`

	ReportingConfig `embed:""`

	LogLevel  string `help:"debug, info, warn or error." enum:"debug,info,warn,error" default:"info" env:"RIALTO_LOG_LEVEL"`
	LogFormat string `help:"text or json. Default: json in production." enum:",text,json" default:"" env:"RIALTO_LOG_FORMAT"`

	files settingFiles // of the settings that were given by files
}

// ListenConfig is where `rialto serve` listens.
type ListenConfig struct {
	Addr      string `help:"Address to listen on." default:":8080" env:"RIALTO_ADDR"`
	Port      string `help:"Port to listen on, instead of the one in the address." env:"PORT"`
	AdminAddr string `help:"Address of health, metrics and pprof, for operators only. Default: none." env:"RIALTO_ADMIN_ADDR"`
}

// ServeConfig is what only `rialto serve` needs to know.
type ServeConfig struct {
	Role      string         `help:"api serves requests, worker works on jobs, all does both." enum:"api,worker,all" default:"all" env:"RIALTO_ROLE"`
	StopDelay time.Duration  `help:"How long a program that is asked to end says that it is not ready, and serves all the same: as long as the proxy before it needs to notice. It comes before the grace." default:"0s" env:"RIALTO_STOP_DELAY"`
	StopGrace time.Duration  `help:"How long an ending program lets requests and jobs finish before it cancels them; less than what kills it waits." default:"20s" env:"RIALTO_STOP_GRACE"`
	Workers   map[string]int `help:"How many jobs of a queue run at a time in this process, such as mail=16;bulk=1." env:"RIALTO_WORKERS" placeholder:"QUEUE=N"`
	Demo      bool           `help:"Fill an empty marketplace with demo data first." env:"RIALTO_DEMO"`
}

func (c Config) production() bool { return c.Env == "production" }

func (c Config) simulatesStripe() bool { return c.StripeSecretKey == "" }

// replicaLag is how old what is read from a replica may be.
func (c Config) replicaLag() time.Duration {
	if len(c.DatabaseReplicaURL) == 0 {
		return 0
	}
	return c.ReplicaMaxLag
}

const (
	minLinkKey   = 32
	maxDataConns = 1000
)

// Validate refuses settings that cannot work, or not in production. Kong calls
// it; every failure is named at once.
func (c Config) Validate() error {
	var bad []error
	need := func(ok bool, text string) {
		if !ok {
			bad = append(bad, errors.New(text))
		}
	}
	need(len(c.Currency) == 3 && c.Currency == strings.ToUpper(c.Currency), "RIALTO_CURRENCY must be three capital letters, such as EUR")
	need(c.PaymentWindow >= time.Minute, "RIALTO_PAYMENT_WINDOW must be at least 1m")
	need(c.DatabaseConns >= 4 && c.DatabaseConns <= maxDataConns, "RIALTO_DATABASE_CONNS must be between 4 and 1000")
	for _, replica := range c.DatabaseReplicaURL {
		need(db.CheckURL(replica) == nil, "RIALTO_DATABASE_REPLICA_URL must be the URL of a PostgreSQL database, or several with commas between")
	}
	need(len(c.DatabaseReplicaURL) == 0 || c.DatabaseURL != "", "RIALTO_DATABASE_REPLICA_URL needs the primary as RIALTO_DATABASE_URL")
	need(len(c.DatabaseReplicaURL) == 0 || c.ReplicaMaxLag >= db.LeastLag && c.ReplicaMaxLag <= db.MostLag, "RIALTO_REPLICA_MAX_LAG must be between 1s and 1m")
	need(c.simulatesStripe() || len(c.StripeWebhookSecret) > 0, "STRIPE_WEBHOOK_SECRET is needed beside STRIPE_SECRET_KEY")
	_, proxiesErr := c.trustedProxies()
	_, factorErr := c.rateFactor()
	bad = append(bad, proxiesErr, factorErr)
	need(c.LiveStreams >= 0, "RIALTO_LIVE_STREAMS must be 0 or more")
	need(c.RedisURL == "" || limits.IsRedisURL(c.RedisURL), "RIALTO_REDIS_URL must be the address of a Redis, such as redis://redis.example.com:6379/0")
	need(c.MediaURL == "" || c.MediaURL == folderAsMedia || media.IsS3URL(c.MediaURL), "RIALTO_MEDIA_URL must be folder or the address of a bucket, such as s3://pictures?region=eu-central-1")
	_, providersErr := c.oidcProviders()
	bad = append(bad, c.checkMail(), providersErr, c.checkBroker(), c.checkReporting(), c.checkBackup())
	for _, k := range c.LinkKeys {
		need(len(k) >= minLinkKey, "RIALTO_LINK_KEYS must have at least 32 characters each")
	}
	for _, k := range c.SealKeys {
		need(len(k) >= seal.MinKey, "RIALTO_SEAL_KEYS must have at least 32 characters each")
	}
	if c.production() {
		need(c.DatabaseURL != "", "RIALTO_DATABASE_URL is needed in production: the server that Rialto starts itself is for development")
		need(!c.simulatesStripe(), "STRIPE_SECRET_KEY is needed in production: the simulator takes no money")
		need(c.StripeAPIURL == "", "STRIPE_API_URL must not be set in production: Stripe's secret key would be sent there")
		need(len(c.LinkKeys) > 0, "RIALTO_LINK_KEYS is needed in production: a generated key is lost with its machine")
		need(len(c.SealKeys) > 0, "RIALTO_SEAL_KEYS is needed in production: what a lost key encrypted is lost")
		need(c.MediaURL != "", "RIALTO_MEDIA_URL is needed in production: s3://… for pictures in S3, or folder, if one machine serves and its data folder is saved")
		need(c.MailURL != "", "RIALTO_MAIL_URL and RIALTO_MAIL_FROM are needed in production: without mails nobody can confirm an address")
		need(len(c.TrustedProxies) > 0, "RIALTO_TRUSTED_PROXIES is needed in production: without the proxy's network all visitors look like one; none, if there is no proxy")
		need(!c.WebhooksAllowLoopback, "RIALTO_WEBHOOKS_ALLOW_LOOPBACK must not be set in production: merchants could reach what listens on this machine alone")
		need(strings.HasPrefix(c.PublicURL, "https://"), "RIALTO_PUBLIC_URL is needed in production, and must begin with https://")
	}
	return errors.Join(bad...)
}

// listenAddr is the address with PORT taken over.
func (c ListenConfig) listenAddr() (string, error) {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return "", fmt.Errorf("RIALTO_ADDR: %w", err)
	}
	if c.Port != "" {
		port = c.Port
	}
	return net.JoinHostPort(host, port), nil
}
