package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// progress shows on a terminal how far a long work has come; in a pipe it is silent.
type progress struct {
	out   io.Writer // nil: silent
	what  string
	shown time.Time
}

// progressEach is how often the line is written anew, and how long work takes before it
// is worth a line at all.
const progressEach = 250 * time.Millisecond

func newProgress(stderr io.Writer, what string) *progress {
	p := &progress{what: what, shown: time.Now()}
	if file, ok := stderr.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			p.out = file
		}
	}
	return p
}

// show says that done of total is behind.
func (p *progress) show(done, total int64) {
	if p.out == nil || total <= 0 || time.Since(p.shown) < progressEach {
		return
	}
	p.shown = time.Now()
	_, _ = fmt.Fprintf(p.out, "\r%s: %d %%\x1b[K", p.what, 100*done/total)
}

// say replaces the line.
func (p *progress) say(text string) {
	if p.out != nil {
		_, _ = fmt.Fprintf(p.out, "\r%s\x1b[K", text)
	}
}

// clear takes the line away.
func (p *progress) clear() {
	if p.out != nil {
		_, _ = fmt.Fprint(p.out, "\r\x1b[K")
	}
}
