package law

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Facts are what a contest is, as far as laws look at it.
type Facts struct {
	Seat         string           // of the organiser, ISO 3166-1 alpha-2; empty: not known
	Countries    []string         // ISO 3166-1 alpha-2, whose residents may enter; empty: anybody
	MinAge       int              // full years; 0: any age
	Chance       bool             // chance has a part in who wins
	Purchase     bool             // buying something is a way to enter
	Acknowledged bool             // whoever publishes it has taken the purchase upon themselves
	Codes        bool             // codes of packs count in it
	CodeNeeded   bool             // nobody enters without one
	Slips        bool             // till receipts count in it
	Unfree       bool             // entering takes a code or a purchase, and no free way is promised
	FreeWay      bool             // there is a way to enter without buying, of the same weight
	Totals       map[string]int64 // by currency: what all prizes are worth, minor units
	Largest      map[string]int64 // by currency: what one prize is worth at most, minor units
	Year         Year             // the contests of the same organiser in the same calendar year
	Unvalued     bool             // a prize states no value
	Permitted    bool             // authority, number and date of a permit are stated
	Documented   bool             // its document is at hand
	Organiser    Organiser
	Wording      []string // everything that the brand wrote and people read
	Images       bool     // people send pictures
}

// Year is what an organiser promises in a calendar year, this contest included.
type Year struct {
	Year     int
	Contests int
	Totals   map[string]int64 // by currency: what all their prizes are worth, minor units
}

// Organiser is how much is known of who runs the contest.
type Organiser struct {
	Named          bool // name, seat, contact
	Registered     bool // legal form, capital where there is one, registration number
	DataRegistered bool // registered with the authority for personal data, where that has to be
}

// says reports whether the brand's wording has one of the words, whatever the case. A
// word counts where it stands alone.
func (f Facts) says(words ...string) bool {
	for _, text := range f.Wording {
		text = " " + strings.Join(strings.FieldsFunc(strings.ToLower(text), notInWord), " ") + " "
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, " "+w+" ") }) {
			return true
		}
	}
	return false
}

func notInWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// worth reports whether all prizes together exceed an amount in a currency.
func worth(currency string, minor int64) func(Facts) bool {
	return func(f Facts) bool { return f.Totals[currency] > minor }
}

// dollars writes an amount of US cents.
func dollars(cents int64) Text {
	whole := strconv.FormatInt(cents/100, 10)
	var groups []string
	for len(whole) > 3 {
		groups = append([]string{whole[len(whole)-3:]}, groups...)
		whole = whole[:len(whole)-3]
	}
	groups = append([]string{whole}, groups...)
	rest := fmt.Sprintf("%02d", cents%100)
	return Text{FR: strings.Join(groups, "\u202f") + "," + rest + "\u00a0$", EN: "$" + strings.Join(groups, ",") + "." + rest}
}

// ofAll says what all prizes are worth.
func ofAll(f Facts) Text {
	sum := dollars(f.Totals["USD"])
	return Text{FR: "Ici\u00a0: " + sum.FR + ".", EN: "Here: " + sum.EN + "."}
}

// ofYear says what the prizes of the year are worth.
func ofYear(f Facts) Text {
	sum := dollars(f.Year.Totals["USD"])
	return Text{
		FR: fmt.Sprintf("En %d, ce jeu-concours compris\u00a0: %s de lots en %d jeux-concours.", f.Year.Year, sum.FR, f.Year.Contests),
		EN: fmt.Sprintf("In %d, this contest included: %s of prizes in %d contests.", f.Year.Year, sum.EN, f.Year.Contests),
	}
}

func needsPermit(f Facts) bool { return f.Chance && !f.Permitted }

func purchase(f Facts) bool { return f.Purchase }
