package notify

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"

	"github.com/wneessen/go-mail"
)

// SMTP is the Transport to a mail server (RFC 5321), over a connection of its
// own for each mail.
type SMTP struct {
	host, port string
	security   security
	user, pass string
	roots      *x509.CertPool // nil: the system's
}

type security int

const (
	startTLS security = iota // or nothing is sent
	implicitTLS
	noTLS
)

// NewSMTP reads an address of the form smtp[s]://[user:password@]host[:port].
// The connection is encrypted from its beginning (smtps, port 465), or by
// STARTTLS (smtp, port 587), without which nothing is sent. Only to the same
// machine, or with ?tls=none at the end, it is not. The error never holds the
// password.
func NewSMTP(address string) (*SMTP, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("mail server: not a URL")
	}
	t := &SMTP{host: u.Hostname(), port: u.Port(), user: u.User.Username()}
	t.pass, _ = u.User.Password()
	switch u.Scheme {
	case "smtp":
		t.port = cmp.Or(t.port, "587")
		if loopback(t.host) {
			t.security = noTLS
		}
	case "smtps":
		t.port, t.security = cmp.Or(t.port, "465"), implicitTLS
	default:
		return nil, errors.New("mail server: begins with neither smtp:// nor smtps://")
	}
	if _, err := strconv.ParseUint(t.port, 10, 16); err != nil || t.host == "" || strings.Trim(u.Path, "/") != "" {
		return nil, errors.New("mail server: needs a host, may have a port, and no path")
	}
	for name, values := range u.Query() {
		if name != "tls" || values[0] != "none" || t.security == implicitTLS {
			return nil, fmt.Errorf("mail server: only smtp:// takes an option, and only tls=none, not %s", name)
		}
		t.security = noTLS
	}
	return t, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Send implements Transport. A mail whose recipient or content the server
// refuses for good (5xx) is final. What it has against us, be it the
// connection, the password or the sender, is not: somebody can put that right.
func (t *SMTP) Send(ctx context.Context, m Message) error {
	msg, err := compose(m)
	if err != nil {
		return err
	}
	conn, err := t.dial(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	hangUp := func() { _ = conn.Close() } // what was not said by then is not missed
	defer hangUp()
	defer context.AfterFunc(ctx, hangUp)()

	client, err := t.client(conn)
	if err != nil {
		return err
	}
	server, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return greetError(err)
	}
	err = client.SendWithSMTPClient(server, msg)
	if msg.IsDelivered() {
		// The server has it, whatever it says to the end of the conversation.
		_ = server.Quit()
		return nil
	}
	return sendError(err)
}

func (t *SMTP) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: t.host, RootCAs: t.roots, MinVersion: tls.VersionTLS12}
}

func (t *SMTP) dial(ctx context.Context) (net.Conn, error) {
	addr := net.JoinHostPort(t.host, t.port)
	if t.security == implicitTLS {
		return (&tls.Dialer{Config: t.tlsConfig()}).DialContext(ctx, "tcp", addr)
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", addr)
}

// client speaks over conn. It is for one conversation.
func (t *SMTP) client(conn net.Conn) (*mail.Client, error) {
	opts := []mail.Option{
		mail.WithTimeout(sendTimeout), mail.WithTLSConfig(t.tlsConfig()), mail.WithoutNoop(),
		mail.WithDialContextFunc(func(context.Context, string, string) (net.Conn, error) { return conn, nil }),
	}
	plain, login := mail.SMTPAuthPlain, mail.SMTPAuthLogin
	if t.security == startTLS {
		opts = append(opts, mail.WithTLSPolicy(mail.TLSMandatory))
	} else {
		opts = append(opts, mail.WithTLSPolicy(mail.NoTLS))
	}
	if t.security == noTLS {
		plain, login = mail.SMTPAuthPlainNoEnc, mail.SMTPAuthLoginNoEnc
	}
	if t.user != "" {
		opts = append(opts, mail.WithUsername(t.user), mail.WithPassword(t.pass),
			mail.WithOpportunisticSMTPAuth(mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthCramMD5, plain, login))
	}
	return mail.NewClient(t.host, opts...)
}

// compose makes the message. Two attempts at a mail make the same one.
func compose(m Message) (*mail.Msg, error) {
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&m.From)
	if m.BounceTo != "" {
		if err := msg.EnvelopeFrom(m.BounceTo); err != nil {
			return nil, &SendError{Reason: "the envelope sender is no address"}
		}
	}
	to, err := netmail.ParseAddress(m.To)
	if err != nil {
		return nil, &SendError{Reason: "the recipient is no address", Final: true}
	}
	msg.ToMailAddress(&netmail.Address{Address: to.Address})
	_, domain, _ := strings.Cut(m.From.Address, "@")
	msg.SetMessageIDWithValue(m.ID.String() + "@" + domain)
	msg.SetDateWithValue(m.Date)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: nobody's holiday answers us
	if m.Unsubscribe != "" && msg.SetListUnsubscribeOneClick(m.Unsubscribe) != nil {
		msg.SetListUnsubscribe(m.Unsubscribe) // in development there is no https
	}
	msg.Subject(m.Subject)
	msg.SetBodyString(mail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(mail.TypeTextHTML, m.HTML)
	return msg, nil
}

// greetError is a failure before the mail was spoken of.
func greetError(err error) error {
	if answer := new(textproto.Error); errors.As(err, &answer) {
		return &SendError{Reason: fmt.Sprintf("the server answered %d before the mail", answer.Code), Detail: answer.Msg}
	}
	return fmt.Errorf("begin conversation: %w", err)
}

// sendError is a failure over the mail itself.
func sendError(err error) error {
	failure := new(mail.SendError)
	if !errors.As(err, &failure) {
		return &SendError{Reason: "the conversation broke off", Detail: fmt.Sprint(err)}
	}
	e := &SendError{Reason: failure.Reason.String(), Detail: failure.Error()}
	if code := failure.ErrorCode(); code > 0 {
		answer := strings.TrimSpace(fmt.Sprintf("%d %s", code, failure.EnhancedStatusCode()))
		e.Reason = e.Reason + ": answered " + answer
		e.Final = code >= 500 && failure.Reason != mail.ErrSMTPMailFrom
		if failure.Reason == mail.ErrSMTPRcptTo && e.Final && unknownMailbox(code, failure.EnhancedStatusCode()) {
			e.Unknown = answer
		}
	}
	return e
}
