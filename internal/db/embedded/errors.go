package embedded

import "errors"

var (
	// ErrInUse says that another process owns the state folder; its pid is in
	// the message.
	ErrInUse = errors.New("the database folder is in use")
	// ErrVersionMismatch says that the cluster was made by another major
	// version. Nothing in it was touched.
	ErrVersionMismatch = errors.New("the database folder was made by another PostgreSQL version")
	// ErrNoBinaries says that initdb and postgres were not found.
	ErrNoBinaries = errors.New("PostgreSQL binaries not found")
)
