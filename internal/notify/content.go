package notify

import "time"

// Content is what a mail says. Each kind of mail is a type; its words are in
// texts/. Paths in it begin with a slash and are joined to the marketplace's
// public address, or with https:// and lead elsewhere; what they carry is secret and in the mail alone.
type Content interface{ mail() description }

// description is what all kinds have in common.
type description struct {
	kind    string
	variant string   // of the texts, empty if the kind has one only
	paths   []string // of the links, in the order of the texts' actions

	// What the texts may mention.
	validFor            time.Duration
	store, role, reason string
	sale                sale
	product             string
	stock               []StockLine
	more                int
	host                string
	imported            imported
}

// imported is what mails about imports mention.
type imported struct {
	File                  string
	Created, Updated, Bad int
}

// textKey names the texts of the mail.
func (d description) textKey() string {
	if d.variant == "" {
		return d.kind
	}
	return d.kind + "." + d.variant
}

// VerifyEmail asks whoever registered to prove that the address is theirs.
type VerifyEmail struct {
	Path     string
	ValidFor time.Duration
}

func (c VerifyEmail) mail() description {
	return description{kind: "verify_email", paths: []string{c.Path}, validFor: c.ValidFor}
}

// AccountExists tells the owner of an account that somebody registered with
// its address.
type AccountExists struct{ SignInPath, ResetPath string }

func (c AccountExists) mail() description {
	return description{kind: "account_exists", paths: []string{c.SignInPath, c.ResetPath}}
}

// ResetPassword lets somebody who forgot the password set another.
type ResetPassword struct {
	Path     string
	ValidFor time.Duration
}

func (c ResetPassword) mail() description {
	return description{kind: "reset_password", paths: []string{c.Path}, validFor: c.ValidFor}
}

// PasswordChanged tells of a new password.
type PasswordChanged struct {
	ResetPath string // where one asks for another
}

func (c PasswordChanged) mail() description {
	return description{kind: "password_changed", paths: []string{c.ResetPath}}
}

// EmailChanged tells the old address of an account that it is no longer the
// account's. It does not tell the new one.
type EmailChanged struct{}

func (EmailChanged) mail() description {
	return description{kind: "email_changed", paths: []string{"/"}}
}

// ConfirmNewEmail asks at the new address of an account whether it is theirs.
type ConfirmNewEmail struct {
	Path     string
	ValidFor time.Duration
}

func (c ConfirmNewEmail) mail() description {
	return description{kind: "confirm_new_email", paths: []string{c.Path}, validFor: c.ValidFor}
}

// FactorChange is what happened to the ways in which an account is proven.
type FactorChange string

// What can happen to them.
const (
	AuthenticatorAdded   FactorChange = "authenticator_added"
	AuthenticatorRemoved FactorChange = "authenticator_removed"
	PasskeyAdded         FactorChange = "passkey_added"
	PasskeyRemoved       FactorChange = "passkey_removed"
	RecoveryCodesMade    FactorChange = "recovery_codes_made"
	RecoveryCodeUsed     FactorChange = "recovery_code_used"
	ProviderLinked       FactorChange = "provider_linked"
	ProviderUnlinked     FactorChange = "provider_unlinked"
	APIKeyMade           FactorChange = "api_key_made"
)

// SecondFactorChanged tells of a second factor, passkey or key that came or went.
type SecondFactorChanged struct {
	Change       FactorChange
	SecurityPath string // where they are listed
}

func (c SecondFactorChanged) mail() description {
	return description{kind: "second_factor_changed", variant: string(c.Change), paths: []string{c.SecurityPath}}
}

// ExportReady tells that the copy of somebody's data can be downloaded.
type ExportReady struct {
	Path     string // of the page that offers it
	ValidFor time.Duration
}

func (c ExportReady) mail() description {
	return description{kind: "export_ready", paths: []string{c.Path}, validFor: c.ValidFor}
}

// AccountErased is the last mail of an account. To has no UserID then.
type AccountErased struct{}

func (AccountErased) mail() description { return description{kind: "account_erased"} }

// StoreInvitation asks somebody, with an account or without, into a store's team.
type StoreInvitation struct {
	Store    string // its name
	Role     string // owner, manager or staff
	Path     string // of the page that accepts it
	ValidFor time.Duration
}

func (c StoreInvitation) mail() description {
	return description{kind: "store_invitation", paths: []string{c.Path}, store: c.Store, role: c.Role, validFor: c.ValidFor}
}

// StoreOwnershipReceived tells a member of a team that the store is now theirs.
type StoreOwnershipReceived struct {
	Store string // its name
	Path  string // of the store's dashboard
}

func (c StoreOwnershipReceived) mail() description {
	return description{kind: "store_ownership_received", paths: []string{c.Path}, store: c.Store}
}

// StoreDecision is what those who run the marketplace decided about a store.
type StoreDecision string

// What can be decided.
const (
	StoreApproved   StoreDecision = "approved"
	StoreRefused    StoreDecision = "refused"
	StoreSuspended  StoreDecision = "suspended"
	StoreReinstated StoreDecision = "reinstated"
)

// StoreDecided tells an owner what was decided about the store.
type StoreDecided struct {
	Decision      StoreDecision
	Store, Reason string // a reason where one was given
	Path          string // of the store's dashboard
}

func (c StoreDecided) mail() description {
	return description{kind: "store_decided", variant: string(c.Decision), paths: []string{c.Path}, store: c.Store, reason: c.Reason}
}

// PayoutAccountChanged tells an owner that a store's money goes elsewhere.
type PayoutAccountChanged struct {
	Store string // its name
	Path  string // where it is set
}

func (c PayoutAccountChanged) mail() description {
	return description{kind: "payout_account_changed", paths: []string{c.Path}, store: c.Store}
}

// StockLine is a variant in a StockAlert.
type StockLine struct {
	Name string
	Left int
}

// StockAlert tells a store's team what ran low, or out.
type StockAlert struct {
	Out      bool
	Store    string // its name
	Products []StockLine
	More     int    // how many are not named
	Path     string // of the store's list
}

func (c StockAlert) mail() description {
	d := description{kind: "stock_alert", variant: "low", paths: []string{c.Path}, store: c.Store, stock: c.Products, more: c.More}
	if c.Out {
		d.variant = "out"
	}
	return d
}

// StockWishConfirm asks whether somebody wants to know when a product is back.
type StockWishConfirm struct {
	Product, Path string
	ValidFor      time.Duration
}

func (c StockWishConfirm) mail() description {
	return description{kind: "stock_wish_confirm", paths: []string{c.Path}, product: c.Product, validFor: c.ValidFor}
}

// StockBack tells somebody who wished for it that a product is back.
type StockBack struct{ Product, Path string }

func (c StockBack) mail() description {
	return description{kind: "stock_back", paths: []string{c.Path}, product: c.Product}
}

// ImportEnded tells who began an import how it went.
type ImportEnded struct {
	Failed                bool   // it did not get to the end of the file
	Store, File           string // their names
	Created, Updated, Bad int    // products; Bad could not be taken over
	Path                  string // of the report
}

func (c ImportEnded) mail() description {
	d := description{
		kind: "import_ended", variant: "done", paths: []string{c.Path}, store: c.Store,
		imported: imported{File: c.File, Created: c.Created, Updated: c.Updated, Bad: c.Bad},
	}
	if c.Failed {
		d.variant = "failed"
	}
	return d
}

// TestMail shows that mails arrive.
type TestMail struct {
	Path string // of the account's preferences
}

func (c TestMail) mail() description {
	return description{kind: "test_mail", paths: []string{c.Path}}
}
