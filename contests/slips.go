package contests

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/text/currency"

	"kermesse/internal/fault"
	"kermesse/internal/picture"
	"kermesse/internal/secret"
	"kermesse/internal/text"
)

// SlipRules say what till receipts are worth in a contest: tickets beside the one that
// entering gives by itself, once staff have looked at them.
type SlipRules struct {
	PerMinor int64    // of the amount of a receipt, for one ticket, in minor units of Currency
	Currency string   // ISO 4217
	Shops    []string // in which it may be bought; empty: anywhere
	Photo    bool     // a photo of the receipt must come along; else it may
}

const (
	maxShops    = 200
	maxShop     = 80
	maxSlipNo   = 40
	maxWaiting  = 20 // receipts of one entry that wait for staff
	slipKeptFor = 30 * 24 * time.Hour
)

func (r *SlipRules) check(most uint64, wrong *problems) {
	if r == nil {
		return
	}
	unit, err := currency.ParseISO(r.Currency)
	if err != nil || r.PerMinor < 1 || r.PerMinor > maxValueMinor {
		wrong.add("entry.slips.per", ErrSlipPer)
	}
	r.Currency = unit.String()
	if most < 2 {
		wrong.add("entry.slips.per", ErrSlipCap)
	}
	if len(r.Shops) > maxShops {
		wrong.add("entry.slips.shops", ErrSlipShops.With(maxShops))
		return
	}
	for i := range r.Shops {
		r.Shops[i] = wrong.line(indexed("entry.slips.shops", i, ""), r.Shops[i], maxShop)
	}
}

func (r *SlipRules) clone() *SlipRules {
	c := copied(r)
	if c != nil {
		c.Shops = slices.Clone(r.Shops)
	}
	return c
}

// tickets are what an amount is worth.
func (r *SlipRules) tickets(amountMinor int64) uint64 { return uint64(amountMinor / r.PerMinor) }

// terms are the receipts in rules.json.
func (r *SlipRules) terms(terms map[string]any) {
	if r == nil {
		return
	}
	terms["till_receipts"] = map[string]any{
		"one_ticket_per_minor": r.PerMinor, "currency": r.Currency, "shops": append([]string{}, r.Shops...), "photo_required": r.Photo,
		"photo_kept_days": int(slipKeptFor.Hours()) / 24,
	}
}

// clauses are the receipts in the rules.
func (r *SlipRules) clauses(w *rulesWriter) {
	if r == nil {
		return
	}
	w.in(chapterCodes)
	w.paragraphf(
		"Un ticket de caisse n’est pas nécessaire pour participer. Chaque tranche entière de %s sur un ticket de caisse daté d’un jour du jeu-concours ajoute un ticket. Un ticket de caisse compte une fois, pour une personne.",
		"A till receipt is not needed to enter. Each full %s on a till receipt of a day of the contest adds one ticket. A till receipt counts once, for one person.",
		moneyWords(r.PerMinor, r.Currency))
	if len(r.Shops) > 0 {
		w.paragraphf("Magasins\u00a0: %s.", "Shops: %s.", literal(strings.Join(r.Shops, ", ")))
	}
	w.paragraphf(
		"Une personne de l’organisation regarde chaque ticket de caisse et dit sa décision, avec son motif. Un ticket de caisse qui n’a pas été accepté avant la clôture ne compte pas. Sa photo n’est vue que par elle\u00a0; elle est effacée %s après la décision ou la clôture.",
		"Somebody of the organiser looks at each till receipt and tells the decision, with its reason. A till receipt that was not accepted before closing does not count. Its photo is seen by them alone; it is deleted %s after the decision or the closing.",
		plural(int(slipKeptFor.Hours())/24, "jour", "jours", "day", "days"))
}

// SlipState is what has become of a receipt.
type SlipState string

// The states of a receipt.
const (
	SlipWaiting  SlipState = "waiting"
	SlipAccepted SlipState = "accepted"
	SlipRefused  SlipState = "refused"
)

// SlipReason is why a receipt was refused.
type SlipReason string

// The reasons, in the order in which staff choose them.
const (
	SlipUnreadable SlipReason = "unreadable"
	SlipOther      SlipReason = "other-data" // the photo says something else
	SlipOutside    SlipReason = "outside"    // another shop, product or day
	SlipTwin       SlipReason = "twin"       // somebody has sent it before
)

// SlipReasons lists the reasons.
func SlipReasons() []SlipReason {
	return []SlipReason{SlipUnreadable, SlipOther, SlipOutside, SlipTwin}
}

var slipReasonTexts = map[SlipReason]fault.Text{
	SlipUnreadable: {FR: "La photo est illisible", EN: "The photo cannot be read"},
	SlipOther:      {FR: "Le montant, la date ou le numéro ne sont pas ceux du ticket", EN: "Amount, date or number are not those of the receipt"},
	SlipOutside:    {FR: "Le magasin, le produit ou la date ne sont pas ceux du jeu-concours", EN: "Shop, product or day are not those of the contest"},
	SlipTwin:       {FR: "Ce ticket a déjà été envoyé", EN: "This receipt was sent before"},
}

// Text says the reason in words.
func (r SlipReason) Text() fault.Text { return slipReasonTexts[r] }

// Slip is a till receipt that an entrant sent.
type Slip struct {
	ID          string
	Entry       EntryID
	Shop        string
	Number      string
	AmountMinor int64
	BoughtOn    time.Time // a day, UTC
	State       SlipState
	Reason      SlipReason
	Tickets     uint64 // that it gave or, while it waits, would give
	Photo       bool
	SentAt      time.Time

	// For staff only.
	EntryNumber string
	PhotoWidth  int // pixels; 0: there is none
	PhotoHeight int
	Twins       int // receipts of the same shop and number by others, not refused
	twin        []byte
}

// SlipForm is a receipt as somebody sends it.
type SlipForm struct {
	Shop        string
	Number      string
	AmountMinor int64
	BoughtOn    string           // 2026-11-22
	Photo       *picture.Picture // nil: none
}

// read checks a receipt and tells every wrong field.
func (r *SlipRules) read(c Contest, form SlipForm, now time.Time) (Slip, error) {
	var wrong problems
	s := Slip{
		Shop: wrong.line("shop", form.Shop, maxShop), Number: wrong.line("number", form.Number, maxSlipNo),
		AmountMinor: form.AmountMinor, State: SlipWaiting, Photo: form.Photo != nil, SentAt: now,
	}
	if s.Shop != "" && len(r.Shops) > 0 && !slices.Contains(r.Shops, s.Shop) {
		wrong.add("shop", ErrSlipShop)
	}
	if s.AmountMinor < 1 || s.AmountMinor > maxValueMinor {
		wrong.add("amount", ErrSlipAmount)
	} else if s.AmountMinor < r.PerMinor {
		per := moneyWords(r.PerMinor, r.Currency)
		wrong.add("amount", ErrSlipSmall.With(per.FR, per.EN))
	}
	day, err := time.Parse(time.DateOnly, form.BoughtOn)
	if s.BoughtOn = day; err != nil || day.Before(c.dayOf(c.OpensAt)) || day.After(c.dayOf(now)) {
		wrong.add("bought_on", ErrSlipDay)
	}
	if r.Photo && form.Photo == nil {
		wrong.add("photo", ErrSlipPhoto)
	}
	return s, wrong.err()
}

// dayOf is the day of a moment where the contest is, as a date in UTC.
func (c Contest) dayOf(moment time.Time) time.Time {
	y, m, d := moment.In(c.Location()).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// slipTwin is the same for receipts of one shop and number, however they are typed.
func (s *Service) slipTwin(c Contest, slip Slip) []byte {
	fold := func(typed string) string { return strings.Join(strings.Fields(text.Fold(typed)), "") }
	return secret.MAC(s.codes, string(c.ID), "slip", fold(slip.Shop), fold(slip.Number))[:codeHashBytes]
}

// Faults of till receipts.
var (
	ErrSlipPer = fault.New(fault.Invalid, "slip_per",
		"Indiquez le montant qui donne un ticket, et sa monnaie.", "Give the amount that is worth one ticket, and its currency.")
	ErrSlipCap = fault.New(fault.Invalid, "slip_cap",
		"Permettez d’abord plusieurs tickets par participation\u00a0: sinon un ticket de caisse n’ajoute rien.",
		"First allow several tickets per entry: else a till receipt adds nothing.")
	ErrSlipShops = fault.New(fault.Invalid, "slip_shops",
		"Indiquez %d magasins au plus.", "Give %d shops at most.")
	ErrNoSlips = fault.New(fault.Conflict, "contest_takes_no_slips",
		"Ce jeu-concours ne prend pas de tickets de caisse.", "This contest takes no till receipts.")
	ErrSlipShop = fault.New(fault.Invalid, "slip_shop",
		"Choisissez un magasin de la liste.", "Choose a shop of the list.")
	ErrSlipAmount = fault.New(fault.Invalid, "slip_amount",
		"Indiquez le montant total, comme 1\u00a0250,00.", "Give the total amount, such as 1,250.00.")
	ErrSlipSmall = fault.New(fault.Invalid, "slip_small",
		"Il faut au moins %[1]s pour un ticket.", "A ticket takes at least %[2]s.")
	ErrSlipDay = fault.New(fault.Invalid, "slip_day",
		"Indiquez la date du ticket de caisse\u00a0: un jour du jeu-concours, au plus tard aujourd’hui.",
		"Give the date of the till receipt: a day of the contest, today at the latest.")
	ErrSlipPhoto = fault.New(fault.Invalid, "slip_photo",
		"Ajoutez une photo du ticket de caisse.", "Add a photo of the till receipt.")
	ErrSlipSent = fault.New(fault.Conflict, "slip_sent",
		"Vous avez déjà envoyé ce ticket de caisse.", "You have sent this till receipt before.")
	ErrSlipsWaiting = fault.New(fault.Limited, "slips_waiting",
		"%d de vos tickets de caisse attendent déjà. Revenez quand ils auront été regardés.",
		"%d of your till receipts are waiting. Come back once they were looked at.")
	ErrSlipNotFound = fault.New(fault.NotFound, "slip_not_found",
		"Ce ticket de caisse n’existe pas.", "There is no such till receipt.")
	ErrSlipDecided = fault.New(fault.Conflict, "slip_decided",
		"Quelqu’un a déjà décidé de ce ticket de caisse.", "Somebody has decided about this till receipt already.")
	ErrSlipTwin = fault.New(fault.Conflict, "slip_twin",
		"Un ticket de caisse avec ce magasin et ce numéro a déjà été accepté. Refusez celui-ci.",
		"A till receipt with this shop and number was accepted before. Refuse this one.")
	ErrSlipReason = fault.New(fault.Invalid, "slip_reason",
		"Choisissez un motif de la liste.", "Choose a reason of the list.")
)
