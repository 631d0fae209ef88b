package contests

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"kermesse/contests/photos"
	"kermesse/internal/fault"
)

// ReasonBelowTop takes entries out of a draw among the best photos: their photo is not one of
// these, or they have none.
const ReasonBelowTop Reason = photos.BelowTop

const (
	stdTop       = 10
	maxWaitHours = photos.MaxHours
)

// Ranked reports whether the best photos win by themselves: there is no draw, and chance has no
// part in who wins.
func (c Contest) Ranked() bool {
	return c.Entry.Photos != nil && c.Entry.Photos.Award == photos.AwardBest
}

// checkPhotos puts the rules of a photo contest right where that is safe.
func (r *EntryRules) checkPhotos(wrong *problems) {
	p := r.Photos
	if p == nil {
		return
	}
	p = p.Clone()
	r.Photos = p
	if p.Award == "" {
		p.Award = photos.AwardDraw
	}
	if p.Award != photos.AwardDraw && p.Award != photos.AwardBest {
		wrong.add("entry.photos.award", ErrPhotoAward)
	}
	switch {
	case p.Award == photos.AwardBest:
		p.Top = 0
	case p.Top == 0:
		p.Top = stdTop
	}
	if p.Top < 0 || p.Top > photos.MaxTop {
		wrong.add("entry.photos.top", ErrPhotoTop.With(photos.MaxTop))
	}
	if p.JuryPercent < 0 || p.JuryPercent > 100 {
		wrong.add("entry.photos.jury_percent", ErrPhotoJury)
	}
	r.checkPhotoVotes(wrong)
	if p.UploadHours < 0 || p.UploadHours > maxWaitHours {
		wrong.add("entry.photos.upload_hours", ErrPhotoHours.With(maxWaitHours))
	}
	if p.VoteHours < 0 || p.VoteHours > maxWaitHours {
		wrong.add("entry.photos.vote_hours", ErrPhotoHours.With(maxWaitHours))
	}
	p.Uses = wrong.optional("entry.photos.uses", p.Uses, photos.MaxUses)
}

func (r *EntryRules) checkPhotoVotes(wrong *problems) {
	p := r.Photos
	switch {
	case p.JuryPercent >= 100:
		p.Votes, p.PerPeriod, p.Hidden, p.VoteHours = photos.NoVotes, 0, false, 0
	case p.Votes == photos.NoVotes:
		p.Votes = photos.PerContest
	}
	if !slices.Contains([]photos.Period{photos.NoVotes, photos.PerContest, photos.PerDay}, p.Votes) {
		wrong.add("entry.photos.votes", ErrPhotoVotes)
	}
	if p.Votes != photos.NoVotes && p.PerPeriod == 0 {
		p.PerPeriod = 1
	}
	if p.PerPeriod < 0 || p.PerPeriod > photos.MaxPerPeriod {
		wrong.add("entry.photos.per_period", ErrPhotoPerPeriod.With(photos.MaxPerPeriod))
	}
	if p.JuryPercent <= 0 {
		p.Criteria = nil
	}
	if len(p.Criteria) > photos.MaxCriteria {
		wrong.add("entry.photos.criteria", ErrPhotoCriteria.With(photos.MaxCriteria))
		return
	}
	for i := range p.Criteria {
		p.Criteria[i] = wrong.line(indexed("entry.photos.criteria", i, ""), p.Criteria[i], photos.MaxCriterion)
	}
}

// checkPhotos reports what does not fit the dates and the prizes.
func (c Contest) checkPhotos(wrong *problems) {
	p := c.Entry.Photos
	if p == nil {
		return
	}
	at := c.Photographed()
	if !c.OpensAt.IsZero() && c.OpensAt.Before(c.ClosesAt) {
		if !at.UploadsEnd().After(c.OpensAt) {
			wrong.add("entry.photos.upload_hours", ErrPhotoNoTime)
		}
		if p.Votes != photos.NoVotes && !at.VotesEnd().After(c.OpensAt) {
			wrong.add("entry.photos.vote_hours", ErrPhotoNoTime)
		}
	}
	winners := 0
	for _, prize := range c.Prizes {
		winners += prize.Winners
	}
	if p.Award == photos.AwardDraw && p.Top > 0 && p.Top < winners {
		wrong.add("entry.photos.top", ErrPhotoTopPrizes.With(winners))
	}
}

// Photographed is the contest as photos know it. It has rules of photos.
func (c Contest) Photographed() photos.Contest {
	at := photos.Contest{
		ID: string(c.ID), Slug: c.Slug, Locale: c.Locale, Title: c.Title, Also: c.Also.Title, Brand: c.Brand, Zone: c.Location(),
		OpensAt: c.OpensAt, ClosesAt: c.ClosesAt, Shut: !c.ShutAt.IsZero(), Over: !c.CancelledAt.IsZero(), MinAge: c.Entry.MinAge,
		Fold: c.Entry.FoldAliases,
	}
	if c.Entry.Photos != nil {
		at.Rules = *c.Entry.Photos
	}
	return at
}

// photoTerms are the photos in rules.json.
func (c Contest) photoTerms(terms map[string]any) {
	p := c.Entry.Photos
	if p == nil {
		return
	}
	at := c.Photographed()
	said := map[string]any{
		"award": string(p.Award), "jury_percent": p.JuryPercent, "votes_per": string(p.Votes), "votes": p.PerPeriod,
		"counts_hidden": p.Hidden, "photos_until": at.UploadsEnd().UTC().Format(time.RFC3339), "votes_until": at.VotesEnd().UTC().Format(time.RFC3339),
		"under_age": p.Minors, "ties": []string{"points", "jury", "votes", "sent-first", "number"},
	}
	if p.Award == photos.AwardDraw {
		said["top"] = p.Top
		if reasons, ok := terms["exclusion_reasons"].([]string); ok {
			terms["exclusion_reasons"] = append(reasons, string(ReasonBelowTop))
		}
	}
	if p.JuryPercent > 0 {
		said["criteria"] = append([]string{}, p.Criteria...)
	}
	if p.Uses != "" {
		said["uses"] = p.Uses
	}
	terms["photos"] = said
}

// photoClauses are the photos in the rules.
func (r EntryRules) photoClauses(w *rulesWriter) {
	p := r.Photos
	if p == nil {
		return
	}
	c := w.contest
	at := c.Photographed()
	w.in(chapterPhotos)
	w.paragraphf("On participe avec une photo que l’on a prise soi-même, jusqu’au %s. Une personne de l’organisation regarde chaque photo avant qu’elle ne soit publiée\u00a0; un refus a un motif, qui est dit à son auteur.",
		"People enter with a photo that they took themselves, until %s. Somebody of the organiser looks at each photo before it is published; a refusal has a reason, which its author is told.",
		momentWords(at.UploadsEnd(), c.Location()))
	w.paragraph("La galerie montre les photos dans un ordre au hasard, qui change d’un visiteur à l’autre.",
		"The gallery shows photos in an order at random, which differs from visitor to visitor.")
	w.photoVotes(at.VotesEnd())
	w.photoJury()
	w.photoAward()
	w.in(chapterData)
	w.paragraph("Une photo est dessinée à nouveau à son arrivée\u00a0: le lieu et l’appareil que le fichier nommait n’y sont plus. Elle est conservée chiffrée, et effacée avec les données personnelles de la participation ou dès que son auteur la retire.",
		"A photo is drawn anew when it arrives: the place and the camera that the file named are gone. It is kept encrypted, and deleted with the personal data of the entry or as soon as its author withdraws it.")
	if p.Minors && at.AsksAge() {
		w.paragraph("La photo d’une personne de moins de 18\u00a0ans n’est ni regardée ni montrée avant que l’un de ses parents n’ait accepté par un lien envoyé à son adresse.",
			"The photo of somebody under 18 is neither looked at nor shown before one of their parents has agreed by a link sent to the parent’s address.")
	} else if at.AsksAge() {
		w.paragraph("Il faut avoir 18\u00a0ans pour envoyer une photo.", "Whoever sends a photo must be 18.")
	}
}

// photoVotes say how people vote.
func (w *rulesWriter) photoVotes(until time.Time) {
	p := w.contest.Entry.Photos
	if p.Votes == photos.NoVotes {
		return
	}
	votes := plural(p.PerPeriod, "vote", "votes", "vote", "votes")
	each := fault.Text{FR: votes.FR + " en tout", EN: votes.EN + " in all"}
	if p.Votes == photos.PerDay {
		each = fault.Text{FR: votes.FR + " par jour", EN: votes.EN + " a day"}
	}
	w.paragraphf("Chaque personne a %s, chacun pour une autre photo, jusqu’au %s. Un vote compte une fois l’adresse e-mail de son auteur confirmée\u00a0; les adresses d’une même boîte sont une seule personne. On ne vote pas pour sa propre photo. Un vote peut être repris et donné ailleurs.",
		"Each person has %s, each for another photo, until %s. A vote counts once the e-mail address of its voter is confirmed; addresses of one mailbox are one person. Nobody votes for their own photo. A vote can be taken back and given elsewhere.",
		each, momentWords(until, w.contest.Location()))
	w.paragraph("Un vote d’une adresse jetable, ou d’une rafale depuis un même réseau, est mis de côté\u00a0: une personne de l’organisation le regarde. Partager un téléphone ou un réseau ne l’annule pas.",
		"A vote from a throw-away address, or from a burst from one network, is set aside: somebody of the organiser looks at it. Sharing a phone or a network does not void it.")
	w.in(chapterData)
	w.paragraph("L’adresse d’un votant sert à vérifier ses votes et à rien d’autre. Elle est détachée d’eux quand sont effacées les données des participations qui n’ont pas gagné.",
		"A voter’s address serves to verify their votes, and nothing else. It is taken from them when the data of entries that did not win is erased.")
	w.in(chapterPhotos)
	if p.Hidden {
		w.paragraph("Le nombre de votes est publié à la clôture.", "How many votes there are is published at closing.")
	}
}

func (w *rulesWriter) photoJury() {
	p := w.contest.Entry.Photos
	if !p.Jury() {
		return
	}
	if len(p.Criteria) == 0 {
		w.paragraph("Un jury note chaque photo de 1 à 10, sans savoir de qui elle est.", "A jury marks each photo from 1 to 10, without knowing whose it is.")
		return
	}
	w.paragraphf("Un jury note chaque photo de 1 à 10 sur chacun de ces critères, sans savoir de qui elle est\u00a0: %s.",
		"A jury marks each photo from 1 to 10 on each of these criteria, without knowing whose it is: %s.", literal(strings.Join(p.Criteria, ", ")))
}

// photoAward says who comes before whom, and who wins.
func (w *rulesWriter) photoAward() {
	p := w.contest.Entry.Photos
	percent := func(n int) fault.Text { return same(strconv.Itoa(n)) }
	switch {
	case p.JuryPercent >= 100:
		w.paragraph("Les photos sont classées par la moyenne de leurs notes.", "Photos are ranked by the mean of their marks.")
	case p.JuryPercent == 0:
		w.paragraph("Les photos sont classées par le nombre de leurs votes.", "Photos are ranked by how many votes they have.")
	default:
		w.paragraphf("Le classement a 100\u00a0points\u00a0: %s pour le public (votes de la photo, divisés par ceux de la photo qui en a le plus) et %s pour le jury (moyenne des notes, divisée par la note maximale).",
			"The ranking has 100 points: %s for the public (votes of the photo, divided by those of the photo that has most) and %s for the jury (mean of the marks, divided by the highest mark).",
			percent(100-p.JuryPercent), percent(p.JuryPercent))
	}
	w.paragraph("À égalité, passe devant la photo que le jury préfère, puis celle qui a le plus de votes, puis celle qui est arrivée la première. Les chiffres du classement sont publiés à la clôture\u00a0: chacun peut le recalculer.",
		"In a tie the photo goes first that the jury likes better, then the one with more votes, then the one that arrived first. The figures of the ranking are published at closing: anybody can compute it again.")
	if p.Award == photos.AwardDraw {
		w.paragraphf("Les %s premières photos du classement prennent part au tirage, avec les mêmes chances\u00a0; les autres participations en sont écartées au moment de la clôture.",
			"The first %s photos of the ranking take part in the draw, with the same chances; the other entries leave it at the moment of closing.", percent(p.Top))
	}
}

// ranking says how prizes go by the order of photos alone.
func (w *rulesWriter) ranking() {
	w.in(chapterDraw)
	w.paragraph("Il n’y a pas de tirage\u00a0: les lots vont aux premières photos du classement, dans l’ordre des lots, et les suivantes sont suppléantes dans le même ordre. Le hasard n’y a aucune part.",
		"There is no draw: the prizes go to the first photos of the ranking, in the order of the prizes, and those that follow stand by in the same order. Chance has no part in it.")
}

// Faults of the rules of photo contests.
var (
	ErrPhotoAward = fault.New(fault.Invalid, "photo_award",
		"Choisissez un tirage parmi les meilleures photos, ou le classement seul.", "Choose a draw among the best photos, or the ranking alone.")
	ErrPhotoTop = fault.New(fault.Invalid, "photo_top",
		"De 1 à %d photos prennent part au tirage.", "1 to %d photos take part in the draw.")
	ErrPhotoTopPrizes = fault.New(fault.Invalid, "photo_top_prizes",
		"Il faut au moins autant de photos dans le tirage que de lots à gagner\u00a0: %d.", "The draw needs as many photos as there are prizes to win: %d.")
	ErrPhotoJury = fault.New(fault.Invalid, "photo_jury_percent",
		"La part du jury va de 0 à 100.", "The jury counts from 0 to 100.")
	ErrPhotoHours = fault.New(fault.Invalid, "photo_hours",
		"Indiquez de 0 à %d heures.", "Give 0 to %d hours.")
	ErrPhotoNoTime = fault.New(fault.Invalid, "photo_no_time",
		"Il ne resterait aucun moment entre l’ouverture et cette fin.", "There would be no moment between opening and this end.")
	ErrPhotoVotes = fault.New(fault.Invalid, "photo_votes",
		"On vote une fois pour tout le concours, ou chaque jour.", "People vote once for the whole contest, or each day.")
	ErrPhotoPerPeriod = fault.New(fault.Invalid, "photo_per_period",
		"Une personne a de 1 à %d votes.", "A person has 1 to %d votes.")
	ErrPhotoCriteria = fault.New(fault.Invalid, "photo_criteria",
		"Indiquez %d critères au plus.", "Give %d criteria at most.")
	ErrNoDraw = fault.New(fault.Conflict, "contest_has_no_draw",
		"Ce concours n’a pas de tirage\u00a0: son classement décide.", "This contest has no draw: its ranking decides.")
)
