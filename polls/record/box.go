package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"kermesse/polls/tally"
)

// Box is what was frozen when a poll closed.
type Box struct {
	Ballots      int64  // counted
	Aside        int64  // set aside, and not counted
	BallotsRoot  Hash   // of the ballots as they are published, in the order of their trackers
	ReceiptsRoot Hash   // of the receipts as they are published, in alphabetical order
	Seed         string // of the lots
	Result       Hash   // of ResultText
}

// String writes the box as lines of a record.
func (b Box) String() string {
	var w bytes.Buffer
	line(&w, "ballots", fmt.Sprint(b.Ballots))
	line(&w, "aside", fmt.Sprint(b.Aside))
	line(&w, "ballots-root", b.BallotsRoot.String())
	line(&w, "receipts-root", b.ReceiptsRoot.String())
	line(&w, "seed", b.Seed)
	line(&w, "result", b.Result.String())
	return w.String()
}

// Hide commits to a box that is not told: nobody finds out by trying what is in it,
// because the nonce is 32 random bytes, in hexadecimal.
func (b Box) Hide(nonce string) Hash {
	return HashOf([]byte("kermesse/poll/hidden\n" + nonce + "\n" + b.String()))
}

func (in *reader) box() *Box {
	b := &Box{Ballots: in.decimal("ballots"), Aside: in.decimal("aside")}
	b.BallotsRoot = check(in, parseHash, in.value("ballots-root"))
	b.ReceiptsRoot = check(in, parseHash, in.value("receipts-root"))
	b.Seed = check(in, parseHash, in.value("seed")).String()
	b.Result = check(in, parseHash, in.value("result"))
	return b
}

// BallotLine is a ballot as its leaf in the tree of ballots: the tracker, a space and what
// the ballot says as JSON with equal options in alphabetical order.
func BallotLine(tracker, said string) []byte { return []byte(tracker + " " + said) }

// Said is what a ballot says, as BallotLine takes it.
func Said(b tally.Ballot) (string, error) {
	var said any = sortedIDs(b.Choices)
	switch {
	case b.Ranking != nil:
		groups := make([][]tally.OptionID, len(b.Ranking))
		for i, group := range b.Ranking {
			groups[i] = sortedIDs(group)
		}
		said = groups
	case b.Scores != nil:
		said = b.Scores // encoding/json sorts the keys
	case b.Picks != nil:
		said = sortedPicks(b.Picks)
	}
	text, err := json.Marshal(said)
	if err != nil {
		return "", fmt.Errorf("a ballot: %w", err)
	}
	return string(text), nil
}

// sortedPicks are picks by the options they compare: the order of a screen is nobody's say.
// encoding/json sorts the keys of each.
func sortedPicks(picks []tally.Pick) []map[string]any {
	sorted := slices.SortedFunc(slices.Values(picks), func(a, b tally.Pick) int { return slices.Compare(sortedIDs(a.Shown), sortedIDs(b.Shown)) })
	said := make([]map[string]any, len(sorted))
	for i, p := range sorted {
		said[i] = map[string]any{"shown": sortedIDs(p.Shown), "best": p.Best}
		if p.Worst != "" {
			said[i]["worst"] = p.Worst
		}
	}
	return said
}

// ResultText is the count as the close record's result hash covers it.
func ResultText(r tally.Result) string {
	var w strings.Builder
	ids := func(key string, ids []tally.OptionID) {
		text, _ := json.Marshal(ids) // texts always become JSON
		fmt.Fprintf(&w, "%s %s\n", key, text)
	}
	ids("winners", append([]tally.OptionID{}, r.Winners...))
	for _, group := range r.Ranking {
		ids("place", sortedIDs(group))
	}
	fmt.Fprintf(&w, "no_winner %s\nby_lot %t\ncounted %d\nblank %d\nexhausted %d\n", r.NoWinner, r.LotDecided, r.Counted, r.Blank, r.Exhausted)
	for _, id := range sortedKeys(r.Scores) {
		text, _ := json.Marshal(id)
		fmt.Fprintf(&w, "score %s %s\n", text, r.Scores[id])
	}
	return w.String()
}
