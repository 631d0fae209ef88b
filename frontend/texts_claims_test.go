package frontend

// The words of prizes on their way that templates look up.
func init() {
	add := func(group string, values ...any) { groups[group] = append(groups[group], values...) }
	standings := []any{StandsOpen, StandsAnswered, StandsReceived, StandsDeclined, StandsExpired, StandsVoid}
	add("standing", standings...)
	add("standing_more", standings...)
	methods := []any{MethodDelivery, MethodPickup, MethodArranged}
	add("claim_method", methods...)
	add("claim_way", methods...)
	states := []any{ClaimTold, ClaimIdentified, ClaimAccepted, ClaimToSend, ClaimSent, ClaimReceived, ClaimDeclined, ClaimExpired}
	add("ledger_state", states...)
	add("claim", append(states, ClaimVoid)...)
	add("claim_step", append(states, ClaimVoid, "reminded", "address", "hand-code", "purged", "stays")...)
	add("claim_act", ActKeepPrize, ActSendPrize, ActGavePrize)
	kept := []any{ClaimAccepted, ClaimToSend, ClaimSent, ClaimReceived}
	add("claim_says", kept...)
	add("claim_next", kept...)
	add("address", "name", "line1", "line2", "quarter", "postcode", "city", "region", "phone")
	add("tab", "claims_waiting", "claims_accepted", "claims_to-send", "claims_sent", "claims_received", "claims_over")
}
