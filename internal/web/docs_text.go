package web

import "strings"

// run is a piece of a line; the contract marks code with backticks.
type run struct {
	Text string
	Code bool
}

// runsOf splits a line at its backticks.
func runsOf(text string) []run {
	var runs []run
	for i, piece := range strings.Split(text, "`") {
		if piece != "" {
			runs = append(runs, run{piece, i%2 == 1})
		}
	}
	return runs
}

// proseOf splits a description into paragraphs.
func proseOf(text string) [][]run {
	var found [][]run
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		if line := strings.Join(strings.Fields(paragraph), " "); line != "" {
			found = append(found, runsOf(line))
		}
	}
	return found
}
