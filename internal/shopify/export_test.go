package shopify

import (
	"net/http"
	"time"
)

// ReachInnerAddresses lets tests fetch from servers on this machine.
func (im *Importer) ReachInnerAddresses() { im.client = &http.Client{Timeout: time.Minute} }
