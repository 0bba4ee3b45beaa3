package main

import (
	"reflect"
	"strings"
	"testing"
)

func contract(path string, op map[string]any) map[string]any {
	op["operationId"] = "x"
	return map[string]any{"paths": map[string]any{path: map[string]any{"get": op, "parameters": []any{}}}}
}

func TestSecurityFollowsFromAccess(t *testing.T) {
	t.Parallel()
	for who, want := range map[string][]any{
		"public":      {},
		"guest-token": {map[string]any{}, map[string]any{"bearer": []any{}}},
		"customer":    {map[string]any{"bearer": []any{}}},
		"admin":       {map[string]any{"bearer": []any{}}},
	} {
		op := map[string]any{"x-rialto-access": who}
		if err := secure(contract("/things", op)); err != nil || !reflect.DeepEqual(op["security"], want) {
			t.Errorf("%s: %v, %v", who, op["security"], err)
		}
	}
}

func TestAnnotationsAreChecked(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		path, want string
		op         map[string]any
	}{
		"no access":                  {"/things", "x-rialto-access", map[string]any{}},
		"unknown access":             {"/things", "x-rialto-access", map[string]any{"x-rialto-access": "friends"}},
		"a role in no store":         {"/things", "no store", map[string]any{"x-rialto-access": "store:staff"}},
		"a session of nobody":        {"/things", "x-rialto-session", map[string]any{"x-rialto-access": "public", "x-rialto-session": "fresh"}},
		"an unknown kind of session": {"/things", "x-rialto-session", map[string]any{"x-rialto-access": "admin", "x-rialto-session": "old"}},
		"security written beside it": {"/things", "security", map[string]any{"x-rialto-access": "admin", "security": []any{}}},
	} {
		if err := secure(contract(tt.path, tt.op)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
