package contests

import (
	"context"
	"io"

	"kermesse/contests/draw"
	"kermesse/contests/draw/proof"
	"kermesse/internal/fan"
)

// WriteProof writes the proof of a draw as a zip: all that anybody needs to recompute
// who won, and nobody's personal data. It is made of what was sealed and published, so
// it can be asked for again and again. Faults: ErrNotFound, ErrNotDrawn.
func (s *Service) WriteProof(ctx context.Context, slug string, w io.Writer) error {
	c, rules, err := s.FindRules(ctx, slug)
	if err != nil {
		return err
	}
	d, err := s.drawn(ctx, s.db, c)
	if err != nil {
		return err
	}
	// Everything is written as the database has it, also where somebody has changed it by
	// hand: whoever verifies the proof learns what does not fit.
	content := proof.Content{Rules: rules.JSON, Close: d.Seal.Record, List: listed(ctx, s.db, c.ID), Result: d.Result}
	if c.Source == SourceOperator {
		content.ServerSeed = &d.OperatorSeed
	} else {
		content.Beacon = d.Beacon
	}
	for _, decision := range d.Decisions {
		content.Events = append(content.Events, decision.Record)
	}
	if content.Disclosures, err = s.disclosures(ctx, c, d.Slots); err != nil {
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
		e, err := selectEntry(ctx, s.db, "WHERE id = ?", string(slot.Entry))
		if err != nil {
			return nil, err
		}
		if e.row.SecretSealed == nil { // forgotten between two reads
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

// Check is what anybody may learn about one entry from its number: whether it is in,
// and what became of it. It names nobody.
type Check struct {
	Number     string
	Status     EntryStatus
	Commitment draw.Hash
	Tickets    uint64
	Sealed     bool           // the list is sealed, and the proof below is there
	Proof      draw.Inclusion // where in the sealed list; only for an entry that is in it
	Slots      []Slot         // what it was drawn for, as everybody may see it
}

// CheckEntry looks an entry up by the number on its receipt. Faults: ErrNotFound,
// ErrEntryNotFound.
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
	if check.Proof, err = s.inclusion(ctx, c, e.Commitment); err != nil {
		return Check{}, err
	}
	if c.DrawnAt.IsZero() {
		return check, nil
	}
	slots, err := slotsOf(ctx, s.db, c)
	for _, slot := range slots {
		if slot.Index != draw.Vacant && slot.Commitment == e.Commitment {
			check.Slots = append(check.Slots, slot.public())
		}
	}
	return check, err
}

// inclusion proves that a commitment stands in the sealed list.
func (s *Service) inclusion(ctx context.Context, c Contest, commitment draw.Hash) (draw.Inclusion, error) {
	outline, err := s.outlines.of(ctx, s.db, c.ID)
	if err != nil {
		return draw.Inclusion{}, err
	}
	var block []draw.Entry
	if from, ok := outline.Block(commitment); ok {
		if block, err = listBlock(ctx, s.db, c.ID, from); err != nil {
			return draw.Inclusion{}, err
		}
	}
	p, found, err := outline.Prove(commitment, block)
	if err == nil && !found {
		err = ErrEntryNotFound
	}
	return p, err
}
