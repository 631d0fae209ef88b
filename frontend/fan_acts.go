package frontend

import "time"

// ActView is something that an entrant may do, or must. Its form posts to ActPath, on the exit screen; in the entry form
// its field is "play." and the ID. Fields of its own form: answer, picture (file).
type ActView struct {
	ID        string
	Kind      string // bonus, visit, code, quiz, tier, referral, proof
	Label     string // empty: coming back
	Tickets   int
	Mandatory bool
	Every     string    // "", day, week
	State     string    // locked, open, waiting, closed
	Sent      string    // of the last try: "", done, wrong, review, refused
	Reason    string    // why what was sent was refused
	Times     int       // how often it counts by now
	Most      int       // of a referral
	BackAt    time.Time // when it opens again; zero: it does not
	URL       string    // of a visit
	Choices   []string  // of a quiz
	Shown     []string  // their words in the page's language; empty: the same
	Tier      string
	Proof     string // text, link, picture
}

// Options are the choices of a quiz, none chosen first.
func (a ActView) Options() []Choice {
	return ContestQuestion{Choices: a.Choices, Shown: a.Shown}.Options()
}

// Answered tells whether an answer is typed or chosen.
func (a ActView) Answered() bool { return a.Kind == "code" || a.Kind == "quiz" }

// ActsView is all that an entrant may do on the exit screen.
type ActsView struct {
	Acts      []ActView
	Missing   int    // mandatory ones that are not done
	Ready     bool   // nothing but these is missing
	Friend    string // address of the entrant's own link; empty: no friend counts yet
	Wrong     string // the action whose form was refused
	OneChance bool
	Odds      OddsView
}

// Over tells that there is nothing to do about it, now or any more.
func (a ActView) Over() bool {
	return a.Kind != "referral" && (a.State == "closed" || a.State == "waiting")
}

// Must are the mandatory ones, May the others.
func (v ActsView) Must() []ActView { return v.those(true) }

// May are the optional actions.
func (v ActsView) May() []ActView { return v.those(false) }

func (v ActsView) those(mandatory bool) []ActView {
	var some []ActView
	for _, a := range v.Acts {
		if a.Mandatory == mandatory {
			some = append(some, a)
		}
	}
	return some
}

// OddsView is an entry's tickets among all at a moment; the zero OddsView where they are not known.
type OddsView struct {
	Tickets, All int
	At           time.Time
}

// ActPath is where an action of an entry is done.
func ActPath(slug, key, action string) string {
	return ContestPath(slug, "receipt", key, "act", action)
}

// WhoView is what is asked before the form. Fields: who_age ("yes"), who_day, who_month, who_year, who_country; gate
// ("yes") where it is asked alone.
type WhoView struct {
	Age       int  // 0: not asked
	Birth     bool // by the date
	Countries []Choice
	Passed    bool // it was answered: the answers go along, and the form is shown
}

// Asked tells whether anything is.
func (w WhoView) Asked() bool { return w.Age > 0 || len(w.Countries) > 0 }
