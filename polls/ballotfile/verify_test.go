package ballotfile_test

import (
	"errors"
	"strings"
	"testing"

	"kermesse/polls/ballotfile"
	"kermesse/polls/tally"
)

// exported is a poll as it is published: lots of the seed "s" put a before c before b.
const exported = `{
	"method": "plurality", "seats": 1, "candidates": ["a", "b", "c"], "rules": {"tie": "lot"},
	"lot": ["a", "c", "b"], "lot_seed": "s", "lot_source": "committed",
	"lot_commitment": "043a718774c572bd8a25adbeb1bfcd5c0256ae11cecf9f9c3f925d0e52beaf89",
	"ballots": [
		{"tracker": "1f", "choices": ["a"]}, {"tracker": "2e", "choices": ["c"]}, {"tracker": "3d", "choices": []}
	],
	"receipts": ["07", "18", "29"],
	"result": {
		"winners": ["a"], "ranking": [["a", "c"], ["b"]], "decided_by_lot": true,
		"counted": 2, "blank": 1, "exhausted": 0, "scores": {"a": 1, "b": 0, "c": 1}
	}
}`

func TestVerify(t *testing.T) {
	result, err := ballotfile.Verify(read(t, exported), tally.Plurality)
	if err != nil || result.Winners[0] != "a" {
		t.Fatalf("%q, %v", result.Winners, err)
	}
	tests := []struct {
		name, old, new string
		check          ballotfile.Check
		what           string
	}{
		{"a ballot changed", `"choices": ["a"]`, `"choices": ["b"]`, ballotfile.CheckRecount, "winners"},
		{"a ballot gone", `{"tracker": "1f", "choices": ["a"]},`, ``, ballotfile.CheckReceipts, "receipts"},
		{"a ballot that counts twice", `"tracker": "1f"`, `"count": 2`, ballotfile.CheckReceipts, "receipts"},
		{"a tracker twice", `"2e"`, `"1f"`, ballotfile.CheckReceipts, "tracker"},
		{"a receipt twice", `"18"`, `"07"`, ballotfile.CheckReceipts, "receipts"},
		{"a blank ballot more", `"choices": []`, `"choices": ["b"]`, ballotfile.CheckRecount, "counted"},
		{"another seed", `"lot_seed": "s"`, `"lot_seed": "t"`, ballotfile.CheckLots, "lot"},
		{"another order", `["a", "c", "b"], "lot_seed"`, `["c", "a", "b"], "lot_seed"`, ballotfile.CheckLots, "lot"},
		{"another commitment", `"043a`, `"143a`, ballotfile.CheckLots, "lot_commitment"},
		{"another winner", `"winners": ["a"]`, `"winners": ["c"]`, ballotfile.CheckRecount, "winners"},
		{"a lot kept quiet", `"decided_by_lot": true`, `"decided_by_lot": false`, ballotfile.CheckRecount, "decided_by_lot"},
		{"a vote more", `"b": 0, "c": 1`, `"b": 1, "c": 1`, ballotfile.CheckRecount, `scores of "b"`},
		{"an option more", `"b": 0, "c": 1`, `"b": 0, "c": 1, "d": 4`, ballotfile.CheckRecount, "scores"},
		{"no winner", `"winners": ["a"]`, `"winners": ["a"], "no_winner": "quorum"`, ballotfile.CheckRecount, "no_winner"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			changed := strings.Replace(exported, test.old, test.new, 1)
			if changed == exported {
				t.Fatalf("%q is not in the file", test.old)
			}
			_, err := ballotfile.Verify(read(t, changed), tally.Plurality)
			var mismatch *ballotfile.Mismatch
			if !errors.As(err, &mismatch) || mismatch.Check != test.check || mismatch.What != test.what {
				t.Errorf("%v, want %s of %s", err, test.what, test.check)
			}
		})
	}
}

func TestVerifyWhatIsNotThere(t *testing.T) {
	for _, missing := range []string{`"lot_seed"`, `"result"`, `"receipts"`} {
		changed := strings.ReplaceAll(exported, missing, `"elsewhere"`)
		if _, err := ballotfile.Verify(read(t, changed), tally.Plurality); !errors.Is(err, ballotfile.ErrIncomplete) {
			t.Errorf("without %s: %v", missing, err)
		}
	}
	var refused *tally.BallotError
	if _, err := ballotfile.Verify(read(t, exported), tally.Schulze); !errors.As(err, &refused) {
		t.Errorf("by another method: %v", err)
	}
}

func read(t *testing.T, text string) ballotfile.Election {
	t.Helper()
	election, err := ballotfile.Read(strings.NewReader(text), tally.Rankings)
	if err != nil {
		t.Fatal(err)
	}
	return election
}
