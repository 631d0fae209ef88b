package main

import (
	"bytes"
	"fmt"
	"io"
	"text/tabwriter"

	"kermesse/contests/draw/proof"
	"kermesse/polls/record"
)

// logReport prints what a verification of a log found, for people.
type logReport struct {
	*logProof
	langFlag
}

func (r logReport) print(w io.Writer) error {
	var page bytes.Buffer
	table := tabwriter.NewWriter(&page, 0, 0, 2, ' ', 0)
	row := func(fr, en string, value any) {
		fmt.Fprintf(table, "%s\t%v\n", r.in(proof.Text{FR: fr, EN: en}), value)
	}
	switch {
	case r.served != nil:
		fmt.Fprintln(&page, r.in(proof.Text{
			FR: "Journal valable\u00a0: chaque enregistrement donne l’empreinte que le journal a signée.",
			EN: "The log is valid: every record leads to the root that the log signed.",
		}))
		r.notes(&page)
		row("Journal", "Log", printable(r.served.Origin))
		row("Enregistrements", "Records", r.served.Size)
		row("Racine", "Root", fmt.Sprintf("%x", [32]byte(r.served.Root)))
		row("Clé", "Key", r.served.Key)
		for _, c := range r.served.Cosignatures {
			row("Vu par le témoin", "Seen by the witness", moment(c.At)+"  "+printable(c.Witness))
		}
	default:
		fmt.Fprintln(&page, r.in(proof.Text{
			FR: "Base de données juste\u00a0: enregistrements, empreintes, états signés, cosignatures et tirages concordent.",
			EN: "The database is right: records, hashes, checkpoints, cosignatures and draws agree.",
		}))
		fmt.Fprintln(&page)
		row("Enregistrements", "Records", r.stored.Size)
		row("Racine", "Root", fmt.Sprintf("%x", [32]byte(r.stored.Root)))
		row("États signés", "Checkpoints", r.stored.Checkpoints)
		row("Cosignatures", "Cosignatures", r.stored.Cosignatures)
	}
	row("Tirages publiés", "Draws published", r.history.Draws())
	row("Résultats", "Results", r.history.Count("result"))
	row("Votes publiés", "Polls published", r.polls.Polls())
	row("Dépouillements", "Counts", r.polls.Count(record.Close))
	row("Autres enregistrements", "Other records", r.others())
	_ = table.Flush() // a bytes.Buffer does not fail
	_, err := page.WriteTo(w)
	return err
}

// notes say what the answer rests on.
func (r logReport) notes(page *bytes.Buffer) {
	if r.served.OwnKey {
		fmt.Fprintln(page, r.in(proof.Text{
			FR: "Attention\u00a0: la clé est celle que le journal dit sienne. Donnez celle que vous connaissez avec --log-key.",
			EN: "Note: the key is the one that the log calls its own. Give the one you know with --log-key.",
		}))
	}
	if r.served.Rotations > 0 {
		fmt.Fprintf(page, r.in(proof.Text{
			FR: "Changements de clé\u00a0: %d\u00a0; chacun est signé par la clé d’avant.\n",
			EN: "Changes of the key: %d; each is signed by the key before.\n",
		}), r.served.Rotations)
	}
	if r.served.Since > 0 {
		fmt.Fprintf(page, r.in(proof.Text{
			FR: "Les %d premiers enregistrements sont ceux que vous aviez déjà vus.\n",
			EN: "The first %d records are those that you had seen before.\n",
		}), r.served.Since)
	}
	fmt.Fprintln(page)
}
