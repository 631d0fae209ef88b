package frontend

import "net/url"

// lawSamples are rules with amendments, what is said of personal data, and law in the panel.
func lawSamples(lang string) []sample {
	contest := sampleContest(lang)
	path := ContestPath(contest.Slug)
	desk := sampleDesk(lang, "/admin/b/glaces-du-port/requests")
	amendments := []Amendment{{No: 1, Version: 2, At: at(2026, 11, 8, 9, 0), Reason: either(lang, "Les fêtes allongent les réponses.", "Holidays make answers slower."), Hash: sampleHash}}
	asked := RequestLine{Kind: "Correction", Words: either(lang, "Mon prénom est Awa.", "My first name is Awa."), At: at(2026, 11, 3, 9, 0), DueAt: at(2026, 12, 3, 9, 0)}
	answered := asked
	answered.AnsweredAt, answered.Answer = at(2026, 11, 5, 9, 0), either(lang, "C’est corrigé.", "It is corrected.")
	sources := []LawSource{{Says: either(lang, "Approbation d’un tirage avec achat.", "Approval of a draw with a purchase."), At: "gra.govmu.org", Read: at(2026, 11, 22, 0, 0)}, {Says: either(lang, "Seuils.", "Thresholds."), At: "—", Read: at(2026, 11, 22, 0, 0), Unsure: true}}
	edit := ContestEditFrame{
		Locale: lang, Other: either(lang, "en", "fr"), Preview: "/fr/admin/b/glaces-du-port/rehearsal/c/un-an-de-glaces",
		AdminFrame: desk, Slug: contest.Slug, Title: contest.Title, Here: "rules", SavedAt: at(2026, 11, 8, 9, 0), Zone: "Indian/Mauritius",
		Sections: []EditLink{{Key: "rules", Label: either(lang, "Règlement et droit", "Rules and law")}},
		Form:     Form{Key: "x", Values: url.Values{"rules": {"## Divers"}, "linked": {"yes"}}},
	}
	finding := LawLine{Rule: "mu.permit", Country: either(lang, "Maurice", "Mauritius"), Says: either(lang, "Indiquez l’approbation de la GRA.", "State the approval of the GRA."), Blocks: true, Stops: true}
	settled := finding
	settled.Stops, settled.Reason, settled.By, settled.At = false, either(lang, "Accord oral, lettre à venir.", "Agreed by telephone, letter to come."), "Nadia", at(2026, 11, 8, 9, 0)
	warning := LawLine{Rule: "mu.minors", Country: finding.Country, Says: either(lang, "Des mineurs peuvent participer.", "Minors may enter.")}
	kept := []KeptField{{"losers_days", either(lang, "Participations que le tirage n’a pas désignées.", "Entries that the draw did not choose."), 90}}
	amend := AdminAmendPage{
		AdminFrame: desk, Slug: contest.Slug, Title: contest.Title, No: 2, ClosesAt: contest.ClosesAt, ClaimDays: 15, Kept: kept,
		Never: []string{either(lang, "Les lots.", "The prizes.")}, Amendments: amendments,
	}
	refused := amend
	refused.Refused = either(lang, "La liste est close.", "The list is closed.")
	published := ContestPage{Frame: brandFrame(lang, path), Contest: contest, State: StateOpen, Amendments: amendments}
	published.Contest.Cost, published.Contest.KeptDays = "either", 90
	return []sample{
		{"contest-amended", published},
		{"rules-earlier", RulesPage{
			Frame: brandFrame(lang, path+"/rules"), Contest: contest, Version: 1, Current: 2, PublishedAt: at(2026, 11, 1, 9, 0), Hash: sampleHash,
			Body: "<h2>1.</h2><p>–</p>", Download: path + "/rules.json", Paper: path + "/rules.pdf", Amendments: amendments,
			Versions: []RulesVersion{{1, path + "/rules?version=1"}, {2, path + "/rules?version=2"}},
		}},
		{"privacy", PrivacyPage{
			Frame: brandFrame(lang, "/m/glaces-du-port/privacy"), Organiser: "Les Glaces du Port SARL", Address: "Port-Louis", Contact: "vie@glaces.example", Registration: "DPO-77",
			Retention: []RetentionLine{{either(lang, "Votre adresse", "Your address"), either(lang, "Vous écrire", "To write to you"), either(lang, "Jusqu’à l’effacement", "Until the erasure")}},
			Contests:  []ContestRetention{{contest.Title, path + "/rules", []string{either(lang, "participations : 90 jours", "entries: 90 days")}}},
			Cookies:   []CookieLine{{"kermesse_form", either(lang, "Vos formulaires", "Your forms"), either(lang, "Un moment", "A while")}},
		}},
		{"data-requests", DataPage{
			Frame: brandFrame(lang, "/m/glaces-du-port/data"), Kinds: []Choice{{"correction", "Correction"}}, Requests: []RequestLine{asked, answered},
			Form: Form{Values: url.Values{"words": {""}}, Errors: []FieldError{{Field: "words", Message: either(lang, "Ce champ est vide.", "This field is empty.")}}},
		}},
		{"admin-requests", AdminRequestsPage{
			AdminFrame: desk, Kinds: []Choice{{"correction", "Correction"}},
			Open: []AskedLine{{RequestLine: asked, ID: "r1", Contact: "awa@exemple.sn", Late: true, ByStaff: true}},
			Done: []AskedLine{{RequestLine: answered, ID: "r2", Granted: true}, {RequestLine: answered, ID: "r3", Contact: "a@b.example"}},
		}},
		{"admin-requests-empty", AdminRequestsPage{AdminFrame: desk}},
		{"admin-amend", amend},
		{"admin-amend-late", refused},
		{"admin-law", ContestRulesPage{
			ContestEditFrame: edit, Disclaimer: either(lang, "Pas un conseil.", "No advice."), Kept: kept, Preview: "<h2>1.</h2><p>–</p>", Other: "<p>–</p>",
			Profiles: []ProfileBox{{Choice: Choice{"mu", finding.Country}, On: true, Summary: warning.Says, Authority: "GRA", Sources: sources}},
			Networks: []NetworkBox{{Choice: Choice{"facebook", "Facebook"}, On: true, Asks: warning.Says}, {Choice: Choice{"x", "X"}}},
		}},
		{"admin-publish-law", AdminPublishPage{
			AdminFrame: desk, Kind: KindContest, Slug: contest.Slug, Title: contest.Title, OpensAt: contest.OpensAt, ClosesAt: contest.ClosesAt, DrawAt: contest.DrawAt,
			Missing: []MissingPart{{Words: finding.Says, Section: "rules", Href: "#law"}}, Law: []LawLine{finding, settled, warning}, Rules: "/x", Caution: "…",
		}},
		{"admin-contest-purges", AdminContestPage{
			AdminFrame: desk, Contest: contest, State: StateDrawn, Public: "https://fete.example/c/x", Rules: RulesView{Version: 2, Hash: sampleHash, PublishedAt: at(2026, 11, 1, 9, 0), LogIndex: 3}, Amend: true,
			Purges: []PurgeLine{
				{What: kept[0].What, Days: 30, DueAt: at(2026, 12, 3, 9, 0), DoneAt: at(2026, 12, 3, 9, 0), Entries: 12},
				{What: kept[0].What, Days: 90, AfterDraw: true, DueAt: at(2027, 2, 3, 9, 0)},
				{What: kept[0].What, Days: 365, AfterDraw: true},
			},
		}},
	}
}
