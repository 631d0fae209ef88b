package contests

import (
	"fmt"

	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// problems gathers wrong fields, so that a person is told of all of them at once.
type problems struct {
	fields     []fault.Field
	unfinished bool // what is only missing may be added later, and is no fault yet
}

func (p *problems) add(name string, f *fault.Error) {
	if f != nil {
		p.fields = append(p.fields, f.At(name))
	}
}

// lack adds a fault of what has not been filled in, unless that may come later.
func (p *problems) lack(name string, f *fault.Error) {
	if !p.unfinished {
		p.add(name, f)
	}
}

// line checks a line of text that must not be empty and returns it as it is stored.
func (p *problems) line(name, s string, maxChars int) string {
	s, f := text.Line(s, maxChars)
	p.add(name, f)
	if f == nil {
		p.lack(name, text.Require(s))
	}
	return s
}

// optional checks a line of text that may be empty.
func (p *problems) optional(name, s string, maxChars int) string {
	s, f := text.Line(s, maxChars)
	p.add(name, f)
	return s
}

// lines checks a text of several lines, which may be empty.
func (p *problems) lines(name, s string, maxChars int) string {
	s, f := text.Lines(s, maxChars)
	p.add(name, f)
	return s
}

// err is nil when nothing was wrong.
func (p *problems) err() error {
	if len(p.fields) == 0 {
		return nil
	}
	return fault.Invalids(p.fields...)
}

// indexed is the path of an element's field: prizes[0].winners, or prizes[0].
func indexed(list string, i int, field string) string {
	if field == "" {
		return fmt.Sprintf("%s[%d]", list, i)
	}
	return fmt.Sprintf("%s[%d].%s", list, i, field)
}
