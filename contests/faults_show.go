package contests

import "kermesse/internal/fault"

// What the show of a draw says no with.
var (
	ErrNamesPublic = fault.New(fault.Conflict, "names_public",
		"Le tirage a eu lieu et ses noms sont connus\u00a0: ils ne peuvent plus être retenus.",
		"The draw has been held and its names are known: they can no longer be held back.")
	ErrNamesHeld = fault.New(fault.Conflict, "names_held",
		"Ces noms sont montrés d’abord en public. Ils paraîtront ici ensuite.",
		"These names are shown to an audience first. They will appear here afterwards.")
	ErrHoldTooLong = fault.New(fault.Invalid, "hold_too_long",
		"Les noms peuvent être retenus %d heures au plus.",
		"Names can be held back for %d hours at most.")
	ErrStepNotFound = fault.New(fault.NotFound, "stage_step_not_found",
		"Il n’y a rien à montrer à ce rang.",
		"There is nothing to show at that place.")
)
