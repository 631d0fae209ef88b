package stats

import (
	"fmt"
	"strings"
)

// Text is a sentence in the languages of the house.
type Text struct {
	FR, EN string
}

// Standing is the sentence that stands beside every figure of a poll: who chose to answer is
// no sample of anybody else (AAPOR and the Canadian standard for online panels give no margin
// of error to such polls). channels say how the voters were reached, as "by mail"; there may
// be none.
func Standing(people int64, channels ...Text) Text {
	fr, en := "Ce sont %d volontaires", "These are %d volunteers"
	if people == 1 {
		fr, en = "C’est %d volontaire", "This is %d volunteer"
	}
	var by Text
	if len(channels) > 0 {
		var inFR, inEN []string
		for _, c := range channels {
			inFR, inEN = append(inFR, c.FR), append(inEN, c.EN)
		}
		by = Text{", touchés par " + strings.Join(inFR, ", "), " reached through " + strings.Join(inEN, ", ")}
	}
	return Text{
		FR: fmt.Sprintf(fr, people) + by.FR + ". L’intervalle dit la part du hasard, et non qui a choisi de répondre.",
		EN: fmt.Sprintf(en, people) + by.EN + ". The interval shows chance variation only, not who chose to answer.",
	}
}
