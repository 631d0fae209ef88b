package frontend

import (
	"encoding/base64"
	"strings"
)

// CheckPage is "/c/{slug}/draw/check": an entrant's own check of their receipt. It runs in the browser, which asks for
// what is public of the draw and sends nothing; without scripts, the number is looked up by the server.
type CheckPage struct {
	Frame
	Contest ContestView
	Draw    string   // the UUID that receipts name
	Keys    []string // that receipts were and are signed with
	LogHref string   // where the public log is, with a slash at the end

	ProofHref   string // once the draw is held
	CloseRecord string // once the list is sealed; exact text
	ListHref    string // the sealed list
	RecordsHref string // the public records of the draw
}

// Template names the page's template.
func (CheckPage) Template() string { return "fan/check" }

func (CheckPage) sheet() string { return "draw.css" }

// KeyLines are the keys, one a line.
func (p CheckPage) KeyLines() string { return strings.Join(p.Keys, "\n") }

// Fragment is the part of an address after "#" that carries the receipt and its private part to the check. Browsers
// send it to nobody.
func (r EntryReceipt) Fragment() string {
	if r.Note == "" || r.PrivatePart == "" {
		return ""
	}
	return "r=" + base64.RawURLEncoding.EncodeToString([]byte(r.Note+"\n"+r.PrivatePart))
}
