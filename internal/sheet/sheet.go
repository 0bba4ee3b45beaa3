// Package sheet reads products from the rows of a CSV file and writes them
// there. It knows what Rialto's own files and Shopify's look like, and with a
// mapping of columns to fields any other; it touches no database.
//
//	file ─ rows ─ Reader ─ Product (what is wrong with it included)
//	Product ─ Writer ─ file
//
// Rows with one handle form a product and have to follow each other. The reader
// holds one product at a time, whatever the file's size, and can begin again
// where it was: see Position.
package sheet

// Problem is something wrong with a row, numbered as a spreadsheet shows it:
// the header is row 1. Column is as the file spells it, empty for a whole row.
// Code is stable.
type Problem struct {
	Row           int
	Column        string
	Code, Message string
	// Warning is a problem that did not keep its product out.
	Warning bool
	// Start and Bytes say where in the file the row is.
	Start int64
	Bytes int
}

// Position is a place between two products of a file.
type Position struct {
	Offset int64 // bytes before it
	Row    int   // number of the last row before it
}

// Format says whose columns a file has.
type Format string

// The formats.
const (
	Rialto  Format = "rialto"
	Shopify Format = "shopify"
	Other   Format = "other"
)
