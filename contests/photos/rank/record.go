package rank

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Record is what an order is computed from, as it is published. Its text is one line for what
// holds of the contest each, then one for each photo with its votes, marks, jurors and the
// Unix milliseconds when it was sent, the best first:
//
//	kermesse/photo-ranking/1
//	contest 019abc…
//	jury 40
//	most-marks 10
//	photo 7KQ2M9XW4B 12 31 4 1795261200000
type Record struct {
	Contest string
	Mix     Mix
	Photos  []Photo
}

const format = "kermesse/photo-ranking/1"

// Encode writes the record, its photos in their order.
func (r Record) Encode() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\ncontest %s\njury %d\nmost-marks %d\n", format, r.Contest, r.Mix.JuryPercent, r.Mix.MostMarks)
	for _, p := range Order(r.Mix, r.Photos) {
		fmt.Fprintf(&b, "photo %s %d %d %d %d\n", p.ID, p.Votes, p.Marks, p.Jurors, p.SentAt)
	}
	return b.String()
}

var errRecord = errors.New("rank: not a record of a ranking")

// Parse reads a record, and refuses one that is not spelled as Encode does or whose photos are
// not in the order that its figures give.
func Parse(text string) (Record, error) {
	var r Record
	lines := strings.Split(text, "\n")
	if len(lines) < 5 {
		return r, errRecord
	}
	r.Contest = strings.TrimPrefix(lines[1], "contest ")
	r.Mix.JuryPercent, _ = strconv.Atoi(strings.TrimPrefix(lines[2], "jury "))
	r.Mix.MostMarks, _ = strconv.Atoi(strings.TrimPrefix(lines[3], "most-marks "))
	for _, line := range lines[4 : len(lines)-1] {
		var p Photo
		if _, err := fmt.Sscanf(line, "photo %s %d %d %d %d", &p.ID, &p.Votes, &p.Marks, &p.Jurors, &p.SentAt); err != nil {
			return r, errRecord
		}
		r.Photos = append(r.Photos, p)
	}
	if r.Encode() != text {
		return r, errRecord
	}
	return r, nil
}
