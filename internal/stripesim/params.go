package stripesim

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// params are the parameters of a call, in Stripe's names for nested ones:
// line_items[0][price_data][currency].
type params url.Values

var index = regexp.MustCompile(`\[\d*\]`)

// allow refuses every parameter but these. In them [] stands for any index
// and [*] at the end for any key.
func (p params) allow(names ...string) error {
	for _, param := range slices.Sorted(maps.Keys(p)) {
		shape := index.ReplaceAllString(param, "[]")
		open := shape[:strings.LastIndexByte(shape, '[')+1] + "*]"
		if !slices.Contains(names, shape) && !slices.Contains(names, open) {
			return invalid("parameter_unknown", param, "Received unknown parameter: %s", param)
		}
	}
	return nil
}

func (p params) text(name string) string { return url.Values(p).Get(name) }

func (p params) encode() string { return url.Values(p).Encode() }

// required returns a text that must be there.
func (p params) required(name string) (string, error) {
	if v := p.text(name); v != "" {
		return v, nil
	}
	return "", invalid("parameter_missing", name, "Missing required param: %s.", name)
}

// integer returns a number between low and high, or otherwise if it is absent.
func (p params) integer(name string, low, high, otherwise int64) (int64, error) {
	v := p.text(name)
	if v == "" {
		return otherwise, nil
	}
	n, err := strconv.ParseInt(v, 10, 64)
	switch {
	case err != nil:
		return 0, invalid("parameter_invalid_integer", name, "Invalid integer: %s", v)
	case n < low:
		return 0, invalid("parameter_invalid_integer", name, "This value must be greater than or equal to %d.", low)
	case n > high:
		return 0, invalid("parameter_invalid_integer", name, "This value must be less than or equal to %d.", high)
	}
	return n, nil
}

// webURL returns an absolute http(s) address, or the empty text.
func (p params) webURL(name string) (string, error) {
	v := p.text(name)
	if v == "" {
		return "", nil
	}
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", invalid("url_invalid", name, "Not a valid URL")
	}
	return v, nil
}

// elements returns the names of the elements of a list, line_items[0] and so
// on, in the order of their indexes.
func (p params) elements(list string) []string {
	indexes := map[int]string{}
	for name := range p {
		rest, ok := strings.CutPrefix(name, list+"[")
		if !ok {
			continue
		}
		at, _, _ := strings.Cut(rest, "]")
		if n, err := strconv.Atoi(at); err == nil {
			indexes[n] = list + "[" + at + "]"
		}
	}
	names := make([]string, 0, len(indexes))
	for _, n := range slices.Sorted(maps.Keys(indexes)) {
		names = append(names, indexes[n])
	}
	return names
}

// list returns the texts of a list, with or without indexes.
func (p params) list(name string) []string {
	texts := slices.Clone(p[name+"[]"])
	for _, element := range p.elements(name) {
		texts = append(texts, p.text(element))
	}
	return texts
}

// metadata returns the keys and values under name, within Stripe's limits.
func (p params) metadata(name string) (map[string]string, error) {
	m := map[string]string{}
	for param := range p {
		rest, ok := strings.CutPrefix(param, name+"[")
		if !ok {
			continue
		}
		key := strings.TrimSuffix(rest, "]")
		value := p.text(param)
		if utf8.RuneCountInString(key) > 40 || utf8.RuneCountInString(value) > 500 {
			return nil, invalid("", param, "Metadata keys are up to 40 characters long, and values up to 500.")
		}
		m[key] = value
	}
	if len(m) > 50 {
		return nil, invalid("", name, "Metadata can have up to 50 keys.")
	}
	return m, nil
}

// expands reports whether the caller wants the object of a field in place of
// its id. Fields are those that can be had.
func (p params) expands(fields ...string) (func(field string) bool, error) {
	wanted := p.list("expand")
	for _, field := range wanted {
		if !slices.Contains(fields, field) {
			return nil, invalid("", "expand", "This property cannot be expanded (%s).", field)
		}
	}
	return func(field string) bool { return slices.Contains(wanted, field) }, nil
}
