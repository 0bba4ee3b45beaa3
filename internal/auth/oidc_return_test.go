package auth_test

import (
	"testing"

	"rialto/internal/auth"
)

func TestReturnsOnlyToPathsOfOurs(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"/", "/account/orders", "/account/orders/", "/products?q=red%20mug&sort=newest", "/products/blue-mug#reviews",
		"/s/caf%C3%A9", "/login?next=https://evil.example", "/a:b", "/account?at=a@b", "/%7Eada",
	} {
		if got := auth.LocalPath(path); got != path {
			t.Errorf("%q leads to %q", path, got)
		}
	}
	for _, path := range []string{
		"", "account", "//evil.example", "///evil.example", "////evil.example/x", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
		"/\\/evil.example", "https://evil.example", "https:/evil.example", "https:evil.example", "HTTPS://evil.example", "//evil.example:80/x",
		"//user@evil.example", "http://shop.example@evil.example", "javascript:alert(1)", "data:text/html,x", "mailto:x@evil.example",
		"/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "\t//evil.example", " //evil.example", "/ /evil.example", "\x00//evil.example",
		"/%2F/evil.example", "/%2Fevil.example", "/%2f%2fevil.example", "%2F%2Fevil.example", "/%5Cevil.example", "/%5c%5cevil.example", "/%09/evil.example",
		"/%0d%0aSet-Cookie:x=y", "/x%00", "/.//evil.example", "/..//evil.example", "/a/..//evil.example", "/a/../..//evil.example", "/x//evil.example",
		"/%2e%2e//evil.example", "/./evil", "/../evil", "/a/./b", "?x=//evil.example", "#x", ".", "..", "/%zz", "/x\x7f", "/\u2028", "/api/v1/me", "/%61pi/v1/me",
	} {
		if got := auth.LocalPath(path); got != "/" {
			t.Errorf("%q leads to %q, want the home page", path, got)
		}
	}
}
