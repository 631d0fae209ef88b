package proof

import "fmt"

// Text is a sentence for people, in both languages.
type Text struct{ FR, EN string }

// say fills a sentence in both languages with the same values.
func say(fr, en string, args ...any) Text {
	return Text{FR: fmt.Sprintf(fr, args...), EN: fmt.Sprintf(en, args...)}
}

// Check names a step of the verification.
type Check string

// The steps, in the order in which they are taken.
const (
	CheckGrammar     Check = "grammar"
	CheckRules       Check = "rules"
	CheckTerms       Check = "terms"
	CheckList        Check = "list"
	CheckLog         Check = "log"
	CheckBeacon      Check = "beacon"
	CheckSeed        Check = "seed"
	CheckWinners     Check = "winners"
	CheckEvents      Check = "events"
	CheckDisclosures Check = "disclosures"
	CheckAwards      Check = "awards"
	CheckAttempts    Check = "attempts"
)

var checkTitles = map[Check]Text{
	CheckGrammar:     {"les fichiers", "the files"},
	CheckRules:       {"le règlement", "the rules"},
	CheckTerms:       {"lots, mode et source du règlement", "prizes, mode and source of the rules"},
	CheckList:        {"la liste des participations", "the list of entries"},
	CheckLog:         {"le scellement dans le journal public", "the sealing in the public log"},
	CheckBeacon:      {"le nombre aléatoire", "the random number"},
	CheckSeed:        {"la graine", "the seed"},
	CheckWinners:     {"les gagnants recalculés", "the winners, recomputed"},
	CheckEvents:      {"les événements après le tirage", "the events after the draw"},
	CheckDisclosures: {"les noms affichés", "the names shown"},
	CheckAwards:      {"l’attribution des lots", "the award of the prizes"},
	CheckAttempts:    {"les autres tentatives", "the other attempts"},
}

// Title names the step for people.
func (c Check) Title() Text { return checkTitles[c] }

// Invalid says that a bundle does not prove its draw: which step failed first, and why.
type Invalid struct {
	Check  Check
	Reason Text
	cause  error
}

// Error is the English sentence.
func (e *Invalid) Error() string { return string(e.Check) + ": " + e.Reason.EN }

func (e *Invalid) Unwrap() error { return e.cause }

func refuse(check Check, reason Text) *Invalid { return &Invalid{Check: check, Reason: reason} }

// because adds the technical cause to the sentence.
func (e *Invalid) because(err error) *Invalid {
	e.cause = err
	e.Reason.FR += " (" + err.Error() + ")"
	e.Reason.EN += " (" + err.Error() + ")"
	return e
}
