package mail

import "strings"

// VoteDecided tells a fan who asked for it what a brand has decided after a vote.
type VoteDecided struct {
	Brand    string // its name
	Title    string // the question
	Winner   string // as the count has it; empty: it is not told
	Decision string // paragraphs
	Reason   string // why the decision is another than the result; empty: it is the result
	Link     string // of the results
	Stop     string // where such mails are stopped
}

func (VoteDecided) kind() Kind { return "vote-decided" }

func (v VoteDecided) sheet(lang string) sheet {
	if lang == "fr" {
		s := sheet{
			From: v.Brand, Subject: "Vous l’avez dit\u00a0: " + v.Title, Action: action{"Voir le vote et la décision", v.Link},
			After: []string{
				"Vous recevez ce message parce que vous avez demandé à savoir ce que " + v.Brand + " déciderait. C’est le seul sujet de ces messages.",
				"Ne plus en recevoir\u00a0: " + v.Stop,
			},
		}
		s.Lines = append(s.Lines, "Nous avons demandé\u00a0: «\u00a0"+v.Title+"\u00a0»."+titled(v.Winner, " Le vote a choisi\u00a0: ", "."))
		s.Lines = append(s.Lines, v.said("Ce que nous avons décidé\u00a0: ", "Pourquoi ce n’est pas le choix du vote\u00a0: ")...)
		return s
	}
	s := sheet{
		From: v.Brand, Subject: "You said: " + v.Title, Action: action{"See the vote and the decision", v.Link},
		After: []string{
			"You get this message because you asked to be told what " + v.Brand + " would decide. These messages are about nothing else.",
			"To stop them: " + v.Stop,
		},
	}
	s.Lines = append(s.Lines, "We asked: “"+v.Title+"”."+titled(v.Winner, " The vote chose: ", "."))
	s.Lines = append(s.Lines, v.said("What we have decided: ", "Why it is not what the vote chose: ")...)
	return s
}

func (v VoteDecided) said(decided, because string) []string {
	lines := strings.Split(decided+v.Decision, "\n\n")
	if v.Reason != "" {
		lines = append(lines, strings.Split(because+v.Reason, "\n\n")...)
	}
	return lines
}
