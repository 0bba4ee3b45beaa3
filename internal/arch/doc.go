// Package arch holds the tests that keep the shape of the code: who may import
// whom, whose tables are whose, what is generated, what is written down in
// docs/. It has no code of its own.
//
// Each rule is a function that takes what it examines and returns what breaks
// it. One test applies it to the project, another hands it a violation and
// expects to see it found: a rule that cannot fail keeps nothing.
package arch
