package contests

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"kermesse/internal/fault"
)

// Who says who may enter, beyond the age and the countries of EntryRules.
type Who struct {
	Ask      bool      // age and country are asked before the form; else ticking the rules' box declares them
	Birth    BirthRule // how the age is asked
	Invited  bool      // only those on a list that the brand sends enter
	NoStaff  bool      // the brand's team, a list that the brand sends, and Domains do not enter
	Domains  []string  // of e-mail addresses: employer.example
	RestDays int       // whoever won a contest of the brand in so many days before does not enter; 0: they do
}

// BirthRule is how an entrant's age is asked.
type BirthRule string

// The rules. A date is kept only where it is needed later.
const (
	BirthDeclared BirthRule = ""      // "I am 18 or over": yes or no
	BirthChecked  BirthRule = "check" // the date is asked, the age reckoned, the date forgotten
	BirthKept     BirthRule = "keep"  // the date is kept with the entry
)

const (
	maxDomains  = 50
	maxRestDays = 366
)

// WhoForm is what an entrant says of themselves before the form.
type WhoForm struct {
	OldEnough bool   // to a yes or no
	Birth     string // 1990-12-31
	Country   string // ISO 3166-1 alpha-2; OtherCountry for one that is not offered
}

// OtherCountry is what somebody chooses who lives in none of the contest's countries.
const OtherCountry = "other"

// The answers under which it is kept with an entry what was said. Erasing the entry's
// personal data erases these.
const (
	AnswerAge     = "who.age"   // "18+": that much, and no more
	AnswerBirth   = "who.birth" // where the date is needed
	AnswerCountry = "who.country"
)

var domainShape = regexp.MustCompile(`^([\pL\pN]([\pL\pN-]*[\pL\pN])?\.)+[\pL\pN-]{2,}$`)

func (r *EntryRules) checkWho(wrong *problems) {
	w := &r.Who
	if w.Birth != BirthDeclared && w.Birth != BirthChecked && w.Birth != BirthKept {
		wrong.add("entry.who.birth", ErrBirthRule)
	}
	if r.MinAge == 0 && len(r.Countries) == 0 {
		w.Ask = false
	}
	if !w.Ask || r.MinAge == 0 {
		w.Birth = BirthDeclared
	}
	if w.RestDays < 0 || w.RestDays > maxRestDays {
		wrong.add("entry.who.rest_days", ErrRestDays.With(maxRestDays))
	}
	w.Domains = slices.Clone(w.Domains)
	for i, domain := range w.Domains {
		w.Domains[i] = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(domain), "@"))
		if !domainShape.MatchString(w.Domains[i]) {
			wrong.add(indexed("entry.who.domains", i, ""), ErrDomain)
		}
	}
	slices.Sort(w.Domains)
	w.Domains = slices.Compact(w.Domains)
	if len(w.Domains) > maxDomains {
		wrong.add("entry.who.domains", ErrTooManyDomains.With(maxDomains))
	}
	if len(w.Domains) > 0 {
		w.NoStaff = true
	}
}

// AsksAge and AsksCountry report what is asked before the form.
func (r EntryRules) AsksAge() bool { return r.Who.Ask && r.MinAge > 0 }

// AsksCountry is AsksAge for the country of residence.
func (r EntryRules) AsksCountry() bool { return r.Who.Ask && len(r.Countries) > 0 }

// Admit says what of a person is kept where they may enter by age and country, at a moment
// in the contest's zone. Faults on the fields who.age, who.birth and who.country:
// ErrTooYoung, ErrCountryClosed, or that an answer is missing.
func (c Contest) Admit(said WhoForm, now time.Time) (map[string]string, error) {
	var wrong problems
	kept := c.admit(said, now, &wrong)
	return kept, wrong.err()
}

func (c Contest) admit(said WhoForm, now time.Time, wrong *problems) map[string]string {
	kept := map[string]string{}
	if c.Entry.AsksAge() {
		c.admitAge(said, now, kept, wrong)
	}
	if c.Entry.AsksCountry() {
		switch country := strings.ToUpper(said.Country); {
		case said.Country == "":
			wrong.add("who.country", ErrCountryMissing)
		case !slices.Contains(c.Entry.Countries, country):
			wrong.add("who.country", ErrCountryClosed)
		default:
			kept[AnswerCountry] = country
		}
	}
	return kept
}

func (c Contest) admitAge(said WhoForm, now time.Time, kept map[string]string, wrong *problems) {
	tooYoung := ErrTooYoung.With(c.Entry.MinAge)
	if c.Entry.Who.Birth == BirthDeclared {
		if !said.OldEnough {
			wrong.add("who.age", tooYoung)
			return
		}
	} else {
		born, err := time.Parse(time.DateOnly, said.Birth)
		today := now.In(c.Location())
		switch {
		case err != nil || born.Year() < today.Year()-maxAge || born.After(today):
			wrong.add("who.birth", ErrBirthDate)
			return
		case fullYears(born, today) < c.Entry.MinAge:
			wrong.add("who.birth", tooYoung)
			return
		case c.Entry.Who.Birth == BirthKept:
			kept[AnswerBirth] = born.Format(time.DateOnly)
		}
	}
	kept[AnswerAge] = ageWord(c.Entry.MinAge)
}

// fullYears is an age. Whoever was born on 29 February is a year older on 1 March of other
// years, as most laws have it.
func fullYears(born, today time.Time) int {
	years := today.Year() - born.Year()
	if today.Month() < born.Month() || today.Month() == born.Month() && today.Day() < born.Day() {
		years--
	}
	return years
}

// Faults of who may enter, in the rules and at the door.
var (
	ErrBirthRule = fault.New(fault.Invalid, "birth_rule_invalid",
		"Demandez l’âge par oui ou non, par la date sans la garder (check), ou en la gardant (keep).",
		"Ask the age by yes or no, by the date without keeping it (check), or keeping it (keep).")
	ErrRestDays = fault.New(fault.Invalid, "rest_days_out_of_range",
		"Le repos des anciens gagnants va de 0 à %d jours.", "Former winners rest for 0 to %d days.")
	ErrDomain = fault.New(fault.Invalid, "email_domain_invalid",
		"Indiquez un domaine d’adresse e-mail, comme glaces.example.", "Give a domain of e-mail addresses, such as ices.example.")
	ErrTooManyDomains = fault.New(fault.Invalid, "email_domains_too_many",
		"Indiquez au plus %d domaines.", "Give at most %d domains.")

	ErrTooYoung = fault.New(fault.Invalid, "too_young",
		"Il faut avoir %[1]d ans pour participer. D’autres concours sont ouverts à tous.",
		"You must be %[1]d to enter. Other contests are open to everybody.")
	ErrBirthDate = fault.New(fault.Invalid, "birth_date_invalid",
		"Indiquez votre date de naissance\u00a0: jour, mois, année.", "Give your date of birth: day, month, year.")
	ErrCountryMissing = fault.New(fault.Invalid, "country_missing",
		"Dites dans quel pays vous habitez.", "Say which country you live in.")
	ErrCountryClosed = fault.New(fault.Invalid, "country_closed",
		"Ce jeu-concours n’est pas ouvert dans votre pays. D’autres le sont peut-être\u00a0: voyez la page de l’organisation.",
		"This contest is not open in your country. Others may be: see the organiser’s page.")
	ErrNotInvited = fault.New(fault.Forbidden, "not_invited",
		"Ce jeu-concours est réservé aux personnes invitées, et ce contact n’est pas sur la liste. Essayez l’adresse ou le numéro où vous avez reçu l’invitation.",
		"This contest is for those who were invited, and this contact is not on the list. Try the address or number at which you were invited.")
	ErrStaff = fault.New(fault.Forbidden, "entrant_is_staff",
		"Le personnel de l’organisation ne participe pas à ses jeux-concours.", "The organiser’s staff do not enter its contests.")
	ErrResting = fault.New(fault.Forbidden, "entrant_won_lately",
		"Vous avez gagné récemment\u00a0: ce jeu-concours laisse leur chance aux autres. Vous pourrez participer aux suivants à partir du %[1]s.",
		"You have won lately: this contest gives others their chance. You can enter those to come from %[2]s.")
	ErrContactLines = fault.New(fault.Invalid, "contact_list_unreadable",
		"La ligne %[1]d n’est ni une adresse e-mail ni un numéro de téléphone avec son indicatif.",
		"Line %[1]d is neither an e-mail address nor a telephone number with its country code.")
	ErrContactList = fault.New(fault.Invalid, "contact_list_unknown",
		"Il y a deux listes\u00a0: invited et excluded.", "There are two lists: invited and excluded.")
	ErrContactListLong = fault.New(fault.TooLarge, "contact_list_too_long",
		"Une liste a au plus %d contacts.", "A list has at most %d contacts.")
)
