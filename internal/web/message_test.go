package web

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

var entry = regexp.MustCompile(`(?m)^\s*"([^"]+)":\s*("(?:[^"\\]|\\.)*"),`)

// The shell says what the app will say: the same keys and the same words.
func TestTextsAreTheApps(t *testing.T) {
	t.Parallel()
	ours, err := readTexts()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range languages {
		theirs := map[string]string{}
		for _, of := range []string{"storefront/locales", "storefront/locales/ordering", "storefront/locales/store", "account/locales", "dashboard/locales", "ui/locales"} {
			source, err := os.ReadFile("../../web/src/" + of + "/" + lang + ".ts")
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range entry.FindAllStringSubmatch(string(source), -1) {
				var text string
				if err := json.Unmarshal([]byte(found[2]), &text); err != nil {
					t.Fatal(err)
				}
				theirs[found[1]] = text
			}
		}
		for key, text := range ours[lang] {
			if !strings.HasPrefix(key, "meta.") && theirs[key] != text {
				t.Errorf("%s, %s: %q, the app says %q", lang, key, text, theirs[key])
			}
			if _, known := ours["en"][key]; !known {
				t.Errorf("%s is not in English", key)
			}
		}
		if len(ours[lang]) != len(ours["en"]) {
			t.Errorf("%s has %d texts, English %d", lang, len(ours[lang]), len(ours["en"]))
		}
	}
}

var used = regexp.MustCompile(`(?:\{t |\{\{t |\bt\(|link "[^"]*" )"([a-zA-Z.]+)"`)

func TestEveryTextThatIsUsedIsThere(t *testing.T) {
	t.Parallel()
	ours, err := readTexts()
	if err != nil {
		t.Fatal(err)
	}
	check := func(name string, source []byte) {
		for _, found := range used.FindAllSubmatch(source, -1) {
			if _, known := ours["en"][string(found[1])]; !known {
				t.Errorf("%s: there is no text %s", name, found[1])
			}
		}
	}
	for _, folder := range []string{".", "templates"} {
		files, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if f.IsDir() || strings.HasSuffix(f.Name(), "_test.go") {
				continue
			}
			source, err := os.ReadFile(folder + "/" + f.Name())
			if err != nil {
				t.Fatal(err)
			}
			check(f.Name(), source)
		}
	}
	for _, key := range sortKeys {
		check("sortKeys", []byte(`t("`+key+`"`))
	}
	for path, p := range accountPages {
		check(path, []byte(`t("`+p.title+`"`))
	}
}

func TestMessages(t *testing.T) {
	t.Parallel()
	const message = "Cart, {count, plural, =0 {empty now} one {# item of {name}} other {# items}}!"
	all := texts{"en": {"m": message}}
	for count, want := range map[int]string{0: "Cart, empty now!", 1: "Cart, 1 item of {x}!", 2: "Cart, 2 items!"} {
		if got := all.say("en", "m", "count", count, "name", "{x}"); got != want {
			t.Errorf("%d: %q, want %q", count, got, want)
		}
	}
}
