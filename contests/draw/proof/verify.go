package proof

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"kermesse/contests/draw"
	"kermesse/internal/c2sp"
)

// Options are what the verifier brings along and does not take from the bundle.
type Options struct {
	// Log is the key of the organiser's log. Without it the bundle's keys.json is used,
	// and the report says so.
	Log *c2sp.LogKey
	// Witnesses are the keys of witnesses that must have cosigned. Without them a
	// cosignature cannot make the label A1.
	Witnesses []c2sp.Witness
	// Progress, if given, is told how many bytes of the list were read, of how many.
	Progress func(read, size int64)
}

// ErrUnverifiable says that a bundle asks for something that cannot be checked: a log
// without any key, or a rule that this version does not know. It proves nothing about
// the draw.
var ErrUnverifiable = errors.New("this cannot be checked")

// verification is one run of Verify. The embedded attempt is the one at the top of the
// bundle, whose result counts.
type verification struct {
	attempt
	opts   Options
	report *Report

	rulesText   []byte
	rules       draw.Rules
	witnesses   []c2sp.Witness // that the rules name
	resultText  []byte
	published   draw.Result
	records     [][]byte // of log/events.txt
	whole       bool     // they are those of the whole log
	events      []event  // the draw's own among them
	copied      *event   // the entries event that a late close record copies
	disclosures []Disclosed
	log         *logView // nil without a log

	places map[Place]draw.ResultSlot // of the recomputed result
	room   int                       // places that other attempts may still have
	before *attempt                  // the last of the draw's other attempts that was closed

	settled map[int]settled // what each attempt that was closed gives
}

// Verify takes the steps of the protocol in their order. Its error is an *Invalid where
// the bundle does not prove the draw, and anything else where it could not be checked.
func Verify(b *Bundle, opts Options) (*Report, error) {
	v := &verification{attempt: attempt{bundle: b, progress: opts.Progress}, opts: opts, report: &Report{}}
	for _, step := range []struct {
		check Check
		take  func() error
	}{
		{CheckGrammar, v.checkGrammar},
		{CheckRules, v.checkRules},
		{CheckTerms, v.checkTerms},
		{CheckList, v.readList},
		{CheckLog, v.checkLog},
		{CheckBeacon, v.readRandomness},
		{CheckSeed, v.checkSeed},
		{CheckWinners, v.checkWinners},
		{CheckEvents, v.checkEvents},
		{CheckDisclosures, v.checkDisclosures},
		{CheckAwards, v.checkAwards},
		{CheckAttempts, v.checkAttempts},
	} {
		if err := step.take(); err != nil {
			return v.report, err
		}
		v.report.Passed = append(v.report.Passed, step.check)
	}
	if err := b.readRest(); err != nil {
		return v.report, err
	}
	v.conclude()
	return v.report, nil
}

// checkGrammar reads every file but the list, which is read once and as it comes.
func (v *verification) checkGrammar() error {
	var err error
	if v.rulesText, err = v.bundle.read(RulesFile); err != nil {
		return err
	}
	if v.rules, err = draw.ParseRules(v.rulesText); err != nil {
		return v.misspelled(RulesFile, err)
	}
	if v.witnesses, err = parseWitnesses(v.rules.Witnesses); err != nil {
		return v.misspelled(RulesFile, err)
	}
	if err := v.readClose(); err != nil {
		return err
	}
	if v.resultText, err = v.bundle.read(ResultFile); err != nil {
		return err
	}
	if v.published, err = draw.ParseResult(v.resultText); err != nil {
		return v.misspelled(ResultFile, err)
	}
	if v.bundle.has(DisclosuresFile) {
		data, err := v.bundle.read(DisclosuresFile)
		if err != nil {
			return err
		}
		if v.disclosures, err = parseDisclosures(data, v.size()); err != nil {
			return v.misspelled(DisclosuresFile, err)
		}
	}
	return v.readEvents()
}

func (v *verification) checkRules() error {
	if got := draw.RulesDigest(v.rulesText); got != v.close.Rules {
		return refuse(CheckRules, say(
			"Le règlement n’est pas celui qui a été gelé\u00a0: son empreinte est %s, le gel annonce %s.",
			"The rules are not the ones that were frozen: their hash is %s, the close record says %s.", got, v.close.Rules))
	}
	return nil
}

// checkTerms compares the close record with the rules.
func (v *verification) checkTerms() error {
	c, r := v.close, v.rules
	v.report.Draw, v.report.Title, v.report.Attempt = c.Draw, r.Title, c.Attempt
	for _, p := range r.Prizes {
		v.report.Prizes = append(v.report.Prizes, p.Name)
	}
	switch {
	case c.Draw != r.Draw:
		return refuse(CheckTerms, say("Le règlement est celui d’un autre tirage.", "The rules are those of another draw."))
	case c.Mode != r.Mode:
		return refuse(CheckTerms, say("Le mode %q n’est pas celui du règlement.", "The mode %q is not the one of the rules.", c.Mode))
	case !prizesAgree(c, r):
		return refuse(CheckTerms, say("Les lots ne sont pas ceux du règlement.", "The prizes are not those of the rules."))
	}
	if err := v.findChain(); err != nil {
		return err
	}
	return v.checkSource()
}

// prizesAgree: a later attempt may be held for the units that are still open.
func prizesAgree(c draw.Close, rules draw.Rules) bool {
	if c.Attempt == 1 {
		return slices.Equal(c.Prizes, rules.Counts())
	}
	return slices.EqualFunc(c.Prizes, rules.Counts(), func(now, frozen draw.Prize) bool {
		return now.Winners <= frozen.Winners && now.Alternates <= frozen.Alternates
	})
}

// checkSeed compares the numbers of the result record with the computed ones.
func (v *verification) checkSeed() error {
	seed := draw.Seed(v.commit, v.randomness, v.extra)
	if p := v.published; p.Draw != v.close.Draw || p.Attempt != v.close.Attempt || p.Close != v.commit ||
		p.Randomness != v.randomness || p.Seed != seed {
		return refuse(CheckSeed, say(
			"Le résultat n’est pas tiré de cette liste et de ce nombre\u00a0: la graine est %s.",
			"The result does not come from this list and this number: the seed is %s.", seed))
	}
	return nil
}

// checkWinners compares the published result, byte for byte, with the recomputed one.
func (v *verification) checkWinners() error {
	if err := v.decide(); err != nil {
		return err
	}
	text, err := v.result.Encode()
	if err != nil {
		return fmt.Errorf("writing the recomputed result: %w", err)
	}
	if !bytes.Equal(text, v.resultText) {
		return refuse(CheckWinners, say(
			"Les gagnants publiés ne sont pas ceux du tirage.", "The published winners are not those of the draw."))
	}
	v.places = make(map[Place]draw.ResultSlot, len(v.result.Slots))
	for _, s := range v.result.Slots {
		v.places[Place{s.Prize, s.Slot}] = s
	}
	return nil
}

// conclude fills in what the steps found and decides the label.
func (v *verification) conclude() {
	r, c := v.report, v.close
	r.Close, r.ClosedAt, r.Entries, r.Tickets = v.commit, c.ClosedAt, c.Entries, c.Tickets
	r.Source, r.Due = v.source, v.due
	r.Result, r.Slots = v.result, v.slots
	e := evidence{source: v.source, pinned: v.pinned, logged: v.log != nil}
	if v.log != nil {
		// Which count was the last one shows in the whole log only.
		e.witnessed = v.log.witnessed && (v.copied == nil || v.whole)
		v.noteKeys()
	}
	r.Label = e.label()
	r.Statement = r.Label.Statement(v.source)
	if v.copied != nil {
		v.noteLate()
	}
	if r.Cancelled {
		r.note(Text{
			"Cette tentative a été annulée\u00a0: ce qui suit est le résultat qu’elle aurait eu.",
			"This attempt was cancelled: what follows is the result it would have had.",
		})
	}
}

// noteKeys says whose keys the log and its witnesses were checked with.
func (v *verification) noteKeys() {
	r := v.report
	r.OwnKeys = v.log.ownKey || v.log.ownWitnesses
	if v.log.ownKey {
		r.note(Text{
			"Le journal a été vérifié avec la clé fournie par le dossier lui-même (keys.json)\u00a0: qui a fait le dossier a pu faire la clé. " +
				"Pour ne pas en dépendre, donnez la clé que l’organisateur publie avec --log-key.",
			"The log was checked with the key that the bundle itself brings (keys.json): whoever made the bundle could have made the key. " +
				"To depend on it no longer, give the key that the organiser publishes with --log-key.",
		})
	}
	if v.log.ownWitnesses && len(r.Sealed) > 0 {
		r.note(say(
			"Le témoin %s a cosigné, mais sa clé vient elle aussi du dossier et ne prouve donc rien de plus que le journal. "+
				"Si vous connaissez sa clé, donnez-la avec --witness-key pour que le témoignage compte.",
			"The witness %s has cosigned, but its key comes from the bundle too and so proves no more than the log. "+
				"If you know its key, give it with --witness-key to make the testimony count.", r.Sealed[0].Witness))
	}
}

// noteLate says that the list is not that of the closing.
func (v *verification) noteLate() {
	v.report.note(say(
		"Le gel est venu trop tard : selon la règle, la liste est celle du dernier relevé publié avant, du %s.",
		"The closing came too late: by the rule, the list is that of the last count published before it, of %s.", clock(v.copied.At)))
	if v.log != nil && !v.whole {
		v.report.note(say(
			"Que ce relevé soit bien le dernier se voit dans le journal entier seulement : kermesse verify log.",
			"That this count is the last one shows in the whole log only: kermesse verify log."))
	}
}
