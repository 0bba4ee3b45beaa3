package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// report collects the table and the notes below it.
type report struct {
	started time.Time
	host    string
	setting string
	busy    string // what else the machine was doing
	rows    []row
	notes   []string
	out     io.Writer
	current string // scenario
}

// row is a line of the table. Met is empty where there is no target.
type row struct{ work, ours, reference, ratio, target, met string }

func newReport(o options, postgres int) *report {
	durable := "fsync on"
	if o.unsafe {
		durable = "fsync OFF"
	}
	r := &report{started: time.Now(), host: hostClass(), busy: loadAverage(), out: os.Stderr}
	r.setting = fmt.Sprintf("%s, %s, %s, PostgreSQL %d (%s), %d clients, %s a side in %d turns",
		r.started.Format(time.DateOnly), r.host, runtime.Version(), postgres, durable, o.clients, o.duration, rounds)
	return r
}

func (r *report) begin(s scenario) {
	r.current = s.name
	r.progress("\n%s: %s", s.name, s.what)
}

func (r *report) progress(format string, args ...any) { fmt.Fprintf(r.out, format+"\n", args...) }

// note keeps a sentence for below the table and shows it.
func (r *report) note(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	r.notes = append(r.notes, text)
	r.progress("  note: %s", text)
}

func (r *report) add(w row) {
	r.rows = append(r.rows, w)
	r.progress("  => %s: %s against %s, %s (target %s) %s", w.work, w.ours, w.reference, w.ratio, w.target, w.met)
}

// rate adds a comparison of throughput. A target of 0 is none.
func (r *report) rate(work string, ours, reference turns, referenceName string, target float64) {
	ratio := ours.ratio(reference)
	w := row{
		work: work, ours: fmt.Sprintf("%.0f/s", ours.rate()), reference: fmt.Sprintf("%s: %.0f/s", referenceName, reference.rate()),
		ratio: fmt.Sprintf("%.0f %%", 100*ratio), target: "–",
	}
	if target > 0 {
		w.target, w.met = fmt.Sprintf("≥ %.0f %%", 100*target), yesNo(ratio >= target)
	}
	r.add(w)
}

// limit adds a figure that has to stay below a limit.
func (r *report) limit(work, ours, limit string, met bool) {
	r.add(row{work: work, ours: ours, reference: "–", ratio: "–", target: limit, met: yesNo(met)})
}

func yesNo(ok bool) string {
	if ok {
		return "yes"
	}
	return "**no**"
}

func (r *report) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s; load average at the start %s.\n\n", r.setting, r.busy)
	b.WriteString("| Work | Rialto | Reference | Ratio | Target | Met |\n|---|---|---|---|---|---|\n")
	for _, w := range r.rows {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", w.work, w.ours, w.reference, w.ratio, w.target, w.met)
	}
	if len(r.notes) > 0 {
		b.WriteString("\n")
	}
	for _, n := range r.notes {
		fmt.Fprintf(&b, "- %s\n", n)
	}
	return b.String()
}

// finish prints the report and, if asked, keeps it. A second run on a day
// replaces the first.
func (r *report) finish(o options) error {
	text := r.markdown()
	fmt.Print("\n", text)
	if !o.write {
		return nil
	}
	root, err := checkout()
	if err != nil {
		return err
	}
	path := filepath.Join(root, "bench", "results", r.started.Format(time.DateOnly)+"-"+r.host+".md")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	r.progress("written to %s", path)
	return os.WriteFile(path, []byte(text), 0o644)
}
