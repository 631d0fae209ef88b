package draw

import (
	"fmt"
	"regexp"
	"time"
)

// EventKind names what an event record tells.
type EventKind string

// The kinds of events in the life of a draw, besides its close and result records.
const (
	EventPublish    EventKind = "publish"    // the rules are frozen
	EventAmend      EventKind = "amend"      // the rules have a new version
	EventEntries    EventKind = "entries"    // how far the list has grown
	EventExclude    EventKind = "exclude"    // an entry was taken out before closing
	EventDisqualify EventKind = "disqualify" // the entry of a slot receives nothing
	EventReinstate  EventKind = "reinstate"  // a disqualification is taken back
	EventAccept     EventKind = "accept"     // a winner is confirmed
	EventCancel     EventKind = "cancel"     // an attempt is given up
	EventRestart    EventKind = "restart"    // a new attempt with a new source
	EventFallback   EventKind = "fallback"   // the next source of the rules takes over
	EventAudit      EventKind = "audit"      // an auditor opened the sample
)

// Event is one event record. Which fields count is told by the kind; the others must be
// zero. Times are UTC and whole seconds.
type Event struct {
	Kind     EventKind
	Draw     ID
	Attempt  int    // from 1
	Previous int    // restart: the attempt that was given up
	Rules    Hash   // publish, amend
	Source   Source // publish, restart
	From, To Source // fallback
	Entries  uint64 // entries
	Tickets  uint64 // entries
	Root     Hash   // entries
	Prize    int    // disqualify, reinstate, accept
	Slot     int    // disqualify, reinstate, accept
	Entry    Hash   // exclude, disqualify, reinstate, accept: the commitment
	Reason   string // a code of the rules' closed list: a-z, 0-9 and hyphens
	Sample   int    // audit: how many entries were opened
	Auditor  string // audit: printable ASCII, single spaces
	Document Hash   // audit: of the auditor's statement
	At       time.Time
}

const maxPhraseBytes = 200

var (
	reasonCode  = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	asciiPhrase = regexp.MustCompile(`^[!-~]+( [!-~]+)*$`)
)

// eventField writes one line of an event and reads it back.
type eventField struct {
	write func(*recordWriter, *Event)
	read  func(*recordReader, *Event)
}

var (
	fieldDraw = eventField{
		func(w *recordWriter, e *Event) { w.line("draw", e.Draw.String()) },
		func(r *recordReader, e *Event) { e.Draw = r.id("draw") },
	}
	fieldAttempt  = intField("attempt", 1, func(e *Event) *int { return &e.Attempt })
	fieldPrevious = intField("previous", 1, func(e *Event) *int { return &e.Previous })
	fieldPrize    = intField("prize", 0, func(e *Event) *int { return &e.Prize })
	fieldSlot     = intField("slot", 0, func(e *Event) *int { return &e.Slot })
	fieldSample   = intField("sample", 1, func(e *Event) *int { return &e.Sample })
	fieldRules    = hashField("rules", func(e *Event) *Hash { return &e.Rules })
	fieldRoot     = hashField("root", func(e *Event) *Hash { return &e.Root })
	fieldEntry    = hashField("entry", func(e *Event) *Hash { return &e.Entry })
	fieldDocument = hashField("statement", func(e *Event) *Hash { return &e.Document })
	fieldSource   = sourceField("source", func(e *Event) *Source { return &e.Source })
	fieldFrom     = sourceField("from", func(e *Event) *Source { return &e.From })
	fieldTo       = sourceField("to", func(e *Event) *Source { return &e.To })
	fieldEntries  = uintField("entries", func(e *Event) *uint64 { return &e.Entries })
	fieldTickets  = uintField("tickets", func(e *Event) *uint64 { return &e.Tickets })
	fieldReason   = textField("reason", reasonCode, func(e *Event) *string { return &e.Reason })
	fieldAuditor  = textField("auditor", asciiPhrase, func(e *Event) *string { return &e.Auditor })
	fieldAt       = timeField("at")
)

// eventFields is the grammar: the lines of each kind in their order.
var eventFields = map[EventKind][]eventField{
	EventPublish:    {fieldDraw, fieldRules, fieldSource, timeField("published")},
	EventAmend:      {fieldDraw, fieldRules, fieldReason, fieldAt},
	EventEntries:    {fieldDraw, fieldEntries, fieldTickets, fieldRoot, fieldAt},
	EventExclude:    {fieldDraw, fieldEntry, fieldReason, fieldAt},
	EventDisqualify: {fieldDraw, fieldAttempt, fieldPrize, fieldSlot, fieldEntry, fieldReason, fieldAt},
	EventReinstate:  {fieldDraw, fieldAttempt, fieldPrize, fieldSlot, fieldEntry, fieldReason, fieldAt},
	EventAccept:     {fieldDraw, fieldAttempt, fieldPrize, fieldSlot, fieldEntry, fieldReason, fieldAt},
	EventCancel:     {fieldDraw, fieldAttempt, fieldReason, fieldAt},
	EventRestart:    {fieldDraw, fieldAttempt, fieldPrevious, fieldReason, fieldSource, fieldAt},
	EventFallback:   {fieldDraw, fieldAttempt, fieldFrom, fieldTo, fieldAt},
	EventAudit:      {fieldDraw, fieldAttempt, fieldSample, fieldAuditor, fieldDocument, fieldAt},
}

func intField(key string, least int, at func(*Event) *int) eventField {
	return eventField{
		func(w *recordWriter, e *Event) { w.int(key, *at(e)) },
		func(r *recordReader, e *Event) {
			if *at(e) = r.int(key); *at(e) < least {
				r.fail("line %d: %s counts from %d", r.number, key, least)
			}
		},
	}
}

func uintField(key string, at func(*Event) *uint64) eventField {
	return eventField{
		func(w *recordWriter, e *Event) { w.uint(key, *at(e)) },
		func(r *recordReader, e *Event) { *at(e) = r.uint(key, MaxTickets) },
	}
}

func hashField(key string, at func(*Event) *Hash) eventField {
	return eventField{
		func(w *recordWriter, e *Event) { w.line(key, at(e).String()) },
		func(r *recordReader, e *Event) { *at(e) = r.hash(key) },
	}
}

func sourceField(key string, at func(*Event) *Source) eventField {
	return eventField{
		func(w *recordWriter, e *Event) { w.line(key, at(e).String()) },
		func(r *recordReader, e *Event) { *at(e) = r.source(key) },
	}
}

func textField(key string, grammar *regexp.Regexp, at func(*Event) *string) eventField {
	return eventField{
		func(w *recordWriter, e *Event) { w.line(key, *at(e)) },
		func(r *recordReader, e *Event) {
			if *at(e) = r.value(key); len(*at(e)) > maxPhraseBytes || !grammar.MatchString(*at(e)) {
				r.fail("line %d: %q is no %s", r.number, *at(e), key)
			}
		},
	}
}

func timeField(key string) eventField {
	return eventField{
		func(w *recordWriter, e *Event) { w.time(key, e.At) },
		func(r *recordReader, e *Event) { e.At = r.time(key) },
	}
}

// Encode writes the record. It refuses a value that would not be read back as it is,
// also in a field that the kind does not have.
func (e Event) Encode() ([]byte, error) {
	fields, ok := eventFields[e.Kind]
	if !ok {
		return nil, fmt.Errorf("%w: no event %q", ErrGrammar, e.Kind)
	}
	var w recordWriter
	w.line("vdraw1/" + string(e.Kind))
	for _, f := range fields {
		f.write(&w, &e)
	}
	read, err := parseEvent(w.Bytes(), e.Kind)
	if err != nil {
		return nil, err
	}
	if !e.At.Equal(read.At) {
		return nil, fmt.Errorf("%w: %s is not a whole second", ErrGrammar, e.At)
	}
	e.At = read.At
	if read != e {
		return nil, fmt.Errorf("%w: a field does not belong in %q", ErrGrammar, e.Kind)
	}
	return w.Bytes(), nil
}

// ParseEvent accepts exactly what Encode writes, of any kind.
func ParseEvent(text []byte) (Event, error) {
	kind := RecordKind(text)
	if _, ok := eventFields[EventKind(kind)]; !ok {
		return Event{}, fmt.Errorf("%w: no event %q", ErrGrammar, kind)
	}
	e, err := parseEvent(text, EventKind(kind))
	if err == nil {
		err = canonical(text, e.Encode)
	}
	if err != nil {
		return Event{}, fmt.Errorf("%s record: %w", kind, err)
	}
	return e, nil
}

func parseEvent(text []byte, kind EventKind) (Event, error) {
	r := newRecordReader(text, "vdraw1/"+string(kind))
	e := Event{Kind: kind}
	for _, f := range eventFields[kind] {
		f.read(r, &e)
	}
	return e, r.end()
}

var recordHead = regexp.MustCompile(`^vdraw1/([a-z]+)\n`)

// RecordKind returns the kind of a record from its first line, such as "close" or
// "disqualify"; "" if it is no record of this protocol.
func RecordKind(text []byte) string {
	if m := recordHead.FindSubmatch(text); m != nil {
		return string(m[1])
	}
	return ""
}
