package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Who may call an operation, and what the session has to be like.
var (
	access   = []string{"public", "guest-token", "customer", "store:staff", "store:manager", "store:owner", "admin"}
	sessions = []string{"present", "fresh"}
)

// secure checks the x-rialto annotations of every operation and writes the
// security that follows from them, so that nobody can write it differently.
func secure(doc map[string]any) error {
	var bad []error
	for path, item := range doc["paths"].(map[string]any) {
		for method, op := range item.(map[string]any) {
			fields, isOp := op.(map[string]any)
			if !isOp || fields["operationId"] == nil {
				continue
			}
			if err := secureOperation(path, fields); err != nil {
				bad = append(bad, fmt.Errorf("%s %s: %w", method, path, err))
			}
		}
	}
	return errors.Join(bad...)
}

func secureOperation(path string, op map[string]any) error {
	who, _ := op["x-rialto-access"].(string)
	session, limited := op["x-rialto-session"]
	open := who == "public" || who == "guest-token"
	switch {
	case !slices.Contains(access, who):
		return fmt.Errorf("x-rialto-access must be one of %v", access)
	case limited && (open || !slices.Contains(sessions, fmt.Sprint(session))):
		return fmt.Errorf("x-rialto-session must be one of %v, and only where somebody has to be signed in", sessions)
	case strings.HasPrefix(who, "store:") && !strings.HasPrefix(path, "/stores/{storeId}"):
		return errors.New("x-rialto-access names a role in a store, and the path no store")
	case op["security"] != nil:
		return errors.New("security follows from x-rialto-access; leave it out")
	}
	anybody, bearer := map[string]any{}, map[string]any{"bearer": []any{}}
	switch who {
	case "public":
		op["security"] = []any{}
	case "guest-token":
		op["security"] = []any{anybody, bearer}
	default:
		op["security"] = []any{bearer}
	}
	return nil
}
