package frontend

import "net/url"

// contestEditSamples are the parts of a contest's editor.
func contestEditSamples(lang string) []sample {
	contest := sampleContest(lang)
	desk := func(under string) AdminFrame { return sampleDesk(lang, "/admin/b/glaces-du-port/contests"+under) }
	frame := func(here string, values url.Values, wrong ...FieldError) ContestEditFrame {
		f := ContestEditFrame{
			AdminFrame: desk("/un-an-de-glaces/edit/" + here), Slug: contest.Slug, Title: contest.Title, Here: here,
			Form: Form{Key: "k", Values: values, Errors: wrong}, SavedAt: at(2026, 11, 1, 14, 32), Zone: "Indian/Mauritius",
			Locale: lang, Other: either(lang, "en", "fr"), Preview: "/fr/admin/b/glaces-du-port/rehearsal/c/un-an-de-glaces",
		}
		for _, key := range []string{"basics", "prizes", "entry", "who", "draw", "rules", "look", "actions"} {
			f.Sections = append(f.Sections, EditLink{Key: key, Label: "contest_edit_" + key, Extra: key == "actions"})
		}
		f.Sections[1].Missing = []MissingPart{{Key: "prize_name", Section: "prizes", Href: "#f-prize_name-0"}, {Words: either(lang, "Choisissez une date.", "Choose a date."), Href: "#"}}
		f.Sections[5].Missing = []MissingPart{{Key: "organiser", Section: "rules", Href: "/x", Advice: true}}
		return f
	}
	basics := frame("basics", url.Values{
		"title": {contest.Title}, "slug": {contest.Slug}, "opens_at": {"2026-11-01T09:00"}, "closes_at": {"2026-12-31T23:59"}, "locale": {lang}, "time_zone": {"Indian/Mauritius"},
	})
	conflict := basics
	conflict.Stored = []StoredValue{{Field: "title", Value: "Un été de glaces"}, {Field: "intro"}}
	conflict.Form.Errors = []FieldError{{Message: either(lang, "Modifié entre-temps.", "Edited meanwhile.")}}
	zones := []Choice{{Value: "Indian/Mauritius", Label: "Indian/Mauritius"}, {Value: "UTC", Label: "UTC"}}
	wrong := either(lang, "Donnez un nom à ce lot.", "Name this prize.")
	prizes := []PrizeLine{{Name: contest.Prizes[0].Name, Winners: "1", Alternates: "2", Value: "12000"}, {Winners: "1", Alternates: "0", Error: wrong}}
	questions := []EntryQuestionLine{
		{ID: "gout", Label: either(lang, "Votre parfum préféré ?", "Your favourite flavour?"), Choices: "Mangue\nCoco", Required: "yes"},
		{Required: "no", Error: wrong},
	}
	both := frame("prizes", nil)
	both.Both = true
	rehearsed := func(path string) Frame {
		f := brandFrame(lang, RehearsalPath("glaces-du-port")+path)
		f.Within, f.Rehearsal = RehearsalPath("glaces-du-port"), true
		return f
	}
	sharePage := ContestSharePage{
		AdminFrame: desk("/un-an-de-glaces/share"), Slug: contest.Slug, Title: contest.Title, Draft: true, Looked: true, Length: 120,
		Form: Form{Values: url.Values{"network": {"facebook"}, "text": {"x"}}},
		Posts: []SharePost{
			{Network: "facebook", Name: "Facebook", Max: 63206, Texts: []ShareText{{Lang: lang, Text: contest.Title + "\nhttps://fete.example/c/x", Length: 60, Href: "https://www.facebook.com/x"}}},
			{Network: "whatsapp", Name: "WhatsApp", Texts: []ShareText{{Lang: lang, Text: contest.Title, Length: 30}}},
		},
		Findings: []ShareFinding{{Rule: "tag_friends", Forbidden: true, Quote: contest.Title}, {Rule: "no_rules"}},
	}
	fresh := sharePage
	fresh.Draft, fresh.Looked, fresh.Findings = false, true, nil
	return []sample{
		{"admin-contest-new", AdminContestNewPage{AdminFrame: desk("/new"), Templates: []string{"giveaway", "question", "codes", "event"}, Locale: lang, Other: either(lang, "en", "fr"), Form: Form{Values: url.Values{"template": {"event"}}}}},
		{"admin-contest-edit-both", ContestPrizesPage{ContestEditFrame: both, Prizes: prizes, Currency: "MUR"}},
		{"admin-contest-share", sharePage},
		{"admin-contest-share-fresh", fresh},
		{"rehearsal", ContestPage{Frame: rehearsed(ContestPath(contest.Slug)), Contest: contest, State: StateOpen, Form: Form{Key: "k"}}},
		{"rehearsal-entered", RehearsedEntryPage{Frame: rehearsed(ContestPath(contest.Slug)), Slug: contest.Slug, Title: contest.Title, Name: "Awa", Confirm: true, ClosesAt: contest.ClosesAt, DrawAt: contest.DrawAt}},
		{"rehearsal-rules", RehearsedRulesPage{Frame: rehearsed(ContestPath(contest.Slug, "rules")), Contest: contest, Body: "<h2>1. Organisation</h2>"}},
		{"rehearsal-draw", RehearsedDrawPage{Frame: rehearsed(ContestPath(contest.Slug, "draw")), Slug: contest.Slug, Title: contest.Title, Entries: 2, Prizes: []RehearsedPrize{{Name: contest.Prizes[0].Name, Places: []RehearsedPlace{{Place: 1, Number: "R-0002", Name: "Awa R."}, {Alternate: true, Place: 1}}}}}},
		{"admin-contest-edit-basics", ContestBasicsPage{ContestEditFrame: basics, Zones: zones}},
		{"admin-contest-edit-conflict", ContestBasicsPage{ContestEditFrame: conflict, Zones: zones}},
		{"admin-contest-edit-prizes", ContestPrizesPage{ContestEditFrame: frame("prizes", nil, FieldError{Field: "prize_name-1", Message: wrong}), Prizes: prizes, Currency: "MUR"}},
		{"admin-contest-edit-entry", ContestEntryPage{ContestEditFrame: frame("entry", url.Values{"contact": {"either"}, "ask_alias": {"yes"}}), Questions: questions}},
		{"admin-contest-edit-who", ContestWhoPage{ContestEditFrame: frame("who", url.Values{"min_age": {"18"}, "fold_aliases": {"yes"}}), Countries: []CountryBox{{Choice: Choice{Value: "MU", Label: CountryName(lang, "MU")}, On: true}}}},
		{"admin-contest-edit-actions", ContestActionsPage{
			ContestEditFrame: frame("actions", url.Values{"again": {"day"}, "max_tickets": {"20"}}), Tiers: []string{"Bronze", "Or"},
			Actions: []ActionLine{
				{ID: "a1", Kind: "quiz_again", Label: either(lang, "Notre premier parfum ?", "Our first flavour?"), Tickets: "2", Must: "no", Every: "once", After: "none", Detail: "Vanille\n- Coco"},
				{Kind: "visit", Tickets: "1", Must: "yes", Every: "day", After: "all", Error: wrong},
			},
		}},
		{"admin-contest-edit-draw", ContestDrawPage{ContestEditFrame: frame("draw", url.Values{"mode": {"one-win"}, "source": {"drand"}, "claim_days": {"15"}}), Sources: []DrawSource{SourceDrand, SourceOperator, SourceTest}}},
		{"admin-contest-edit-claims", ContestClaimsPage{ContestEditFrame: frame("claims", url.Values{}), Prizes: []HandingLine{{ID: "0", Name: contest.Prizes[0].Name, Delivery: true, Pickup: "Curepipe"}, {ID: "i0", Instant: true, Name: contest.Prizes[0].Name}}}},
		{"admin-contest-edit-rules", ContestRulesPage{ContestEditFrame: frame("rules", url.Values{"rules": {"## Divers"}})}},
		{"admin-contest-edit-look", ContestLookPage{ContestEditFrame: frame("look", url.Values{"picture_alt": {"x"}}), Picture: contest.Picture}},
	}
}
