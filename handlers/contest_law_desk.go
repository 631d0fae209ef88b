package handlers

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/contests/law"
	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// lawLines are what the profiles say about a draft.
func (a *App) lawLines(c *fiber.Ctx, contest contests.Contest, brand account.Brand) ([]frontend.LawLine, error) {
	checks, err := a.Contests.LegalChecks(c.UserContext(), contest, brand)
	lines := make([]frontend.LawLine, 0, len(checks))
	for _, check := range checks {
		p, _ := law.Find(check.Profile)
		line := frontend.LawLine{
			Rule: check.Rule, Country: p.Name.In(lang(c)), Says: check.Says.In(lang(c)), Blocks: check.Level == law.Block, Stops: check.Stops(),
		}
		if o := check.Override; o != nil {
			line.Reason, line.By, line.At = o.Reason, o.By, o.At.In(brand.Location())
		}
		lines = append(lines, line)
	}
	return lines, err
}

// lawInMissing are the same in the list of what is missing. That the organiser is not
// named stands there already.
func (a *App) lawInMissing(c *fiber.Ctx, contest contests.Contest, brand account.Brand) []frontend.MissingPart {
	lines, err := a.lawLines(c, contest, brand)
	if err != nil {
		a.Log.WarnContext(c.UserContext(), "checking law", "contest", contest.Slug, "error", err)
		return nil
	}
	var parts []frontend.MissingPart
	for _, line := range lines {
		if strings.HasSuffix(line.Rule, ".organiser") || line.Blocks && !line.Stops {
			continue
		}
		href := editHref(c, brand, contest, "law.profiles")
		if line.Stops {
			href = frontend.LocalPath(lang(c), frontend.AdminBrandPath(brand.Slug, "contests", contest.Slug, "publish")) + "#law"
		}
		parts = append(parts, frontend.MissingPart{Words: line.Country + a.Pages.Text(lang(c), "certificate.colon") + " " + line.Says, Section: "rules", Advice: !line.Stops, Href: href})
	}
	return parts
}

// overrideForm takes why a draft is published in spite of a rule.
func (a *App) overrideForm(c *fiber.Ctx, d desk) error {
	slug := c.Params("slug")
	if err := a.Contests.OverrideLaw(c.UserContext(), d.Actor, slug, formValue(c, "rule"), formValue(c, "reason")); err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderPublishContest(c, status, d, form) })
	}
	return a.redirect(c, d.contestPath(slug, "publish"), frontend.NoticeSaved)
}

// amendPage is where an amendment to published rules is written.
func (a *App) amendPage(c *fiber.Ctx, d desk) error {
	return a.renderAmend(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderAmend(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	if err := d.Actor.Require(account.EditCampaigns, d.Brand.ID); err != nil {
		return err
	}
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	page := frontend.AdminAmendPage{
		AdminFrame: a.adminFrame(c, d), Slug: contest.Slug, Title: contest.Title, Form: form, ClaimDays: contest.ClaimDays, No: contest.Amended + 1,
		ClosesAt: in(contest.ClosesAt, contest.Location()),
	}
	if err := a.Contests.Amendable(contest); err != nil {
		page.Refused = faultOf(err).Message.In(lang(c))
	} else {
		kept := contest.Law.Retention
		page.Kept = []frontend.KeptField{
			{Name: "invalid_days", What: sentenceOf(contests.ClassWords(law.Invalid).In(lang(c))), Days: kept.InvalidDays},
			{Name: "losers_days", What: sentenceOf(contests.ClassWords(law.Losers).In(lang(c))), Days: kept.LosersDays},
			{Name: "winners_days", What: sentenceOf(contests.ClassWords(law.Winners).In(lang(c))), Days: kept.WinnersDays},
			{Name: "proof_days", What: sentenceOf(contests.ClassWords(law.Proof).In(lang(c))), Days: kept.ProofDays},
		}
	}
	for _, never := range contests.Unamendable() {
		page.Never = append(page.Never, never.In(lang(c)))
	}
	if page.Amendments, err = a.amendmentViews(c, contest); err != nil {
		return err
	}
	return a.render(c, status, page)
}

// amendForm publishes an amendment.
func (a *App) amendForm(c *fiber.Ctx, d desk) error {
	form, wrong := amendmentIn(c)
	var err error
	if len(wrong) > 0 {
		err = fault.Invalids(wrong...)
	} else {
		_, err = a.Contests.Amend(c.UserContext(), d.Actor, c.Params("slug"), form)
	}
	if err != nil {
		return a.refuseForm(c, amendFields(err), func(status int, form frontend.Form) error { return a.renderAmend(c, status, d, form) })
	}
	return a.redirect(c, d.contestPath(c.Params("slug")), frontend.NoticeAmended)
}

func amendmentIn(c *fiber.Ctx) (contests.AmendForm, []fault.Field) {
	var wrong []fault.Field
	days := func(name string) int {
		typed := strings.TrimSpace(formValue(c, name))
		if typed == "" {
			return 0
		}
		n, err := strconv.Atoi(typed)
		if err != nil || n < 0 {
			wrong = append(wrong, errNumber.At(name))
		}
		return n
	}
	form := contests.AmendForm{
		Reason: formValue(c, "reason"), ClaimDays: days("claim_days"), Organiser: formValue(c, "organiser") == "yes",
		Clarification: formValue(c, "clarification"), Harmless: formValue(c, "harmless") == "yes",
		Retention: law.Retention{InvalidDays: days("invalid_days"), LosersDays: days("losers_days"), WinnersDays: days("winners_days"), ProofDays: days("proof_days")},
	}
	if p := permitIn(formValues(c)); p != (contests.Permit{}) {
		form.Permit = &p
	}
	return form, wrong
}

// amendFields names fields as the page does.
func amendFields(err error) error {
	f := faultOf(err)
	if len(f.Fields) == 0 {
		return err
	}
	renamed := *f
	renamed.Fields = slices.Clone(f.Fields)
	for i := range renamed.Fields {
		renamed.Fields[i].Name = lawField(renamed.Fields[i].Name)
	}
	return &renamed
}
