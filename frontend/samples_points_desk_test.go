package frontend

func pointsDeskSamples(lang string) []sample {
	frame := func(under string) AdminFrame { return sampleDesk(lang, "/admin/b/glaces-du-port/"+under) }
	checked := MemberImportView{
		ID: "i1", File: "cartes-2026.csv", State: "checked", Rows: 1240, Done: 1240, Author: "Nadia", At: at(2026, 11, 20, 16, 5),
		Foreseen: TallyView{Rows: 1240, Members: 812, Lots: 1231, Points: 184_320, Repeated: 4, Left: 5},
	}
	running, done := checked, checked
	running.State, running.Done, running.Runner = "running", 500, "Nadia"
	done.State, done.CameTo, done.EndedAt = "done", TallyView{Rows: 1240, Members: 812, Lots: 1231, Points: 184_320}, at(2026, 11, 20, 16, 9)
	left := []LeftOutRow{{Line: 14, Cells: []string{"c-14", "awa@exemple", "120"}, Message: either(lang, "Cette adresse ne se lit pas.", "This address cannot be read.")}}
	refused := Form{Errors: []FieldError{{Field: "file", Message: either(lang, "Choisissez un fichier à importer.", "Choose a file to import.")}}}
	return []sample{
		{"admin-imports", AdminMemberImportsPage{AdminFrame: frame("imports"), Rows: []MemberImportView{checked, done}, MaxBytes: 64 << 20, MaxRows: 250_000, CanTakeOut: true}},
		{"admin-imports-empty", AdminMemberImportsPage{AdminFrame: frame("imports"), MaxBytes: 64 << 20, MaxRows: 250_000, Form: refused}},
		{"admin-import-checked", AdminMemberImportPage{AdminFrame: frame("imports/i1"), Import: checked, Tally: checked.Foreseen, Left: left, LeftHref: "/x.csv"}},
		{"admin-import-running", AdminMemberImportPage{AdminFrame: frame("imports/i1"), Import: running, Working: true}},
		{"admin-import-done", AdminMemberImportPage{AdminFrame: frame("imports/i1"), Import: done, Tally: done.CameTo}},
	}
}
