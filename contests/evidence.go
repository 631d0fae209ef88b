package contests

import (
	"context"
	"errors"
	"io"

	"kermesse/contests/draw"
	"kermesse/contests/draw/proof"
	"kermesse/internal/fan"
)

// WriteProof writes the proof of a draw as a zip: all that anybody needs to recompute
// who won, and nobody's personal data. It is made of what was sealed and published, so
// it can be asked for again and again. While another attempt waits for its number it is
// the proof of the last one that has it. Faults: ErrNotFound, ErrNotDrawn.
func (s *Service) WriteProof(ctx context.Context, slug string, w io.Writer) error {
	c, rules, err := s.FindRules(ctx, slug)
	if err != nil {
		return err
	}
	if c.Ranked() {
		return ErrNoDraw // what decided is the ranking, which has a file of its own
	}
	d, err := s.draw(ctx, c)
	if err != nil {
		return err
	}
	if d.Records, err = s.Records(ctx, slug); err != nil {
		return err
	}
	for i := len(d.Attempts) - 1; i >= 0 && !d.Drawn(); i-- {
		d.Holding = d.Attempts[i]
	}
	if !d.Drawn() {
		return ErrNotDrawn
	}
	// Everything is written as the database has it, also where somebody has changed it by
	// hand: whoever verifies the proof learns what does not fit.
	sealed := c.listOf(d.Attempt).entries(ctx, s.db)
	content := proof.Content{Rules: rules.JSON, Close: d.Seal.Record, List: sealed, Result: d.Result}
	if c.Source == SourceOperator {
		content.ServerSeed = &d.OperatorSeed
	} else {
		content.Beacon = d.Beacon
	}
	content.Attempts = s.otherAttempts(ctx, d)
	if err := s.logged(ctx, d, &content); err != nil {
		return err
	}
	if content.Disclosures, err = s.disclosures(ctx, c, d.Show.hide(d.Attempt, d.Slots, s.clock.Now())); err != nil {
		return err
	}
	return content.WriteZip(w)
}

// disclosures open the published names of a draw. Somebody who was forgotten has none
// any more: their slot stays, and proves no name.
func (s *Service) disclosures(ctx context.Context, c Contest, slots []Slot) ([]proof.Disclosed, error) {
	disclosed := []proof.Disclosed{}
	for _, slot := range slots {
		if slot.Index == draw.Vacant || slot.Alias == "" {
			continue
		}
		e, err := s.drawnEntry(ctx, slot)
		if err != nil {
			return nil, err
		}
		if e.row.SecretSealed == nil { // the secret was purged, or the person forgotten between two reads
			salt, identity, kept, err := selectDisclosure(ctx, s.db, e.ID, slot.Commitment)
			if err != nil {
				return nil, err
			}
			if entry, err := draw.ParseID(string(e.ID)); kept && err == nil {
				disclosed = append(disclosed, proof.Disclosed{
					Place: proof.Place{Prize: slot.Prize, Slot: slot.Slot}, Commitment: slot.Commitment,
					Disclosure: draw.Disclosure{Entry: entry, Alias: e.Alias, AliasSalt: salt, IdentityCommitment: identity},
				})
			}
			continue
		}
		// The identity stays hidden behind its stored commitment: the contact is not needed.
		opening, err := s.opening(c, e, fan.Contact{})
		if err != nil {
			return nil, err
		}
		open := opening.Disclose()
		copy(open.IdentityCommitment[:], e.row.IdentityCommit)
		disclosed = append(disclosed, proof.Disclosed{
			Place: proof.Place{Prize: slot.Prize, Slot: slot.Slot}, Commitment: slot.Commitment, Disclosure: open,
		})
	}
	return disclosed, nil
}

// drawnEntry is the entry of a slot in the revision that was drawn.
func (s *Service) drawnEntry(ctx context.Context, slot Slot) (stored, error) {
	e, err := selectEntry(ctx, s.db, "WHERE id = ?", string(slot.Entry))
	if err != nil || e.Commitment == slot.Commitment {
		return e, err
	}
	was, err := selectRevision(ctx, s.db, e.ID, slot.Commitment)
	e.row.IdentityCommit, e.row.SecretSealed = was.IdentityCommit, was.SecretSealed
	return e, err
}

// Check is what anybody may learn about one entry from its number: whether it is in,
// and what became of it. It names nobody.
type Check struct {
	Number     string
	Status     EntryStatus
	Commitment draw.Hash
	Tickets    uint64
	Sealed     bool           // the list is sealed, and the proof below is there
	Proof      draw.Inclusion // where in the sealed list; the zero Inclusion for an entry that is not in it
	Slots      []Slot         // what it was drawn for, as everybody may see it
}

// CheckEntry looks an entry up by the number on its receipt, in the list of the present
// attempt. Faults: ErrNotFound, ErrEntryNotFound.
func (s *Service) CheckEntry(ctx context.Context, slug, number string) (Check, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return Check{}, err
	}
	e, err := selectEntry(ctx, s.db, "WHERE contest_id = ? AND number = ?", string(c.ID), readNumber(number))
	if err != nil {
		return Check{}, err
	}
	check := Check{Number: e.Number, Status: e.Status, Commitment: e.Commitment, Tickets: e.Tickets, Sealed: !c.SealedAt.IsZero()}
	if !check.Sealed || e.Status != EntryConfirmed {
		return check, nil
	}
	check.Proof, err = s.inclusion(ctx, c, e.Commitment)
	if err != nil && !errors.Is(err, ErrEntryNotFound) { // frozen before it entered, or left out of a later attempt
		return Check{}, err
	}
	if c.DrawnAt.IsZero() {
		return check, nil
	}
	slots, err := slotsOf(ctx, s.db, c, c.Attempt)
	for _, slot := range slots {
		if slot.Index != draw.Vacant && slot.Commitment == e.Commitment {
			check.Slots = append(check.Slots, slot.public())
		}
	}
	return check, err
}

// inclusion proves that a commitment stands in the sealed list.
func (s *Service) inclusion(ctx context.Context, c Contest, commitment draw.Hash) (draw.Inclusion, error) {
	sealed := c.listOf(c.Attempt)
	outline, err := s.outlines.of(ctx, s.db, sealed)
	if err != nil {
		return draw.Inclusion{}, err
	}
	var block []draw.Entry
	if from, ok := outline.Block(commitment); ok {
		if block, err = sealed.block(ctx, s.db, from); err != nil {
			return draw.Inclusion{}, err
		}
	}
	p, found, err := outline.Prove(commitment, block)
	if err == nil && !found {
		return draw.Inclusion{}, ErrEntryNotFound
	}
	return p, err
}
