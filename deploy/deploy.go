// Package deploy holds nothing but the test of the container image; the files beside it
// are what Rialto is rolled out with.
package deploy
