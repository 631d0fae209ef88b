package frontend

// sampleSets are four sets of so many options, two of them answered; at is the one that is shown.
func sampleSets(lang string, size, at int) *SetsView {
	options := samplePoll(lang, MethodSingle).Options
	view := &SetsView{Begun: true, At: at, Answered: 2, Of: 4}
	for i := range view.Of {
		set := SetView{Number: i + 1}
		for j := range size {
			set.Options = append(set.Options, options[(i+j)%len(options)])
		}
		if i < view.Answered {
			set.Best, set.Said = set.Options[0].ID, PickSentence(lang, set.Options[0].Label, "", []string{set.Options[1].Label})
		}
		if i < view.Answered && size > 2 {
			set.Worst = set.Options[1].ID
			set.Said = PickSentence(lang, set.Options[0].Label, set.Options[1].Label, []string{set.Options[2].Label})
		}
		view.Items = append(view.Items, set)
	}
	return view
}

func comparedResults(lang string, method PollMethod) *ResultsView {
	view := sampleResults(lang, method == MethodMaxDiff)
	view.Statistics.Lead = ""
	labels := []string{view.Bars[0].Label, view.Bars[1].Label, view.Bars[2].Label, view.Bars[3].Label}
	switch method {
	case MethodBracket:
		view.Cup = []CupRound{
			{Number: 1, Over: true, Ends: at(2026, 11, 20, 20, 0), Duels: []CupDuel{
				{Labels: [2]string{labels[1], labels[2]}, Votes: [2]int{41, 41}, Winner: labels[1], Level: true}, {Winner: labels[0], Bye: true},
			}},
			{Number: 2, Ends: at(2026, 11, 30, 20, 0), Duels: []CupDuel{{Labels: [2]string{labels[0], labels[1]}, Votes: [2]int{12, 9}, Winner: labels[0]}}},
		}
	default:
		view.Picks = &PickTable{Duels: method == MethodDuels, Needed: 200, Sure: method == MethodMaxDiff, Rows: []PickRow{
			{Label: labels[0], Shown: 320, Best: 190, Worst: 20, Score: .53, Share: .41}, {Label: labels[1], Shown: 322, Best: 80, Worst: 120, Score: -.12, Share: .2},
		}}
		if method == MethodMaxDiff {
			unsure := *view.Picks
			unsure.Sure = lang == "fr"
			view.Picks = &unsure
		}
	}
	return view
}
