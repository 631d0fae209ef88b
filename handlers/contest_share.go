package handlers

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/contests/share"
	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/places"
)

// contestSharePage shows the texts to post on each network, and looks at a text of the
// brand's own.
func (a *App) contestSharePage(c *fiber.Ctx, d desk) error {
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	need := account.ViewCampaigns
	if c.Method() == fiber.MethodPost { // whoever looks over a post writes it
		need = account.EditCampaigns
	}
	if err := d.Actor.Require(need, d.Brand.ID); err != nil {
		return err
	}
	page := frontend.ContestSharePage{AdminFrame: a.adminFrame(c, d), Slug: contest.Slug, Title: contest.In(lang(c)).Title, Draft: contest.PublishedAt.IsZero()}
	for _, n := range share.Networks() {
		terms, _ := share.TermsOf(n)
		post := frontend.SharePost{Network: string(n), Name: terms.Name, Max: terms.MaxChars}
		for _, language := range a.shareLanguages(contest) {
			words := share.Text(n, a.shareFacts(contest, d.Brand, language))
			post.Texts = append(post.Texts, frontend.ShareText{Lang: language, Text: words, Length: share.Length(n, words), Href: a.shareHref(n, words, contest, language)})
		}
		page.Posts = append(page.Posts, post)
	}
	network := share.Network(formValue(c, "network"))
	typed := strings.TrimSpace(formValue(c, "text"))
	page.Form = frontend.Form{Values: url.Values{"network": {string(network)}, "text": {typed}}}
	if c.Method() == fiber.MethodPost && typed != "" {
		if _, known := share.TermsOf(network); !known {
			network = share.Facebook
		}
		findings, err := a.lintPost(c.UserContext(), d.Actor, contest, network, typed)
		if err != nil {
			return err
		}
		page.Looked, page.Length = true, share.Length(network, typed)
		for _, f := range findings {
			page.Findings = append(page.Findings, frontend.ShareFinding{Rule: string(f.Rule), Forbidden: f.Level == share.Forbidden, Quote: f.Quote})
		}
	}
	return a.render(c, fiber.StatusOK, page)
}

// shareLanguages are those that the contest is written in.
func (a *App) shareLanguages(c contests.Contest) []string {
	if c.Bilingual() {
		return []string{c.Locale, c.OtherLanguage()}
	}
	return []string{c.Locale}
}

func (a *App) shareFacts(c contests.Contest, b account.Brand, language string) share.Facts {
	c = c.In(language)
	f := share.Facts{
		Lang: language, Brand: b.Name, Title: c.Title, Link: a.Config.BaseURL + frontend.LocalPath(language, frontend.ContestPath(c.Slug)),
		Ends: frontend.Moment(language, in(c.ClosesAt, c.Location())), Unfree: !c.Cost().Free(),
	}
	if len(c.Prizes) > 0 {
		f.Prize = c.Prizes[0].Name
	}
	return f
}

// shareHref opens a network's own window with the text in it, where the network has one.
func (a *App) shareHref(n share.Network, words string, c contests.Contest, language string) string {
	link := a.Config.BaseURL + frontend.LocalPath(language, frontend.ContestPath(c.Slug))
	switch n {
	case share.WhatsApp:
		return "https://wa.me/?" + url.Values{"text": {words}}.Encode()
	case share.X:
		return "https://x.com/intent/post?" + url.Values{"text": {words}}.Encode()
	case share.Facebook:
		return "https://www.facebook.com/sharer/sharer.php?" + url.Values{"u": {link}}.Encode()
	case share.LinkedIn:
		return "https://www.linkedin.com/sharing/share-offsite/?" + url.Values{"url": {link}}.Encode()
	}
	return ""
}

// sharePostLinks are the addresses that lead to a contest: its page with and without
// language, and its short links.
func sharePostLinks(base string, contest contests.Contest, links []places.Link) []string {
	path := frontend.ContestPath(contest.Slug)
	all := []string{base + path}
	for _, language := range frontend.Languages {
		all = append(all, base+frontend.LocalPath(language, path))
	}
	for _, l := range links {
		all = append(all, base+frontend.ShortPath(l.Code))
	}
	return all
}
