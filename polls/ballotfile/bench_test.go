package ballotfile_test

import (
	"bytes"
	"fmt"
	"testing"

	"kermesse/internal/shareddata"
	"kermesse/polls/ballotfile"
	"kermesse/polls/tally"
)

// BenchmarkImport reads the 254,016 ballots of San Francisco's election of 2018 from a file that
// holds them one by one, as the ballots of a poll are published.
func BenchmarkImport(b *testing.B) {
	election, err := ballotfile.Read(shareddata.Open(b, "polls", "real", "san-francisco-mayor-2018.json"), tally.Rankings)
	if err != nil {
		b.Fatal(err)
	}
	var file bytes.Buffer
	fmt.Fprintf(&file, "{\"candidates\":%s,\"ballots\":[", list(election.Options))
	comma := ""
	for _, ballot := range election.Ballots {
		var ranking bytes.Buffer
		for i, group := range ballot.Ranking {
			if i > 0 {
				ranking.WriteByte(',')
			}
			ranking.WriteString(list(group))
		}
		for range ballot.Count {
			fmt.Fprintf(&file, "%s{\"ranking\":[%s],\"count\":1}", comma, &ranking)
			comma = ",\n"
		}
	}
	file.WriteString("]}")
	b.SetBytes(int64(file.Len()))
	for b.Loop() {
		election, err := ballotfile.Read(bytes.NewReader(file.Bytes()), tally.Rankings)
		if err != nil || len(election.Ballots) != 254_016 {
			b.Fatalf("%d ballots, %v", len(election.Ballots), err)
		}
	}
}

func list(ids []tally.OptionID) string {
	text := "["
	for i, id := range ids {
		if i > 0 {
			text += ","
		}
		text += fmt.Sprintf("%q", id)
	}
	return text + "]"
}
