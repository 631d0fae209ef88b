package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"kermesse/contests/draw"
	"kermesse/contests/draw/proof"
)

// reportPage prints what a verification found, for people.
type reportPage struct {
	report *proof.Report
	langFlag
}

func (p reportPage) print(w io.Writer) error {
	var page bytes.Buffer
	r := p.report
	fmt.Fprintf(&page, "%s\n", printable(r.Title))
	fmt.Fprintf(&page, p.in(proof.Text{FR: "Tirage %s, tentative %d\n\n", EN: "Draw %s, attempt %d\n\n"}), r.Draw, r.Attempt)
	fmt.Fprintln(&page, p.in(proof.Text{
		FR: "Preuve valable\u00a0: les gagnants publiés sont bien ceux de cette liste et de ce nombre.",
		EN: "The proof is valid: the published winners are those of this list and this number.",
	}))
	fmt.Fprintf(&page, p.in(proof.Text{FR: "Ce qu’elle vaut – %s\u00a0: %s\n", EN: "What it is worth – %s: %s\n"}), r.Label, p.in(r.Statement))
	for _, note := range r.Notes {
		fmt.Fprintf(&page, p.in(proof.Text{FR: "Attention\u00a0: %s\n", EN: "Note: %s\n"}), p.in(note))
	}
	p.facts(&page)
	p.prizes(&page)
	p.others(&page)
	_, err := page.WriteTo(w)
	return err
}

func (p reportPage) facts(page *bytes.Buffer) {
	r := p.report
	fmt.Fprintln(page)
	table := tabwriter.NewWriter(page, 0, 0, 2, ' ', 0)
	row := func(fr, en, value string) { fmt.Fprintf(table, "%s\t%s\n", p.in(proof.Text{FR: fr, EN: en}), value) }
	row("Participations", "Entries", fmt.Sprint(r.Entries))
	row("Tickets", "Tickets", fmt.Sprint(r.Tickets))
	row("Liste gelée", "List closed", moment(r.ClosedAt))
	for _, s := range r.Sealed {
		row("Vue par le témoin", "Seen by the witness", moment(s.At)+"  "+printable(s.Witness))
	}
	row("Source", "Source", r.Source.String())
	if !r.Due.IsZero() {
		row("Heure du tour", "Time of the round", moment(r.Due))
	}
	row("Empreinte du gel", "Hash of the close record", r.Close.String())
	row("Graine", "Seed", r.Result.Seed.String())
	_ = table.Flush() // a bytes.Buffer does not fail
}

// moment writes a time as the proof's records do, for the eye.
func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

var slotTexts = map[proof.SlotState]proof.Text{
	proof.SlotWinner:       {FR: "gagnant", EN: "winner"},
	proof.SlotPromoted:     {FR: "suppléant devenu gagnant", EN: "alternate, now winner"},
	proof.SlotAlternate:    {FR: "suppléant", EN: "alternate"},
	proof.SlotDisqualified: {FR: "disqualifié", EN: "disqualified"},
	proof.SlotVacant:       {FR: "vacant", EN: "vacant"},
}

func (p reportPage) prizes(page *bytes.Buffer) {
	r := p.report
	reasons := map[proof.Place]string{}
	for _, d := range r.Disqualified {
		reasons[d.Place] = " (" + d.Reason + ")"
	}
	states := r.States()
	for j, name := range r.Prizes {
		fmt.Fprintf(page, "\n%s\n", printable(name))
		table := tabwriter.NewWriter(page, 0, 0, 2, ' ', 0)
		for i, s := range r.Slots {
			if s.Prize == j {
				place := proof.Place{Prize: s.Prize, Slot: s.Slot}
				fmt.Fprintf(table, "  %d\t%s\t%s%s\n", s.Slot+1, p.who(i), p.in(slotTexts[states[i]]), reasons[place])
			}
		}
		_ = table.Flush() // a bytes.Buffer does not fail
		if open := r.Awards[j].Open; open > 0 {
			fmt.Fprintf(page, p.in(proof.Text{FR: "  Sans gagnant\u00a0: %d\n", EN: "  Without a winner: %d\n"}), open)
		}
	}
}

// who names the holder of a slot: by alias where it was disclosed, else by the beginning
// of the commitment.
func (p reportPage) who(i int) string {
	s := p.report.Result.Slots[i]
	if alias, ok := p.report.Aliases[proof.Place{Prize: s.Prize, Slot: s.Slot}]; ok {
		return printable(alias)
	}
	if s.Index == draw.Vacant {
		return "–"
	}
	return s.Commitment.String()[:16] + "…"
}

func (p reportPage) others(page *bytes.Buffer) {
	for _, other := range p.report.OtherAttempts {
		if other.Cancelled {
			fmt.Fprintf(page, p.in(proof.Text{
				FR: "\nTentative %d, qui ne compte pas (annulée\u00a0: %s)", EN: "\nAttempt %d, which does not count (cancelled: %s)",
			}), other.Attempt, other.Reason)
		} else {
			fmt.Fprintf(page, p.in(proof.Text{FR: "\nTentative %d, dont les gagnants restent", EN: "\nAttempt %d, whose winners stand"}), other.Attempt)
		}
		switch {
		case other.Void:
			fmt.Fprintln(page, p.in(proof.Text{FR: "\n  (abandonnée avant le gel de la liste)", EN: "\n  (given up before its list was sealed)"}))
		case len(other.Result.Slots) == 0:
			fmt.Fprintln(page, p.in(proof.Text{FR: "\n  (son nombre n’existe pas encore)", EN: "\n  (its number does not exist yet)"}))
		default:
			fmt.Fprintln(page, p.in(proof.Text{FR: "\u00a0: le tirage désigne", EN: ": the draw names"}))
		}
		for _, s := range other.Result.Slots {
			if !s.Alternate && s.Index != draw.Vacant {
				fmt.Fprintf(page, "  %s  %s…\n", strings.TrimSpace(printable(p.report.Prizes[s.Prize])), s.Commitment.String()[:16])
			}
		}
	}
}
