package photos

import "kermesse/internal/fault"

// What this package says no with.
var (
	ErrNoPhotos = fault.New(fault.NotFound, "contest_has_no_photos",
		"Ce jeu-concours n’est pas un concours photo.", "This is not a photo contest.")
	ErrNotFound = fault.New(fault.NotFound, "photo_not_found",
		"Cette photo n’est pas, ou n’est plus, dans le concours.", "This photo is not, or no longer, in the contest.")
	ErrClosed = fault.New(fault.Conflict, "photos_closed",
		"L’envoi des photos est terminé depuis le %[1]s. Vous pouvez encore voter.", "Sending photos ended on %[2]s. You can still vote.")
	ErrNotOpen = fault.New(fault.Conflict, "photos_not_open",
		"Ce concours n’est pas ouvert.", "This contest is not open.")

	ErrMissing = fault.New(fault.Invalid, "photo_missing",
		"Choisissez une photo.", "Choose a photo.")
	ErrAltMissing = fault.New(fault.Invalid, "photo_alt_missing",
		"Décrivez votre photo en une phrase\u00a0: elle est lue à qui ne la voit pas.",
		"Describe your photo in a sentence: it is read out to those who do not see it.")
	ErrRights = fault.New(fault.Invalid, "photo_rights_missing",
		"Sans cet accord, votre photo ne peut pas être montrée, donc pas participer.",
		"Without this agreement your photo cannot be shown, and so cannot take part.")
	ErrAgeMissing = fault.New(fault.Invalid, "photo_age_missing",
		"Indiquez si vous avez 18\u00a0ans.", "Say whether you are 18.")
	ErrAdultsOnly = fault.New(fault.Invalid, "photo_adults_only",
		"Il faut avoir 18\u00a0ans pour envoyer une photo à ce concours.", "You must be 18 to send a photo to this contest.")
	ErrParentName = fault.New(fault.Invalid, "photo_parent_name",
		"Indiquez le nom de votre parent.", "Give your parent’s name.")
	ErrParentSame = fault.New(fault.Invalid, "photo_parent_same",
		"L’adresse de votre parent n’est pas la vôtre.", "Your parent’s address is not yours.")
	ErrSent = fault.New(fault.Conflict, "photo_sent",
		"Vous avez déjà une photo dans ce concours. Retirez-la d’abord pour en envoyer une autre.",
		"You have a photo in this contest already. Withdraw it first to send another one.")

	ErrUploadBytes = fault.New(fault.Invalid, "upload_bytes",
		"Un fichier a de 1 octet à %d\u00a0Mo.", "A file has 1 byte to %d MB.")
	ErrUploadType = fault.New(fault.Invalid, "upload_type",
		"Envoyez une photo JPEG, PNG, WebP ou GIF.", "Send a JPEG, PNG, WebP or GIF photo.")
	ErrUploadGone = fault.New(fault.Gone, "upload_gone",
		"Cet envoi n’existe plus. Choisissez votre photo de nouveau.", "This upload is no more. Choose your photo again.")
	ErrUploadOffset = fault.New(fault.Conflict, "upload_offset",
		"Cet envoi en est à l’octet %d.", "This upload is at byte %d.")
	ErrUploadPart = fault.New(fault.TooLarge, "upload_part",
		"Envoyez %d\u00a0Ko au plus à la fois.", "Send %d kB at most at a time.")
	ErrUploadLong = fault.New(fault.Invalid, "upload_too_long",
		"Ce fichier est plus long qu’annoncé.", "This file is longer than was said.")
	ErrUploadUnfinished = fault.New(fault.Conflict, "upload_unfinished",
		"Votre photo n’est pas encore arrivée en entier. Rien n’est perdu\u00a0: l’envoi reprend où il en était.",
		"Your photo has not arrived in full yet. Nothing is lost: it goes on from where it was.")
	ErrUploadsFull = fault.New(fault.Limited, "uploads_full",
		"Beaucoup de photos arrivent en même temps. Réessayez dans quelques minutes\u00a0: rien n’est perdu.",
		"Many photos are arriving at once. Try again in a few minutes: nothing is lost.")

	ErrParentLink = fault.New(fault.NotFound, "photo_parent_link",
		"Ce lien n’est pas complet, ou la photo a été retirée.", "This link is not complete, or the photo was withdrawn.")
	ErrParentTick = fault.New(fault.Invalid, "photo_parent_tick",
		"Cochez la case si vous êtes d’accord, ou refusez.", "Tick the box if you agree, or refuse.")
	ErrParentAnswered = fault.New(fault.Conflict, "photo_parent_answered",
		"Vous avez déjà répondu. Pour retirer la photo, écrivez à l’organisation.",
		"You have answered already. To withdraw the photo, write to the organiser.")

	ErrDecided = fault.New(fault.Conflict, "photo_decided",
		"Quelqu’un a déjà décidé de cette photo.", "Somebody has decided about this photo already.")
	ErrReason = fault.New(fault.Invalid, "photo_reason",
		"Choisissez un motif de la liste.", "Choose a reason of the list.")
	ErrSealed = fault.New(fault.Conflict, "photos_sealed",
		"Le concours est clos\u00a0: le classement ne change plus.", "The contest has closed: the ranking no longer changes.")
	ErrNotRanked = fault.New(fault.Conflict, "photos_not_ranked",
		"Le classement paraît à la clôture.", "The ranking comes out at closing.")

	ErrVotesClosed = fault.New(fault.Conflict, "photo_votes_closed",
		"On ne peut pas voter en ce moment.", "Votes are not taken at present.")
	ErrOwnPhoto = fault.New(fault.Conflict, "photo_own",
		"C’est votre photo\u00a0: votez pour une autre.", "This is your own photo: vote for another one.")
	ErrVoted = fault.New(fault.Conflict, "photo_voted",
		"Votre vote pour cette photo est déjà compté.", "Your vote for this photo is counted already.")
	ErrVotesUsed = fault.New(fault.Conflict, "photo_votes_used",
		"Vous avez donné tous vos votes. Vous pouvez en reprendre un pour le donner ailleurs.",
		"You have given all your votes. You can take one back and give it elsewhere.")
	ErrNoVote = fault.New(fault.NotFound, "photo_vote_not_found",
		"Vous n’avez pas voté pour cette photo.", "You have not voted for this photo.")

	ErrNoJury = fault.New(fault.Conflict, "contest_has_no_jury",
		"Ce concours n’a pas de jury.", "This contest has no jury.")
	ErrJuror = fault.New(fault.NotFound, "juror_not_found",
		"Ce lien de jury n’est pas, ou n’est plus, valable.", "This link of a juror is not, or no longer, valid.")
	ErrJurors = fault.New(fault.Conflict, "jurors_full",
		"Un jury compte %d personnes au plus.", "A jury has %d people at most.")
	ErrMark = fault.New(fault.Invalid, "mark_out_of_range",
		"Une note est un nombre entier de 1 à 10.", "A mark is a whole number from 1 to 10.")
)
