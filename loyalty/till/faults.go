package till

import "kermesse/internal/fault"

// What this package says no with.
var (
	ErrTillClosed = fault.New(fault.Unauthenticated, "till_closed",
		"Cette caisse n’est pas ouverte. Connectez-vous pour l’ouvrir.", "This till is not open. Sign in to open it.")
	ErrLocked = fault.New(fault.Unauthenticated, "till_locked",
		"La caisse est verrouillée. Entrez votre PIN.", "The till is locked. Enter your PIN.")
	ErrTillNotFound = fault.New(fault.NotFound, "till_not_found",
		"Cette caisse n’existe pas, ou elle est fermée.", "There is no such till, or it is closed.")
	ErrTooManyTills = fault.New(fault.Conflict, "too_many_tills",
		"Cette marque a déjà %d caisses ouvertes. Fermez celles qui ne servent plus.", "This brand already has %d open tills. Close those that are not used.")
	ErrPINShape = fault.New(fault.Invalid, "till_pin_shape",
		"Choisissez de %d à %d chiffres, sans suite ni répétition comme 123456.", "Choose %d to %d digits, and no run or repetition like 123456.")
	ErrPIN = fault.New(fault.Invalid, "till_pin_wrong",
		"Ce n’est pas le bon PIN.", "This is not the right PIN.")
	ErrTooManyPINs = fault.New(fault.Limited, "till_pins_limited",
		"Trop d’essais. Attendez un quart d’heure, ou choisissez un nouveau PIN après vous être connecté avec votre mot de passe.",
		"Too many tries. Wait a quarter of an hour, or sign in with your password and choose a new PIN.")
	ErrClerkGone = fault.New(fault.Conflict, "till_clerk_gone",
		"Cette personne n’a plus accès aux caisses de la marque.", "This person may no longer use the brand’s tills.")
	ErrLimitOperation = fault.New(fault.Conflict, "till_limit_operation",
		"C’est plus que ce que vous pouvez faire en une fois. Demandez à une personne responsable.",
		"This is more than you may do at once. Ask somebody in charge.")
	ErrLimitDay = fault.New(fault.Conflict, "till_limit_day",
		"Votre limite de la journée serait dépassée. Demandez à une personne responsable.",
		"Your limit for the day would be passed. Ask somebody in charge.")
	ErrLimit = fault.New(fault.Invalid, "till_limit_invalid",
		"Indiquez un nombre entier, ou zéro pour ne pas limiter.", "Give a whole number, or zero for no limit.")
	ErrScan = fault.New(fault.NotFound, "till_scan_unknown",
		"Ce code n’est celui d’aucun membre, d’aucun bon ni d’aucun lot. Vérifiez chaque caractère.",
		"This is no member’s, no voucher’s and no prize’s code. Check each character.")
	ErrAmount = fault.New(fault.Invalid, "till_amount",
		"Indiquez le montant de l’achat.", "Give the amount of the purchase.")
	ErrNotAtTill = fault.New(fault.Conflict, "reward_not_at_till",
		"Cette récompense se prend sur la page du membre.", "This reward is taken on the member’s page.")
	ErrNoPrizes = fault.New(fault.NotFound, "till_no_prizes",
		"Aucun lot n’est remis à cette caisse.", "No prizes are handed over at this till.")
	ErrActNotFound = fault.New(fault.NotFound, "till_act_not_found",
		"Cette opération n’est pas l’une des vôtres d’aujourd’hui.", "This operation is none of yours of today.")
	ErrNotUndoable = fault.New(fault.Conflict, "till_not_undoable",
		"Ce qui a été remis ne s’annule pas.", "What was handed over cannot be undone.")
	ErrUndone = fault.New(fault.Conflict, "till_undone",
		"Cette opération est déjà annulée.", "This operation is undone already.")
	ErrVoucherTaken = fault.New(fault.Conflict, "voucher_taken",
		"Ce bon a déjà été utilisé le %s, par %s.", "This voucher was used already on %s, by %s.")
	ErrEarnedNothing = fault.New(fault.Conflict, "till_earned_nothing",
		"Aucune règle ne donne de points pour cet achat.", "No rule gives points for this purchase.")
)
