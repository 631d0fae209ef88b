package proof

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"kermesse/contests/draw"
)

// eventSeparator stands between the records of log/events.txt. No record holds a NUL.
const eventSeparator = "\x00\n"

const proofEnding = ".tlog-proof"

// The kinds of records in a draw's life that are no draw.Event.
const (
	kindClose  = "close"
	kindResult = "result"
)

// event is one record of the draw's life.
type event struct {
	draw.Event        // of close and result records, Draw and Attempt only
	kind       string // as in draw.RecordKind
	text       []byte
	position   int    // in log/events.txt, from 0; where that is the whole log, in the log
	file       string // where its proof lies, without the ending
}

// readEvents reads log/events.txt. A bundle without it has no events.
func (v *verification) readEvents() error {
	if !v.bundle.has(EventsFile) {
		return nil
	}
	data, err := v.bundle.read(EventsFile)
	if err != nil {
		return err
	}
	if bytes.Count(data, []byte(eventSeparator)) >= maxRecords {
		return refuse(CheckGrammar, say("Il y a plus de %d enregistrements.", "There are more than %d records.", maxRecords))
	}
	v.records = bytes.Split(data, []byte(eventSeparator))
	if v.events, err = readRecords(v.records, v.close); err != nil {
		return v.misspelled(EventsFile, err)
	}
	return v.readForeign()
}

// readRecords picks the records of a draw out of those of a log.
func readRecords(records [][]byte, of draw.Close) ([]event, error) {
	var events []event
	count := map[string]int{}
	for i, text := range records {
		if !names(text, of.Draw) {
			continue
		}
		e, err := parseEventRecord(text)
		if err != nil {
			return nil, fmt.Errorf("record %d: %w", i+1, err)
		}
		if len(events) == maxEvents {
			return nil, fmt.Errorf("more than %d records of one draw", maxEvents)
		}
		count[e.kind]++
		e.position = i
		e.file = fileOf(e, of.Attempt, count[e.kind])
		events = append(events, e)
	}
	return events, nil
}

// names tells whether a text is a record of the draw: every kind names it in its second line.
func names(text []byte, id draw.ID) bool {
	kind := draw.RecordKind(text)
	return kind != "" && bytes.HasPrefix(text, []byte("vdraw1/"+kind+"\ndraw "+id.String()+"\n"))
}

func parseEventRecord(text []byte) (event, error) {
	e := event{kind: draw.RecordKind(text), text: text}
	switch e.kind {
	case kindClose:
		c, err := draw.ParseClose(text)
		e.Draw, e.Attempt = c.Draw, c.Attempt
		return e, err
	case kindResult:
		res, err := draw.ParseResult(text)
		e.Draw, e.Attempt = res.Draw, res.Attempt
		return e, err
	}
	var err error
	e.Event, err = draw.ParseEvent(text)
	return e, err
}

// fileOf names the proof of an event, the n-th of its kind: log/close, log/result and
// log/publish, the close and result of another attempt in its folder, and all others
// log/<kind>-<n>.
func fileOf(e event, current, n int) string {
	switch {
	case e.kind == kindClose || e.kind == kindResult:
		if e.Attempt != current {
			return attemptFolder(e.Attempt) + e.kind
		}
		return "log/" + e.kind
	case e.Kind == draw.EventPublish && n == 1:
		return "log/" + e.kind
	}
	return "log/" + e.kind + "-" + strconv.Itoa(n)
}

// readForeign: records of other draws belong only where the bundle holds the whole log.
func (v *verification) readForeign() error {
	if v.whole = v.holdsWholeLog(); v.whole || len(v.events) == len(v.records) {
		return nil
	}
	for i, text := range v.records {
		if names(text, v.close.Draw) {
			continue
		}
		if _, err := parseEventRecord(text); err != nil {
			return v.misspelled(EventsFile, fmt.Errorf("record %d: %w", i+1, err))
		}
	}
	return refuse(CheckEvents, say("Un événement est d’un autre tirage.", "An event is of another draw."))
}

// holdsWholeLog compares the number of records with the size that the checkpoint claims,
// whose signature is checked later on.
func (v *verification) holdsWholeLog() bool {
	if !v.bundle.has(LogTreeFile) {
		return false
	}
	signed, err := v.bundle.read(LogTreeFile)
	if err != nil {
		return false
	}
	lines := strings.SplitN(string(signed), "\n", 3)
	return len(lines) == 3 && lines[1] == strconv.Itoa(len(v.records))
}

// checkEvents: the result is in the log where there is one, and every event fits the draw
// and is in the log, too.
func (v *verification) checkEvents() error {
	if v.log != nil {
		if err := v.log.proveIfGiven("log/result", v.resultText); err != nil {
			return err
		}
	}
	files := map[string]bool{}
	for _, e := range v.events {
		if files[e.file] {
			return refuse(CheckEvents, say("%s est inscrit deux fois.", "%s is on record twice.", e.file))
		}
		files[e.file] = true
		if err := v.checkEvent(e); err != nil {
			return err
		}
		if v.log != nil {
			if err := v.log.holds(e); err != nil {
				return err
			}
		}
	}
	if err := v.checkOrder(); err != nil {
		return err
	}
	return v.checkLoneFiles(files)
}

func (v *verification) checkEvent(e event) error {
	switch {
	case e.kind == kindClose && e.Attempt == v.close.Attempt && !bytes.Equal(e.text, v.text),
		e.kind == kindResult && e.Attempt == v.close.Attempt && !bytes.Equal(e.text, v.resultText):
		return refuse(CheckEvents, say(
			"L’enregistrement %q du journal n’est pas celui du dossier.",
			"The record %q of the log is not that of the bundle.", e.kind))
	}
	switch e.Kind {
	case draw.EventPublish:
		if e.Rules != v.close.Rules && !v.amended() || e.Source != v.rules.Source {
			return refuse(CheckEvents, say(
				"Le règlement publié n’est pas celui du dossier.", "The rules that were published are not those of the bundle."))
		}
	case draw.EventExclude:
		return v.checkExclusion(e)
	case draw.EventDisqualify, draw.EventReinstate, draw.EventAccept:
		if e.Attempt == v.close.Attempt {
			return v.checkDecision(v.places, e)
		}
	case draw.EventCancel:
		v.report.Cancelled = v.report.Cancelled || e.Attempt == v.close.Attempt
	}
	return nil
}

// amended tells whether the last amendment leads to the rules of the bundle.
func (v *verification) amended() bool {
	last, ok := v.last(func(e event) bool { return e.Kind == draw.EventAmend })
	return ok && last.Rules == v.close.Rules
}

// checkExclusion: an entry that was excluded before the list was sealed is not in it.
func (v *verification) checkExclusion(e event) error {
	sealed := len(v.records)
	if v.copied != nil {
		sealed = v.copied.position
	} else if c, ok := v.last(func(e event) bool { return e.kind == kindClose && e.Attempt == v.close.Attempt }); ok {
		sealed = c.position
	}
	if _, listed := v.list.Find(e.Entry); listed && e.position < sealed {
		return refuse(CheckEvents, say(
			"La participation %s, exclue, est dans la liste.", "The entry %s was excluded and is in the list.", e.Entry))
	}
	return nil
}

// last returns the last event of which is holds.
func (v *verification) last(is func(event) bool) (event, bool) {
	for i := len(v.events) - 1; i >= 0; i-- {
		if is(v.events[i]) {
			return v.events[i], true
		}
	}
	return event{}, false
}

// checkLoneFiles: every record and proof that lies under log/ belongs to an event, and so
// does every other attempt, for else nobody would have looked at them. The proofs of the
// close and result records may stand without log/events.txt.
func (v *verification) checkLoneFiles(events map[string]bool) error {
	for _, name := range v.bundle.names() {
		if !belongs(name, events) {
			return refuse(CheckEvents, say(
				"%s n’appartient à aucun événement.", "%s belongs to no event.", name))
		}
	}
	return nil
}

func belongs(name string, events map[string]bool) bool {
	folder, rest, _ := strings.Cut(name, "/")
	switch {
	case folder == "attempts" && strings.HasSuffix(name, proofEnding):
		return events[strings.TrimSuffix(name, proofEnding)]
	case folder == "attempts":
		number, _, _ := strings.Cut(rest, "/")
		return events["attempts/"+number+"/close"]
	case folder != "log" || name == EventsFile || name == LogTreeFile:
		return true
	}
	file := strings.TrimSuffix(strings.TrimSuffix(name, ".txt"), proofEnding)
	return events[file] || file == "log/close" || file == "log/result"
}
