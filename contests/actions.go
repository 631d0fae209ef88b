package contests

import (
	"net/url"
	"slices"
	"strings"

	"kermesse/contests/tickets"
	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// Action is something that entrants may do for more tickets, or must do to take part. How
// many tickets follow is for package tickets to say.
type Action struct {
	ID        string
	Kind      tickets.Kind
	Label     string // what is asked, in the brand's words
	Tickets   int    // for each time that it counts
	Mandatory bool   // without it an entry does not count
	Every     tickets.Every
	After     []string // earlier actions that must be done first

	Most    int       // of a referral: how many friends count
	URL     string    // of a visit
	Accept  []string  // of a code or a quiz: what is right, whatever the case and the accents; never shown
	Choices []string  // of a quiz; empty: a free answer
	Retry   bool      // of a quiz: a wrong answer may be followed by another try
	Tier    string    // of the loyalty programme: this one or a higher one
	Proof   ProofKind // what is sent

	Also QuestionWording // the label, and the choices of a quiz, in the contest's other language
}

// ProofKind is what entrants send for staff to look at.
type ProofKind string

// The kinds of proof.
const (
	ProofText    ProofKind = "text"
	ProofLink    ProofKind = "link"
	ProofPicture ProofKind = "picture"
)

const (
	maxActions       = 20
	maxActionTickets = 100
	maxFriends       = 100
	maxAccept        = 20
	maxSecret        = 100 // characters of a code or an answer
	minSecret        = 4   // characters of a code: fewer would be guessed
	maxURL           = 500
)

// AgainID is the action of coming back, where each period gives another ticket.
const AgainID = "again"

// plan is what the rules say of tickets, for package tickets to count by.
func (r EntryRules) plan() tickets.Plan {
	p := tickets.Plan{Cap: r.ticketCap(), OneChance: r.OneChance}
	for _, a := range r.actions() {
		p.Actions = append(p.Actions, a.counted())
	}
	return p
}

// counted is an action as far as tickets go.
func (a Action) counted() tickets.Action {
	return tickets.Action{
		ID: a.ID, Kind: a.Kind, Tickets: a.Tickets, Mandatory: a.Mandatory, Every: a.Every, After: a.After, Most: a.Most,
	}
}

// actions are all that can be done, coming back included.
func (r EntryRules) actions() []Action {
	if r.Again == tickets.Once {
		return r.Actions
	}
	again := Action{ID: AgainID, Kind: tickets.Bonus, Tickets: 1, Every: r.Again}
	return append(slices.Clone(r.Actions), again)
}

// Action finds one by its id.
func (r EntryRules) Action(id string) (Action, bool) {
	all := r.actions()
	i := slices.IndexFunc(all, func(a Action) bool { return a.ID == id })
	if i < 0 {
		return Action{}, false
	}
	return all[i], true
}

// InForm reports whether an action is asked for in the entry form itself, where it can be
// done before the person is known: so that it works at a tablet, and whoever plays first
// is asked for an address last.
func (a Action) InForm() bool {
	return (a.Kind == tickets.Quiz || a.Kind == tickets.Code) && a.Every == tickets.Once && len(a.After) == 0
}

// checkActions puts the actions right where that is safe and tells every wrong field.
func (r *EntryRules) checkActions(wrong *problems) {
	if len(r.Actions) > maxActions {
		wrong.add("entry.actions", ErrTooManyActions.With(maxActions))
		return
	}
	if !knownPeriod(r.Again) {
		wrong.add("entry.again", ErrActionEvery)
	}
	var before []string
	for i := range r.Actions {
		a := &r.Actions[i]
		if !questionID.MatchString(a.ID) || a.ID == AgainID || slices.Contains(before, a.ID) {
			wrong.add(indexed("entry.actions", i, "id"), ErrActionID)
		}
		a.check(i, before, wrong)
		before = append(before, a.ID)
	}
	r.checkWorth(wrong)
}

// checkWorth: where actions earn tickets, the rules say how many an entry may have; where
// everybody has one chance, nothing earns any.
func (r *EntryRules) checkWorth(wrong *problems) {
	if r.OneChance {
		r.MaxTickets, r.PointTickets, r.Again = 0, 0, tickets.Once
		for i := range r.Actions {
			r.Actions[i].Tickets = 0
		}
		return
	}
	earns := slices.ContainsFunc(r.actions(), func(a Action) bool { return a.Tickets > 0 })
	if earns && r.MaxTickets < 2 {
		wrong.lack("entry.max_tickets", ErrActionsUncapped)
	}
}

func knownPeriod(e tickets.Every) bool {
	return e == tickets.Once || e == tickets.Daily || e == tickets.Weekly
}

func (a *Action) check(i int, before []string, wrong *problems) {
	at := func(field string) string { return indexed("entry.actions", i, field) }
	a.Label = wrong.line(at("label"), a.Label, maxLabel)
	if ban, found := tickets.Forbidden(a.Label); found {
		wrong.add(at("label"), banFaults[ban])
	}
	a.checkWording(at("also"), wrong)
	if !slices.Contains(tickets.Kinds(), a.Kind) {
		wrong.add(at("kind"), ErrActionKind)
	}
	if a.Tickets < 0 || a.Tickets > maxActionTickets {
		wrong.add(at("tickets"), ErrActionTickets.With(maxActionTickets))
	}
	if !knownPeriod(a.Every) || a.Every != tickets.Once && !a.repeats() {
		wrong.add(at("every"), ErrActionEvery)
	}
	for _, id := range a.After {
		if !slices.Contains(before, id) {
			wrong.add(at("after"), ErrActionAfter)
		}
	}
	if a.Mandatory && a.Kind == tickets.Referral {
		wrong.add(at("mandatory"), ErrReferralMandatory)
	}
	a.checkKind(at, wrong)
}

// repeats reports whether an action of this kind may count once in every period.
func (a Action) repeats() bool {
	return a.Kind == tickets.Bonus || a.Kind == tickets.Visit || a.Kind == tickets.Code || a.Kind == tickets.Proof
}

// checkKind checks what only one kind has, and clears what belongs to another.
func (a *Action) checkKind(at func(string) string, wrong *problems) {
	kept := Action{
		ID: a.ID, Kind: a.Kind, Label: a.Label, Tickets: a.Tickets, Mandatory: a.Mandatory, Every: a.Every, After: a.After,
		Also: QuestionWording{Label: a.Also.Label},
	}
	switch a.Kind {
	case tickets.Visit:
		kept.URL = strings.TrimSpace(a.URL)
		u, err := url.Parse(kept.URL)
		if kept.URL == "" {
			wrong.lack(at("url"), ErrActionURL)
		} else if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(kept.URL) > maxURL {
			wrong.add(at("url"), ErrActionURL)
		}
	case tickets.Code, tickets.Quiz:
		kept.Choices, kept.Retry = a.Choices, a.Retry || a.Kind == tickets.Code
		kept.Also.Choices = a.Also.Choices
		kept.Accept = checkAccept(*a, at, wrong)
	case tickets.Tier:
		kept.Tier = wrong.line(at("tier"), a.Tier, maxLabel)
	case tickets.Referral:
		if kept.Most = a.Most; a.Most < 1 || a.Most > maxFriends {
			wrong.add(at("most"), ErrActionFriends.With(maxFriends))
		}
	case tickets.Proof:
		kept.Proof = a.Proof
		if a.Proof != ProofText && a.Proof != ProofLink && a.Proof != ProofPicture {
			wrong.add(at("proof"), ErrActionProof)
		}
	}
	*a = kept
}

// checkAccept returns what is right, each once.
func checkAccept(a Action, at func(string) string, wrong *problems) []string {
	var kept []string
	for _, right := range a.Accept {
		right, f := text.Line(right, maxSecret)
		wrong.add(at("accept"), f)
		if right != "" && !slices.Contains(kept, right) {
			kept = append(kept, right)
		}
	}
	short := func(s string) bool { return len([]rune(foldAnswer(s))) < minSecret }
	foreign := func(s string) bool { return !slices.Contains(a.Choices, s) }
	switch {
	case len(kept) == 0:
		wrong.lack(at("accept"), ErrActionAccept.With(maxAccept))
	case len(kept) > maxAccept:
		wrong.add(at("accept"), ErrActionAccept.With(maxAccept))
	case a.Kind == tickets.Code && slices.ContainsFunc(kept, short):
		wrong.add(at("accept"), ErrActionCodeShort.With(minSecret))
	case len(a.Choices) > 0 && (len(a.Choices) < 2 || len(a.Choices) > maxChoices || slices.ContainsFunc(kept, foreign)):
		wrong.add(at("choices"), ErrActionChoices.With(maxChoices))
	}
	return kept
}

// right reports whether an answer is one of those that are.
func (a Action) right(answer string) bool {
	answer = foldAnswer(answer)
	return answer != "" && slices.ContainsFunc(a.Accept, func(right string) bool { return foldAnswer(right) == answer })
}

// foldAnswer leaves of an answer what counts: letters and digits, whatever the case and the
// accents. Where there are none of these it stays as it is.
func foldAnswer(s string) string {
	if folded := text.Fold(s); folded != "" {
		return folded
	}
	return strings.TrimSpace(s)
}

func (a *Action) checkWording(name string, wrong *problems) {
	a.Also.Label = wrong.optional(name, a.Also.Label, maxLabel)
	if ban, found := tickets.Forbidden(a.Also.Label); found {
		wrong.add(name, banFaults[ban])
	}
	if len(a.Also.Choices) > maxChoices {
		wrong.add(name, ErrChoices.With(maxChoices))
		return
	}
	for k, choice := range a.Also.Choices {
		a.Also.Choices[k] = wrong.line(name, choice, maxLabel)
	}
}

// AtTablet says why an action is not offered at a tablet that goes from hand to hand; nil
// for one that is, in the form.
func (a Action) AtTablet() *fault.Text {
	if a.InForm() {
		return nil
	}
	if why, known := awayFromTablets[a.Kind]; known {
		return &why
	}
	return &fault.Text{
		FR: "elle se fait plus tard, ou après une autre\u00a0: sur son propre téléphone",
		EN: "it is done later, or after another one: on one’s own telephone",
	}
}

var awayFromTablets = map[tickets.Kind]fault.Text{
	tickets.Bonus:    {FR: "revenir ou appuyer plus tard se fait sur son propre téléphone", EN: "coming back or pressing later is done on one’s own telephone"},
	tickets.Visit:    {FR: "une tablette ne quitte pas le jeu pour une autre page", EN: "a tablet does not leave the contest for another page"},
	tickets.Tier:     {FR: "on s’identifie, et personne ne doit le faire sur une tablette partagée", EN: "one signs in, and nobody should on a shared tablet"},
	tickets.Referral: {FR: "le lien à envoyer est personnel\u00a0: il est sur la page du reçu", EN: "the link to send is one’s own: it is on the page of the receipt"},
	tickets.Proof:    {FR: "ce que l’on envoie est sur son propre téléphone", EN: "what is sent is on one’s own telephone"},
}

// banFaults say which condition a network forbids, and why it cannot be one here.
var banFaults = map[tickets.Ban]*fault.Error{
	tickets.BanShare: ErrBanShare, tickets.BanTag: ErrBanTag, tickets.BanFollow: ErrBanFollow, tickets.BanLike: ErrBanLike,
}

// secretless are the rules without what entrants must not read.
func (r EntryRules) secretless() EntryRules {
	r.Actions = slices.Clone(r.Actions)
	for i := range r.Actions {
		r.Actions[i].Accept = nil
	}
	return r
}
