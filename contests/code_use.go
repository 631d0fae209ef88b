package contests

import (
	"context"
	"errors"

	printed "kermesse/internal/codes"
	"kermesse/internal/db"
	"kermesse/internal/secret"
)

// codeHash is how a code is kept and found: under a key that is not in the database, for
// one contest alone.
type codeHash []byte

const codeHashBytes = 16

// Codes that were made here and codes of others are hashed apart: they are read with
// other look-alikes.
const (
	madeHere      = "generated"
	madeElsewhere = "imported"
)

func (s *Service) codeHash(id ID, origin, folded string) codeHash {
	return secret.MAC(s.codes, string(id), origin, folded)[:codeHashBytes]
}

// findCode looks up what somebody typed, within the limits of guessing.
// Faults: ErrCodeTypo, ErrCodeUnknown, ErrCodeRevoked, ErrCodesLimited, ErrCodesSlowed.
func (s *Service) findCode(ctx context.Context, c Contest, contact string, form CodeForm) (found heldCode, err error) {
	var hashes []codeHash
	if folded, ok := printed.Letters32.Fold(form.Typed); ok && printed.Letters32.Valid(folded) {
		hashes = append(hashes, s.codeHash(c.ID, madeHere, folded))
	}
	if folded, ok := printed.FoldForeign(form.Typed); ok {
		foreign, err := hasForeignCodes(ctx, s.db, c.ID)
		if err != nil {
			return heldCode{}, err
		}
		if foreign {
			hashes = append(hashes, s.codeHash(c.ID, madeElsewhere, folded))
		}
	}
	if len(hashes) == 0 {
		return heldCode{}, ErrCodeTypo
	}
	g := s.newGuess(c, contact, form)
	if err := s.begin(ctx, g); err != nil {
		return heldCode{}, err
	}
	found, err = selectCode(ctx, s.db, c.ID, hashes)
	if err != nil && !errors.Is(err, ErrCodeUnknown) {
		return heldCode{}, err
	}
	if ended := s.end(ctx, g, err == nil); ended != nil {
		return heldCode{}, ended
	}
	if err == nil && found.revoked {
		err = ErrCodeRevoked
	}
	return found, err
}

// heldCode is a code that exists.
type heldCode struct {
	hash    codeHash
	entry   EntryID // that it was used for; empty: it is good
	revoked bool    // and was not used
}

// codeOf finds the code of an entry form; the zero heldCode where there is none, and none is
// needed.
func (s *Service) codeOf(ctx context.Context, c Contest, read entryRead) (heldCode, error) {
	rules, form := c.Entry.Codes, read.form.Code
	if rules == nil || form.Typed == "" {
		return heldCode{}, nil
	}
	held, err := s.findCode(ctx, c, read.contact.Value, form)
	return held, atCode(err)
}

// withCode is how many tickets an entry has once its first code counts.
func (c Contest) withCode(tickets uint64) uint64 {
	return min(tickets+c.Entry.Codes.extra(), c.Entry.ticketCap())
}

// takeCode makes the code of a new entry count with it. It is the last word on who has the
// code. That of an entry which is not confirmed yet waits. Faults: ErrCodeUsed.
func (s *Service) takeCode(ctx context.Context, tx *db.DB, c Contest, e Entry, held heldCode) error {
	switch {
	case held.hash == nil:
		return nil
	case held.entry != "":
		return atCode(ErrCodeUsed)
	case e.Status == EntryPending:
		return upsertWaitingCode(ctx, tx, e.ID, held.hash)
	}
	taken, err := updateCodeUsed(ctx, tx, c.ID, held.hash, e.ID, s.clock.Now())
	if err == nil && !taken {
		return atCode(ErrCodeUsed)
	}
	return err
}

// confirmCode takes the code that waited for a pending entry, which counts from now on, and
// gives it its tickets. Somebody else may have been first: an entry that needs no code then
// counts without it. Faults: ErrCodeUsed.
func (s *Service) confirmCode(ctx context.Context, tx *db.DB, c Contest, e *Entry) error {
	if c.Entry.Codes == nil {
		return nil
	}
	hash, err := takeWaitingCode(ctx, tx, e.ID)
	if err != nil || hash == nil {
		return err
	}
	taken, err := updateCodeUsed(ctx, tx, c.ID, hash, e.ID, s.clock.Now())
	if err != nil || !taken && !c.Entry.Codes.Required {
		return err
	}
	if !taken {
		return atCode(ErrCodeUsed)
	}
	e.Tickets = c.withCode(e.Tickets)
	return updatePendingTickets(ctx, tx, *e)
}

// addCode adds the tickets of a code to an entry that counts. A code that was used for the
// same entry changes nothing: the form was sent twice. Faults: ErrCodeUsed, ErrTicketsFull.
func (s *Service) addCode(ctx context.Context, tx *db.DB, c Contest, e stored, hash codeHash) error {
	if e.row.SecretSealed == nil {
		return ErrEntryState
	}
	most := c.Entry.ticketCap()
	if e.Tickets >= most {
		return ErrTicketsFull.With(most)
	}
	taken, err := updateCodeUsed(ctx, tx, c.ID, hash, e.ID, s.clock.Now())
	if err != nil {
		return err
	}
	if !taken {
		// In another tab of the same person, at this very moment?
		now, err := selectCode(ctx, tx, c.ID, []codeHash{hash})
		if err != nil || now.entry == e.ID {
			return err
		}
		return atCode(ErrCodeUsed)
	}
	if err := insertRevision(ctx, tx, c, e.ID); err != nil {
		return err
	}
	return s.revise(ctx, tx, c, e, min(e.Tickets+uint64(c.Entry.Codes.Tickets), most), false)
}

// codeAgain takes a code that somebody typed who has entered before: it is theirs at once
// where their word is enough for an entry, and otherwise once they have proved who they are.
func (s *Service) codeAgain(ctx context.Context, tx *db.DB, c Contest, e stored, held heldCode, own bool) error {
	switch {
	case held.hash == nil || held.entry == e.ID:
		return nil
	case held.entry != "":
		return atCode(ErrCodeUsed)
	case e.Status == EntryConfirmed && (own || !c.Entry.Confirm):
		return s.addCode(ctx, tx, c, e, held.hash)
	case e.Status == EntryConfirmed || e.Status == EntryPending:
		return upsertWaitingCode(ctx, tx, e.ID, held.hash)
	}
	return nil
}

// codeConfirmed adds the code that waited for somebody who had entered before to prove who
// they are. One that is not to be had any more, or of no use, is let go.
func (s *Service) codeConfirmed(ctx context.Context, tx *db.DB, c Contest, e stored) error {
	if c.Entry.Codes == nil || e.Status != EntryConfirmed || c.Status(s.clock.Now()) != Open {
		return nil
	}
	hash, err := takeWaitingCode(ctx, tx, e.ID)
	if err != nil || hash == nil || e.Tickets >= c.Entry.ticketCap() {
		return err
	}
	return s.addCode(ctx, tx, c, e, hash)
}

// UseCode adds the tickets of a code to the entry of whoever holds the key of its receipt.
// Sending the same code again changes nothing. Faults: ErrEntryNotFound, ErrEntryState,
// ErrNoCodes, those of Enter for a contest that is not open, ErrTicketsFull, ErrCodesLimited,
// ErrCodesSlowed; on the field code ErrCodeMissing, ErrCodeTypo, ErrCodeUnknown, ErrCodeUsed
// and ErrCodeRevoked.
func (s *Service) UseCode(ctx context.Context, slug, key string, form CodeForm) error {
	r, err := s.FindReceipt(ctx, slug, key)
	if err != nil {
		return err
	}
	c := r.Contest
	switch {
	case c.Entry.Codes == nil:
		return ErrNoCodes
	case form.Typed == "":
		return atCode(ErrCodeMissing)
	}
	if err := c.open(s.clock.Now()); err != nil {
		return err
	}
	contact, err := s.contactOf(ctx, c, r.Entry)
	if err != nil {
		return err
	}
	held, err := s.findCode(ctx, c, contact, form)
	switch {
	case err != nil:
		return atCode(err)
	case held.entry == r.Entry.ID:
		return nil
	case held.entry != "":
		return atCode(ErrCodeUsed)
	}
	return s.atOpenEntry(ctx, c.ID, r.Entry.ID, func(tx *db.DB, c Contest, e stored) error {
		return s.addCode(ctx, tx, c, e, held.hash)
	})
}

// contactOf is the contact of an entrant; empty for one who has none with the brand.
func (s *Service) contactOf(ctx context.Context, c Contest, e Entry) (string, error) {
	if e.Fan == "" {
		return "", nil
	}
	f, err := s.fans.Find(ctx, c.Brand, e.Fan)
	return f.Contact.Value, err
}

// atOpenEntry changes an entry that counts while people can enter, and nobody else does.
// Faults: ErrEntryNotFound, ErrEntryState, those of Enter for a contest that is not open.
func (s *Service) atOpenEntry(ctx context.Context, id ID, entry EntryID, fn func(*db.DB, Contest, stored) error) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := holdByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := c.open(s.clock.Now()); err != nil {
			return err
		}
		e, err := selectEntry(ctx, tx, "WHERE id = ? AND contest_id = ?"+tx.ForUpdate(), string(entry), string(id))
		if err != nil {
			return err
		}
		if e.Status != EntryConfirmed {
			return ErrEntryState
		}
		return fn(tx, c, e)
	})
}
