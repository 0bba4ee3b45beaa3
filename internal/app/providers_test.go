package app

import (
	"fmt"
	"strings"
	"testing"

	"rialto/internal/auth"
)

func TestProviderSettings(t *testing.T) {
	t.Parallel()
	const google = `{"id":"google","name":" Google ","issuer":"https://accounts.google.com","clientId":"c","clientSecret":"s3cret"`
	got, err := Config{OIDCProviders: `[` + google + `},{"id":"dev","name":"Dev","issuer":"http://localhost:9000/","clientId":"x","scopes":["openid","email"]}]`}.oidcProviders()
	if err != nil {
		t.Fatal(err)
	}
	want := []auth.Provider{
		{ID: "google", Name: "Google", Issuer: "https://accounts.google.com", ClientID: "c", ClientSecret: "s3cret", Scopes: []string{"email", "profile"}},
		{ID: "dev", Name: "Dev", Issuer: "http://localhost:9000/", ClientID: "x", Scopes: []string{"email"}},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, err := (Config{}).oidcProviders(); got != nil || err != nil {
		t.Errorf("no setting: %v, %v", got, err)
	}

	for setting, says := range map[string]string{
		`s3cret`:                              "it is no JSON at byte 1",
		`{"id":"s3cret"}`:                     "not a JSON list",
		`[] s3cret`:                           "there is more after it",
		`[` + google + `,"secret":"s3cret"}]`: `unknown field "secret"`,
		`[` + google + `,"scopes":"s3cret"}]`: "scopes has another type",
		`[` + google + `},` + google + `}]`:   "[1]: id is another provider's",
		`[` + strings.Replace(google, `"google"`, `"Google!"`, 1) + `}]`:                 "[0]: id must be",
		`[` + strings.Replace(google, ` Google `, ` `, 1) + `}]`:                         "name is missing",
		`[` + strings.Replace(google, `"c"`, `""`, 1) + `}]`:                             "clientId is missing",
		`[` + strings.Replace(google, "https://accounts.google.com", "s3cret", 1) + `}]`: "issuer must be",
		`[` + strings.Replace(google, "https://", "ftp://", 1) + `}]`:                    "issuer must be",
		`[` + strings.Replace(google, "https://", "https://x:s3cret@", 1) + `}]`:         "issuer must be",
		`[` + strings.Replace(google, "google.com", "google.com?x=s3cret", 1) + `}]`:     "issuer must be",
	} {
		err := Config{OIDCProviders: setting}.Validate()
		if err == nil || !strings.Contains(err.Error(), "RIALTO_OIDC_PROVIDERS") || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v, want %q", setting, err, says)
			continue
		}
		if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("the error tells a secret: %v", err)
		}
	}

	plain := `[` + strings.Replace(google, "https://", "http://", 1) + `}]`
	if _, err := (Config{OIDCProviders: plain}).oidcProviders(); err != nil {
		t.Errorf("http in development: %v", err)
	}
	if _, err := (Config{OIDCProviders: plain, Env: "production"}).oidcProviders(); err == nil {
		t.Error("production takes a provider without encryption")
	}
}
