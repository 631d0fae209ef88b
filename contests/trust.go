package contests

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/mail"
	"kermesse/internal/secret"
	"kermesse/internal/text"
)

// Trust is how the entries of a contest are looked at.
type Trust struct {
	// Shared welcomes shared phones and Wi-Fi: at an event, in a shop, in a school. Nothing
	// is noted of devices and networks then, and speed means nothing either.
	Shared bool
}

// Trail is what is known of how a form came. It identifies nobody.
type Trail struct {
	Device  fan.DeviceID // random, in a cookie of our own; empty: none is kept
	Network string       // a /24 or a /48; hashed under the key of the day, never stored
}

// traceKind is one thing that entries may have in common.
type traceKind string

const (
	traceDevice  traceKind = "device"
	traceNetwork traceKind = "network"
	traceMailbox traceKind = "mailbox"
	tracePhones  traceKind = "phones"
	traceSenders traceKind = "senders"
	tracePostal  traceKind = "postal"
)

// suspicion says when a trace is a reason to look twice: once more than free other entries
// have had it, within a time or ever.
type suspicion struct {
	flag   Flag
	free   int
	within time.Duration // 0: since the contest opened
}

// suspicions are generous: a family shares a telephone and an address, a mobile operator
// puts a whole town behind one network. What is flagged counts until a person has decided.
var suspicions = map[traceKind]suspicion{
	traceDevice:  {FlagDevice, 2, 0},
	traceNetwork: {FlagBurst, 60, 10 * time.Minute},
	traceMailbox: {FlagAlias, 0, 0},
	tracePhones:  {FlagPhones, 4, 0},
	traceSenders: {FlagSenders, 9, time.Hour},
	tracePostal:  {FlagPostal, 2, 0},
}

// fastest is below what a person takes to read a form, fill it in and tick a box, with
// everything filled in by the browser.
const fastest = 2 * time.Second

// trace is one thing that an entry may have in common with others.
type trace struct {
	kind traceKind
	hash string
}

// screen looks at an entry that was just stored, notes what it may have in common with
// others, and returns the reasons to look twice that it gives. It refuses nothing.
func (s *Service) screen(ctx context.Context, tx *db.DB, c Contest, f fan.Fan, n newRow, read entryRead) ([]Flag, error) {
	watched := n.Source == FromForm && n.Place != AtKiosk && !c.Entry.Trust.Shared
	var flags []Flag
	if shown, known := s.shownAt(read.form.Key); watched && known && n.CreatedAt.Sub(shown) < fastest {
		flags = append(flags, FlagSpeed)
	}
	traces := s.traces(c, f.Contact, read)
	if watched {
		of, err := s.trailOf(ctx, tx, c, read.form.Trail)
		if err != nil {
			return nil, err
		}
		traces = append(traces, of...)
	}
	for _, t := range traces {
		why := suspicions[t.kind]
		others, err := countTraces(ctx, tx, c.ID, t, n.CreatedAt, why)
		if err != nil {
			return nil, err
		}
		if others > why.free {
			flags = append(flags, why.flag)
		}
	}
	return flags, insertTraces(ctx, tx, c.ID, n.ID, traces, n.CreatedAt)
}

// trailOf are the traces of the browser and the network.
func (s *Service) trailOf(ctx context.Context, tx *db.DB, c Contest, trail Trail) ([]trace, error) {
	var found []trace
	if trail.Device != "" {
		found = append(found, s.trace(c, traceDevice, string(trail.Device)))
	}
	hash, err := s.networks.Of(ctx, tx, string(c.ID), trail.Network)
	if err == nil && hash != "" {
		found = append(found, trace{traceNetwork, hash})
	}
	return found, err
}

// traces are those of what was typed.
func (s *Service) traces(c Contest, contact fan.Contact, read entryRead) []trace {
	var found []trace
	switch contact.Kind {
	case fan.ContactEmail:
		if a, err := mail.ParseAddress(read.contact.Value); err == nil {
			found = append(found, s.trace(c, traceMailbox, a.Folded().String()))
			if stem := strings.TrimRight(a.Folded().Local, "0123456789"); stem != "" && stem != a.Folded().Local {
				found = append(found, s.trace(c, traceSenders, stem+"@"+a.Domain))
			}
		}
	case fan.ContactPhone:
		const varies = 2 // digits in which numbers bought together differ
		found = append(found, s.trace(c, tracePhones, contact.Value[:max(0, len(contact.Value)-varies)]))
	}
	for _, q := range c.Entry.Questions {
		if answer := text.Fold(read.answers[q.ID]); len(q.Choices) == 0 && looksPostal(answer) {
			return append(found, s.trace(c, tracePostal, answer))
		}
	}
	return found
}

// looksPostal holds for an answer that reads like an address: long, with a number.
func looksPostal(folded string) bool {
	const short = 12
	return utf8.RuneCountInString(folded) >= short && strings.ContainsFunc(folded, unicode.IsDigit) &&
		strings.ContainsFunc(folded, unicode.IsLetter)
}

func (s *Service) trace(c Contest, kind traceKind, value string) trace {
	sum := secret.MAC(s.traceKey, string(c.ID), string(kind), value)
	return trace{kind, base64.RawURLEncoding.EncodeToString(sum[:9])}
}

// tracesKept is how long after closing the traces of a contest are kept: the winners'
// conditions are checked by them.
const tracesKept = 30 * 24 * time.Hour

// ForgetTraces deletes what entries of contests that have long been closed have in common,
// what people did once in those that have closed, and the keys of past days. It is a job.
func (s *Service) ForgetTraces(ctx context.Context) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		if err := s.networks.Forget(ctx, tx); err != nil {
			return err
		}
		if err := deleteDeedsBefore(ctx, tx, s.clock.Now()); err != nil {
			return err
		}
		return deleteTracesBefore(ctx, tx, s.clock.Now().Add(-tracesKept))
	})
}

// terms are what rules.json says of it.
func (t Trust) terms(terms map[string]any) {
	if t.Shared {
		terms["shared_devices_and_networks"] = "welcome"
	}
}

// clauses say in the rules what is looked at, where the contest welcomes what others flag.
func (t Trust) clauses(w *rulesWriter) {
	if t.Shared {
		w.paragraph(
			"On peut participer depuis un téléphone ou un réseau partagé\u00a0: rien n’est noté des appareils ni des réseaux.",
			"A shared phone or network may be used to enter: nothing is noted of devices or networks.")
	}
}

// flag screens an entry that was just stored, and marks it.
func (s *Service) flag(ctx context.Context, tx *db.DB, c Contest, f fan.Fan, n newRow, read entryRead, watched bool) ([]Flag, error) {
	found, err := s.screen(ctx, tx, c, f, n, read)
	if err != nil {
		return nil, err
	}
	if watched {
		found = append(found, FlagBlocked)
	}
	if len(found) == 0 {
		return n.Flags, nil
	}
	flags := slices.Concat(n.Flags, found)
	return flags, updateFlags(ctx, tx, n.ID, flags)
}

// watched asks the brand's block list about a fan: true where their entries are to be
// looked at, ErrBlocked where they are refused. Whether a person is on the list is told to
// whoever holds the address, and to nobody who has merely typed it: while an entry is
// pending it is taken, and refused when it is confirmed. A domain is no person.
func (s *Service) watched(ctx context.Context, tx *db.DB, c Contest, f fan.Fan, pending bool) (bool, error) {
	block, found, err := s.fans.Blocked(ctx, tx, c.Brand, f.Contact)
	switch {
	case err != nil || !found:
		return false, err
	case block.Effect == fan.BlockFlags:
		return true, nil
	case pending && block.Kind == fan.BlockContact:
		return false, nil
	}
	until := momentWords(block.Until, c.Location())
	return false, fan.ErrBlocked.With(until.FR, until.EN, block.Reason)
}
