package frontend

// EntryDoubt tells an entrant why their entry is excluded or looked at, and what they can do. The form posts to Action;
// its field: appeal.
type EntryDoubt struct {
	Excluded bool
	Reasons  []string // of the exclusion, or of looking twice; sentences
	Appeal   *EntryAppeal
	Open     bool // they may object now
	Sealed   bool // it is too late for that
	Action   string
	Form     Form
}

// EntryAppeal is what an entrant has said, and what became of it.
type EntryAppeal struct {
	Said     string // may be empty
	Answered bool
	Upheld   bool
}
