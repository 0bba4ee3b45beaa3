// Package embedded runs a PostgreSQL server as a child of this process, so that
// nothing has to be installed or configured before the first start.
//
// It owns one state folder (Options.Dir) and everything in it:
//
//	data/          the cluster; made by initdb, upgraded and deleted by nobody
//	run/           the unix socket, mode 0700: the only way in
//	lock           held by the owner for its whole life, see below
//	postgres.log   what the server says
//
// The process that starts the server owns it:
//
//	nobody ── Start ──▶ owner ── Stop ─────────▶ nobody
//	                      │  └── killed ──▶ orphan stops by itself ──▶ nobody
//	                      └── others: Start fails (ErrInUse), or joins with Attach
//
// A server never outlives its owner on Linux, where the kernel asks it to stop
// when its parent dies (Pdeathsig). Elsewhere a parent that was killed leaves it
// running, and the next Start stops it first.
//
// As root, which PostgreSQL refuses, the server runs in a user namespace in which
// it is nobody, or where namespaces are forbidden as the user postgres or nobody.
//
// It never listens on a network port, never downloads anything, and never deletes
// or upgrades a cluster. It needs a unix.
package embedded
