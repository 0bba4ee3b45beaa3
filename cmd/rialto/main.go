// Command rialto is the whole marketplace: see `rialto --help`.
package main

import (
	"os"

	"rialto/internal/app"
)

func main() { os.Exit(app.Main(os.Args[1:], os.Stdout, os.Stderr)) }
