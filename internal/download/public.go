package download

import (
	"net/http"
	"time"

	"rialto/internal/publicnet"
)

// publicClient reaches the public internet and nothing else, also when it is
// redirected; that is why it uses no proxy.
func publicClient() *http.Client {
	return &http.Client{Transport: &http.Transport{
		DialContext:         publicnet.Public().Dialer(5 * time.Second).DialContext,
		TLSHandshakeTimeout: 5 * time.Second,
		MaxIdleConnsPerHost: fetchAtOnce,
		IdleConnTimeout:     30 * time.Second,
		ForceAttemptHTTP2:   true,
	}}
}
