package handlers

import (
	"regexp"
	"slices"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// missingInContest is what a draft should have before it is published: what publication
// would refuse, each with the part of the editor in which to add it, and what a brand is
// well advised to have. Rules without an organiser are void in most countries: the brand is
// told, and decides.
func (a *App) missingInContest(c *fiber.Ctx, contest contests.Contest, brand account.Brand) []frontend.MissingPart {
	return append(a.missingApartFromLaw(c, contest, brand), a.lawInMissing(c, contest, brand)...)
}

// missingApartFromLaw is missingInContest for the page that tells apart what the law says.
func (a *App) missingApartFromLaw(c *fiber.Ctx, contest contests.Contest, brand account.Brand) []frontend.MissingPart {
	var parts []frontend.MissingPart
	for _, f := range a.Contests.Missing(contest) {
		part := missingPart(f, lang(c))
		if slices.ContainsFunc(parts, func(p frontend.MissingPart) bool { return p.Key == part.Key && p.Words == part.Words }) {
			continue
		}
		part.Href = editHref(c, brand, contest, f.Name)
		parts = append(parts, part)
	}
	if contest.PublishedAt.IsZero() && !brand.ReadyToPublish() {
		parts = append(parts, frontend.MissingPart{
			Key: "organiser", Section: "rules", Advice: true,
			Href: frontend.LocalPath(lang(c), frontend.AdminBrandPath(brand.Slug, "settings")),
		})
	}
	return parts
}

// editHref is where the part of a contest with that path is put right.
func editHref(c *fiber.Ctx, brand account.Brand, contest contests.Contest, path string) string {
	section := sectionOf(path)
	return frontend.LocalPath(lang(c), frontend.AdminBrandPath(brand.Slug, "contests", contest.Slug, "edit", section.key)) + "#f-" + section.fieldOf(path)
}

// missingWords are the paths whose fault says only that a field is empty: they are told by
// what is missing instead.
var missingWords = map[string]string{
	"title": "title", "opens_at": "dates", "closes_at": "dates", "prizes": "prize", "prizes.name": "prize_name",
	"picture.alt": "alt", "entry.questions.label": "questions", "entry.questions.choices": "questions",
}

var indices = regexp.MustCompile(`\[\d+\]`)

func missingPart(f fault.Field, lang string) frontend.MissingPart {
	part := frontend.MissingPart{Section: sectionOf(f.Name).key}
	key, named := missingWords[indices.ReplaceAllString(f.Name, "")]
	if named && f.Fault.Code != contests.ErrClosesInPast.Code {
		part.Key = key
	} else {
		part.Words = f.Fault.Message.In(lang)
	}
	return part
}

// advice is what the brand may decide to do without.
func advice(parts []frontend.MissingPart) []frontend.MissingPart {
	return slices.DeleteFunc(slices.Clone(parts), func(p frontend.MissingPart) bool { return !p.Advice })
}

// blocking leaves out what the brand may decide to do without.
func blocking(parts []frontend.MissingPart) []frontend.MissingPart {
	return slices.DeleteFunc(slices.Clone(parts), func(p frontend.MissingPart) bool { return p.Advice })
}
