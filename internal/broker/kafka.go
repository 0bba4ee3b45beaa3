package broker

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/sasl"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"
)

// Values of the parameter sasl.
const (
	saslPlain  = "plain"
	saslSHA256 = "scram-sha-256"
	saslSHA512 = "scram-sha-512"
)

// kafka keeps events in one topic; those of one aggregate are in one partition.
type kafka struct {
	at      address
	timeout time.Duration
	topic   string
	out     link[*kgo.Client]
}

func newKafka(at address, cfg Config) *kafka {
	k := &kafka{at: at, timeout: cfg.Timeout, topic: cfg.Prefix + ".events"}
	k.out = link[*kgo.Client]{dial: k.dialOut, drop: (*kgo.Client).Close}
	return k
}

// options are those of each client. Its own attempts end with the timeout.
func (k *kafka) options() []kgo.Opt {
	opts := []kgo.Opt{
		kgo.SeedBrokers(k.at.hosts...), kgo.ClientID("rialto"),
		kgo.DialTimeout(k.timeout), kgo.RequestTimeoutOverhead(k.timeout), kgo.RetryTimeout(k.timeout),
		kgo.MetadataMinAge(250 * time.Millisecond), // an outage is over as soon as it is over
	}
	if k.at.tls() {
		opts = append(opts, kgo.DialTLSConfig(&tls.Config{MinVersion: tls.VersionTLS12}))
	}
	if m := k.mechanism(); m != nil {
		opts = append(opts, kgo.SASL(m))
	}
	return opts
}

func (k *kafka) mechanism() sasl.Mechanism {
	password, given := k.at.url.User.Password()
	if !given {
		return nil
	}
	user := k.at.url.User.Username()
	switch k.at.url.Query().Get("sasl") {
	case saslSHA256:
		return scram.Auth{User: user, Pass: password}.AsSha256Mechanism()
	case saslSHA512:
		return scram.Auth{User: user, Pass: password}.AsSha512Mechanism()
	}
	return plain.Auth{User: user, Pass: password}.AsMechanism()
}

func (k *kafka) dialOut(ctx context.Context) (*kgo.Client, error) {
	return k.dial(ctx, []string{k.topic}, kgo.RequestRetries(3), // the feed tries again, too
		kgo.RequiredAcks(kgo.AllISRAcks()), kgo.ProduceRequestTimeout(k.timeout), kgo.RecordDeliveryTimeout(k.timeout),
		// An answer that does not come is not waited for: what is sent again has the
		// same id, and nothing of its key was sent in between.
		kgo.AllowIdempotentProduceCancellation())
}

// dial returns a client and makes topics that are missing.
func (k *kafka) dial(ctx context.Context, topics []string, more ...kgo.Opt) (*kgo.Client, error) {
	client, err := kgo.NewClient(append(k.options(), more...)...)
	if err != nil {
		return nil, err
	}
	if err := ensureTopics(ctx, client, topics); err != nil {
		client.Close()
		return nil, err
	}
	return client, nil
}

const partitions = 12

// ensureTopics makes topics that are missing, replicated as the cluster does by
// default.
func ensureTopics(ctx context.Context, client *kgo.Client, topics []string) error {
	ask := kmsg.NewPtrMetadataRequest()
	for _, name := range topics {
		t := kmsg.NewMetadataRequestTopic()
		t.Topic = kmsg.StringPtr(name)
		ask.Topics = append(ask.Topics, t)
	}
	known, err := ask.RequestWith(ctx, client)
	if err != nil {
		return err
	}
	create := kmsg.NewPtrCreateTopicsRequest()
	for _, t := range known.Topics {
		err := kerr.ErrorForCode(t.ErrorCode)
		if err != nil && !errors.Is(err, kerr.UnknownTopicOrPartition) {
			return fmt.Errorf("topic: %w", err)
		}
		if err != nil {
			missing := kmsg.NewCreateTopicsRequestTopic()
			missing.Topic, missing.NumPartitions, missing.ReplicationFactor = *t.Topic, partitions, -1
			create.Topics = append(create.Topics, missing)
		}
	}
	if len(create.Topics) == 0 {
		return nil
	}
	made, err := create.RequestWith(ctx, client)
	if err != nil {
		return err
	}
	for _, t := range made.Topics {
		if err := kerr.ErrorForCode(t.ErrorCode); err != nil && !errors.Is(err, kerr.TopicAlreadyExists) {
			return fmt.Errorf("make topic %s: %w", t.Topic, err)
		}
	}
	return nil
}

func (k *kafka) send(ctx context.Context, messages []outgoing) ([]bool, error) {
	acknowledged := make([]bool, len(messages))
	err := k.out.use(ctx, func(client *kgo.Client) error {
		records, place := make([]*kgo.Record, len(messages)), map[*kgo.Record]int{}
		for i, m := range messages {
			records[i] = &kgo.Record{
				Topic: k.topic, Key: []byte(m.key), Value: m.body,
				Headers: []kgo.RecordHeader{{Key: "content-type", Value: []byte(contentType)}, {Key: "id", Value: []byte(m.id)}, {Key: "type", Value: []byte(m.name)}},
			}
			place[records[i]] = i
		}
		results := client.ProduceSync(ctx, records...)
		for _, r := range results {
			acknowledged[place[r.Record]] = r.Err == nil
		}
		return results.FirstErr()
	})
	return acknowledged, err
}

func (k *kafka) check(ctx context.Context) (string, error) {
	return "", k.out.use(ctx, func(client *kgo.Client) error { return client.Ping(ctx) })
}

func (k *kafka) close() { k.out.close() }
