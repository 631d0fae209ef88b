package contests

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"kermesse/contests/draw"
)

// rules writes every version of the rules: as published, and as each amendment left them.
func (d *dossier) rules(ctx context.Context) error {
	for version := range d.contest.Amended + 1 {
		rules, err := selectVersion(ctx, d.db, d.contest.ID, version+1)
		if err != nil {
			return err
		}
		dir := fmt.Sprintf("rules/v%d/", rules.Version)
		for name, content := range ordered(map[string]string{
			dir + "rules.json": string(rules.JSON), dir + "rules.fr.md": rules.Text.FR, dir + "rules.en.md": rules.Text.EN,
		}) {
			if err := d.text(name, content); err != nil {
				return err
			}
		}
	}
	return nil
}

// permit writes the document by which an authority permitted the contest, where there is one.
func (d *dossier) permit(ctx context.Context) error {
	kept, content, err := d.openPermit(ctx, d.contest)
	if errors.Is(err, ErrPermitNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return d.text("permit/permit."+kept.Kind.Extension(), string(content))
}

// instants writes what a game of instant wins is checked from, once it is over.
func (d *dossier) instants(ctx context.Context) error {
	if d.contest.Entry.Instant == nil {
		return nil
	}
	p, err := d.FindInstantProof(ctx, d.contest.Slug)
	if errors.Is(err, ErrInstantEarly) {
		return nil
	}
	if err != nil {
		return err
	}
	for name, content := range ordered(map[string]string{
		"instant/schedule.txt": string(p.Schedule), "instant/plays.txt": string(p.Plays), "instant/reveal.txt": string(p.Reveal),
		"instant/rules.json": string(p.Rules),
	}) {
		if err := d.text(name, content); err != nil {
			return err
		}
	}
	return nil
}

// list writes the sealed list: a blinded commitment and its tickets for each entry.
func (d *dossier) list(ctx context.Context) error {
	if d.contest.SealedAt.IsZero() {
		return nil
	}
	return d.file("list/commitments.txt", func(w io.Writer) error {
		_, err := d.contest.listOf(d.contest.Attempt).entries(ctx, d.db).WriteTo(w)
		return err
	})
}

// proof writes the bundle that anybody recomputes the winners from.
func (d *dossier) proof(ctx context.Context) error {
	if d.contest.DrawnAt.IsZero() {
		return nil
	}
	return d.file("draw/proof.zip", func(w io.Writer) error { return d.WriteProof(ctx, d.contest.Slug, w) })
}

// records writes every public record of the contest and its proof of standing in the log.
func (d *dossier) records(ctx context.Context) error {
	records, err := selectRecords(ctx, d.db, d.contest.ID, "")
	if err != nil {
		return err
	}
	head, err := d.log.Head(ctx)
	if err != nil {
		return err
	}
	for _, r := range records {
		name := fmt.Sprintf("log/records/%012d-%s", r.Index, r.Kind)
		if !r.Logged() {
			name = fmt.Sprintf("log/records/before-the-log-%d-%s", -r.Index, r.Kind)
		}
		if err := d.text(name+".txt", string(r.Text)); err != nil {
			return err
		}
		if !r.Logged() || r.Index >= head.Size {
			continue
		}
		proof, err := d.log.Proof(ctx, r.Index, head.Size)
		if err != nil {
			return err
		}
		if err := d.text(name+".tlog-proof", string(proof)); err != nil {
			return err
		}
	}
	if err := d.text("log/checkpoint", string(head.Note)); err != nil {
		return err
	}
	return d.keys(ctx)
}

func (d *dossier) keys(ctx context.Context) error {
	keys, err := d.log.Keys(ctx)
	if err != nil {
		return err
	}
	var out strings.Builder
	for _, key := range keys {
		fmt.Fprintf(&out, "log %s\n", key.VerifierKey)
	}
	for _, w := range d.log.Witnesses() {
		fmt.Fprintf(&out, "witness %s\n", w.VerifierKey)
	}
	return d.text("log/keys.txt", out.String())
}

// decisions writes what was decided by people, with the reasons.
func (d *dossier) decisions(ctx context.Context) error {
	records, err := selectRecords(ctx, d.db, d.contest.ID,
		"AND kind IN ('exclude', 'disqualify', 'reinstate', 'accept', 'cancel', 'restart', 'fallback', 'audit')")
	if err != nil {
		return err
	}
	titles := []string{"log_index", "at", "what", "attempt", "prize", "slot", "entry", "reason", "raison", "reason_in_words", "auditor"}
	return d.table("decisions.csv", titles, func(add func(...string) error) error {
		for _, r := range records {
			e := r.Event
			prize, slot, entry := "", "", ""
			if slices.Contains([]draw.EventKind{draw.EventDisqualify, draw.EventReinstate, draw.EventAccept}, e.Kind) {
				prize, slot = d.contest.Prizes[e.Prize].Name, strconv.Itoa(e.Slot+1)
			}
			if e.Entry != (draw.Hash{}) {
				entry = e.Entry.String()
			}
			words := Reason(e.Reason).Text()
			err := add(strconv.FormatInt(r.Index, 10), utc(e.At), r.Kind, strconv.Itoa(e.Attempt), prize, slot, entry, e.Reason, words.FR, words.EN, e.Auditor)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// audit writes which entries the draw's number chose to be opened to an auditor. Whom
// they are of is for the auditor's eyes, and not in a file that is handed on.
func (d *dossier) audit(ctx context.Context) error {
	if d.contest.DrawnAt.IsZero() {
		return nil
	}
	sampled, err := d.sample(ctx, d.contest)
	if err != nil {
		return err
	}
	return d.table("audit-sample.csv", []string{"place", "index", "commitment", "tickets"}, func(add func(...string) error) error {
		for i, e := range sampled {
			if err := add(strconv.Itoa(i+1), strconv.Itoa(e.Index), e.Commitment.String(), strconv.FormatUint(e.Tickets, 10)); err != nil {
				return err
			}
		}
		return nil
	})
}
