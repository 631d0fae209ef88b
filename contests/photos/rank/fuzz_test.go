package rank_test

import (
	"testing"

	"kermesse/contests/photos/rank"
)

func FuzzParse(f *testing.F) {
	f.Add(rank.Record{Contest: "019abc", Mix: rank.Mix{JuryPercent: 40, MostMarks: 10}, Photos: []rank.Photo{
		{ID: "7KQ2M9XW4B", Votes: 12, Marks: 31, Jurors: 4, SentAt: 1795261200000}, {ID: "8", SentAt: 1},
	}}.Encode())
	f.Add("kermesse/photo-ranking/1\ncontest \njury 0\nmost-marks 0\n")
	f.Add("\n\n\n\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		if r, err := rank.Parse(text); err == nil && r.Encode() != text {
			t.Errorf("%q has another spelling", text)
		}
	})
}
