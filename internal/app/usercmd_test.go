package app

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"rialto/internal/demo"
)

// tell runs a command of the program in a process of its own, with an input.
func (m *market) tell(t *testing.T, stdin string, args ...string) (string, error) {
	t.Helper()
	cmd := program(t.Context(), m.cfg.DataDir, append(args, "--database-url", m.cfg.DatabaseURL)...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func TestUserCommands(t *testing.T) {
	t.Parallel()
	m := start(t)

	out, status := m.command(t, "user", "create", "--email", "Root@example.org", "--admin")
	made := regexp.MustCompile(`password: (\S{20,})`).FindStringSubmatch(out)
	if status != 0 || made == nil {
		t.Fatalf("%d %s", status, out)
	}
	root := entered(t, m.call("POST", "/auth/login", loginBody("root@example.org", made[1])))
	want(t, "an admin", m.call("GET", "/admin/users", "", root.bearer()...), http.StatusOK, "")
	if out, status := m.command(t, "user", "create", "--email", "root@example.org"); status != 1 || !strings.Contains(out, "Another account has this address.") {
		t.Errorf("a second time: %d %s", status, out)
	}

	out, err := m.tell(t, goodPassword+"\n", "user", "create", "--email", "ada@example.org", "--full-name", "Ada Byron", "--password-stdin")
	if err != nil || strings.Contains(out, goodPassword) {
		t.Fatalf("%v %s", err, out)
	}
	ada := m.signIn(t, "ada@example.org")
	if out, err := m.tell(t, "password123\n", "user", "create", "--email", "weak@example.org", "--password-stdin"); err == nil || !strings.Contains(out, "easy to guess") {
		t.Errorf("a weak password: %v %s", err, out)
	}

	want(t, "a customer", m.call("GET", "/admin/users", "", ada.bearer()...), http.StatusForbidden, "forbidden")
	if out, status := m.command(t, "user", "promote", "ada@example.org"); status != 0 {
		t.Errorf("promote: %s", out)
	}
	want(t, "promoted", m.call("GET", "/admin/users", "", ada.bearer()...), http.StatusOK, "")
	if out, status := m.command(t, "user", "promote", "nobody@example.org"); status != 1 || !strings.Contains(out, "There is no such account.") {
		t.Errorf("promote nobody: %d %s", status, out)
	}
}

func TestDemoAccountsAreNotForProduction(t *testing.T) {
	t.Parallel()
	m := start(t)
	if out, status := m.command(t, "user", "create", "--email", "root@example.org"); status != 0 {
		t.Fatal(out)
	}
	if _, err := m.pool.Exec(t.Context(), "UPDATE auth.users SET is_demo = true"); err != nil {
		t.Fatal(err)
	}
	secret := strings.Repeat("s", 32)
	inProduction := func() (string, error) {
		return m.tell(t, "", "serve", "--addr", "127.0.0.1:0", "--env", "production", "--stripe-secret-key", "sk_test_x",
			"--stripe-webhook-secret", "whsec_x", "--link-keys", secret, "--seal-keys", secret, "--public-url", "https://shop.example",
			"--mail-url", "smtp://localhost:1", "--mail-from", "hello@shop.example", "--trusted-proxies", "none", "--media-url", "folder")
	}
	out, err := inProduction()
	if err == nil || !strings.Contains(out, "rialto user remove-demo") {
		t.Errorf("production starts with an account of the demo: %v %s", err, out)
	}
	if out, status := m.command(t, "user", "remove-demo"); status != 0 || !strings.Contains(out, "deleted 1 ") {
		t.Errorf("remove: %d %s", status, out)
	}
	found, err := m.exists(t, "auth.users")
	if err != nil || found {
		t.Errorf("accounts are left: %v", err)
	}
}

func (m *market) exists(t *testing.T, rows string) (found bool, err error) {
	t.Helper()
	err = m.pool.QueryRow(t.Context(), "SELECT EXISTS (SELECT FROM "+rows+")").Scan(&found)
	return found, err
}

func TestDemoTellsItsAccounts(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	tellAccounts(output{&out, &out})
	for _, a := range demo.Accounts {
		if !strings.Contains(out.String(), a.Email) {
			t.Errorf("%s is not told of: %s", a.Email, &out)
		}
	}
	if !strings.Contains(out.String(), fmt.Sprintf("password %s", demo.Password)) {
		t.Errorf("the password is not told: %s", &out)
	}
}
