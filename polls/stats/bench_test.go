package stats_test

import (
	"encoding/csv"
	"strconv"
	"testing"

	"kermesse/internal/shareddata"
	"kermesse/polls/stats"
	"kermesse/polls/tally"
)

// BenchmarkRecount recounts 5,000 rankings of ten options, nearly all different, a thousand
// times: the dearest a poll of this size gets.
func BenchmarkRecount(b *testing.B) {
	rows, err := csv.NewReader(shareddata.Open(b, "polls", "sushi-5000-rankings.csv")).ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	var options []tally.OptionID
	for _, name := range rows[0] {
		options = append(options, tally.OptionID(name))
	}
	var ballots []tally.Ballot
	for _, row := range rows[1:] {
		ranking := make([][]tally.OptionID, len(options))
		for i, cell := range row {
			place, err := strconv.Atoi(cell)
			if err != nil {
				b.Fatal(err)
			}
			ranking[place-1] = []tally.OptionID{options[i]}
		}
		ballots = append(ballots, tally.Ballot{Ranking: ranking, Count: 1})
	}
	for _, method := range []tally.Method{tally.IRV, tally.Schulze} {
		b.Run(string(method), func(b *testing.B) {
			for b.Loop() {
				if _, err := stats.Recount("bench", stats.DefaultRecounts, method, options, ballots, tally.Rules{Lot: options}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
