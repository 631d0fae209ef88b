package contests

import (
	"encoding/json"
	"time"

	"kermesse/contests/draw"
	"kermesse/contests/draw/proof"
	"kermesse/internal/fault"
)

// Attempt is one holding of a contest's draw: where its number comes from, and how far
// it has got. The first is announced with the rules. There is another where one was
// given up, or left prizes that nobody is there to receive; the number of each is named
// before it exists, and what each decided, or would have decided, stays public.
type Attempt struct {
	No          int         // from 1; 0: of a draft
	Named       draw.Source // where the number was to come from when the attempt was announced
	DrawAt      time.Time   // when the number is due; zero for a draft
	Chain       draw.Hash   // drand and test: the chain that the number comes from
	Round       uint64      // drand and test: its round
	AnnouncedAt time.Time
	Reason      RestartReason // of a later attempt
	Units       []draw.Prize  // of a later attempt: what it is held for; nil: all of the rules

	Listing    int64     // sealed: the state of the list that counts
	SealedAt   time.Time // when the close record was made; zero before
	CloseIndex int64     // where the log has the close record; -1: nowhere
	Late       bool      // the close record came late and copies an entries record
	CosignedAt time.Time // when enough witnesses had cosigned the seal; zero: not yet, or not in time

	DrawnAt      time.Time
	CancelledAt  time.Time
	CancelCode   CancelCode
	CancelReason string // in the brand's words

	Fallback   draw.Source // what took over from Named; zero: nothing
	FallbackAt time.Time
}

// Counts reports whether the attempt's result is one by which prizes are given.
func (a Attempt) Counts() bool { return !a.DrawnAt.IsZero() && a.CancelledAt.IsZero() }

// Shadow reports whether the attempt was given up and its result is known all the same.
func (a Attempt) Shadow() bool { return !a.DrawnAt.IsZero() && !a.CancelledAt.IsZero() }

// Void reports whether the attempt was given up by the rules themselves, because nothing
// of its list was on record, or not before enough witnesses, when its number came to exist.
func (a Attempt) Void() bool {
	return a.CancelCode == CancelUnsealed || a.CancelCode == CancelUnwitnessed
}

// source is where the number comes from now.
func (a Attempt) source() draw.Source {
	if !a.FallbackAt.IsZero() {
		return a.Fallback
	}
	return a.Named
}

// follow fills in chain and round of the source that the number comes from.
func (a *Attempt) follow() {
	s := a.source()
	a.Chain, a.Round = s.Chain, s.Round
}

// LabelOf tells what the randomness of an attempt is worth, by what is on record: of a
// public number, whether the list was logged, and cosigned, before the number existed.
// Of a list that is not sealed yet it tells what the log alone will show.
func (c Contest) LabelOf(a Attempt) proof.Label {
	switch {
	case c.Source == SourceTest:
		return proof.Test
	case c.Source != SourceDrand:
		return proof.C
	case a.SealedAt.IsZero():
		return proof.A2
	case a.CloseIndex < 0 || !a.Late && !a.SealedAt.Before(a.DrawAt):
		return proof.Unsealed
	case !a.CosignedAt.IsZero():
		return proof.A1
	}
	return proof.A2
}

// StatementOf is the label of an attempt in words that promise no more than it does.
func (c Contest) StatementOf(a Attempt) fault.Text {
	said := c.LabelOf(a).Statement(a.source())
	return fault.Text{FR: said.FR, EN: said.EN}
}

// units are what an attempt is held for.
func (c Contest) units(a Attempt) []draw.Prize {
	if a.Units != nil {
		return a.Units
	}
	return c.drawPrizes()
}

func encodeUnits(units []draw.Prize) (string, error) {
	if units == nil {
		return "", nil
	}
	pairs := make([][2]int, len(units))
	for j, p := range units {
		pairs[j] = [2]int{p.Winners, p.Alternates}
	}
	text, err := json.Marshal(pairs)
	return string(text), err
}

func decodeUnits(text string) ([]draw.Prize, error) {
	if text == "" {
		return nil, nil
	}
	var pairs [][2]int
	if err := json.Unmarshal([]byte(text), &pairs); err != nil {
		return nil, err
	}
	units := make([]draw.Prize, len(pairs))
	for j, p := range pairs {
		units[j] = draw.Prize{Winners: p[0], Alternates: p[1]}
	}
	return units, nil
}
