package app

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestTwoEditOneProduct edits a product as two merchants do who have it open at
// the same time.
func TestTwoEditOneProduct(t *testing.T) {
	t.Parallel()
	m := start(t)
	north := m.shop(t, "north")
	manager := m.enter(t, m.resident(t, "manager"))
	if _, err := m.pool.Exec(t.Context(), `INSERT INTO stores.members (store_id, user_id, role, added_at) VALUES ($1, $2, 'manager', now())`, north.store.ID, manager.id); err != nil {
		t.Fatal(err)
	}
	body := func(name string, cents int) string {
		return fmt.Sprintf(`{"name":%q,"status":"active","options":["Size"],"variants":[
			{"options":["S"],"sku":"L-S","price":{"amount":%d,"currency":"EUR"},"compareAtPrice":{"amount":2000,"currency":"EUR"},"quantity":3}]}`, name, cents)
	}
	var p struct {
		ID, Slug string
		Version  int
		Variants []struct{ ID string }
	}
	made := m.as(manager, "POST", "/stores/north/catalog/products", body("Lamp", 1500))
	made.into(t, &p)
	if made.status != http.StatusCreated || made.header.Get("ETag") != `"1"` || len(p.Variants) != 1 {
		t.Fatalf("%d %s %s", made.status, made.header, made.body)
	}
	path := "/stores/north/catalog/products/" + p.ID
	second := strings.Replace(strings.Replace(body("Desk lamp", 1200), `,"quantity":3`, "", 1), `{"options":["S"]`, fmt.Sprintf(`{"id":%q,"options":["S"]`, p.Variants[0].ID), 1)

	if a := m.as(manager, "PUT", path, second); a.status != http.StatusPreconditionRequired || a.code() != "version_needed" {
		t.Errorf("without a version: %d %s", a.status, a.body)
	}
	if a := m.as(manager, "PUT", path, second, "If-Match", `"1"`); a.status != http.StatusOK || a.header.Get("ETag") != `"2"` {
		t.Errorf("the first: %d %s", a.status, a.body)
	}
	if a := m.as(manager, "PUT", path, second, "If-Match", `"1"`); a.status != http.StatusPreconditionFailed || a.code() != "product_changed" {
		t.Errorf("the second: %d %s", a.status, a.body)
	}
	var now struct {
		Name           string
		LowestPrice30d struct{ Amount int }
		Related        []any
	}
	m.call("GET", "/products/"+p.ID, "").into(t, &now)
	if now.Name != "Desk lamp" || now.LowestPrice30d.Amount != 1500 {
		t.Errorf("buyers see %+v", now)
	}
}
