package loyalty

import (
	"errors"

	"kermesse/internal/fault"
	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
)

// What this package says no with before anything is looked at.
var (
	ErrKeyRequired = fault.New(fault.Malformed, "idempotency_key_required",
		"Chaque écriture a besoin d’une clé d’idempotence de 1 à 200 caractères : renvoyez la même clé pour réessayer sans rien compter deux fois.",
		"Every write needs an idempotency key of 1 to 200 characters: send the same key again to retry without counting anything twice.")
	ErrSourceRequired = fault.New(fault.Invalid, "source_required",
		"Indiquez de quel événement il s’agit (source_id) : un numéro de commande, un vote.",
		"Say which event this is (source_id): an order number, a vote.")
	ErrNoProgramme = fault.New(fault.NotFound, "no_programme",
		"Cette marque n’a pas encore de programme de fidélité.",
		"This brand has no loyalty programme yet.")
)

// Refusals are the answers of the books that say no. They are stored under the
// operation's key like any other answer, and so are given again when it is sent again.
var (
	ErrUnknownMember = fault.New(fault.NotFound, "unknown_member",
		"Ce membre n’existe pas.", "There is no such member.")
	ErrMemberErased = fault.New(fault.Gone, "member_erased",
		"Ce membre a été effacé : son compte est clos.", "This member was erased: the account is closed.")
	ErrTxnNotFound = fault.New(fault.NotFound, "not_found",
		"Cette opération n’existe pas, ou n’est pas de la bonne nature.", "There is no such operation, or it is of another kind.")
	ErrUnknownRule = fault.New(fault.NotFound, "unknown_rule",
		"Cette façon de gagner des points n’existe pas.", "There is no such way to earn points.")
	ErrDuplicateSource = fault.New(fault.Conflict, "duplicate_source",
		"Cet événement a déjà rapporté ses points.", "This event has earned its points already.")
	ErrSelfReferral = fault.New(fault.Conflict, "self_referral",
		"Un membre ne peut pas se parrainer lui-même.", "Members cannot refer themselves.")
	ErrLimitReached = fault.New(fault.Conflict, "limit_reached",
		"Le nombre de fois autorisé est atteint pour cette période.", "The number of times allowed in this period is reached.")
	ErrNoPoints = fault.New(fault.Conflict, "no_points",
		"Ce montant ne rapporte aucun point.", "This amount earns no point.")
	ErrDailyCap = fault.New(fault.Conflict, "daily_cap",
		"Le nombre de points autorisé par jour est atteint.", "The number of points allowed a day is reached.")
	ErrNotPending = fault.New(fault.Conflict, "not_pending",
		"Ces points ne sont pas ou plus en attente.", "These points are not pending, or no longer.")
	ErrInvalidAmount = fault.New(fault.Invalid, "invalid_amount",
		"Indiquez un nombre de points supérieur à zéro.", "Give a number of points above zero.")
	ErrInsufficientPoints = fault.New(fault.Conflict, "insufficient_points",
		"Il n’y a pas assez de points disponibles.", "There are not enough available points.")
	ErrUnknownReward = fault.New(fault.NotFound, "unknown_reward",
		"Cette récompense n’existe pas.", "There is no such reward.")
	ErrRewardInactive = fault.New(fault.Conflict, "reward_inactive",
		"Cette récompense n’est pas proposée en ce moment.", "This reward is not on offer now.")
	ErrTierRequired = fault.New(fault.Conflict, "tier_required",
		"Cette récompense est réservée à un palier plus élevé.", "This reward is for a higher tier.")
	ErrMemberLimit = fault.New(fault.Conflict, "member_limit",
		"Le nombre de fois autorisé par membre est atteint.", "The number of times allowed for a member is reached.")
	ErrOutOfStock = fault.New(fault.Conflict, "out_of_stock",
		"Cette récompense est épuisée. Aucun point n’a été pris.", "This reward is out of stock. No point was taken.")
	ErrVoucherVoid = fault.New(fault.Conflict, "voucher_void",
		"Ce bon a été annulé.", "This voucher was cancelled.")
	ErrVoucherUsed = fault.New(fault.Conflict, "voucher_used",
		"Ce bon a déjà été utilisé.", "This voucher has been used already.")
	ErrVoucherExpired = fault.New(fault.Conflict, "voucher_expired",
		"Ce bon n’est plus valable.", "This voucher is no longer valid.")
	ErrHoldNotOpen = fault.New(fault.Conflict, "hold_not_open",
		"Cette réservation de points est déjà close.", "This hold is closed already.")
	ErrExceedsHold = fault.New(fault.Invalid, "exceeds_hold",
		"C’est plus que les points réservés.", "This is more than the points held.")
	ErrReasonRequired = fault.New(fault.Invalid, "reason_required",
		"Indiquez la raison : elle reste dans l’historique du membre.", "Give the reason: it stays in the member’s history.")
	ErrSelfTransfer = fault.New(fault.Invalid, "self_transfer",
		"Choisissez un autre membre que celui qui donne.", "Choose another member than the one who gives.")
	ErrNotReversible = fault.New(fault.Conflict, "not_reversible",
		"Une opération de cette nature ne s’annule pas.", "An operation of this kind cannot be reversed.")
	ErrNotRefundable = fault.New(fault.Conflict, "not_refundable",
		"Ces points ne viennent pas d’un montant payé : annulez-les en nombre de points.",
		"These points do not come from an amount paid: reverse them in points.")
	ErrAlreadyReversed = fault.New(fault.Conflict, "already_reversed",
		"Cette opération est déjà annulée en entier.", "This operation is wholly reversed already.")
	ErrExceedsRemaining = fault.New(fault.Invalid, "exceeds_remaining",
		"C’est plus que ce qui reste à annuler.", "This is more than is left to reverse.")
	ErrUnknownCode = fault.New(fault.NotFound, "unknown_code",
		"Ce code n’existe pas. Vérifiez-le sur votre bon.", "There is no such code. Check it on your voucher.")
	ErrNotStarted = fault.New(fault.Conflict, "not_started",
		"Ce code n’est pas encore valable.", "This code is not valid yet.")
	ErrExpiredCode = fault.New(fault.Conflict, "expired_code",
		"Ce code n’est plus valable.", "This code is no longer valid.")
	ErrMinAmount = fault.New(fault.Conflict, "min_amount",
		"Le montant minimal de ce code n’est pas atteint.", "The amount is below this code’s minimum.")
	ErrCodeExhausted = fault.New(fault.Conflict, "code_exhausted",
		"Ce code a été utilisé le nombre de fois prévu.", "This code has been used as often as planned.")
	ErrEarnTier = fault.New(fault.Conflict, "earn_tier",
		"Ces points sont réservés à un palier plus élevé.", "These points are for a higher tier.")
	ErrEarnSegment = fault.New(fault.Conflict, "earn_segment",
		"Ces points sont réservés à d’autres membres.", "These points are for other members.")
	ErrEarnStore = fault.New(fault.Conflict, "earn_store",
		"Ces points se gagnent dans d’autres boutiques.", "These points are earned in other stores.")
	ErrEarnDates = fault.New(fault.Conflict, "earn_dates",
		"Ces points se gagnent à d’autres dates.", "These points are earned on other dates.")
	ErrEarnFirstOrder = fault.New(fault.Conflict, "earn_first_order",
		"Ces points sont pour un premier achat.", "These points are for a first purchase.")
	ErrEarnMinAmount = fault.New(fault.Conflict, "earn_min_amount",
		"Le montant n’atteint pas celui à partir duquel on gagne ces points.", "The amount is below the one from which these points are earned.")
	ErrEarnProducts = fault.New(fault.Conflict, "earn_products",
		"Aucun des produits achetés ne rapporte ces points.", "None of the products bought earns these points.")
	ErrRuleCap = fault.New(fault.Conflict, "rule_cap",
		"Le nombre de points prévu pour cette période est atteint.", "The number of points planned for this period is reached.")
	ErrVoucherIsCode = fault.New(fault.Conflict, "voucher_is_code",
		"Cette récompense est un code promo : saisissez le code.", "This reward is a promo code: type the code.")
	ErrCodeVoid = fault.New(fault.Conflict, "code_void",
		"Ce code a été annulé par la marque.", "This code was withdrawn by the brand.")
	ErrNotReserved = fault.New(fault.Conflict, "code_not_reserved",
		"Ce code n’est pas ou plus réservé.", "This code is not reserved, or no longer.")
	ErrAlreadyRolledBack = fault.New(fault.Conflict, "already_rolled_back",
		"L’usage de ce code est déjà annulé.", "This use of the code is rolled back already.")
)

// ErrIdempotencyConflict refuses a key that came before with another request. Nothing is
// stored: the first answer stays the key's.
var ErrIdempotencyConflict = fault.ErrKeyReused

var refusals = byCode(
	ErrUnknownMember, ErrMemberErased, ErrTxnNotFound, ErrUnknownRule, ErrDuplicateSource,
	ErrSelfReferral, ErrLimitReached, ErrNoPoints, ErrDailyCap, ErrNotPending, ErrInvalidAmount,
	ErrInsufficientPoints, ErrUnknownReward, ErrRewardInactive, ErrTierRequired, ErrMemberLimit,
	ErrOutOfStock, ErrVoucherVoid, ErrVoucherUsed, ErrVoucherExpired, ErrHoldNotOpen, ErrExceedsHold,
	ErrReasonRequired, ErrSelfTransfer, ErrNotReversible, ErrNotRefundable, ErrAlreadyReversed, ErrExceedsRemaining,
	ErrUnknownCode, ErrNotStarted, ErrExpiredCode, ErrMinAmount, ErrCodeExhausted, ErrAlreadyRolledBack,
	ErrCodeVoid, ErrNotReserved, ErrEarnTier, ErrEarnSegment, ErrEarnStore, ErrEarnDates, ErrEarnFirstOrder, ErrEarnMinAmount,
	ErrEarnProducts, ErrRuleCap, ErrVoucherIsCode, ErrTicketsRefused, ErrNoGifts, ErrGiftLimit, ErrGiftGone, ErrNeedsApproval,
	ErrCardCode, ErrCardCodeUsed,
)

func byCode(faults ...*fault.Error) map[string]*fault.Error {
	m := make(map[string]*fault.Error, len(faults))
	for _, f := range faults {
		m[f.Code] = f
	}
	return m
}

// ledgerRefusals are the ledger's refusals in the words of this package.
var ledgerRefusals = map[error]*fault.Error{
	ledger.ErrInvalidAmount:    ErrInvalidAmount,
	ledger.ErrInsufficient:     ErrInsufficientPoints,
	ledger.ErrNotPending:       ErrNotPending,
	ledger.ErrHoldNotOpen:      ErrHoldNotOpen,
	ledger.ErrExceedsHold:      ErrExceedsHold,
	ledger.ErrAlreadyReversed:  ErrAlreadyReversed,
	ledger.ErrExceedsRemaining: ErrExceedsRemaining,
	ledger.ErrSameWallet:       ErrSelfTransfer,
}

// earningRefusals are the reasons for which an event earns nothing, in the words of this
// package.
var earningRefusals = map[error]*fault.Error{
	earning.ErrTier:         ErrEarnTier,
	earning.ErrSegment:      ErrEarnSegment,
	earning.ErrStore:        ErrEarnStore,
	earning.ErrDates:        ErrEarnDates,
	earning.ErrFirstOrder:   ErrEarnFirstOrder,
	earning.ErrMinAmount:    ErrEarnMinAmount,
	earning.ErrProducts:     ErrEarnProducts,
	earning.ErrLimitReached: ErrLimitReached,
	earning.ErrNoPoints:     ErrNoPoints,
	earning.ErrCapReached:   ErrRuleCap,
	earning.ErrGroupReached: ErrDailyCap,
}

// refused tells an answer of the books that says no from everything that went wrong.
func refused(err error) (*fault.Error, bool) {
	for _, words := range []map[error]*fault.Error{ledgerRefusals, earningRefusals} {
		for rule, f := range words {
			if errors.Is(err, rule) {
				return f, true
			}
		}
	}
	var f *fault.Error
	if errors.As(err, &f) {
		declared, ok := refusals[f.Code]
		return declared, ok
	}
	return nil, false
}
