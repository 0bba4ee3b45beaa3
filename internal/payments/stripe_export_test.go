package payments

// For the tests of the adapter, which see only what other packages see.
var (
	ErrProviderRefused = errProviderRefused
	ErrSessionUnknown  = errSessionUnknown
)
