package contests

import "kermesse/internal/fault"

// Faults of what the rules say of actions.
var (
	ErrTooManyActions = fault.New(fault.Invalid, "actions_too_many",
		"Proposez au plus %d actions.", "Offer at most %d actions.")
	ErrActionID = fault.New(fault.Invalid, "action_id_invalid",
		"Donnez à chaque action un identifiant à elle, en lettres minuscules, chiffres ou tirets bas.",
		"Give each action an identifier of its own, in lower-case letters, digits or underscores.")
	ErrActionKind = fault.New(fault.Invalid, "action_kind_invalid",
		"Choisissez une action\u00a0: bonus, visit, code, quiz, tier, referral ou proof.",
		"Choose an action: bonus, visit, code, quiz, tier, referral or proof.")
	ErrActionTickets = fault.New(fault.Invalid, "action_tickets_out_of_range",
		"Une action vaut de 0 à %d tickets.", "An action is worth 0 to %d tickets.")
	ErrActionEvery = fault.New(fault.Invalid, "action_period_invalid",
		"Une fois, chaque jour (day) ou chaque semaine (week)\u00a0; un quiz, un palier ou un parrainage ne se répètent pas.",
		"Once, each day (day) or each week (week); a quiz, a tier or a referral is not repeated.")
	ErrActionAfter = fault.New(fault.Invalid, "action_after_unknown",
		"Une action ne peut s’ouvrir qu’après d’autres qui viennent avant elle dans la liste.",
		"An action can only open after others that come before it in the list.")
	ErrReferralMandatory = fault.New(fault.Invalid, "referral_mandatory",
		"Amener quelqu’un ne peut pas être obligatoire\u00a0: une participation ne dépend que de la personne elle-même.",
		"Bringing somebody cannot be mandatory: an entry depends on its own person alone.")
	ErrActionURL = fault.New(fault.Invalid, "action_url_invalid",
		"Indiquez l’adresse complète de la page, comme https://exemple.sn/glaces.",
		"Give the full address of the page, such as https://example.sn/ice-cream.")
	ErrActionFriends = fault.New(fault.Invalid, "action_friends_out_of_range",
		"Indiquez combien de proches comptent, de 1 à %d.", "Give how many friends count, 1 to %d.")
	ErrActionProof = fault.New(fault.Invalid, "action_proof_invalid",
		"Choisissez ce qui est envoyé\u00a0: text, link ou picture.", "Choose what is sent: text, link or picture.")
	ErrActionAccept = fault.New(fault.Invalid, "action_accept_missing",
		"Indiquez ce qui est juste\u00a0: de 1 à %d réponses.", "Give what is right: 1 to %d answers.")
	ErrActionCodeShort = fault.New(fault.Invalid, "action_code_short",
		"Un code secret a au moins %d lettres ou chiffres\u00a0: plus court, il se devine.",
		"A secret code has at least %d letters or digits: a shorter one is guessed.")
	ErrActionChoices = fault.New(fault.Invalid, "action_choices_invalid",
		"Un quiz à choix propose de 2 à %d réponses, dont la bonne.",
		"A quiz with choices offers 2 to %d answers, the right one among them.")
	ErrActionsUncapped = fault.New(fault.Invalid, "actions_uncapped",
		"Dites combien de tickets une participation peut avoir en tout\u00a0: au moins 2 si des actions en donnent.",
		"Say how many tickets an entry may have in all: at least 2 where actions give some.")
	ErrTierUnknown = fault.New(fault.Invalid, "action_tier_unknown",
		"Ce palier n’existe pas dans le programme de fidélité.", "There is no such tier in the loyalty programme.")

	ErrBanShare = fault.New(fault.Invalid, "condition_share",
		"Demander un partage est interdit par Facebook pour un jeu-concours, et personne ne peut le vérifier. Demandez autre chose, ou proposez le parrainage\u00a0: il compte quand la personne participe.",
		"Facebook forbids asking for a share in a contest, and nobody can check it. Ask for something else, or offer a referral: it counts once the friend has entered.")
	ErrBanTag = fault.New(fault.Invalid, "condition_tag",
		"Faire identifier des amis est interdit par Facebook pour un jeu-concours, et par Instagram si la photo ne les montre pas. Proposez le parrainage\u00a0: il compte quand la personne participe.",
		"Having friends tagged is forbidden by Facebook in a contest, and by Instagram where they are not in the picture. Offer a referral: it counts once the friend has entered.")
	ErrBanFollow = fault.New(fault.Invalid, "condition_follow",
		"Les réseaux ne disent à personne qui suit quelle page\u00a0: cette condition ne se vérifie pas, et Instagram ne permet pas de la récompenser. Proposez une visite\u00a0: la page s’ouvre, sans condition.",
		"Networks tell nobody who follows which page: this condition cannot be checked, and Instagram does not allow rewarding it. Offer a visit: the page opens, without a condition.")
	ErrBanLike = fault.New(fault.Invalid, "condition_like",
		"Facebook interdit de récompenser un «\u00a0J’aime\u00a0», et personne ne peut le vérifier. Proposez une visite\u00a0: la page s’ouvre, sans condition.",
		"Facebook forbids rewarding a like, and nobody can check it. Offer a visit: the page opens, without a condition.")
)

// Faults of doing an action.
var (
	ErrActionUnknown = fault.New(fault.NotFound, "action_unknown",
		"Cette action ne fait pas partie de ce jeu-concours.", "This action is not part of this contest.")
	ErrActionLocked = fault.New(fault.Conflict, "action_locked",
		"Cette action s’ouvre une fois les précédentes faites.", "This action opens once those before it are done.")
	ErrActionClosed = fault.New(fault.Conflict, "action_closed",
		"Cette action ne se refait pas.", "This action is not done again.")
	ErrCodeWrong = fault.New(fault.Invalid, "code_wrong",
		"Ce n’est pas le code. Vérifiez-le et réessayez.", "This is not the code. Check it and try again.")
	ErrQuizRetry = fault.New(fault.Invalid, "quiz_wrong",
		"Ce n’est pas la bonne réponse. Vous pouvez essayer encore.", "This is not the right answer. You can try again.")
	ErrQuizLost = fault.New(fault.Conflict, "quiz_lost",
		"Ce n’est pas la bonne réponse, et le règlement n’en accorde qu’une.", "This is not the right answer, and the rules allow only one.")
	ErrTooManyTries = fault.New(fault.Limited, "action_too_many_tries",
		"Trop d’essais. Attendez une heure avant le prochain\u00a0: votre participation est gardée.",
		"Too many tries. Wait an hour before the next one: your entry is kept.")
	ErrTierNotReached = fault.New(fault.Conflict, "tier_not_reached",
		"Vous n’avez pas encore le palier %[1]s. Revenez quand vous l’aurez\u00a0: cette action reste ouverte.",
		"You have not reached the tier %[1]s yet. Come back when you have: this action stays open.")
	ErrTierUnproved = fault.New(fault.Conflict, "tier_unproved",
		"Confirmez d’abord votre adresse sur votre page de membre\u00a0: nous saurons alors que ce palier est le vôtre.",
		"Confirm your address on your member page first: we will then know that this tier is yours.")
	ErrProofLink = fault.New(fault.Invalid, "proof_link_invalid",
		"Collez l’adresse complète, comme https://exemple.sn/ma-photo.", "Paste the full address, such as https://example.sn/my-photo.")
	ErrProofPicture = fault.New(fault.Invalid, "proof_picture_missing",
		"Choisissez une photo.", "Choose a picture.")
	ErrProofNotFound = fault.New(fault.NotFound, "proof_not_found",
		"Il n’y a rien à examiner ici, ou quelqu’un l’a déjà fait.", "There is nothing to review here, or somebody has done it already.")
	ErrImportActions = fault.New(fault.Conflict, "import_actions",
		"Ce jeu-concours a des actions obligatoires, que l’auteur d’un commentaire n’a pas faites\u00a0: ses participations ne s’importent pas.",
		"This contest has mandatory actions, which the author of a comment has not done: its entries are not imported.")
	ErrRefusalReason = fault.New(fault.Invalid, "proof_refusal_reason",
		"Dites pourquoi\u00a0: la personne lira cette phrase.", "Say why: the person will read this sentence.")
)
