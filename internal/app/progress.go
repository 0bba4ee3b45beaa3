package app

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
)

// bar shows how far a long task is: live on a terminal, else a line at every
// quarter.
type bar struct {
	to    io.Writer
	title string
	bytes bool
	live  *progressbar.ProgressBar
	last  int64 // quarters told
	shown bool
}

func newBar(to io.Writer, title string, bytes bool) *bar {
	return &bar{to: to, title: title, bytes: bytes}
}

// show may be called as often as there is news.
func (b *bar) show(done, total int64) {
	if total == 0 {
		return
	}
	b.shown = true
	if !isTerminal(b.to) {
		if quarter := done * 4 / total; quarter > b.last {
			b.last = quarter
			_, _ = io.WriteString(b.to, b.title+": "+percent(quarter)+"\n") // progress is for whoever looks
		}
		return
	}
	if b.live == nil {
		b.live = progressbar.NewOptions64(total, progressbar.OptionSetWriter(b.to), progressbar.OptionSetDescription(b.title),
			progressbar.OptionShowBytes(b.bytes), progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionFullWidth(), progressbar.OptionClearOnFinish())
	}
	_ = b.live.Set64(done)
}

func (b *bar) finish() {
	if b.live != nil {
		_ = b.live.Finish()
	}
}

func percent(quarter int64) string { return []string{"0 %", "25 %", "50 %", "75 %", "100 %"}[quarter] }

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
