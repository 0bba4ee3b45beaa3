package demo

import (
	"embed"
	"fmt"
	"path"
	"strings"

	"gopkg.in/yaml.v3"

	"rialto/internal/money"
)

//go:embed stores/*.yaml
var files embed.FS

// storeData is a file of stores/. Its name is the store's slug.
type storeData struct {
	slug string

	Name, Tagline, Location, Description, Logo, Brand string

	Palette  []string // light, mid, accent, deep
	Backdrop int      // of most pictures
	// Options are by a short name: what buyers see, then the values, each with
	// what it adds to the price, such as "1 kg +29".
	Options map[string][]string
	// Closing are sentences that end descriptions, each for products of a tag
	// or, without any, for all.
	Closing []struct {
		Say string
		For []string
	}
	Products []productData
}

type productData struct {
	Name, Emoji, Price, Text string

	Category string `yaml:"in"`
	Tags     []string
	Options  []string // short names
	With     string   // the emoji of something that goes with it
}

// readStores returns all stores in the order of their slugs.
func readStores() ([]storeData, error) {
	entries, err := files.ReadDir("stores")
	if err != nil {
		return nil, fmt.Errorf("list demo stores: %w", err)
	}
	var stores []storeData
	for _, e := range entries {
		text, err := files.ReadFile(path.Join("stores", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read demo store: %w", err)
		}
		s := storeData{slug: strings.TrimSuffix(e.Name(), ".yaml")}
		if err := yaml.Unmarshal(text, &s); err != nil {
			return nil, fmt.Errorf("read demo store %s: %w", s.slug, err)
		}
		stores = append(stores, s)
	}
	return stores, nil
}

func (s storeData) palette() (palette, error) {
	if len(s.Palette) != 4 {
		return palette{}, fmt.Errorf("demo store %s has %d colours, not 4", s.slug, len(s.Palette))
	}
	var tones [4]tone
	for i, text := range s.Palette {
		t, err := parseTone(text)
		if err != nil {
			return palette{}, err
		}
		tones[i] = t
	}
	return palette{tones[0], tones[1], tones[2], tones[3]}, nil
}

// choice is one value of an option and what it adds to the price.
type choice struct {
	value string
	adds  string
}

// option returns the name and the choices of a short name.
func (s storeData) option(short string) (string, []choice, error) {
	list := s.Options[short]
	if len(list) < 3 {
		return "", nil, fmt.Errorf("demo store %s has no option %s", s.slug, short)
	}
	var choices []choice
	for _, text := range list[1:] {
		value, adds, _ := strings.Cut(text, " +")
		choices = append(choices, choice{value, adds})
	}
	return list[0], choices, nil
}

// amount reads a price of the files in any currency: they are written for one
// of two decimals, and a currency without any gets a hundred times as many.
func amount(text, currency string) (money.Amount, error) {
	if text == "" {
		text = "0"
	}
	a, err := money.Parse(text, "EUR")
	if err != nil {
		return money.Amount{}, fmt.Errorf("demo price %q: %w", text, err)
	}
	for range money.Digits(currency) - money.Digits("EUR") {
		a.Minor *= 10
	}
	a.Currency = currency
	return a, nil
}
