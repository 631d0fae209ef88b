package frontend

import "net/url"

func listSamples(lang string) []sample {
	frame := func(under string) AdminFrame { return sampleDesk(lang, "/admin/b/glaces-du-port"+under) }
	list := ListView{
		ID: "0198", Name: "comments.csv", Hash: sampleHash, At: at(2026, 11, 20, 9, 0), Rows: 350, Refused: 2, Duplicates: 3, Entries: 171, Excluded: 4, Reconciled: either(lang, "2 manquent à la liste.", "2 are missing from the list."),
		Columns:  []string{"COMMENT_ID", "AUTHOR", "DATE", "CONTENT"},
		Removed:  []RemovedRows{{Text: either(lang, "contient « #fete » : 170 lignes écartées", "contains “#fete”: 170 rows left out"), Rows: 170}, {Text: either(lang, "une seule participation par personne : 4 lignes écartées", "one entry per person: 4 rows left out"), Rows: 4}},
		SameList: []SameList{{Title: either(lang, "Tirage du post", "Draw of the post"), Slug: "du-post", At: at(2026, 10, 1, 9, 0)}},
		Listed:   []RefusedRow{{Line: 12, Text: "", Message: either(lang, "Cette ligne n’a pas d’auteur.", "This row has no author.")}},
		Sample:   []SampleEntry{{Line: 2, Author: "Awa", Text: "#fete @zoe", Date: "2026-11-20"}, {Line: 4, Author: "Bob"}},
	}
	page := AdminListPage{
		AdminFrame: frame("/lists/0198"), List: list, Zone: "Indian/Mauritius",
		Form: Form{Key: "2", Values: url.Values{"one_per_author": {"yes"}, "contains": {"#fete"}, "mentions": {"2"}}},
	}
	problem := page
	problem.Problem, problem.List.Name = true, ""
	problem.Form.Errors = []FieldError{{Field: "column.author", Message: either(lang, "Dites quelle colonne contient l’auteur.", "Say which column holds the author.")}}
	filling := page
	filling.Filling, filling.List.FilledRow = true, 120
	drawing := AdminListDrawPage{
		AdminFrame: frame("/lists/0198/draw"), List: list, Zone: "Indian/Mauritius", Sources: []DrawSource{SourceDrand, SourceOperator, SourceTest},
		Prizes: []PrizeLine{{Name: either(lang, "Un panier", "A basket"), Winners: "1", Alternates: "2"}, {Error: either(lang, "Donnez un nom à ce lot", "Name this prize")}},
		Form:   Form{Key: "2", Values: url.Values{"mode": {"one-win"}, "source": {"drand"}}},
	}
	evidence := AdminEvidencePage{
		AdminFrame: frame("/contests/x/evidence"), Slug: "x", Title: sampleContest(lang).Title, State: StateDrawn, Public: "https://fete.example/c/x/draw",
		Rules: []RulesView{{Version: 1, Hash: sampleHash, PublishedAt: at(2026, 11, 1, 9, 0)}}, Close: "vdraw1/close\n", Result: "vdraw1/result\n",
		Statement: either(lang, "Nombre public.", "Public number."), PackHref: "/x/evidence.zip", More: 3,
		Records: []EvidenceRecord{{Index: 41, Kind: "publish", At: at(2026, 11, 1, 9, 0), Cosigned: []string{"temoin.example"}}, {Index: 44, Kind: "disqualify", Attempt: 1, At: at(2027, 1, 5, 9, 0), Reason: either(lang, "Pas de réponse.", "No answer.")}, {Index: -1, Kind: "entries", At: at(2026, 11, 2, 9, 0)}},
		Sample:  []SampledEntry{{Place: 1, Index: 12, Commitment: sampleHash, Tickets: 1}},
	}
	early := evidence
	early.Sample, early.Close, early.Result, early.More = nil, "", "", 0
	opened := AdminSamplePage{AdminFrame: frame("/contests/x/evidence/sample"), Slug: "x", Title: sampleContest(lang).Title, Opened: []OpenedEntry{
		{SampledEntry: evidence.Sample[0], Number: "4F7K-92QM-X3", Entry: "0f", Alias: "Awa D.", AliasSalt: sampleHash, Identity: "awa@exemple.sn", IdentitySalt: sampleHash},
		{SampledEntry: evidence.Sample[0], Number: "4F7K-92QM-X4", Forgotten: true},
	}}
	return []sample{
		{"admin-evidence", evidence},
		{"admin-evidence-early", early},
		{"admin-sample", opened},
		{"admin-list-new", AdminListNewPage{AdminFrame: frame("/lists/new"), MaxBytes: 128_000_000, Drafts: []ListDraft{{ID: "1", Name: "comments.csv", Rows: 350, At: at(2026, 11, 20, 9, 0)}, {ID: "2", Rows: 12, At: at(2026, 11, 19, 9, 0), Started: true}}}},
		{"admin-list", page},
		{"admin-list-problem", problem},
		{"admin-list-filling", filling},
		{"admin-list-draw", drawing},
	}
}
