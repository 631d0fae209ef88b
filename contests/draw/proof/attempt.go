package proof

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"kermesse/contests/beacon"
	"kermesse/contests/draw"
)

// attempt is one attempt of a draw, read from the files under its prefix. What it holds
// was checked against itself only, not against rules or a log.
type attempt struct {
	bundle   *Bundle
	prefix   string // "" or "attempts/<n>/"
	progress func(read, size int64)

	text   []byte // of the close record
	close  draw.Close
	commit draw.Hash
	source draw.Source // of the close record, or the one that took over

	round  *beacon.Round // drand: beacon.json, if it is there
	chain  beacon.Chain  // drand; for another attempt, that of the first at the beginning
	pinned bool          // drand: the chain is a real one
	due    time.Time     // drand: when the committed round is due

	list       *draw.List
	randomness draw.Hash
	extra      draw.Hash
	result     draw.Result
	slots      []draw.Slot
}

// readClose reads the close record and what names the chain of its round.
func (a *attempt) readClose() error {
	var err error
	if a.text, err = a.bundle.read(a.prefix + CloseFile); err != nil {
		return err
	}
	if a.close, err = draw.ParseClose(a.text); err != nil {
		return a.misspelled(CloseFile, err)
	}
	a.commit, a.source = draw.CommitOf(a.text), a.close.Source
	if name := a.prefix + BeaconFile; a.bundle.has(name) {
		data, err := a.bundle.read(name)
		if err != nil {
			return err
		}
		round, err := beacon.ParseRound(data)
		if err != nil {
			return a.misspelled(BeaconFile, err)
		}
		a.round = &round
	}
	return nil
}

func (a *attempt) misspelled(name string, err error) error {
	return refuse(CheckGrammar, say("%s est mal formé.", "%s is malformed.", a.prefix+name)).because(err)
}

// findChain finds the chain of the committed source, and when its round is due.
func (a *attempt) findChain() (err error) {
	if a.close.Source.Kind == draw.SourceDrand {
		a.due, err = a.useChain(a.close.Source)
	}
	return err
}

// useChain finds the chain of a drand source: a pinned one, or the one that beacon.json
// or the attempt before it in this bundle describes, where its facts make the hash that
// was committed. The latter proves that the round is the chain's, and nothing about who
// holds the key. It returns when the round is due.
func (a *attempt) useChain(source draw.Source) (due time.Time, err error) {
	chain, pinned := beacon.Pinned(source.Chain)
	if !pinned && a.round != nil && a.round.Chain != nil {
		chain = *a.round.Chain
	} else if !pinned {
		chain = a.chain
	}
	if chain.Hash() != source.Chain {
		return due, refuse(CheckTerms, say(
			"La chaîne drand %s n’est pas connue, et %s ne la décrit pas.",
			"The drand chain %s is not known, and %s does not describe it.", source.Chain, a.prefix+BeaconFile))
	}
	if due, err = chain.TimeOf(source.Round); err != nil {
		return due, refuse(CheckTerms, say("Le tour %d n’existe pas.", "Round %d does not exist.", source.Round))
	}
	a.chain, a.pinned = chain, pinned
	return due, nil
}

// readList reads the list and compares it with what the close record commits to.
func (a *attempt) readList() error {
	name := a.prefix + EntriesFile
	if !a.bundle.has(name) {
		return refuse(CheckList, say("%s manque.", "%s is missing.", name))
	}
	in, err := a.bundle.open(name)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	f := a.bundle.files[name]
	room := min(a.close.Entries, uint64(f.size/minEntryLine), uint64(f.packed/hashBytes))
	source := &listReader{in: in, size: f.size, progress: a.progress}
	list, err := upTo(a.close.Entries, draw.ReadEntries(source)).Gather(int(room))
	switch {
	case source.fault != nil:
		return fmt.Errorf("%w: %s: %w", ErrUnreadable, name, source.fault)
	case errors.Is(err, errLonger):
		return refuse(CheckList, say(
			"La liste a plus que les %d participations que le gel annonce.",
			"The list has more than the %d entries that the close record says.", a.close.Entries))
	case err != nil:
		return refuse(CheckList, say("La liste n’est pas en règle.", "The list is not in order.")).because(err)
	}
	a.list = list
	if uint64(list.Len()) != a.close.Entries || list.Tickets() != a.close.Tickets {
		return refuse(CheckList, say(
			"La liste a %d participations et %d tickets\u00a0; le gel en annonce %d et %d.",
			"The list has %d entries and %d tickets; the close record says %d and %d.",
			list.Len(), list.Tickets(), a.close.Entries, a.close.Tickets))
	}
	if list.Root() != a.close.Root {
		return refuse(CheckList, say(
			"La racine de la liste est %s\u00a0; le gel annonce %s.",
			"The root of the list is %s; the close record says %s.", list.Root(), a.close.Root))
	}
	return nil
}

// readRandomness verifies the random number against what was named in advance.
func (a *attempt) readRandomness() error {
	switch a.source.Kind {
	case draw.SourceDrand:
		return a.readRound()
	case draw.SourceOperator:
		return a.readServerSeed()
	}
	return a.readOutcome()
}

func (a *attempt) readRound() error {
	if a.round == nil {
		return refuse(CheckBeacon, say("%s manque.", "%s is missing.", a.prefix+BeaconFile))
	}
	randomness, err := a.round.Verify(a.chain, a.source.Round)
	if err != nil {
		return refuse(CheckBeacon, say(
			"La signature n’est pas celle du tour annoncé.",
			"The signature is not that of the round that was named.")).because(err)
	}
	a.randomness = randomness
	return nil
}

func (a *attempt) readServerSeed() error {
	data, err := a.bundle.read(a.prefix + ServerSeedFile)
	if err != nil {
		return err
	}
	seed, err := parseServerSeed(data)
	if err != nil {
		return a.misspelled(ServerSeedFile, err)
	}
	if draw.OperatorDigest(seed) != a.source.Digest {
		return refuse(CheckBeacon, say(
			"Le nombre révélé par l’organisateur n’est pas celui qu’il avait engagé.",
			"The number that the organiser revealed is not the one it had committed to."))
	}
	a.extra = seed
	return nil
}

func (a *attempt) readOutcome() error {
	announcement, err := a.bundle.read(a.prefix + AnnouncementFile)
	if err != nil {
		return err
	}
	outcome, err := a.bundle.read(a.prefix + OutcomeFile)
	if err != nil {
		return err
	}
	if draw.AnnouncementDigest(announcement) != a.source.Digest {
		return refuse(CheckBeacon, say(
			"L’annonce n’est pas celle qui avait été engagée.",
			"The announcement is not the one that was committed to."))
	}
	text, ok := bytes.CutSuffix(outcome, []byte("\n"))
	if !ok || len(text) == 0 || bytes.ContainsAny(text, "\r\n") {
		return refuse(CheckGrammar, say("%s doit tenir en une ligne.", "%s must be one line.", a.prefix+OutcomeFile))
	}
	a.randomness = draw.PublicRandomness(string(text))
	return nil
}

// size is how many places the attempt has, of winners and alternates.
func (a *attempt) size() int {
	n := 0
	for _, p := range a.close.Prizes {
		n += p.Winners + p.Alternates
	}
	return n
}

// decide computes the result.
func (a *attempt) decide() error {
	var err error
	a.result, a.slots, err = draw.Decide(a.close, a.list, a.randomness, a.extra)
	if err != nil {
		return refuse(CheckWinners, say("Le tirage ne peut pas être recalculé.", "The draw cannot be recomputed.")).because(err)
	}
	return nil
}
