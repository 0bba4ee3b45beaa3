package events

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed schemas/*.json
var schemas embed.FS

// Names returns the names of all events that leave the program, in order.
func Names() []string {
	files, err := fs.Glob(schemas, "schemas/*.json")
	if err != nil {
		panic("events: " + err.Error()) // the pattern is a constant
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(strings.TrimPrefix(f, "schemas/"), ".json")
	}
	return files
}

// Schema returns the JSON Schema (2020-12) of the payload of an event, and false for
// an event that does not exist or does not leave the program.
func Schema(name string) ([]byte, bool) {
	b, err := schemas.ReadFile("schemas/" + name + ".json")
	return b, err == nil
}
