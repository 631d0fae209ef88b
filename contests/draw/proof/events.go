package proof

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"kermesse/contests/draw"
)

// eventSeparator stands between the records of log/events.txt. No record holds a NUL.
const eventSeparator = "\x00\n"

// event is one record of the draw's life in the order of the log.
type event struct {
	draw.Event        // zero for close and result records
	kind       string // as in draw.RecordKind
	attempt    int    // of close and result records
	text       []byte
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
	count := map[string]int{}
	for i, text := range bytes.Split(data, []byte(eventSeparator)) {
		e, err := parseEventRecord(text)
		if err != nil {
			return v.misspelled(EventsFile, fmt.Errorf("record %d: %w", i+1, err))
		}
		count[e.kind]++
		e.file = v.fileOf(e, count[e.kind])
		v.events = append(v.events, e)
	}
	return nil
}

func parseEventRecord(text []byte) (event, error) {
	e := event{kind: draw.RecordKind(text), text: text}
	switch e.kind {
	case "close":
		c, err := draw.ParseClose(text)
		e.Draw, e.attempt = c.Draw, c.Attempt
		return e, err
	case "result":
		res, err := draw.ParseResult(text)
		e.Draw, e.attempt = res.Draw, res.Attempt
		return e, err
	}
	var err error
	e.Event, err = draw.ParseEvent(text)
	return e, err
}

// fileOf names the proof of an event: log/close, log/result and log/publish, the close
// and result of another attempt in its folder, and all others log/<kind>-<n>.
func (v *verification) fileOf(e event, n int) string {
	switch {
	case e.attempt != 0 && e.attempt != v.close.Attempt:
		return "attempts/" + strconv.Itoa(e.attempt) + "/" + e.kind
	case e.attempt != 0 || e.kind == string(draw.EventPublish):
		return "log/" + e.kind
	}
	return "log/" + e.kind + "-" + strconv.Itoa(n)
}

// checkEvents: the result is in the log where there is one, and every event fits the draw and is in the log, too.
func (v *verification) checkEvents() error {
	if v.log != nil {
		if err := v.log.proveIfGiven("log/result", v.resultText); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	for _, e := range v.events {
		if e.Draw != v.close.Draw {
			return refuse(CheckEvents, say("Un événement est d’un autre tirage.", "An event is of another draw."))
		}
		if seen[e.file] {
			return refuse(CheckEvents, say("%s est inscrit deux fois.", "%s is on record twice.", e.file))
		}
		seen[e.file] = true
		if err := v.checkEvent(e); err != nil {
			return err
		}
		if v.log != nil {
			if err := v.log.holds(e); err != nil {
				return err
			}
		}
	}
	return v.checkLoneFiles(seen)
}

func (v *verification) checkEvent(e event) error {
	switch {
	case e.kind == "close" && e.attempt == v.close.Attempt && !bytes.Equal(e.text, v.text),
		e.kind == "result" && e.attempt == v.close.Attempt && !bytes.Equal(e.text, v.resultText):
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
		if _, listed := v.list.Find(e.Entry); listed {
			return refuse(CheckEvents, say(
				"La participation %s, exclue, est dans la liste.", "The entry %s was excluded and is in the list.", e.Entry))
		}
	case draw.EventDisqualify, draw.EventReinstate, draw.EventAccept:
		return v.checkDecision(e)
	case draw.EventCancel:
		v.report.Cancelled = v.report.Cancelled || e.Attempt == v.close.Attempt
	case draw.EventFallback:
		return fmt.Errorf("%w: a fallback to another source", ErrUnverifiable)
	}
	return nil
}

// amended tells whether the last amendment leads to the rules of the bundle.
func (v *verification) amended() bool {
	for _, e := range slices.Backward(v.events) {
		if e.Kind == draw.EventAmend {
			return e.Rules == v.close.Rules
		}
	}
	return false
}

// checkDecision: a decision about a slot names the entry that holds it, and a
// disqualification a reason of the rules.
func (v *verification) checkDecision(e event) error {
	if e.Attempt != v.close.Attempt {
		return nil
	}
	holds := slices.ContainsFunc(v.result.Slots, func(s draw.ResultSlot) bool {
		return s.Prize == e.Prize && s.Slot == e.Slot && s.Index != draw.Vacant && s.Commitment == e.Entry
	})
	if !holds {
		return refuse(CheckEvents, say(
			"Un événement %q ne désigne pas la participation tirée pour le lot %d, place %d.",
			"An event %q does not name the entry drawn for prize %d, slot %d.", e.kind, e.Prize, e.Slot))
	}
	if e.Kind == draw.EventDisqualify && !v.rules.Allows(e.Reason) {
		return refuse(CheckEvents, say(
			"Le motif %q n’est pas dans le règlement.", "The reason %q is not in the rules.", e.Reason))
	}
	return nil
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
	case folder == "attempts":
		number, _, _ := strings.Cut(rest, "/")
		return events["attempts/"+number+"/close"]
	case folder != "log" || name == EventsFile || name == LogTreeFile:
		return true
	}
	file := strings.TrimSuffix(strings.TrimSuffix(name, ".txt"), ".tlog-proof")
	return events[file] || file == "log/close" || file == "log/result"
}

// checkAwards applies the rule of awards to the disqualifications that hold.
func (v *verification) checkAwards() error {
	held := map[int]bool{}
	for _, e := range v.events {
		if e.Attempt != v.close.Attempt || e.Kind != draw.EventDisqualify && e.Kind != draw.EventReinstate {
			continue
		}
		place := Place{e.Prize, e.Slot}
		v.report.Disqualified = slices.DeleteFunc(v.report.Disqualified, func(d Disqualification) bool { return d.Place == place })
		index, _ := v.list.Find(e.Entry)
		delete(held, index)
		if e.Kind == draw.EventDisqualify {
			held[index] = true
			v.report.Disqualified = append(v.report.Disqualified, Disqualification{Place: place, Index: index, Reason: e.Reason, At: e.At})
		}
	}
	v.report.Awards = draw.Awards(v.slots, v.close.Prizes, func(index int) bool { return held[index] })
	return nil
}

// checkAttempts computes the shadow results of the other attempts. Each one that the log
// shows as closed must be in the bundle.
func (v *verification) checkAttempts() error {
	for _, e := range v.events {
		if e.kind != "close" || e.attempt == v.close.Attempt {
			continue
		}
		other := &attempt{bundle: v.bundle, prefix: "attempts/" + strconv.Itoa(e.attempt) + "/", chain: v.chain}
		counts := v.due
		if counts.IsZero() {
			counts = v.close.ClosedAt
		}
		if err := other.shadow(e, counts); err != nil {
			return err
		}
		v.report.OtherAttempts = append(v.report.OtherAttempts, OtherAttempt{
			Attempt: e.attempt, Close: other.commit, Result: other.result,
		})
	}
	return nil
}

// shadow computes the result that an attempt has or would have had. Only a round that
// was due after the one that counts may be missing: it may not exist yet.
func (a *attempt) shadow(e event, counts time.Time) error {
	if err := a.readClose(); err != nil {
		return err
	}
	if !bytes.Equal(a.text, e.text) {
		return refuse(CheckAttempts, say(
			"Le gel de la tentative %d n’est pas celui du journal.",
			"The close record of attempt %d is not that of the log.", e.attempt))
	}
	steps := []func() error{a.findChain, a.readList, a.readRandomness, a.decide}
	if a.round == nil && a.findChain() == nil && a.due.After(counts) {
		steps = steps[:2]
	}
	for _, take := range steps {
		if err := take(); err != nil {
			return err
		}
	}
	return nil
}
