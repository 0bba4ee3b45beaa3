package auth

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/google/uuid"
	"golang.org/x/oauth2"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
)

// Providers returns the providers that one can sign in with, without their
// secrets.
func (s *Service) Providers() []Provider {
	providers := *s.providers.Load()
	out := make([]Provider, len(providers))
	for i, p := range providers {
		out[i] = Provider{ID: p.ID, Name: p.Name, Issuer: p.Issuer}
	}
	return out
}

// ReplaceProviders takes other providers, or others of their secrets, from now on. Who is at
// a provider meanwhile comes back to what it is now.
func (s *Service) ReplaceProviders(providers []Provider) {
	s.factors.providers.Store(newProviders(providers, s.cfg.CallbackURL, s.now))
}

func (s *Service) provider(id string) (*provider, error) {
	for _, p := range *s.providers.Load() {
		if p.ID == id {
			return p, nil
		}
	}
	return nil, ErrProviderNotFound
}

// oidcData is what a sign-in at a provider remembers until its return.
type oidcData struct {
	Provider string `json:"provider"`
	State    string `json:"state"`    // comes back in the address
	Nonce    string `json:"nonce"`    // comes back in the token
	Verifier string `json:"verifier"` // of PKCE (RFC 7636), stays here
	ReturnTo string `json:"returnTo"`
}

// ProviderStart is how a browser gets to a provider.
type ProviderStart struct {
	URL string
	// Browser is a secret that the browser keeps and brings back, so that
	// nobody else's return signs it in.
	Browser string
}

// BeginProvider begins a sign-in at a provider. returnTo is the path of ours to
// go to afterwards; where it is no such path, it is the home page. Returns
// ErrProviderNotFound or ErrProviderUnavailable.
func (s *Service) BeginProvider(ctx context.Context, id, returnTo string) (ProviderStart, error) {
	p, err := s.provider(id)
	if err != nil {
		return ProviderStart{}, err
	}
	found, err := p.discover(ctx)
	if err != nil {
		return ProviderStart{}, err
	}
	data := oidcData{Provider: id, Verifier: oauth2.GenerateVerifier(), ReturnTo: localPath(returnTo)}
	data.State, _ = newSecret()
	data.Nonce, _ = newSecret()
	out := ProviderStart{
		URL: found.oauth.AuthCodeURL(data.State, oidc.Nonce(data.Nonce), oauth2.S256ChallengeOption(data.Verifier)),
	}
	err = db.InTx(ctx, s.pool, func(tx db.Tx) (err error) {
		out.Browser, err = s.newChallengeTx(ctx, tx, challengeOIDC, nil, data)
		return err
	})
	return out, err
}

// ProviderReturn is what a browser brings back from a provider.
type ProviderReturn struct {
	Provider string // by whose address it came back
	Browser  string // what the browser kept
	State    string
	Code     string
	Error    string
	Issuer   string // by which the provider names itself (RFC 9207)
}

// ProviderSignIn is how far a sign-in at a provider came.
type ProviderSignIn struct {
	SignIn
	// Link, when it is not empty, is for LinkIdentity: there is an account with
	// the address, whose owner has to sign in to it first.
	Link string
	// ReturnTo is a path of ours. It is there after an error as well, once it
	// is known.
	ReturnTo string
}

// FinishProvider ends a sign-in at a provider. The account is the one that is
// linked, else a new one, when the provider says that the address is verified
// and no account has it.
//
// The return counts once, whatever comes of it: it is used up before the
// provider is asked, because nothing of ours is locked meanwhile. Returns
// ErrChallengeOver, also for another browser's return, ErrProviderDenied,
// ErrProviderAnswer, ErrProviderUnavailable, ErrEmailNotProven, ErrEmailRefused,
// ErrProviderNotFound or ErrBlocked. After an error nothing is written.
func (s *Service) FinishProvider(ctx context.Context, in ProviderReturn) (ProviderSignIn, error) {
	p, err := s.provider(in.Provider)
	if err != nil {
		return ProviderSignIn{}, err
	}
	began, err := s.takeReturn(ctx, in)
	if err != nil {
		return ProviderSignIn{}, err
	}
	out := ProviderSignIn{ReturnTo: began.ReturnTo}
	found, err := p.discover(ctx)
	if err != nil {
		return out, err
	}
	if err := p.checkReturn(found, in); err != nil {
		return out, err
	}
	who, err := p.personOf(ctx, found, in.Code, began)
	if err != nil {
		return out, err
	}
	who.Email, who.Name = canonicalEmail(who.Email), plainName(who.Name)
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error {
		out.SignIn, out.Link, err = s.providerTx(ctx, tx, who)
		return err
	})
	if err != nil {
		out.SignIn, out.Link = SignIn{}, ""
	}
	return out, err
}

// takeReturn uses up the half of a sign-in that the browser's secret belongs
// to. A return with the state of another does not use it up: anybody can send
// a browser here.
func (s *Service) takeReturn(ctx context.Context, in ProviderReturn) (began oidcData, err error) {
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error {
		began = oidcData{}
		if _, err := s.takeChallengeTx(ctx, tx, challengeOIDC, in.Browser, &began); err != nil {
			return err
		}
		if began.Provider != in.Provider || subtle.ConstantTimeCompare([]byte(began.State), []byte(in.State)) != 1 {
			return ErrChallengeOver.Because(errors.New("the state is another"))
		}
		return nil
	})
	return began, err
}

// checkReturn checks what comes before the code is worth anything.
func (p *provider) checkReturn(found *discovered, in ProviderReturn) error {
	switch {
	case in.Issuer != p.Issuer && (in.Issuer != "" || found.namesIssuer):
		return ErrProviderAnswer.Because(errors.New("another provider sent the browser back"))
	case in.Error == "server_error", in.Error == "temporarily_unavailable":
		return ErrProviderUnavailable.Because(errors.New(in.Error))
	case in.Error != "":
		return ErrProviderDenied
	case in.Code == "":
		return ErrProviderAnswer.Because(errors.New("neither code nor error"))
	}
	return nil
}

// providerTx signs in whoever has signed in at a provider.
func (s *Service) providerTx(ctx context.Context, tx db.Tx, who person) (in SignIn, link string, err error) {
	in, known, err := s.knownTx(ctx, tx, who)
	if known || err != nil {
		return in, "", err
	}
	if who.Email == "" || !who.EmailVerified {
		return in, "", ErrEmailNotProven
	}
	if err := checkEmail(who.Email); err != nil {
		return in, "", err
	}
	u, whose, err := s.userOfPersonTx(ctx, tx, who)
	if err != nil {
		return in, "", err
	}
	if whose == accountOwned {
		// Another return of the same person may have made it meanwhile.
		if in, known, err = s.knownTx(ctx, tx, who); known || err != nil {
			return in, "", err
		}
		link, err = s.newChallengeTx(ctx, tx, challengeLink, &u, who)
		return in, link, err
	}
	if _, err := s.insertIdentityTx(ctx, tx, u, who); err != nil {
		return in, "", err
	}
	if in, err = s.firstFactorTx(ctx, tx, u, MethodOIDC); err != nil {
		return in, "", err
	}
	return in, "", s.auditTx(ctx, tx, u, "user.identity_linked", map[string]string{"provider": who.Provider, "account": string(whose)})
}

// knownTx signs in a person whose account at the provider is linked.
func (s *Service) knownTx(ctx context.Context, tx db.Tx, who person) (in SignIn, known bool, err error) {
	subject := authdb.IdentityBySubjectParams{Provider: who.Provider, Subject: who.Subject}
	identity, err := s.q.IdentityBySubject(ctx, tx, subject)
	if db.NoRows(err) {
		return in, false, nil
	}
	if err != nil {
		return in, false, fmt.Errorf("identity: %w", err)
	}
	u, err := s.lockUserTx(ctx, tx, identity.UserID)
	if err != nil {
		return in, false, err
	}
	if u.Blocked {
		return in, false, ErrBlocked
	}
	n, err := s.q.UseIdentity(ctx, tx, authdb.UseIdentityParams{ID: identity.ID, Now: s.now(), Email: who.Email})
	if err != nil {
		return in, false, fmt.Errorf("use identity: %w", err)
	}
	if n == 0 {
		return in, false, nil // it was unlinked meanwhile
	}
	in, err = s.firstFactorTx(ctx, tx, u.ID, MethodOIDC)
	return in, true, err
}

// ownership is what the account with a person's address was before they came.
type ownership string

const (
	accountNew     ownership = "new"     // it was not there
	accountEmptied ownership = "emptied" // nobody had verified it
	accountOwned   ownership = "owned"   // somebody had, who has to sign in to it
)

// userOfPersonTx returns the account with the person's address. It makes one
// when there is none. One that nobody has verified may be a stranger's trap: it
// is emptied first.
func (s *Service) userOfPersonTx(ctx context.Context, tx db.Tx, who person) (id uuid.UUID, whose ownership, err error) {
	id, created, err := s.insertUserTx(ctx, tx, newUser{Email: who.Email, Name: who.Name, Locale: who.language(), Verified: true})
	if err != nil {
		return id, "", err
	}
	if created {
		if err := s.welcomeTx(ctx, tx, id, false); err != nil {
			return id, "", err
		}
		return id, accountNew, s.bus.PublishTx(ctx, tx, EmailVerified{UserID: id})
	}
	u, err := s.q.LockUserByEmail(ctx, tx, who.Email)
	if err != nil {
		return id, "", fmt.Errorf("user by email: %w", err)
	}
	if u.BlockedAt != nil {
		return u.ID, "", ErrBlocked
	}
	if u.EmailVerifiedAt != nil {
		return u.ID, accountOwned, nil
	}
	return u.ID, accountEmptied, s.takeOverTx(ctx, tx, u.ID, who)
}

func (s *Service) takeOverTx(ctx context.Context, tx db.Tx, user uuid.UUID, who person) error {
	_, err := s.q.TakeOverUnverified(ctx, tx, authdb.TakeOverUnverifiedParams{
		ID: user, Name: who.Name, Locale: localeOf(who.language()), Now: s.now(),
	})
	if err != nil {
		return fmt.Errorf("take over unverified account: %w", err)
	}
	if err := s.q.DropMailTokens(ctx, tx, user); err != nil {
		return fmt.Errorf("drop links: %w", err)
	}
	if err := s.consentTx(ctx, tx, user, false); err != nil {
		return err
	}
	return s.bus.PublishTx(ctx, tx, EmailVerified{UserID: user})
}

// language is the first part of a language tag such as de-AT.
func (p person) language() string {
	language, _, _ := strings.Cut(strings.ToLower(p.Locale), "-")
	language, _, _ = strings.Cut(language, "_")
	return language
}

const maxName = 200 // characters, as in the contract

// plainName is a name as somebody could have typed it.
func plainName(name string) string {
	typed := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	typed = strings.Join(strings.Fields(typed), " ")
	if runes := []rune(typed); len(runes) > maxName {
		typed = string(runes[:maxName])
	}
	return typed
}
