package migrate

import "io/fs"

// On returns the options with another history of the schema.
func (o Options) On(files fs.FS) Options {
	o.files = files
	return o
}
