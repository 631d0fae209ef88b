package handlers

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/loyalty"
	"kermesse/polls"
	"kermesse/polls/survey"
)

func (a *App) fanDataRoutes() {
	r := a.fiber
	r.Get("/m/:brand/data", a.asGuest(a.dataPage))
	r.Get("/m/:brand/data/export", a.asGuest(a.exportData))
	r.Post("/m/:brand/data/consents", a.asGuest(a.changeConsent))
	r.Get("/m/:brand/privacy", a.privacyPage)
	r.Post("/m/:brand/data/requests", a.asGuest(a.askForm))
	r.Get("/m/:brand/data/erase", a.asGuest(a.erasePage))
	r.Post("/m/:brand/data/erase", a.asGuest(a.eraseData))
}

// dataPage shows a fan everything the brand holds about them.
func (a *App) dataPage(c *fiber.Ctx, g guest) error {
	return a.renderData(c, fiber.StatusOK, g, frontend.Form{})
}

func (a *App) renderData(c *fiber.Ctx, status int, g guest, form frontend.Form) error {
	held, err := a.Fans.FindData(c.UserContext(), g.Brand.ID, g.Fan.ID)
	if err != nil {
		return err
	}
	zone := g.Brand.Location()
	page := frontend.DataPage{
		Frame: a.frame(c), Since: held.Fan.CreatedAt.In(zone), Consents: consentLines(c, g, held.Consents),
		Contacts: []frontend.ContactLine{{
			Kind: frontend.ContactChoice(held.Fan.Contact.Kind), Value: held.Fan.Contact.Value, VerifiedAt: in(held.Fan.VerifiedAt, zone),
		}},
		Retention: retentionLines(lang(c)), Form: form, Kinds: requestKinds(lang(c)), Requests: requestLines(held.Requests, lang(c), zone),
	}
	page.Brand = a.brandFor(c, g.Brand)
	page.Entries, page.Votes = takenPart(c, g, held.Domains)
	if page.Points, page.Movements, err = a.points(c, g); err != nil {
		return err
	}
	return a.render(c, status, page)
}

func consentLines(c *fiber.Ctx, g guest, consents []fan.Consent) []frontend.ConsentLine {
	last := map[string]int{}
	for i, consent := range consents {
		last[consent.Purpose] = i
	}
	lines := make([]frontend.ConsentLine, 0, len(consents))
	for i := len(consents) - 1; i >= 0; i-- { // the newest first
		consent := consents[i]
		lines = append(lines, frontend.ConsentLine{
			Purpose: consent.Purpose, Label: purposeInWords(lang(c), consent.Purpose), Granted: consent.Granted,
			Text: consent.Text, Version: consent.Version, At: consent.At.In(g.Brand.Location()), Current: last[consent.Purpose] == i, Fixed: consent.Fixed(),
		})
	}
	return lines
}

var purposeWords = map[string]fault.Text{
	"newsletter":     {FR: "Les nouveautés par e-mail", EN: "News by e-mail"},
	fan.RulesPurpose: {FR: "Le règlement", EN: "The rules"},

	polls.DecisionPurpose: {FR: "Être prévenu de ce qui sera décidé après un vote", EN: "To be told what is decided after a vote"},

	loyalty.BirthdayPurpose: {FR: "Mon anniversaire, sans l’année", EN: "My birthday, without the year"},

	loyalty.LetterEarned.Purpose(): {FR: "Un e-mail quand j’ai gagné des points", EN: "An e-mail when I have earned points"},
	loyalty.LetterEnding.Purpose(): {FR: "Un e-mail avant la fin de mes points", EN: "An e-mail before my points end"},
	loyalty.LetterTier.Purpose():   {FR: "Un e-mail quand j’atteins un palier", EN: "An e-mail when I reach a tier"},
	loyalty.LetterReward.Purpose(): {FR: "Un e-mail quand une récompense est à ma portée", EN: "An e-mail when a reward is within reach"},
}

// purposeInWords says what a consent was asked for. A purpose without words of its own
// is shown by its name: the text that was agreed to stands beside it.
func purposeInWords(language, purpose string) string {
	for _, begins := range []string{fan.RulesPurpose, polls.DecisionPurpose} {
		if strings.HasPrefix(purpose, begins) {
			return purposeWords[begins].In(language)
		}
	}
	if words, ok := purposeWords[purpose]; ok {
		return words.In(language)
	}
	return purpose
}

// takenPart lists the fan's entries and votes, from what the domains export.
func takenPart(c *fiber.Ctx, g guest, domains []fan.DomainData) (entries, votes []frontend.DataLine) {
	zone := g.Brand.Location()
	for _, d := range domains {
		switch held := d.Data.(type) {
		case []contests.Held:
			for _, e := range held {
				entries = append(entries, frontend.DataLine{Title: e.Contest, Detail: e.Number, At: e.EnteredAt.In(zone), Path: e.Address})
			}
		case survey.Holdings:
			for _, r := range held.Responses {
				votes = append(votes, frontend.DataLine{Title: r.Title.In(lang(c)), At: r.At.In(zone), Path: r.Survey})
			}
		case polls.Holdings:
			for _, v := range held.Votes {
				votes = append(votes, frontend.DataLine{Title: v.Title.In(lang(c)), Detail: v.Receipt, At: v.CastAt.In(zone), Path: v.Poll})
			}
		}
	}
	return entries, votes
}

// points returns what a member has and how many movements led there; nil for no member.
func (a *App) points(c *fiber.Ctx, g guest) (*frontend.MemberView, int, error) {
	ctx := c.UserContext()
	view, err := a.Loyalty.FindOwn(ctx, g.Brand.ID, g.Fan.ID)
	if errors.Is(err, loyalty.ErrUnknownMember) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	movements := 0
	for page := (loyalty.Page{Size: 100}); ; {
		lines, next, err := a.Loyalty.ListOwnHistory(ctx, g.Brand.ID, g.Fan.ID, page)
		if err != nil {
			return nil, 0, err
		}
		movements += len(lines)
		if next == "" {
			return &frontend.MemberView{Available: view.Available, Number: view.Ref, Tier: view.Tier}, movements, nil
		}
		page.After = next
	}
}

// retentionLines say how long each kind of data is kept, as the purges do it.
func retentionLines(language string) []frontend.RetentionLine {
	lines := make([]frontend.RetentionLine, len(retention))
	for i, r := range retention {
		lines[i] = frontend.RetentionLine{What: r[0].In(language), Why: r[1].In(language), Until: r[2].In(language)}
	}
	return lines
}

var retention = [][3]fault.Text{
	{
		{FR: "Votre adresse", EN: "Your address"},
		{FR: "Vous reconnaître et vous écrire", EN: "To know you again and to write to you"},
		{FR: "Jusqu’à ce que vous l’effaciez", EN: "Until you erase it"},
	},
	{
		{FR: "Vos accords", EN: "Your consents"},
		{FR: "Prouver ce que vous avez accepté ou refusé", EN: "To prove what you granted or refused"},
		{FR: "Jusqu’à l’effacement", EN: "Until the erasure"},
	},
	{
		{FR: "Les messages envoyés, sans leur texte", EN: "Mails that were sent, without their text"},
		{FR: "Répondre si un message n’arrive pas", EN: "To answer if a mail does not arrive"},
		{FR: "30\u00a0jours", EN: "30 days"},
	},
	{
		{FR: "Les codes et les liens", EN: "Codes and links"},
		{FR: "Confirmer que l’adresse est la vôtre", EN: "To confirm that the address is yours"},
		{FR: "30\u00a0minutes, puis effacés sous 7\u00a0jours", EN: "30 minutes, then deleted within 7 days"},
	},
	{
		{FR: "Vos participations, vos votes, vos points", EN: "Your entries, votes and points"},
		{FR: "Tirer au sort, compter, tenir les comptes", EN: "To draw, to count, to keep the books"},
		{FR: "Jusqu’à l’effacement\u00a0; les preuves et les totaux restent, sans rien qui mène à vous", EN: "Until the erasure; proofs and totals stay, with nothing that leads to you"},
	},
	{
		{FR: "Une empreinte de l’adresse de qui a été exclu d’un jeu-concours et s’est effacé", EN: "A fingerprint of the address of who was excluded from a contest and has erased themselves"},
		{FR: "Ne pas participer de nouveau au même jeu-concours", EN: "So that they do not enter the same contest again"},
		{FR: "Jusqu’à la clôture de ce jeu-concours", EN: "Until that contest closes"},
	},
	{
		{FR: "Les mots secrets que vous avez changés", EN: "Secret words that you have changed"},
		{FR: "Reconnaître nos messages d’avant le changement", EN: "To know our messages from before the change"},
		{FR: "Jusqu’à la fin du délai de réponse des gagnants", EN: "Until winners no longer have to answer"},
	},
	{
		{FR: "La valeur de vos lots de l’année, avec une empreinte de votre adresse, là où la loi demande de la déclarer", EN: "What your prizes of the year are worth, with a fingerprint of your address, where the law has it reported"},
		{FR: "Savoir quand une déclaration est due", EN: "To know when a report is due"},
		{FR: "Jusqu’au 31\u00a0janvier suivant, ou jusqu’à l’effacement", EN: "Until 31 January of the next year, or until the erasure"},
	},
}

// exportData sends everything as one file.
func (a *App) exportData(c *fiber.Ctx, g guest) error {
	body, err := a.Fans.Export(c.UserContext(), g.Brand.ID, g.Fan.ID)
	if err != nil {
		return err
	}
	return sendExport(c, g.Brand.Slug, body)
}

func sendExport(c *fiber.Ctx, brandSlug string, body []byte) error {
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="kermesse-`+brandSlug+`.json"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(body)
}

func (a *App) changeConsent(c *fiber.Ctx, g guest) error {
	if err := a.changeOwnConsent(c, g, formValue(c, "purpose"), formValue(c, "granted") == "yes"); err != nil {
		return err
	}
	return a.redirect(c, frontend.MemberPath(g.Brand.Slug, "data"), frontend.NoticeWithdrawn)
}

func (a *App) erasePage(c *fiber.Ctx, g guest) error {
	return a.showErase(c, fiber.StatusOK, g, frontend.Form{})
}

// showErase says what goes and what stays before anything is erased.
func (a *App) showErase(c *fiber.Ctx, status int, g guest, form frontend.Form) error {
	held, err := a.Fans.FindData(c.UserContext(), g.Brand.ID, g.Fan.ID)
	if err != nil {
		return err
	}
	page := frontend.ErasePage{Frame: a.frame(c), Form: form}
	page.Brand = a.brandFor(c, g.Brand)
	entries, votes := takenPart(c, g, held.Domains)
	page.Votes = len(votes)
	if page.Entries, err = a.runningEntries(c, entries); err != nil {
		return err
	}
	if view, err := a.Loyalty.FindOwn(c.UserContext(), g.Brand.ID, g.Fan.ID); err == nil {
		page.Points = view.Available
	} else if !errors.Is(err, loyalty.ErrUnknownMember) {
		return err
	}
	return a.render(c, status, page)
}

// runningEntries counts the entries whose contest has not frozen its list: those leave
// it, while the others stay in their draw as bare numbers.
func (a *App) runningEntries(c *fiber.Ctx, entries []frontend.DataLine) (int, error) {
	n := 0
	for _, e := range entries {
		contest, err := a.Contests.Find(c.UserContext(), strings.TrimPrefix(e.Path, "/c/"))
		if err != nil {
			return 0, err
		}
		if contest.Status(a.Clock.Now()) == contests.Open {
			n++
		}
	}
	return n, nil
}

var errEraseUnconfirmed = fault.New(fault.Invalid, "erasure_unconfirmed",
	"Cochez la case\u00a0: l’effacement ne peut pas être annulé.",
	"Tick the box: an erasure cannot be undone.")

// eraseData is the second step: the fan has read what goes, and says so.
func (a *App) eraseData(c *fiber.Ctx, g guest) error {
	if formValue(c, "confirm") != "yes" {
		return a.refuseForm(c, fault.Invalids(errEraseUnconfirmed.At("confirm")), func(status int, form frontend.Form) error {
			return a.showErase(c, status, g, form)
		})
	}
	if err := a.Fans.Forget(c.UserContext(), g.Fan); err != nil {
		return err
	}
	for _, cookie := range []string{cookieFan + string(g.Brand.ID), cookieSentTo} {
		a.setCookie(c, cookie, "", -1)
	}
	page := frontend.ErasePage{Frame: a.frame(c), Done: true}
	page.Brand = a.brandFor(c, g.Brand)
	return a.render(c, fiber.StatusOK, page)
}
