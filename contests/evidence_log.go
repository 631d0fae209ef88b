package contests

import (
	"context"
	"fmt"

	"kermesse/contests/draw"
	"kermesse/contests/draw/proof"
	"kermesse/internal/c2sp"
)

// wholeLog is up to how many records of the log a proof holds all of them. Only then can
// its reader see that none was left out.
const wholeLog = 300

// logged adds what the public log shows of a draw. Of one from before there was a log it
// adds the records alone.
func (s *Service) logged(ctx context.Context, d Draw, content *proof.Content) error {
	if d.CloseIndex < 0 {
		for _, r := range d.Records {
			content.Events = append(content.Events, r.Text)
		}
		return nil
	}
	// The tree is signed first: whichever key signed it is one of the log that is read then.
	var err error
	if content.More, err = s.signedTree(d); err != nil {
		return err
	}
	head, err := s.log.Head(ctx)
	if err != nil {
		return err
	}
	shown := &proof.Log{Checkpoint: head.Note}
	if shown.Keys, err = s.keysOf(ctx, head.Size); err != nil {
		return err
	}
	shown.Keys.Witnesses = d.Policy.Witnesses
	own := make(map[int64]Record, len(d.Records))
	var indexes []int64
	for _, r := range d.Records {
		if r.Logged() && r.Index < head.Size {
			own[r.Index] = r
			indexes = append(indexes, r.Index)
		}
	}
	if head.Size <= wholeLog {
		indexes = indexes[:0]
		for i := range head.Size {
			indexes = append(indexes, i)
		}
	}
	for _, i := range indexes {
		r, isOwn := own[i]
		record := proof.Record{Text: r.Text}
		if !isOwn {
			record.Text, err = s.log.Record(ctx, i)
		} else if d.proves(r) {
			record.Proof, err = s.proofOf(ctx, d, r, head.Size)
		}
		if err != nil {
			return err
		}
		shown.Records = append(shown.Records, record)
	}
	content.Log = shown
	return nil
}

// keysOf are the keys that signed the log up to a size: the last one and, where that does
// not follow from the records of a bundle because it has them all, the records of the
// changes that lead to it.
func (s *Service) keysOf(ctx context.Context, size int64) (keys proof.Keys, err error) {
	all, err := s.log.Keys(ctx)
	if err != nil {
		return keys, err
	}
	for i, key := range all {
		if !key.Signing || key.FirstSize > size {
			break
		}
		keys.Log = key.VerifierKey
		if i == 0 || size <= wholeLog {
			continue
		}
		// The first checkpoint that a key signs is the one that covers its own record.
		change, err := s.log.Record(ctx, key.FirstSize-1)
		if err != nil {
			return keys, err
		}
		keys.Rotations = append(keys.Rotations, change)
	}
	return keys, nil
}

// proves reports whether a record needs a proof of its own. The periodic entries records
// are many, and prove something only where a late close record copies one.
func (d Draw) proves(r Record) bool {
	return r.Event.Kind != draw.EventEntries || d.copies(r)
}

// copies reports whether an attempt's late close record copies an entries record.
func (d Draw) copies(r Record) bool {
	for _, h := range d.Attempts {
		if h.Late && r.Event.Kind == draw.EventEntries && r.listing == h.Listing {
			return true
		}
	}
	return false
}

// proofOf proves that a record is in the log. One that seals a list is proven by the
// checkpoint that most witnesses had cosigned before the number was due.
func (s *Service) proofOf(ctx context.Context, d Draw, r Record, size int64) ([]byte, error) {
	if r.Kind == recordClose || d.copies(r) {
		early, err := s.sealedAt(ctx, d, r)
		if err != nil {
			return nil, err
		}
		if early > 0 {
			size = early
		}
	}
	return s.log.Proof(ctx, r.Index, size)
}

// sealedAt is the size of the checkpoint that most witnesses had cosigned with a record
// in it before its attempt's number was due, the smallest of such; 0: none had.
func (s *Service) sealedAt(ctx context.Context, d Draw, r Record) (int64, error) {
	due := d.DrawAt
	for _, h := range d.Attempts {
		if r.Kind == recordClose && h.No == r.Attempt || r.Kind != recordClose && h.Late {
			due = h.DrawAt
		}
	}
	cosigned, err := s.log.CosignedBy(ctx, r.Index)
	if err != nil {
		return 0, err
	}
	votes := map[int64]int{}
	var best int64
	for _, c := range cosigned {
		if !c.At.Before(due) {
			continue
		}
		votes[c.Size]++
		if best == 0 || votes[c.Size] > votes[best] || votes[c.Size] == votes[best] && c.Size < best {
			best = c.Size
		}
	}
	return best, nil
}

// signedTree is the tree of the sealed list, signed by the log's key for that list alone:
// what entrants' own proofs lead to.
func (s *Service) signedTree(d Draw) (map[string][]byte, error) {
	signer, err := s.log.SignerUnder(fmt.Sprintf("%s/%d", d.Contest.ID, d.No))
	if err != nil {
		return nil, err
	}
	signed, err := c2sp.Checkpoint{Origin: signer.Name(), Size: int64(d.Seal.Entries), Root: [32]byte(d.Seal.Root)}.Sign(signer)
	return map[string][]byte{proof.EntriesTreeFile: signed}, err
}

// otherAttempts are the attempts besides the present one whose lists were sealed: anybody
// computes what each decided, or would have decided.
func (s *Service) otherAttempts(ctx context.Context, d Draw) []proof.Attempt {
	var others []proof.Attempt
	for _, h := range d.Attempts {
		if h.No == d.No || h.Seal.Record == nil {
			continue
		}
		other := proof.Attempt{
			Number: h.No, Close: h.Seal.Record, List: d.Contest.listOf(h.Attempt).entries(ctx, s.db), Result: h.Result,
		}
		if h.OperatorSeed != (draw.Hash{}) {
			other.ServerSeed = &h.OperatorSeed
		} else {
			other.Beacon = h.Beacon
		}
		if !h.Drawn() {
			other.Result, other.Beacon = nil, nil
		}
		others = append(others, other)
	}
	return others
}
