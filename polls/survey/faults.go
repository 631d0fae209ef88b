package survey

import (
	"kermesse/internal/fault"
	"kermesse/polls/questionnaire"
)

// What a survey as a whole says no with.
var (
	ErrNotFound = fault.New(fault.NotFound, "survey_not_found",
		"Cette enquête n’existe pas.", "There is no such survey.")
	ErrSlugTaken = fault.New(fault.Conflict, "survey_slug_taken",
		"Cette adresse est déjà prise par une autre enquête.", "This address already belongs to another survey.")
	ErrChangedMeanwhile = fault.New(fault.Conflict, "survey_changed_meanwhile",
		"Cette enquête a été modifiée entre-temps, peut-être dans un autre onglet. Rechargez la page avant d’enregistrer\u00a0: rien n’a été écrasé.",
		"This survey was changed in the meantime, perhaps in another tab. Reload the page before saving: nothing was overwritten.")
	ErrFrozen = fault.New(fault.Conflict, "survey_frozen",
		"Cette enquête est publiée\u00a0: ses questions ne changent plus.",
		"This survey is published: its questions no longer change.")
	ErrAlreadyPublished = fault.New(fault.Conflict, "survey_already_published",
		"Cette enquête est déjà publiée.", "This survey is already published.")
	ErrIncomplete = fault.New(fault.Invalid, "survey_incomplete",
		"Il manque quelque chose avant de publier cette enquête.", "Something is missing before this survey can be published.")
	ErrNotPublished = fault.New(fault.Conflict, "survey_not_published",
		"Cette enquête n’est pas publiée.", "This survey is not published.")
	ErrOver = fault.New(fault.Conflict, "survey_over",
		"Cette enquête est terminée.", "This survey is over.")
	ErrReason = fault.New(fault.Invalid, "survey_reason_missing",
		"Dites pourquoi\u00a0: les fans liront cette raison.", "Say why: fans will read this reason.")
	ErrQuestionUnknown = fault.New(fault.NotFound, "survey_question_not_found",
		"Cette question n’existe pas dans cette enquête.", "There is no such question in this survey.")
	ErrZone = fault.New(fault.Invalid, "survey_zone",
		"Choisissez un fuseau horaire de la liste, comme Europe/Paris.", "Choose a time zone of the list, such as Europe/Paris.")
	ErrTime = fault.New(fault.Invalid, "survey_time",
		"Cette date est trop lointaine. Donnez une année entre 2000 et 2200.", "This date is too far away. Give a year between 2000 and 2200.")
	ErrTimeOrder = fault.New(fault.Invalid, "survey_time_order",
		"L’enquête doit fermer après son ouverture.", "The survey must close after it opens.")
	ErrTimeMissing = fault.New(fault.Invalid, "survey_closing_missing",
		"Dites quand l’enquête se termine.", "Say when the survey ends.")
	ErrTimePast = fault.New(fault.Invalid, "survey_closing_past",
		"Cette date de fin est déjà passée.", "This end is in the past.")
	ErrAccess = fault.New(fault.Invalid, "survey_access",
		"L’accès est cookie ou member.", "Access is cookie or member.")
)

// What an answer is refused with, besides the flaws below.
var (
	ErrNotOpenYet = fault.New(fault.Conflict, "survey_not_open",
		"Cette enquête n’est pas encore ouverte.", "This survey is not open yet.")
	ErrClosed = fault.New(fault.Conflict, "survey_closed",
		"Cette enquête est terminée\u00a0: votre réponse n’a pas pu être prise.", "This survey is over: your answer could not be taken.")
	ErrCancelled = fault.New(fault.Gone, "survey_cancelled",
		"Cette enquête a été annulée.", "This survey was called off.")
	ErrDeviceMissing = fault.New(fault.Forbidden, "survey_cookie_missing",
		"Votre navigateur n’a pas gardé le cookie qui retient vos réponses. Autorisez les cookies de ce site, puis recommencez.",
		"Your browser has not kept the cookie that holds your answers. Allow this site’s cookies, then try again.")
	ErrSignIn = fault.New(fault.Unauthenticated, "survey_sign_in",
		"Cette enquête est réservée aux membres. Connectez-vous pour répondre.", "This survey is for members. Sign in to answer.")
	ErrDone = fault.New(fault.Conflict, "survey_done",
		"Vos réponses sont déjà enregistrées. Merci.", "Your answers are already recorded. Thank you.")
)

var flaws = map[questionnaire.Flaw]*fault.Error{
	questionnaire.FlawEmpty: fault.New(fault.Invalid, "form_empty",
		"Ajoutez au moins une question.", "Add at least one question."),
	questionnaire.FlawTooMany: fault.New(fault.Invalid, "form_too_many",
		"C’est trop\u00a0: 60 questions, 60 réponses et 30 lignes par question, 4 conditions.",
		"That is too many: 60 questions, 60 answers and 30 rows to a question, 4 conditions."),
	questionnaire.FlawID: fault.New(fault.Invalid, "form_bad_id",
		"Les identifiants sont des mots de lettres minuscules et de chiffres, chacun une seule fois.",
		"Identifiers are words of lower-case letters and digits, each only once."),
	questionnaire.FlawKind: fault.New(fault.Invalid, "form_bad_kind",
		"Choisissez un type de question de la liste.", "Choose a kind of question of the list."),
	questionnaire.FlawLabel: fault.New(fault.Invalid, "form_label_missing",
		"La question, ou l’une de ses réponses, ne dit rien.", "The question, or one of its answers, says nothing."),
	questionnaire.FlawOptions: fault.New(fault.Invalid, "form_options_missing",
		"Donnez au moins deux réponses au choix, et au moins une ligne à une grille.",
		"Give at least two answers to choose from, and a matrix at least one row."),
	questionnaire.FlawBounds: fault.New(fault.Invalid, "form_bad_bounds",
		"Le plus petit et le plus grand ne vont pas ensemble.", "The least and the most do not go together."),
	questionnaire.FlawConditionOn: fault.New(fault.Invalid, "form_condition_unknown",
		"La condition porte sur une question qui ne vient pas avant celle-ci.",
		"The condition is about a question that does not come before this one."),
	questionnaire.FlawCondition: fault.New(fault.Invalid, "form_condition_misfit",
		"La condition demande ce que cette question ne peut pas répondre.",
		"The condition asks what that question cannot answer."),
	questionnaire.FlawPipe: fault.New(fault.Invalid, "form_pipe_unknown",
		"Le texte entre accolades doit être l’identifiant d’une question précédente.",
		"The text in braces must be the identifier of an earlier question."),

	questionnaire.FlawRequired: fault.New(fault.Invalid, "answer_required",
		"Cette question attend une réponse.", "This question needs an answer."),
	questionnaire.FlawOption: fault.New(fault.Invalid, "answer_unknown",
		"Cette réponse n’est pas proposée. Choisissez dans la liste.", "This answer is not offered. Choose from the list."),
	questionnaire.FlawOne: fault.New(fault.Invalid, "answer_one",
		"Choisissez une seule réponse.", "Choose one answer only."),
	questionnaire.FlawFew: fault.New(fault.Invalid, "answer_few",
		"Choisissez plus de réponses.", "Choose more answers."),
	questionnaire.FlawMany: fault.New(fault.Invalid, "answer_many",
		"Choisissez moins de réponses.", "Choose fewer answers."),
	questionnaire.FlawNumber: fault.New(fault.Invalid, "answer_number",
		"Donnez un nombre, comme 12 ou 12,5.", "Give a number, such as 12 or 12.5."),
	questionnaire.FlawRange: fault.New(fault.Invalid, "answer_range",
		"Ce nombre est trop petit ou trop grand.", "This number is too small or too large."),
	questionnaire.FlawDay: fault.New(fault.Invalid, "answer_day",
		"Donnez une date, comme 2026-12-31.", "Give a date, such as 2026-12-31."),
	questionnaire.FlawLong: fault.New(fault.Invalid, "answer_long",
		"Ce texte est trop long. Raccourcissez-le.", "This text is too long. Shorten it."),
	questionnaire.FlawRows: fault.New(fault.Invalid, "answer_rows",
		"Répondez à chaque ligne.", "Answer every row."),
	questionnaire.FlawOtherMay: fault.New(fault.Invalid, "answer_other",
		"Dites quoi d’autre.", "Say what else."),
}

// flawFault is a flaw as people are told about it.
func flawFault(flaw questionnaire.Flaw) *fault.Error { return flaws[flaw] }
