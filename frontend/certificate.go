package frontend

import (
	"fmt"
	"image/color"
	"net/url"
	"strings"
	"time"

	"kermesse/frontend/paper"
)

// maxPaperPlaces is how many places a certificate on paper lists; the proof has them all.
const maxPaperPlaces = 400

// Certificate is the page of a draw as a document to print: the same facts, with every fingerprint in full. The same
// page gives the same bytes.
func (r *Renderer) Certificate(page DrawPage) ([]byte, error) {
	c := certificate{DrawPage: page, r: r, words: func(key string, pairs ...any) string { return r.Text(page.Lang, key, pairs...) }}
	return c.write()
}

// certificate is a document while it is written.
type certificate struct {
	DrawPage
	r     *Renderer
	words func(key string, pairs ...any) string
	doc   *paper.Document
}

func (c certificate) write() ([]byte, error) {
	address := c.BaseURL + c.Href(ContestPath(c.Contest.Slug, "draw"))
	brand := c.brandOrHouse()
	c.doc = paper.New(paper.Options{
		Lang: c.Lang, Title: c.words("paper.title", "Title", c.Contest.Title), Author: brand, At: c.asOf(),
		Foot: c.words("paper.foot", "Title", c.Contest.Title, "Moment", Moment(c.Lang, c.asOf())), Ink: c.ink(),
	})
	if err := c.doc.Head(brand, c.words("paper.kind"), Tidy(c.Contest.Title), address, shownAddress(address), c.words("paper.scan")); err != nil {
		return nil, err
	}
	c.doc.Worth(c.seal(), c.Contest.Statement)
	c.notes()
	c.steps()
	c.places()
	c.changes()
	c.attempts()
	c.check(address)
	return c.doc.Bytes()
}

// asOf is the last thing that happened: the certificate tells what was so then.
func (c certificate) asOf() time.Time {
	at := c.Rules.FrozenAt
	var moments []time.Time
	for _, attempt := range c.Attempts {
		moments = append(moments, attempt.At)
	}
	if c.Draw != nil {
		moments = append(moments, c.Draw.SealedAt, c.Draw.DrawnAt)
		for _, w := range c.Draw.Witnesses {
			moments = append(moments, w.At)
		}
		for _, change := range c.Draw.Changes {
			moments = append(moments, change.At)
		}
	}
	for _, moment := range moments {
		if moment.After(at) {
			at = moment
		}
	}
	return at
}

func (c certificate) brandOrHouse() string {
	if c.Brand == nil {
		return "Kermesse"
	}
	return c.Brand.Name
}

func (c certificate) ink() paper.Ink {
	colour := ""
	if c.Brand != nil {
		colour = c.Brand.Colour
	}
	return inkOf(colour)
}

func (t Theme) ink() paper.Ink {
	ink := func(hex string) color.RGBA { return mustHex(hex).rgba() }
	return paper.Ink{Fill: ink(t.Light.Fill), OnFill: ink(t.Light.OnFill), Edge: ink(t.Light.Link)}
}

func (c certificate) seal() string {
	if c.Contest.Label == LabelUnsealed {
		return c.words("how.unsealed_name")
	}
	if c.Contest.Label == LabelTest {
		return "Test"
	}
	return strings.ToUpper(string(c.Contest.Label))
}

// shownAddress is an address as people type it.
func shownAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host + u.Path
}

func (c certificate) notes() {
	if c.Attempt > 1 {
		c.doc.Paragraph(c.words("moment.restarted", "Attempt", Int(c.Lang, int64(c.Attempt))))
	}
	if c.Draw == nil {
		return
	}
	if c.Draw.Late {
		c.doc.Paragraph(c.words("moment.late"))
	}
	if f := c.Draw.Fallback; f != nil {
		c.doc.Paragraph(c.words("moment.fallback", "Moment", Moment(c.Lang, f.At), "From", f.From, "To", f.To))
	}
}

func (c certificate) steps() {
	prints := func(label, hash string) []paper.Fingerprint {
		if hash == "" {
			return nil
		}
		return []paper.Fingerprint{{Label: c.words(label), Hash: hash}}
	}
	c.doc.Step(1, c.words("certificate.rules"), []string{c.on(c.Rules.FrozenAt)}, prints("paper.rules_print", c.Rules.Hash))
	c.doc.Step(2, c.words("certificate.entries"), c.entered(), nil)
	d := c.Draw
	if d == nil {
		c.doc.Step(3, c.words("certificate.list"), []string{c.words("certificate.list_wait", "Moment", Moment(c.Lang, c.Contest.ClosesAt))}, nil)
		c.doc.Step(4, c.words(c.numberKey()), []string{c.source(c.Contest.Round, c.Contest.DrawAt), c.words("certificate.number_wait")}, nil)
		c.doc.Step(5, c.words("certificate.names"), []string{c.words("certificate.names_wait")}, nil)
		return
	}
	c.doc.Step(3, c.words("certificate.list"), c.sealed(), append(prints("paper.close_print", d.CloseHash), prints("paper.root_print", d.Root)...))
	number := []string{c.source(d.Round, d.RoundAt)}
	names := []string{c.words("certificate.names_wait")}
	if d.Seed == "" {
		wait := "certificate.number_wait"
		if c.Moment == MomentWaiting {
			wait = "certificate.number_due"
		}
		number = append(number, c.words(wait))
	} else {
		names = []string{c.on(d.DrawnAt)}
	}
	c.doc.Step(4, c.words(c.numberKey()), number, prints("paper.number_print", d.Randomness))
	c.doc.Step(5, c.words("certificate.names"), names, prints("paper.seed_print", d.Seed))
}

func (c certificate) on(t time.Time) string {
	return c.words("certificate.on", "Moment", Moment(c.Lang, t))
}

func (c certificate) entered() []string {
	said := []string{c.words("certificate.entries_more", "Opens", Moment(c.Lang, c.Contest.OpensAt), "Closes", Moment(c.Lang, c.Contest.ClosesAt))}
	if len(c.Exclusions) > 0 {
		said = append(said, c.words("certificate.excluded"))
	}
	for _, e := range c.Exclusions {
		said = append(said, "– "+c.count("count.entries", e.Count)+c.words("certificate.colon")+" "+e.Reason)
	}
	return said
}

func (c certificate) sealed() []string {
	d := c.Draw
	said := []string{
		c.on(d.SealedAt) + " " +
			c.words("certificate.list_of", "Entries", c.count("count.entries", d.Entries), "Tickets", c.count("count.tickets", int(d.Tickets))),
	}
	if !d.LoggedAt.IsZero() {
		logged := c.words("certificate.logged", "Index", Int(c.Lang, d.LogIndex), "Moment", Moment(c.Lang, d.LoggedAt))
		said = append(said, strings.NewReplacer("[", "", "]", "").Replace(logged)) // paper has no links
	}
	for _, w := range d.Witnesses {
		key := "certificate.witnessed"
		if !w.InTime {
			key = "certificate.witnessed_late"
		}
		said = append(said, c.words(key, "Name", w.Name, "Moment", Moment(c.Lang, w.At)))
	}
	return said
}

// numberKey calls public only what is.
func (c certificate) numberKey() string {
	if c.Contest.Round == 0 {
		return "certificate.number_operator"
	}
	return "certificate.number"
}

func (c certificate) source(round uint64, at time.Time) string {
	if round == 0 {
		return c.words("certificate.operator")
	}
	return c.words("certificate.round", "Beacon", c.words(beaconKey(c.Contest.Label)), "Round", fmt.Sprint(round), "Moment", Moment(c.Lang, at))
}

func (c certificate) count(key string, n int, pairs ...any) string {
	words, err := c.r.words[c.Lang].count(key, int64(n), pairs...)
	if err != nil {
		return Int(c.Lang, int64(n))
	}
	return words
}

// places are the winners, then who is out and who stands by, prize by prize, as many as paper holds.
func (c certificate) places() {
	if c.Draw == nil || len(c.Draw.Prizes) == 0 {
		return
	}
	c.doc.Heading(c.words("draw.winners"))
	if e := c.Embargo; e != nil {
		c.doc.Paragraph(c.count("draw.held_more", e.Held, "Moment", Moment(c.Lang, e.Until)))
	}
	left, more := maxPaperPlaces, 0
	for _, prize := range c.Draw.Prizes {
		var places []paper.Place
		for _, slots := range [][]DrawSlot{prize.Holders(), prize.Others(), prize.Standby()} {
			for _, slot := range slots {
				if left == 0 {
					more++
					continue
				}
				places, left = append(places, c.place(slot)), left-1
			}
		}
		c.doc.Places(prize.Name, places)
	}
	if more > 0 {
		c.doc.Paragraph(c.count("paper.more", more))
	}
}

func (c certificate) place(s DrawSlot) paper.Place {
	name := s.Alias
	switch {
	case name != "":
	case s.State == SlotVacant:
		name = c.words("slot.nobody")
	case s.Held:
		name = c.words("slot.held")
	default:
		name = c.words("slot.unnamed")
	}
	return paper.Place{
		Number: s.Place(), Name: name, State: c.words("slot." + string(s.State)), Reason: s.Reason, Hash: s.Commitment,
		Strong: s.State == SlotWinner || s.State == SlotPromoted,
	}
}

func (c certificate) changes() {
	if c.Draw == nil || len(c.Draw.Changes) == 0 {
		return
	}
	c.doc.Heading(c.words("draw.changes"))
	for _, change := range c.Draw.Changes {
		key := "draw.disqualified"
		if change.Reinstated {
			key = "draw.reinstated"
		}
		c.doc.Paragraph(c.on(change.At) + " " + c.words(key, "Place", Int(c.Lang, int64(change.Place)), "Prize", change.Prize) + " " + change.Reason)
	}
}

func (c certificate) attempts() {
	if len(c.Attempts) == 0 {
		return
	}
	c.doc.Heading(c.count("draw.attempts", len(c.Attempts)))
	c.doc.Paragraph(c.words("draw.attempts_more"))
	for _, a := range c.Attempts {
		c.doc.Paragraph(c.attempt(a))
		if a.CloseHash != "" {
			c.doc.Hash(c.words("paper.close_print"), a.CloseHash)
		}
		for _, w := range a.Winners {
			name := w.Alias
			if name == "" {
				name = c.words("slot.unnamed")
			}
			c.doc.Hash(w.Prize+c.words("certificate.colon")+" "+name, w.Commitment)
		}
	}
}

func (c certificate) attempt(a DrawAttempt) string {
	said := []string{c.words("draw.attempt", "Attempt", Int(c.Lang, int64(a.Attempt))) + "."}
	switch {
	case a.Cancelled:
		said = append(said, c.words("draw.attempt_cancelled", "Moment", Moment(c.Lang, a.At), "Reason", a.Reason))
	case a.Reason != "":
		said = append(said, a.Reason)
	}
	switch {
	case len(a.Winners) > 0 && a.Cancelled:
		said = append(said, c.words("draw.attempt_shadow"))
	case len(a.Winners) > 0:
		said = append(said, c.words("draw.attempt_gave"))
	case a.CloseHash == "":
		said = append(said, c.words("draw.attempt_unsealed"))
	case !a.DueAt.IsZero():
		said = append(said, c.words("draw.attempt_due", "Round", fmt.Sprint(a.Round), "Moment", Moment(c.Lang, a.DueAt)))
	}
	return strings.Join(said, " ")
}

func (c certificate) check(address string) {
	c.doc.Heading(c.words("how.check"))
	c.doc.Paragraph(c.words("paper.check", "Address", address))
	if c.VerifyCommand != "" {
		c.doc.Hash(c.words("draw.verify_more"), c.VerifyCommand)
	}
	if c.Draw != nil && c.Draw.CloseRecord != "" {
		c.doc.Heading(c.words("certificate.close_record"))
		c.doc.Paragraph(c.words("certificate.close_record_more"))
		c.doc.Record(c.Draw.CloseRecord)
	}
}
