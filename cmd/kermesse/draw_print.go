package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"kermesse/contests"
	"kermesse/contests/draw"
	"kermesse/contests/draw/proof"
	"kermesse/internal/fault"
)

// shownRefusals is how many rows that gave no entry are told one by one.
const shownRefusals = 10

// printFrozen says what became of the file, and what is to be published now.
func (c *drawCmd) printFrozen(w io.Writer, d *listDraw, r contests.ImportReport) error {
	var page bytes.Buffer
	terms := contests.TermsOf(r)
	fmt.Fprintf(&page, c.in(proof.Text{
		FR: "%d lignes lues\u00a0: %d participations, %d illisibles, %d en double\n",
		EN: "%d rows read: %d entries, %d unreadable, %d duplicates\n",
	}), terms.Rows, terms.Entries, terms.Refused, terms.Duplicates)
	for _, removal := range terms.Removed {
		fmt.Fprintf(&page, "  %s\n", printable(c.in(proof.Text(removal.Text()))))
	}
	told := 0
	for _, refused := range r.Listed {
		if refused.Ruled() {
			continue // these were counted in the lines above
		}
		if told++; told > shownRefusals {
			fmt.Fprintln(&page, "  …")
			break
		}
		message := c.in(proof.Text(refused.Fault.Message))
		fmt.Fprintf(&page, c.in(proof.Text{FR: "  ligne %d\u00a0: %s\n", EN: "  line %d: %s\n"}), refused.Row, printable(message))
	}
	fmt.Fprintf(&page, c.in(proof.Text{
		FR: "Liste gelée dans %s\nEmpreinte du gel\u00a0: %s\n", EN: "List frozen in %s\nHash of the close record: %s\n",
	}), d.folder, draw.CommitOf(d.closeText))
	if d.waits() {
		fmt.Fprintf(&page, c.in(proof.Text{
			FR: "Publiez cette empreinte maintenant, avant le tour %d de drand\u00a0: c’est elle qui montre que la liste existait avant le nombre.\n",
			EN: "Publish this hash now, before round %d of drand: it is what shows that the list was there before the number.\n",
		}), d.close.Source.Round)
	}
	page.WriteByte('\n')
	_, err := page.WriteTo(w)
	return err
}

// said puts a domain's fault into the chosen language; other errors stay as they are.
func (c *drawCmd) said(err error) error {
	var f *fault.Error
	if !errors.As(err, &f) {
		return err
	}
	message := c.in(proof.Text(f.Message))
	for _, field := range f.Fields {
		message += " " + c.in(proof.Text(field.Fault.Message))
	}
	return errors.New(printable(message))
}
