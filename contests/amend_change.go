package contests

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"kermesse/contests/law"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// amended is what an amendment makes of the terms, and what it says.
type amended struct {
	law       *LegalTerms
	claimDays int
	code      AmendCode
	reason    string
	clauses   []fault.Text
	public    bool // it is told on pages and in the log alone, and nobody is written to
}

const maxClarification = 2000

// changeBy reads an amendment and tells every wrong field at once: only what helps
// entrants or leaves them where they are is let through.
func (c Contest) changeBy(form AmendForm, b account.Brand) (amended, error) {
	var wrong problems
	ch := amended{law: c.Law.clone(), claimDays: c.ClaimDays, reason: wrong.line("reason", form.Reason, maxReason)}
	ch.claim(c, form, &wrong)
	ch.retain(c, form.Retention, &wrong)
	ch.permit(form.Permit, &wrong)
	if form.Organiser {
		ch.organise(organiserOf(b), &wrong)
	}
	ch.clarify(form, &wrong)
	if len(ch.clauses) == 0 && len(wrong.fields) == 0 {
		wrong.add("clarification", ErrAmendNothing)
	}
	return ch, wrong.err()
}

// add notes one more clause; several different ones have a code of their own.
func (ch *amended) add(code AmendCode, clause fault.Text) {
	if ch.code != "" && ch.code != code {
		code = AmendSeveral
	}
	ch.code = code
	ch.clauses = append(ch.clauses, clause)
}

func (ch *amended) claim(c Contest, form AmendForm, wrong *problems) {
	if form.ClaimDays == 0 || form.ClaimDays == c.ClaimDays {
		return
	}
	// Entries are kept as long as the rules say: nobody may still have to be told then.
	most := min(maxClaimDays, c.Law.Retention.LosersDays-int(c.AppealPeriod().Hours())/24)
	if form.ClaimDays < c.ClaimDays || form.ClaimDays > most {
		wrong.add("claim_days", ErrAmendClaim.With(c.ClaimDays, most))
		return
	}
	was, is := plural(c.ClaimDays, "jour", "jours", "day", "days"), plural(form.ClaimDays, "jour", "jours", "day", "days")
	ch.claimDays = form.ClaimDays
	ch.add(AmendClaim, fault.Text{
		FR: "Le délai de réponse des gagnants passe de " + was.FR + " à " + is.FR + ".",
		EN: "The time that winners have to answer grows from " + was.EN + " to " + is.EN + ".",
	})
}

func (ch *amended) retain(c Contest, r law.Retention, wrong *problems) {
	delays := []struct {
		class law.Class
		field string
		at    *int
		asked int
	}{
		{law.Invalid, "retention.invalid_days", &ch.law.Retention.InvalidDays, r.InvalidDays},
		{law.Losers, "retention.losers_days", &ch.law.Retention.LosersDays, r.LosersDays},
		{law.Winners, "retention.winners_days", &ch.law.Retention.WinnersDays, r.WinnersDays},
		{law.Proof, "retention.proof_days", &ch.law.Retention.ProofDays, r.ProofDays},
	}
	for _, d := range delays {
		if d.asked == 0 || d.asked == *d.at {
			continue
		}
		if d.asked > *d.at || d.asked < law.LeastDays {
			wrong.add(d.field, ErrAmendRetention.With(law.LeastDays))
			continue
		}
		words, was, is := ClassWords(d.class), plural(*d.at, "jour", "jours", "day", "days"), plural(d.asked, "jour", "jours", "day", "days")
		*d.at = d.asked
		ch.add(AmendRetention, fault.Text{
			FR: "Conservation des données (" + words.FR + ")\u00a0: " + is.FR + " au lieu de " + was.FR + ".",
			EN: "Data kept (" + words.EN + "): " + is.EN + " instead of " + was.EN + ".",
		})
	}
	before := len(wrong.fields)
	ch.law.checkRetention(ch.claimDays, wrong)
	for i := range wrong.fields[before:] { // the form has no “law” around them
		wrong.fields[before+i].Name = strings.TrimPrefix(wrong.fields[before+i].Name, "law.")
	}
}

func (ch *amended) permit(p *Permit, wrong *problems) {
	if p == nil || *p == (Permit{}) {
		return
	}
	granted := *p
	granted.Shown = ch.law.Permit.Shown
	if granted == ch.law.Permit {
		return
	}
	before := len(wrong.fields)
	granted.check(wrong)
	for i := range wrong.fields[before:] {
		wrong.fields[before+i].Name = strings.TrimPrefix(wrong.fields[before+i].Name, "law.")
	}
	if len(wrong.fields) > before {
		return
	}
	ch.law.Permit = granted
	day, _ := time.Parse(time.DateOnly, granted.Date) // checked just now
	on := dayWords(day)
	authority, number := markdownEscapes.Replace(granted.Authority), markdownEscapes.Replace(granted.Number)
	ch.add(AmendPermit, fault.Text{
		FR: fmt.Sprintf("Autorisation\u00a0: %s, n°\u00a0%s, du %s.", authority, number, on.FR),
		EN: fmt.Sprintf("Permit: %s, no. %s, of %s.", authority, number, on.EN),
	})
}

// organise takes over what the brand's settings say now of the same organiser.
func (ch *amended) organise(is Organiser, wrong *problems) {
	was := &ch.law.Organiser
	if is.LegalName != was.LegalName {
		wrong.add("organiser", ErrAmendOrganiser)
		return
	}
	is = was.corrected(is)
	for _, fact := range []struct{ fr, en, was, is string }{
		{"Adresse", "Address", was.Address, is.Address},
		{"Contact", "Contact", was.Contact, is.Contact},
		{"Forme", "Legal form", was.Form, is.Form},
		{"Capital", "Capital", was.Capital, is.Capital},
		{"Immatriculation", "Registration", was.Registration, is.Registration},
		{"Pays du siège", "Country of the seat", was.Country, is.Country},
		{"Inscription auprès de l’autorité de protection des données", "Registered with the data protection authority", was.DataRegistration, is.DataRegistration},
		{"Contact pour les données", "Contact about data", was.PrivacyContact, is.PrivacyContact},
	} {
		if fact.is != fact.was {
			told := markdownEscapes.Replace(fact.is)
			ch.add(AmendOrganiser, fault.Text{FR: fact.fr + "\u00a0: " + told + ".", EN: fact.en + ": " + told + "."})
		}
	}
	*was = is
}

// corrected takes over what is stated now; what is empty now was not corrected.
func (o Organiser) corrected(is Organiser) Organiser {
	return Organiser{
		Name: o.Name, LegalName: o.LegalName, Address: cmp.Or(is.Address, o.Address), Contact: cmp.Or(is.Contact, o.Contact),
		Legal: account.Legal{
			Form: cmp.Or(is.Form, o.Form), Capital: cmp.Or(is.Capital, o.Capital), Registration: cmp.Or(is.Registration, o.Registration),
			Country: cmp.Or(is.Country, o.Country), DataRegistration: cmp.Or(is.DataRegistration, o.DataRegistration),
			PrivacyContact: cmp.Or(is.PrivacyContact, o.PrivacyContact),
		},
	}
}

func (ch *amended) clarify(form AmendForm, wrong *problems) {
	said, f := text.Lines(form.Clarification, maxClarification)
	wrong.add("clarification", f)
	if f != nil || said == "" {
		return
	}
	if !form.Harmless {
		wrong.add("harmless", ErrAmendUndeclared)
		return
	}
	ch.add(AmendClarified, same(said))
}

// said is the amendment as the rules end with it.
func (ch amended) said(no int, at time.Time, loc *time.Location) fault.Text {
	on := momentWords(at, loc)
	out := fault.Text{
		FR: fmt.Sprintf("## Avenant n°\u00a0%d\n\nÀ partir du %s. Motif\u00a0: %s\n", no, on.FR, markdownEscapes.Replace(ch.reason)),
		EN: fmt.Sprintf("## Amendment no. %d\n\nFrom %s on. Reason: %s\n", no, on.EN, markdownEscapes.Replace(ch.reason)),
	}
	for _, clause := range ch.clauses {
		out.FR, out.EN = out.FR+"\n"+clause.FR+"\n", out.EN+"\n"+clause.EN+"\n"
	}
	return out
}

// Unamendable says what no amendment touches, and why, for whoever is about to write one.
func Unamendable() []fault.Text {
	return []fault.Text{
		{FR: "Les lots, leur nombre et leur valeur\u00a0: on a participé pour eux.", EN: "Prizes, their number and their value: people entered for them."},
		{FR: "L’ouverture, la clôture et l’heure du tirage\u00a0: le nombre aléatoire est nommé d’après elles.", EN: "The opening, the closing and the time of the draw: the random number is named after them."},
		{FR: "La source du hasard, les témoins et les motifs d’exclusion\u00a0: la preuve en dépend.", EN: "The source of randomness, the witnesses and the reasons for exclusion: the proof depends on them."},
		{FR: "Qui peut participer, comment, et les tickets\u00a0: les chances de chacun en dépendent.", EN: "Who may enter, how, and the tickets: everybody’s odds depend on them."},
		{FR: "L’organisation elle-même\u00a0: c’est à elle qu’on a fait confiance.", EN: "The organiser itself: it is whom people trusted."},
	}
}
