package contests

import (
	"context"
	"slices"

	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/secret"
)

// deed is what a person does once in a contest. An entry can be taken back, or its person
// forgotten, and made again: what hangs on the entry alone would begin anew each time.
type deed string

// The deeds.
const (
	deedPlay   deed = "play"   // in a period of the game
	deedFriend deed = "friend" // came by somebody's link and counted for them
	deedAnswer deed = "answer" // to a question that takes one, and it was wrong

	deedOut deed = "out" // was excluded, and has had themselves forgotten since
)

// once notes that a person has done something, and reports whether it was the first time.
// Two spellings of one mailbox are one person. Somebody who does it at this very moment by
// another entry is waited for. What is noted goes at closing: see ForgetTraces.
func (s *Service) once(ctx context.Context, tx *db.DB, c Contest, who fan.Contact, what deed, period string) (bool, error) {
	return insertDeed(ctx, tx, c.ID, what, period, s.person(c, who))
}

// did reports whether a person has done something.
func (s *Service) did(ctx context.Context, tx *db.DB, c Contest, who fan.Contact, what deed, period string) (bool, error) {
	return hasDeed(ctx, tx, c.ID, what, period, s.person(c, who))
}

// person names a contact within one contest, and to nobody who has the database alone.
func (s *Service) person(c Contest, who fan.Contact) []byte {
	return secret.MAC(s.people, "deed", string(c.ID), string(who.Kind), who.Mailbox())
}

// entrant is the contact of an entry's person; false for a name on a list, which has none.
func (s *Service) entrant(ctx context.Context, tx *db.DB, c Contest, e Entry) (fan.Contact, bool, error) {
	if e.Fan == "" {
		return fan.Contact{}, false, nil
	}
	f, err := s.fans.FindIn(ctx, tx, c.Brand, e.Fan)
	return f.Contact, err == nil, err
}

// stayOut notes that somebody who has themselves forgotten was excluded: until the closing they
// enter no more, or an erasure would undo what was decided. Who left by the rules themselves
// may come back.
func (s *Service) stayOut(ctx context.Context, tx *db.DB, c Contest, e stored) error {
	if e.Status != EntryExcluded || !slices.Contains(ExclusionReasons(), Reason(e.Reason)) {
		return nil
	}
	who, known, err := s.entrant(ctx, tx, c, e.Entry)
	if err != nil || !known {
		return err
	}
	_, err = s.once(ctx, tx, c, who, deedOut, "")
	return err
}

// ErrExcludedBefore says that somebody was excluded from a contest and then forgotten.
var ErrExcludedBefore = fault.New(fault.Forbidden, "entry_excluded_before",
	"Une participation avec cette adresse ou ce numéro a été exclue de ce jeu-concours, puis effacée. Si c’est une erreur, écrivez à la marque.",
	"An entry with this address or number was excluded from this contest, and then erased. If that is a mistake, write to the brand.")

// ErrPlayedBefore says that a person has played by an entry that they took back, or by
// another spelling of the same mailbox.
var ErrPlayedBefore = fault.New(fault.Conflict, "instant_played_before",
	"Une partie a déjà été jouée avec cette adresse ou ce numéro\u00a0: chaque personne joue une fois, même en participant de nouveau.",
	"A play was made with this address or number before: each person plays once, also when they enter again.")
