package frontend

import (
	"fmt"
	"math"
	"strings"
)

// These are the sentences that explain a count. Figures and labels stand in the middle of
// them, and their number is small, so they are written here and not in the texts.

// Votes writes a number of votes: « 1 vote », "0 votes".
func Votes(lang string, n int64) string {
	word := "votes"
	if n == 1 || n == 0 && lang == "fr" {
		word = "vote"
	}
	return Int(lang, n) + either(lang, nbsp, " ") + word
}

// PickSentence says one answer: the best of two, or the best and the worst of more.
func PickSentence(lang, best, worst string, others []string) string {
	if worst == "" {
		return fmt.Sprintf(either(lang, "%s plutôt que %s", "%s over %s"), best, strings.Join(others, ", "))
	}
	return polished(lang, fmt.Sprintf(either(lang, "Le meilleur : %s. Le moins bon : %s. Entre les deux : %s.", "Best: %s. Worst: %s. In between: %s."), best, worst, strings.Join(others, ", ")))
}

// NoWinnerSentence says why nobody has won. reason is no_ballots, quorum, minimum_share or
// none_of_these; need is the quorum, or the thousandths of the votes that were asked for.
func NoWinnerSentence(lang, reason string, need int64) string {
	switch reason {
	case "no_ballots":
		return either(lang, "Personne n’a voté.", "Nobody has voted.")
	case "quorum":
		return either(lang,
			fmt.Sprintf("Il fallait %s pour que le résultat vaille.", Votes(lang, need)),
			fmt.Sprintf("%s were needed for the result to stand.", Votes(lang, need)))
	case "minimum_share":
		share := Percent(lang, float64(need)/1000)
		return either(lang,
			fmt.Sprintf("Il fallait %s des votes, et aucun choix ne les a eus.", share),
			fmt.Sprintf("%s of the votes were needed, and no option had them.", share))
	}
	return polished(lang, either(lang, "Le choix « aucun » l’a emporté.", "“None of these” came out ahead."))
}

// RoundSentence tells what happened in one round of a count, for a numbered list. action is first_preferences,
// exclusion, surplus, last_places, scoring or run_off; about is the option it concerns, and
// elected those who had enough votes after it.
func RoundSentence(lang, action, about string, elected []string) string {
	var text string
	switch action {
	case "first_preferences":
		text = either(lang, "Chaque bulletin va à son premier choix.", "Each ballot goes to its first choice.")
	case "exclusion":
		text = either(lang, about+" sort, et ses votes passent au choix suivant.", about+" goes out, and its votes move to the next choice.")
	case "surplus":
		text = either(lang, "Les votes en trop de "+about+" passent au choix suivant.", "The votes that "+about+" did not need move to the next choice.")
	case "last_places":
		text = either(lang, "Il reste autant de choix que de places.", "As many options are left as places.")
	case "scoring":
		text = either(lang, "Les notes sont additionnées.", "Scores are added up.")
	default:
		text = either(lang, "Les deux premiers s’affrontent.", "The best two meet.")
	}
	if len(elected) > 0 {
		text += " " + either(lang, "Atteignent le quota : ", "Reach the quota: ") + strings.Join(elected, ", ") + "."
	}
	return polished(lang, text)
}

// polished sets the spaces and quotes of a sentence as its language wants them.
func polished(lang, s string) string {
	if lang == "fr" {
		return French(s)
	}
	return English(s)
}

// TieStage names where in a count a tie was met. stage is place, seat, exclusion, surplus,
// run_off or lock; number counts from 1.
func TieStage(lang, stage string, number int) string {
	switch stage {
	case "place":
		return fmt.Sprintf(either(lang, "Place %d", "Place %d"), number)
	case "seat":
		return either(lang, "Dernière place gagnante", "Last winning place")
	case "run_off":
		return either(lang, "Duel final", "Run-off")
	case "lock":
		return fmt.Sprintf(either(lang, "Duel %d", "Pair %d"), number)
	}
	return fmt.Sprintf(either(lang, "Tour %d", "Round %d"), number)
}

// TieRuleSentence says what broke a tie. rule is lot, earlier_round, first_places,
// head_to_head, total, top_scores, best_picks, worst_picks, seed or givers.
func TieRuleSentence(lang, rule string) string {
	fr, en := "L’ordre tiré au sort décide.", "The order drawn by lot decides."
	switch rule {
	case "earlier_round":
		fr, en = "Le dernier tour où ils différaient les départage.", "The latest round in which they differed separates them."
	case "first_places":
		fr, en = "Le nombre de premières places les départage.", "The number of first places separates them."
	case "head_to_head":
		fr, en = "Le duel entre eux les départage.", "The comparison between them separates them."
	case "total":
		fr, en = "Le total des notes les départage.", "The total of the scores separates them."
	case "top_scores":
		fr, en = "Le nombre de notes maximales les départage.", "The number of top scores separates them."
	case "best_picks":
		fr, en = "Le nombre de fois où ils ont été choisis les départage.", "How often they were picked separates them."
	case "worst_picks":
		fr, en = "Le nombre de fois où ils ont été les moins bons les départage.", "How often they were the worst separates them."
	case "seed":
		fr, en = "La meilleure tête de série passe.", "The better seed goes on."
	case "givers":
		fr, en = "Le nombre de personnes qui ont donné des points les départage.", "The number of people who gave points separates them."
	}
	return either(lang, fr, en)
}

// TieDecisionSentence says whom a tie fell to.
func TieDecisionSentence(lang, stage string, decided []string) string {
	who := strings.Join(decided, ", ")
	if stage == "exclusion" {
		return either(lang, who+" sort.", who+" goes out.")
	}
	return either(lang, who+" passe devant.", who+" goes ahead.")
}

// SelectionSentence says beside figures who they are of, where no page does: in files and answers.
func SelectionSentence(lang string, people int64) string {
	return fmt.Sprintf(either(lang,
		"%s de personnes qui ont choisi de répondre. Les intervalles disent la part du hasard, pas qui a choisi de répondre.",
		"%s of people who chose to answer. Intervals show chance variation only, not who chose to answer."), Votes(lang, people))
}

// SourceWords says by which way votes came, and how many.
func SourceWords(lang, source string, n int64) string {
	way := either(lang, "la page du vote", "the page of the vote")
	switch source {
	case "embed":
		way = either(lang, "d’autres sites", "other sites")
	case "kiosk":
		way = either(lang, "des tablettes sur place", "tablets on the spot")
	}
	return fmt.Sprintf("%s (%s)", way, Int(lang, n))
}

// FlagSentence is a warning to print beside a result; empty for those that the page prints
// in any case.
func FlagSentence(lang, flag string) string {
	switch flag {
	case "fixed_order":
		return either(lang, "Tout le monde a vu les choix dans le même ordre.", "Everybody saw the options in the same order.")
	case "below_quorum":
		return either(lang, "Il y a moins de votes qu’il n’en faut pour que le résultat vaille.", "There are fewer votes than it takes for the result to stand.")
	case "one_hour":
		return either(lang, "Plus de la moitié des votes sont venus en une heure.", "More than half of the votes came within one hour.")
	case "one_channel":
		return either(lang, "Plus de la moitié des votes sont venus par la même voie.", "More than half of the votes came by one way.")
	case "incentivised":
		return either(lang, "Voter donnait droit à des points.", "Voting earned points.")
	}
	return ""
}

// Figure writes votes or points that may be a fraction: "12", « 10,5 ».
func Figure(lang string, v float64) string {
	if v == math.Trunc(v) {
		return Int(lang, int64(v))
	}
	return Decimal(lang, v, 1)
}

// ReviewNetwork names a network where only its ballots are known, by its number on the page.
func ReviewNetwork(lang string, n int) string {
	return fmt.Sprintf(either(lang, "Réseau %d", "Network %d"), n)
}

// ReviewChoice says which ballots a decision is about: all of a network, or for 0 those that
// are ticked.
func ReviewChoice(lang string, n int) string {
	if n == 0 {
		return either(lang, "Ceux qui sont cochés", "Those that are ticked")
	}
	return fmt.Sprintf(either(lang, "Tout le réseau %d", "All of network %d"), n)
}
