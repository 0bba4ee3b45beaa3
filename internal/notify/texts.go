package notify

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

const defaultLocale = "en"

//go:embed texts/*.json
var textFiles embed.FS

// locale is everything that mails say in one language. The texts are
// templates over a view.
type locale struct {
	Fallback string `json:"fallback"` // before the address of a button
	// Reasons say why one gets a mail that has to be: of an account, an order, a
	// store or a wish.
	Reasons     map[string]string    `json:"reasons"`
	Topics      map[Topic]topicWords `json:"topics"`
	Stop        string               `json:"stop"`     // the link to unsubscribe
	Settings    string               `json:"settings"` // the link to all of an account's preferences
	Unsubscribe unsubscribeWords     `json:"unsubscribe"`
	Left        string               `json:"left"` // how many there are of a product
	Roles       map[string]string    `json:"roles"`
	Durations   struct {
		Minutes plural `json:"minutes"`
		Hours   plural `json:"hours"`
		Days    plural `json:"days"`
	} `json:"durations"`
	Mails map[string]words `json:"mails"`
}

type plural struct {
	One   string `json:"one"`
	Other string `json:"other"`
}

type topicWords struct {
	Name   string `json:"name"`   // as in "mails about …"
	Reason string `json:"reason"` // why one gets a mail about it
}

// unsubscribeWords are those of the page that a mail's link to unsubscribe opens.
type unsubscribeWords struct {
	Ask   string `json:"ask"`
	Stop  string `json:"stop"`
	Off   string `json:"off"`
	Again string `json:"again"`
	On    string `json:"on"`
	Must  string `json:"must"` // which mails come nevertheless
	Bad   string `json:"bad"`
	All   string `json:"all"`
	Home  string `json:"home"`
}

type words struct {
	Subject string   `json:"subject"`
	Preview string   `json:"preview"` // what a list of mails shows beside the subject
	Title   string   `json:"title"`
	Before  []string `json:"before"`
	Links   []string `json:"links"`
	After   []string `json:"after"`
}

func readLocales() (map[string]locale, error) {
	files, err := textFiles.ReadDir("texts")
	if err != nil {
		return nil, fmt.Errorf("texts of mails: %w", err)
	}
	locales := map[string]locale{}
	for _, f := range files {
		b, err := textFiles.ReadFile("texts/" + f.Name())
		if err != nil {
			return nil, fmt.Errorf("texts of mails: %w", err)
		}
		var l locale
		if err := json.Unmarshal(b, &l); err != nil {
			return nil, fmt.Errorf("texts of mails: %s: %w", f.Name(), err)
		}
		locales[strings.TrimSuffix(f.Name(), ".json")] = l
	}
	return locales, nil
}
