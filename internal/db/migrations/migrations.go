// Package migrations embeds the schema history. A merged file is never
// edited: a change is a new file.
package migrations

import "embed"

// FS holds the goose migrations in their order.
//
//go:embed *.sql
var FS embed.FS
