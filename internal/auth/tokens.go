package auth

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
	"golang.org/x/sync/singleflight"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
	"rialto/internal/seal"
)

const (
	audience = "rialto"
	// accessLife is how long an access token works.
	accessLife = 15 * time.Minute
	// clockLeeway is how far the clocks of our processes may differ.
	clockLeeway = 5 * time.Second
)

// errKeysUnread says that the database failed, and nothing of the token.
var errKeysUnread = errors.New("keys could not be read")

// tokens signs and reads access tokens: JWTs (RFC 7519) signed with Ed25519.
type tokens struct {
	pool   *db.Pool
	q      *authdb.Queries
	seal   seal.Sealer
	parser *jwt.Parser
	issuer string
	now    func() time.Time

	load singleflight.Group

	mu      sync.RWMutex
	private map[string]ed25519.PrivateKey // by key id; a key never changes
	public  map[string]ed25519.PublicKey
}

func newTokens(pool *db.Pool, q *authdb.Queries, cfg Config, now func() time.Time) *tokens {
	return &tokens{
		pool: pool, q: q, seal: cfg.Seal, issuer: cfg.PublicURL, now: now,
		parser: jwt.NewParser(
			jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}), jwt.WithIssuer(cfg.PublicURL), jwt.WithAudience(audience),
			jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(clockLeeway), jwt.WithTimeFunc(now), jwt.WithStrictDecoding(),
		),
		private: map[string]ed25519.PrivateKey{}, public: map[string]ed25519.PublicKey{},
	}
}

type claims struct {
	jwt.RegisteredClaims
	SessionID string `json:"sid"`
}

// signTx returns an access token signed with the newest key as tx sees it, so
// that a new key signs from the moment it is there.
func (t *tokens) signTx(ctx context.Context, tx db.Tx, user, session uuid.UUID, now time.Time) (string, error) {
	kid, key, err := t.signingKeyTx(ctx, tx)
	if err != nil {
		return "", err
	}
	tok := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: t.issuer, Subject: user.String(), Audience: jwt.ClaimStrings{audience},
			IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(accessLife)),
		},
		SessionID: session.String(),
	})
	tok.Header["kid"] = kid
	signed, err := tok.SignedString(key)
	if err != nil {
		return "", fmt.Errorf("sign access token: %w", err)
	}
	return signed, nil
}

func (t *tokens) signingKeyTx(ctx context.Context, tx db.Tx) (string, ed25519.PrivateKey, error) {
	row, err := t.q.SigningKey(ctx, tx)
	if db.NoRows(err) {
		// The first key of a marketplace. Whoever comes second waits and then
		// finds the first one's.
		if err := t.addKeyTx(ctx, tx); err != nil {
			return "", nil, err
		}
		row, err = t.q.SigningKey(ctx, tx)
	}
	if err != nil {
		return "", nil, fmt.Errorf("signing key: %w", err)
	}
	t.mu.RLock()
	key, known := t.private[row.Kid]
	t.mu.RUnlock()
	if known {
		return row.Kid, key, nil
	}
	seed, err := t.seal.Open(signingKeyPurpose(row.Kid), row.SealedKey)
	if err != nil {
		return "", nil, fmt.Errorf("signing key %s: %w", row.Kid, err)
	}
	key = ed25519.NewKeyFromSeed(seed)
	t.mu.Lock()
	t.private[row.Kid] = key
	t.mu.Unlock()
	return row.Kid, key, nil
}

func signingKeyPurpose(kid string) string { return "signing key " + kid }

// addKeyTx makes the key that signs, unless there is one.
func (t *tokens) addKeyTx(ctx context.Context, tx db.Tx) error {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return fmt.Errorf("make signing key: %w", err)
	}
	kid := keyID(public)
	_, err = t.q.InsertSigningKey(ctx, tx, authdb.InsertSigningKeyParams{
		Kid: kid, PublicKey: public, SealedKey: t.seal.Seal(signingKeyPurpose(kid), private.Seed()), CreatedAt: t.now(),
	})
	if err != nil {
		return fmt.Errorf("insert signing key: %w", err)
	}
	return nil
}

func keyID(public ed25519.PublicKey) string {
	return base64.RawURLEncoding.EncodeToString(digestOf(string(public)))[:22]
}

// accessToken is what an access token says.
type accessToken struct {
	kid           string
	user, session uuid.UUID
}

// read checks everything about a token but whether its session and its key
// still count.
func (t *tokens) read(ctx context.Context, token string) (accessToken, error) {
	var c claims
	parsed, err := t.parser.ParseWithClaims(token, &c, func(tok *jwt.Token) (any, error) {
		kid, _ := tok.Header["kid"].(string)
		return t.publicKey(ctx, kid)
	})
	if err != nil {
		return accessToken{}, err
	}
	out := accessToken{kid: parsed.Header["kid"].(string)}
	if out.user, err = uuid.Parse(c.Subject); err != nil {
		return accessToken{}, err
	}
	out.session, err = uuid.Parse(c.SessionID)
	return out, err
}

// publicKey returns the key with the id. An id that is not known yet is looked
// up; however many ask at once, the database is asked by one at a time, so
// that made-up ids cost it little.
func (t *tokens) publicKey(ctx context.Context, kid string) (ed25519.PublicKey, error) {
	// Who joins a look that began before the key was there needs one more.
	for range 2 {
		if key, ok := t.known(kid); ok {
			return key, nil
		}
		_, err, _ := t.load.Do("", func() (any, error) {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			return nil, t.loadPublic(ctx)
		})
		if err != nil {
			return nil, errors.Join(errKeysUnread, err)
		}
	}
	if key, ok := t.known(kid); ok {
		return key, nil
	}
	return nil, jwt.ErrTokenUnverifiable
}

func (t *tokens) known(kid string) (ed25519.PublicKey, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	key, ok := t.public[kid]
	return key, ok
}

func (t *tokens) loadPublic(ctx context.Context) error {
	now := t.now()
	rows, err := t.q.VerifyingKeys(ctx, t.pool, &now)
	if err != nil {
		return fmt.Errorf("verifying keys: %w", err)
	}
	public := map[string]ed25519.PublicKey{}
	for _, r := range rows {
		public[r.Kid] = r.PublicKey
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.public = public
	return nil
}
