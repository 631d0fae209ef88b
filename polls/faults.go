package polls

import "kermesse/internal/fault"

// What a poll as a whole says no with.
var (
	ErrNotFound = fault.New(fault.NotFound, "poll_not_found",
		"Ce vote n’existe pas.", "There is no such vote.")
	ErrSlugTaken = fault.New(fault.Conflict, "poll_slug_taken",
		"Cette adresse est déjà prise par un autre vote.", "This address already belongs to another vote.")
	ErrChangedMeanwhile = fault.New(fault.Conflict, "poll_changed_meanwhile",
		"Ce vote a été modifié entre-temps, peut-être dans un autre onglet. Rechargez la page avant d’enregistrer\u00a0: rien n’a été écrasé.",
		"This vote was changed in the meantime, perhaps in another tab. Reload the page before saving: nothing was overwritten.")
	ErrFrozen = fault.New(fault.Conflict, "poll_frozen",
		"Ce vote est publié\u00a0: seule l’orthographe peut encore être corrigée.",
		"This vote is published: only its spelling can still be corrected.")
	ErrFrozenField = fault.New(fault.Conflict, "poll_field_frozen",
		"Ceci ne change plus une fois le vote publié.", "This no longer changes once the vote is published.")
	ErrAlreadyPublished = fault.New(fault.Conflict, "poll_already_published",
		"Ce vote est déjà publié.", "This vote is already published.")
	ErrIncomplete = fault.New(fault.Invalid, "poll_incomplete",
		"Il manque quelque chose avant de publier ce vote.", "Something is missing before this vote can be published.")
	ErrHasBallots = fault.New(fault.Conflict, "poll_has_ballots",
		"Des bulletins sont déjà là\u00a0: ce vote ne peut plus redevenir un brouillon.",
		"There are ballots already: this vote can no longer become a draft again.")
	ErrOpened = fault.New(fault.Conflict, "poll_opened",
		"Ce vote est ouvert, et son ordre de départage est public\u00a0: il ne redevient plus un brouillon. Annulez-le, puis créez-en un autre.",
		"This vote is open and its tie-break order is public: it does not become a draft again. Cancel it, then create another.")
	ErrLotsDrawn = fault.New(fault.Conflict, "poll_lots_drawn",
		"L’ordre de départage de ce vote est tiré\u00a0: il ne redevient plus un brouillon. Annulez-le, puis créez-en un autre.",
		"The tie-break order of this vote is drawn: it does not become a draft again. Cancel it, then create another.")
	ErrNotSpelling = fault.New(fault.Conflict, "not_a_spelling_fix",
		"Le vote est ouvert\u00a0: on y corrige une faute, on n’y change pas un nom. Au départ il y avait «\u00a0%.80s\u00a0».",
		"The vote is open: a slip can be corrected, a name cannot be changed. It said “%.80s” at first.")
	ErrNotPublished = fault.New(fault.Conflict, "poll_not_published",
		"Ce vote n’est pas publié.", "This vote is not published.")
	ErrOver = fault.New(fault.Conflict, "poll_over",
		"Ce vote est terminé.", "This vote is over.")
	ErrCalled = fault.New(fault.Conflict, "poll_already_called",
		"L’appel à idées est déjà lancé.", "The call for ideas is out already.")
	ErrStillCalling = fault.New(fault.Conflict, "poll_still_calling",
		"L’appel à idées est encore ouvert\u00a0: le vote se publie après.", "The call for ideas is still open: the vote is published after it.")
	ErrNotClosed = fault.New(fault.Conflict, "poll_not_closed",
		"Ce vote n’est pas clos.", "This vote is not closed.")
	ErrVoided = fault.New(fault.Conflict, "poll_void",
		"Le résultat de ce vote est déclaré nul, et cela ne se reprend pas.", "The result of this vote was declared void, which is not taken back.")
)

// What voting says no with.
var (
	ErrNotOpenYet = fault.New(fault.Conflict, "poll_not_open_yet",
		"Ce vote n’est pas encore ouvert. Votre bulletin n’est pas compté\u00a0: revenez à l’ouverture.",
		"This vote is not open yet. Your ballot is not counted: come back when it opens.")
	ErrCrowded = fault.New(fault.Unavailable, "poll_crowded",
		"Il y a foule en ce moment. Votre bulletin n’est pas encore enregistré\u00a0: renvoyez-le dans un instant.",
		"There is a crowd right now. Your ballot is not recorded yet: send it again in a moment.")
	ErrClosed = fault.New(fault.Conflict, "poll_closed",
		"Ce vote est clos. Votre bulletin n’est pas compté.", "This vote is closed. Your ballot is not counted.")
	ErrCancelled = fault.New(fault.Gone, "poll_cancelled",
		"Ce vote a été annulé. Votre bulletin n’est pas compté.", "This vote was cancelled. Your ballot is not counted.")
	ErrOutdated = fault.New(fault.Conflict, "poll_published_anew",
		"Ce vote a été publié à nouveau pendant que vous le remplissiez. Rechargez la page, puis votez à nouveau.",
		"This vote was published anew while you filled it in. Reload the page, then vote again.")
	ErrAlreadyVoted = fault.New(fault.Conflict, "already_voted",
		"Votre vote est déjà compté, et ce vote ne permet pas d’en changer.",
		"Your vote is counted already, and this poll does not let it be changed.")
	ErrNoBallot = fault.New(fault.NotFound, "ballot_not_found",
		"Nous n’avons pas de bulletin de vous pour ce vote.", "We have no ballot of yours in this vote.")
	ErrNoWithdrawal = fault.New(fault.Conflict, "withdrawal_not_allowed",
		"Ce vote ne permet pas de retirer un bulletin.", "This poll does not let a ballot be withdrawn.")
	ErrDeviceMissing = fault.New(fault.Forbidden, "device_missing",
		"Votre navigateur refuse les cookies. Ce vote en pose un, pour compter une fois chaque navigateur\u00a0: autorisez-le, puis votez à nouveau.",
		"Your browser refuses cookies. This vote sets one, to count each browser once: allow it, then vote again.")
	ErrNoWriteIns = fault.New(fault.Invalid, "write_ins_not_taken",
		"Ce vote ne prend que les choix proposés.", "This vote takes the options offered and no others.")
	ErrNoProposals = fault.New(fault.Conflict, "proposals_not_taken",
		"Aucune idée n’est prise pour ce vote en ce moment.", "No ideas are taken for this vote now.")
	ErrTooManyIdeas = fault.New(fault.Conflict, "too_many_ideas",
		"%d idées par personne\u00a0: les vôtres sont déjà là.", "%d ideas each: yours are here already.")
	ErrTooManyProposals = fault.New(fault.Conflict, "proposals_full",
		"Nous avons reçu trop d’idées différentes pour en prendre d’autres. Choisissez parmi les options.",
		"We have had too many different ideas to take others. Choose among the options.")
	ErrCode = fault.New(fault.Invalid, "code_not_valid",
		"Ce code n’est pas bon. Relisez-le\u00a0: douze lettres et chiffres, sans O, I, L, 0 ni 1.",
		"This code is not valid. Read it again: twelve letters and digits, without O, I, L, 0 or 1.")
	ErrTooManyGuesses = fault.New(fault.Limited, "code_guesses_limited",
		"Trop d’essais depuis ce navigateur. Attendez une heure, puis tapez votre code\u00a0: il reste bon.",
		"Too many attempts from this browser. Wait an hour, then type your code: it stays good.")
	ErrWorkMissing = fault.New(fault.Invalid, "work_missing",
		"Votre navigateur doit faire un petit calcul pour voter ici, et il ne l’a pas envoyé. Attendez une seconde et recommencez\u00a0; sans JavaScript, indiquez votre adresse e-mail.",
		"Your browser has a little sum to do before it votes here, and has not sent it. Wait a second and try again; without JavaScript, give your e-mail address.")
	ErrWorkExpired = fault.New(fault.Invalid, "work_expired",
		"La page est restée ouverte longtemps\u00a0: le petit calcul de votre navigateur est à refaire. Votez à nouveau.",
		"The page was open for a long time: your browser’s little sum has to be done again. Vote again.")
	ErrWorkWrong = fault.New(fault.Invalid, "work_wrong",
		"Le petit calcul de votre navigateur n’est pas juste. Rechargez la page, puis votez à nouveau.",
		"Your browser’s little sum is not right. Reload the page, then vote again.")
	ErrWorkUsed = fault.New(fault.Invalid, "work_used",
		"Le petit calcul de votre navigateur a déjà servi. Votez à nouveau.",
		"Your browser’s little sum was used already. Vote again.")
	ErrMailboxUsed = fault.New(fault.Conflict, "mailbox_used",
		"Cette adresse a déjà confirmé un vote ici, depuis un autre navigateur.",
		"This address has confirmed a vote here already, from another browser.")
	ErrNoAppeal = fault.New(fault.Conflict, "no_appeal",
		"Votre vote n’est pas à l’examen, ou son examen est terminé.",
		"Your vote is not under review, or its review has ended.")
	ErrReleased = fault.New(fault.Conflict, "ballot_released",
		"Un bulletin admis dans un tournoi le reste\u00a0: les tours suivants en dépendent.",
		"A ballot that was released in a bracket stays so: the rounds after depend on it.")
	ErrNoSitting = fault.New(fault.Conflict, "sitting_not_begun",
		"Commencez d’abord\u00a0: ce vote vous montre quelques choix à la fois.",
		"Begin first: this vote shows you a few options at a time.")
	ErrNoSets = fault.New(fault.Conflict, "no_sets",
		"Ce vote montre tous les choix à la fois.", "This vote shows all options at once.")
	ErrRoundOver = fault.New(fault.Conflict, "round_over",
		"Ce tour est terminé, et le suivant a commencé. Votre bulletin de ce tour-ci n’est pas compté\u00a0: votez dans le nouveau.",
		"This round is over and the next one has begun. Your ballot for it is not counted: vote in the new one.")
	ErrRoundAwaited = fault.New(fault.Unavailable, "round_awaited",
		"Les rencontres de ce tour sont en train d’être établies. Réessayez dans une minute.",
		"The pairs of this round are being made up. Try again in a minute.")
	ErrSignIn = fault.New(fault.Unauthenticated, "sign_in_to_vote",
		"Ce vote est réservé aux membres. Connectez-vous avec votre adresse e-mail, puis votez.",
		"This vote is for members. Sign in with your e-mail address, then vote.")
)

// What is wrong with a ballot.
var (
	ErrBlank = fault.New(fault.Invalid, "blank_ballot",
		"Choisissez au moins une option.", "Choose at least one option.")
	ErrUnknownOption = fault.New(fault.Invalid, "unknown_option",
		"L’option «\u00a0%.40s\u00a0» n’est pas dans ce vote.", "The option “%.40s” is not in this vote.")
	ErrDuplicateOption = fault.New(fault.Invalid, "duplicate_option",
		"L’option «\u00a0%.40s\u00a0» est donnée deux fois.", "The option “%.40s” is given twice.")
	ErrEmptyRank = fault.New(fault.Invalid, "empty_rank",
		"Un rang ne contient aucune option.", "A rank holds no option.")
	ErrEqualRanks = fault.New(fault.Invalid, "equal_ranks",
		"Deux options ont la même place\u00a0: «\u00a0%.40s\u00a0» et une autre. Donnez à chacune la sienne.",
		"Two options have the same place: “%.40s” and another. Give each its own.")
	ErrWrongForm = fault.New(fault.Invalid, "wrong_ballot_form",
		"Ce vote se remplit autrement\u00a0: «\u00a0%s\u00a0».", "This vote is filled in differently: “%s”.")
	ErrTooManyChoices = fault.New(fault.Invalid, "too_many_choices",
		"%d choix au plus.", "%d choices at most.")
	ErrScoreOutOfRange = fault.New(fault.Invalid, "score_out_of_range",
		"«\u00a0%.40s\u00a0»\u00a0: donnez un nombre entier entre 0 et %d.", "“%.40s”: give a whole number from 0 to %d.")
	ErrBadPick = fault.New(fault.Invalid, "bad_pick",
		"Choisissez parmi ce qui est montré\u00a0: le meilleur et, s’il est demandé, un autre qui est le moins bon.",
		"Choose among what is shown: the best and, where it is asked for, another one that is the worst.")
	ErrRepeatedPick = fault.New(fault.Invalid, "repeated_pick",
		"Les mêmes choix sont comparés deux fois sur ce bulletin.", "This ballot compares the same options twice.")
	ErrNotShown = fault.New(fault.Invalid, "set_not_shown",
		"Ce bulletin compare des choix qui ne vous ont pas été montrés ensemble.", "This ballot compares options that you were not shown together.")
	ErrTooManyPoints = fault.New(fault.Invalid, "too_many_points",
		"Vous avez %d points à répartir en tout.", "You have %d points to share out in all.")
)

// What is wrong with a field of a poll.
var (
	ErrMethod = fault.New(fault.Invalid, "unknown_method",
		"Ce mode de scrutin n’est pas proposé. Choisissez parmi\u00a0: %s.", "This method is not offered. Choose one of: %s.")
	ErrAccess = fault.New(fault.Invalid, "unknown_access",
		"Ce niveau d’accès n’existe pas. Choisissez parmi\u00a0: %s.", "There is no such level of access. Choose one of: %s.")
	ErrVisibility = fault.New(fault.Invalid, "unknown_visibility",
		"Choisissez qui voit les résultats\u00a0: %s.", "Choose who sees the results: %s.")
	ErrTie = fault.New(fault.Invalid, "unknown_tie_rule",
		"Choisissez ce que devient une égalité\u00a0: lot ou declare.", "Choose what becomes of a tie: lot or declare.")
	ErrOptionID = fault.New(fault.Invalid, "bad_option_id",
		"Un identifiant d’option fait 1 à %d lettres, chiffres, espaces, points ou tirets.",
		"An option id is 1 to %d letters, digits, spaces, dots or hyphens.")
	ErrTooManyOptions = fault.New(fault.Invalid, "too_many_options",
		"%d options au plus.", "%d options at most.")
	ErrTooFewOptions = fault.New(fault.Invalid, "too_few_options",
		"Il faut au moins deux options.", "There must be at least two options.")
	ErrTooFewForSets = fault.New(fault.Invalid, "too_few_options_for_sets",
		"Il faut au moins %d options pour en montrer quelques-unes à la fois.", "There must be at least %d options to show a few at a time.")
	ErrSeeds = fault.New(fault.Invalid, "unknown_seeds",
		"Choisissez qui fixe les têtes de série\u00a0: lot ou brand.", "Choose who fixes the seeds: lot or brand.")
	ErrRoundEnds = fault.New(fault.Invalid, "bad_round_ends",
		"Un tournoi de %d options a %d tours. Donnez %d fins de tour, dans l’ordre, entre l’ouverture et la clôture, ou aucune\u00a0: les tours seront alors égaux.",
		"A bracket of %d options has %d rounds. Give %d ends of rounds, in order, between opening and closing, or none: rounds are then equal.")
	ErrRoundsShort = fault.New(fault.Invalid, "rounds_too_short",
		"Entre l’ouverture et la clôture il faut au moins une minute par tour\u00a0: %d tours.",
		"There must be at least a minute for each round between opening and closing: %d rounds.")
	ErrBracketSealed = fault.New(fault.Invalid, "bracket_sealed",
		"Un tournoi montre à chaque tour qui a gagné le précédent\u00a0: ses résultats ne peuvent pas être scellés.",
		"Each round of a bracket shows who won the one before: its results cannot be sealed.")
	ErrSameLabel = fault.New(fault.Invalid, "same_label",
		"Deux options portent ce nom.", "Two options have this name.")
	ErrAltMissing = fault.New(fault.Invalid, "picture_alt_missing",
		"Dites ce que montre l’image\u00a0: c’est elle, pour qui ne la voit pas.",
		"Say what the picture shows: for some readers these words are the picture.")
	ErrPicture = fault.New(fault.Invalid, "unknown_picture",
		"Cette image n’est pas dans l’album. Envoyez-la d’abord.", "This picture is not in the album. Send it first.")
	ErrTime = fault.New(fault.Invalid, "bad_time",
		"Cette date est hors de portée.", "This date is out of range.")
	ErrTimeMissing = fault.New(fault.Invalid, "time_missing",
		"Dites quand le vote se termine.", "Say when the vote closes.")
	ErrTimePast = fault.New(fault.Invalid, "time_past",
		"Cette date est passée.", "This date has passed.")
	ErrTimeOrder = fault.New(fault.Invalid, "closes_before_opening",
		"Le vote doit se terminer après son ouverture.", "The vote must close after it opens.")
	ErrProposalsTime = fault.New(fault.Invalid, "proposals_time_missing",
		"Dites jusqu’à quand les fans proposent.", "Say until when fans propose.")
	ErrProposalsOrder = fault.New(fault.Invalid, "proposals_after_opening",
		"Les idées doivent être closes avant l’ouverture du vote.", "Ideas must be closed before the vote opens.")
	ErrWriteInsForm = fault.New(fault.Invalid, "write_ins_need_choices",
		"Un choix libre va avec le choix unique ou les choix multiples seulement.", "A write-in goes with single choice or several choices only.")
	ErrZone = fault.New(fault.Invalid, "unknown_time_zone",
		"Ce fuseau horaire n’existe pas. Exemple\u00a0: Indian/Mauritius.", "There is no such time zone. Example: Indian/Mauritius.")
	ErrRange = fault.New(fault.Invalid, "out_of_range",
		"Donnez un nombre entier entre %d et %d.", "Give a whole number from %d to %d.")
	ErrNoneOption = fault.New(fault.Invalid, "unknown_none_option",
		"L’option «\u00a0aucune\u00a0» doit être une des options.", "The option “none of these” must be one of the options.")
	ErrSettings = fault.New(fault.Invalid, "settings_do_not_fit",
		"Ces réglages ne vont pas ensemble pour ce mode de scrutin.", "These settings do not go together for this method.")
	ErrReason = fault.New(fault.Invalid, "reason_missing",
		"Dites pourquoi\u00a0: la raison est publiée.", "Say why: the reason is published.")
)

// What codes and reviews say no with.
var (
	ErrNoProposal = fault.New(fault.NotFound, "proposal_not_found",
		"Cette idée n’existe pas.", "There is no such idea.")
	ErrAccepted = fault.New(fault.Conflict, "proposal_accepted",
		"Cette idée est déjà un choix\u00a0: on a pu voter pour elle.", "This idea is an option already: somebody may have voted for it.")
	ErrNotByCode = fault.New(fault.Conflict, "poll_not_by_code",
		"On ne vote pas avec un code ici.", "This poll is not voted in by code.")
	ErrTooManyBatches = fault.New(fault.Conflict, "too_many_code_batches",
		"%d séries de codes au plus.", "%d batches of codes at most.")
	ErrNoBatch = fault.New(fault.NotFound, "code_batch_not_found",
		"Cette série de codes n’existe pas, ou elle est déjà annulée.", "There is no such batch of codes, or it is void already.")
	ErrReview = fault.New(fault.Invalid, "unknown_decision",
		"Choisissez\u00a0: released ou kept.", "Choose released or kept.")
	ErrNotDoubtful = fault.New(fault.Conflict, "nothing_under_review",
		"Aucun de ces bulletins n’attend cette décision.", "None of these ballots waits for this decision.")
)

// What comments say no with.
var (
	ErrComments = fault.New(fault.Invalid, "unknown_comment_policy",
		"Choisissez ce qu’il advient des raisons\u00a0: %s.", "Choose what becomes of reasons: %s.")
	ErrNoComments = fault.New(fault.Invalid, "comments_not_taken",
		"Ce vote ne demande pas de raison.", "This vote asks for no reason.")
	ErrNoComment = fault.New(fault.NotFound, "comment_not_found",
		"Ce commentaire n’existe pas, ou son auteur l’a repris.", "There is no such comment, or its author has taken it back.")
	ErrNoCommentAppeal = fault.New(fault.Conflict, "no_comment_appeal",
		"Votre commentaire n’est pas retiré, ou l’équipe l’a déjà relu après votre recours.",
		"Your comment is not removed, or the team has read it again after your appeal.")
	ErrCommentSettled = fault.New(fault.Conflict, "comment_settled",
		"Ce commentaire est déjà dans cet état, peut-être par une autre personne.", "This comment is in that state already, perhaps by somebody else.")
	ErrCommentNotShown = fault.New(fault.Conflict, "comment_not_shown",
		"On ne répond qu’à ce qui est publié.", "Only what is published gets a reply.")
	ErrCommentAct = fault.New(fault.Invalid, "unknown_comment_act",
		"Choisissez\u00a0: %s.", "Choose one of: %s.")
	ErrRemovalReason = fault.New(fault.Invalid, "unknown_removal_reason",
		"Dites pourquoi\u00a0: la raison est comptée en public. Choisissez parmi\u00a0: %s.",
		"Say why: the reason is counted in public. Choose one of: %s.")
)

// What results say no with.
var (
	ErrHidden = fault.New(fault.Forbidden, "results_hidden",
		"Les résultats de ce vote ne sont pas visibles pour le moment.", "The results of this vote cannot be seen for now.")
	ErrLotsAwaited = fault.New(fault.Unavailable, "lots_awaited",
		"L’ordre de départage vient d’une balise publique qui n’a pas encore répondu. Les votes sont pris\u00a0; les chiffres suivront.",
		"The tie-break order comes from a public beacon that has not answered yet. Votes are taken; the figures will follow.")
	ErrBallotsNotYet = fault.New(fault.Conflict, "ballots_not_yet",
		"Les bulletins sont publiés une fois le vote clos.", "Ballots are published once the vote is closed.")
	ErrTooManyWatchers = fault.New(fault.Unavailable, "too_many_watchers",
		"Beaucoup de monde suit ce vote en direct. Rechargez la page pour voir les derniers chiffres.",
		"Many people are watching this vote live. Reload the page to see the latest figures.")
)
