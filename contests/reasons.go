package contests

import (
	"strings"

	"kermesse/internal/fault"
)

// Reason is why an entry was taken out, disqualified, taken back or confirmed: one of a
// list that is closed at publication.
type Reason string

// The reasons.
const (
	ReasonNotEligible Reason = "not-eligible"
	ReasonNoAnswer    Reason = "no-answer"
	ReasonDuplicate   Reason = "duplicate-person"
	ReasonFraud       Reason = "fraud"
	ReasonDeclined    Reason = "declined"

	ReasonWithdrawn Reason = "withdrawn" // by the entrant, before closing

	ReasonAppeal  Reason = "appeal-upheld"
	ReasonMistake Reason = "mistake"

	ReasonClaimed   Reason = "claimed"   // the winner answered, and meets the conditions
	ReasonDelivered Reason = "delivered" // the winner has the prize
)

// Reasons lists why a winner may be disqualified.
func Reasons() []Reason {
	return []Reason{ReasonNotEligible, ReasonNoAnswer, ReasonDuplicate, ReasonFraud, ReasonDeclined}
}

// ExclusionReasons lists why the brand may take an entry out before closing.
func ExclusionReasons() []Reason {
	return []Reason{ReasonNotEligible, ReasonDuplicate, ReasonFraud}
}

// ReinstatementReasons lists why a disqualification may be taken back.
func ReinstatementReasons() []Reason { return []Reason{ReasonAppeal, ReasonMistake} }

// AcceptanceReasons lists why a winner may be confirmed.
func AcceptanceReasons() []Reason { return []Reason{ReasonClaimed, ReasonDelivered} }

var reasonTexts = map[Reason]fault.Text{
	ReasonNotEligible: {FR: "ne remplit pas les conditions du règlement", EN: "does not meet the conditions of the rules"},
	ReasonNoAnswer:    {FR: "pas de réponse dans le délai", EN: "no answer in time"},
	ReasonDuplicate:   {FR: "plusieurs participations d’une même personne", EN: "several entries of one person"},
	ReasonFraud:       {FR: "participation frauduleuse", EN: "fraudulent entry"},
	ReasonDeclined:    {FR: "a refusé le lot", EN: "declined the prize"},
	ReasonWithdrawn:   {FR: "retirée par son titulaire", EN: "taken back by its entrant"},
	ReasonAppeal:      {FR: "recours accepté", EN: "appeal upheld"},
	ReasonMistake:     {FR: "erreur de l’organisation", EN: "mistake of the organiser"},
	ReasonClaimed:     {FR: "a répondu et remplit les conditions", EN: "has answered and meets the conditions"},
	ReasonInstant:     {FR: "a gagné tout de suite, et ne prend donc plus part au tirage", EN: "has won at once, and so no longer takes part in the draw"},
	ReasonBelowTop:    {FR: "n’est pas parmi les photos du tirage", EN: "is not among the photos of the draw"},
	ReasonDelivered:   {FR: "a reçu le lot", EN: "has received the prize"},
}

// Text says the reason in words, to go inside a sentence.
func (r Reason) Text() fault.Text { return reasonTexts[r] }

// CancelCode is why an attempt was given up, as its public record names it.
type CancelCode string

// The codes.
const (
	CancelPrize     CancelCode = "prize-unavailable"
	CancelMistake   CancelCode = "mistake-in-rules"
	CancelTechnical CancelCode = "technical-fault"
	CancelFraud     CancelCode = "fraud"
	CancelAuthority CancelCode = "authority" // a court or a regulator demands it
	CancelOther     CancelCode = "other"

	// By the rules, not by a person.
	CancelUnsealed    CancelCode = "not-sealed-in-time"
	CancelUnwitnessed CancelCode = "not-witnessed-in-time"
)

// CancelCodes lists the codes that a person may give.
func CancelCodes() []CancelCode {
	return []CancelCode{CancelPrize, CancelMistake, CancelTechnical, CancelFraud, CancelAuthority, CancelOther}
}

var cancelTexts = map[CancelCode]fault.Text{
	CancelPrize:     {FR: "lot indisponible", EN: "prize unavailable"},
	CancelMistake:   {FR: "erreur dans le règlement", EN: "mistake in the rules"},
	CancelTechnical: {FR: "incident technique", EN: "technical fault"},
	CancelFraud:     {FR: "fraude", EN: "fraud"},
	CancelAuthority: {FR: "demande d’une autorité", EN: "demanded by an authority"},
	CancelOther:     {FR: "autre motif", EN: "another reason"},
	CancelUnsealed: {
		FR: "liste non scellée avant le nombre aléatoire", EN: "list not sealed before the random number",
	},
	CancelUnwitnessed: {
		FR: "liste non vue par les témoins avant le nombre aléatoire", EN: "list not seen by the witnesses before the random number",
	},
}

// Text says the code in words, to go inside a sentence.
func (c CancelCode) Text() fault.Text { return cancelTexts[c] }

// RestartReason is why there is another attempt. It follows from what the one before has
// come to: nobody chooses it.
type RestartReason string

// The reasons of another attempt.
const (
	RestartCancelled RestartReason = "cancelled"
	RestartUnsealed  RestartReason = "not-sealed-in-time"
	RestartOpen      RestartReason = "open-prizes"
)

var restartTexts = map[RestartReason]fault.Text{
	RestartCancelled: {FR: "la tentative précédente a été annulée", EN: "the attempt before was cancelled"},
	RestartUnsealed:  {FR: "la liste n’avait pas été scellée, ou vue par les témoins, à temps", EN: "the list had not been sealed, or seen by the witnesses, in time"},
	RestartOpen:      {FR: "des lots restaient sans gagnant", EN: "prizes were left without a winner"},
}

// Text says the reason in words, to go inside a sentence.
func (r RestartReason) Text() fault.Text { return restartTexts[r] }

// codes writes reasons as records and rules do.
func codes(reasons []Reason) []string {
	texts := make([]string, len(reasons))
	for i, r := range reasons {
		texts[i] = string(r)
	}
	return texts
}

func listed(reasons []Reason) string { return strings.Join(codes(reasons), ", ") }
