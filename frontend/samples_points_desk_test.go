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
		{"admin-point-campaigns", AdminPointCampaignsPage{AdminFrame: frame("points/campaigns"), Rows: samplePointCampaigns(lang), Rules: samplePointRules(lang), Currency: "MUR", Zone: "Indian/Mauritius", PointCost: 500}},
		{"admin-point-campaigns-empty", AdminPointCampaignsPage{AdminFrame: frame("points/campaigns"), Currency: "MUR", Zone: "Indian/Mauritius"}},
		{"admin-point-campaigns-edit", AdminPointCampaignsPage{AdminFrame: frame("points/campaigns"), Rows: samplePointCampaigns(lang), Editing: "c1", Rules: samplePointRules(lang), Currency: "MUR", Zone: "Indian/Mauritius"}},
		{"admin-point-settings", AdminPointSettingsPage{AdminFrame: frame("points/settings"), Tiers: make([]int, 2), Groups: make([]int, 1), Currency: "MUR"}},
		{"admin-point-report", AdminPointReportPage{AdminFrame: frame("points/report"), From: "2026-11-01", To: "2026-11-07", CSV: "/x.csv", XLSX: "/x.xlsx", Presets: []PeriodPreset{{Days: 7, Href: "?", Current: true}, {Days: 28, Href: "?"}}, Report: samplePointReport(lang)}},
		{"admin-point-report-empty", AdminPointReportPage{AdminFrame: frame("points/report"), Empty: true}},
		{"admin-point-codes", AdminPointCodesPage{AdminFrame: frame("points/codes"), Currency: "MUR", Zone: "Indian/Mauritius", MaxBatch: 1_000_000, Preview: &PatternPreview{Pattern: "SUN-####-####-###", Samples: []string{"SUN-7KQA-2MNB-XR3"}, Odds: 1_099_511}, Rows: samplePromoCodes(lang)}},
		{"admin-point-codes-empty", AdminPointCodesPage{AdminFrame: frame("points/codes"), Currency: "MUR", Zone: "Indian/Mauritius", MaxBatch: 1_000_000}},
		{"admin-point-pools", AdminPointPoolsPage{AdminFrame: frame("points/pools"), MaxBytes: 16 << 20, Rows: []PoolRow{{ID: "cinema", Name: either(lang, "Cinéma Rex", "Rex cinema"), Size: 200, Left: 41}}, Pools: []Choice{{Value: "cinema", Label: "Rex"}}, Report: &PoolReport{Name: "Rex", Added: 3, Repeated: 1, Failed: 1}}},
		{"admin-point-pools-empty", AdminPointPoolsPage{AdminFrame: frame("points/pools"), MaxBytes: 16 << 20, Report: &PoolReport{Name: "Rex", DryRun: true, Added: 1}}},
		{"admin-adjustments", AdminAdjustmentsPage{AdminFrame: frame("adjustments"), Limit: 500, Waiting: sampleAdjustments(lang)[:2], Decided: sampleAdjustments(lang)[2:]}},
		{"admin-adjustments-empty", AdminAdjustmentsPage{AdminFrame: frame("adjustments")}},
		{"admin-void-points", AdminConfirmPage{AdminFrame: frame("points/codes/x/void"), Act: ActVoidPoints, Subject: "SUN-####", Count: 200, Back: "/x"}},
		{"admin-earning-tried", AdminEarningRulesPage{AdminFrame: frame("earning"), Currency: "MUR", Zone: "Indian/Mauritius", Editing: "purchase", Levels: samplePointRules(lang), Groups: samplePointRules(lang), Events: samplePointRules(lang), Preview: &EarnPreview{Points: 62, PendingDays: 14, EndsAt: at(2027, 11, 30, 0, 0), Steps: sampleSteps(lang)}, BackTest: sampleBackTest(lang)}},
		{"admin-earning-nothing", AdminEarningRulesPage{AdminFrame: frame("earning"), Currency: "MUR", Zone: "Indian/Mauritius", Events: samplePointRules(lang), Preview: &EarnPreview{Refused: either(lang, "Ces points se gagnent à d’autres dates.", "These points are earned on other dates.")}}},
		{"admin-imports", AdminMemberImportsPage{AdminFrame: frame("imports"), Rows: []MemberImportView{checked, done}, MaxBytes: 64 << 20, MaxRows: 250_000, CanTakeOut: true}},
		{"admin-imports-empty", AdminMemberImportsPage{AdminFrame: frame("imports"), MaxBytes: 64 << 20, MaxRows: 250_000, Form: refused}},
		{"admin-import-checked", AdminMemberImportPage{AdminFrame: frame("imports/i1"), Import: checked, Tally: checked.Foreseen, Left: left, LeftHref: "/x.csv"}},
		{"admin-import-running", AdminMemberImportPage{AdminFrame: frame("imports/i1"), Import: running, Working: true}},
		{"admin-import-done", AdminMemberImportPage{AdminFrame: frame("imports/i1"), Import: done, Tally: done.CameTo}},
	}
}

func samplePointRules(lang string) []Choice {
	return []Choice{{Value: "purchase", Label: either(lang, "Achat en boutique", "Purchase in a shop")}}
}

func samplePointCampaigns(lang string) []CampaignReturnRow {
	ran := CampaignReturnRow{
		ID: "c1", Name: either(lang, "Points doubles de Noël", "Double points for Christmas"), Rule: either(lang, "Achat", "Purchase"), BP: 20_000,
		From: at(2026, 11, 1, 0, 0), Until: at(2026, 11, 8, 0, 0), Points: 8400, Extra: 4200, Turnover: 1_240_000, Before: 980_000, Lift: 260_000, Cost: 21_000, ROI: 11.4, HasROI: true,
	}
	runs, coming := ran, ran
	runs.ID, runs.Running, runs.Lift, runs.HasROI = "c2", true, -4000, false
	coming.ID, coming.Coming, coming.HasROI = "", true, false
	return []CampaignReturnRow{ran, runs, coming}
}

func samplePointReport(lang string) PointReport {
	r := PointReport{
		First: at(2026, 11, 1, 0, 0), Last: at(2026, 11, 7, 0, 0), Now: PointFlows{Issued: 4200, Burned: 1800, Expired: 300, Turnover: 1_240_000, Purchases: 214},
		Was: PointFlows{Issued: 3900, Burned: 2000, Expired: 1}, Breakage: .143, HasBreakage: true, Owed: 18_400, OwedWorth: 92_000, PointCost: 500, Currency: "MUR",
		Liability: []OwedMonth{{Month: at(2026, 12, 1, 0, 0), Points: 1200}, {Points: 300}}, Campaigns: samplePointCampaigns(lang),
		Rules:   []RuleLine{{Name: either(lang, "Achat", "Purchase"), Events: 214, Points: 3200, Turnover: 1_240_000, Worth: 16_000}},
		Rewards: []RewardLine{{Name: sampleRewards(lang)[0].Name, Taken: 9, Points: 1800, Worth: 9000}},
		Tiers:   []TierLine{{Name: either(lang, "Cornet", "Cone"), Up: 3, Down: 1, Members: 41}},
		Months:  []ActiveLine{{Month: at(2026, 10, 1, 0, 0), Active: 120, Joined: 14}, {Month: at(2026, 11, 1, 0, 0), Active: 131, Joined: 9}},
		Cohorts: []CohortLine{{Month: at(2026, 10, 1, 0, 0), Size: 14, Shares: []float64{1, .64}}, {Month: at(2026, 11, 1, 0, 0), Size: 9, Shares: []float64{1}}},
	}
	for i := range 7 {
		r.Days = append(r.Days, PointDay{r.First.AddDate(0, 0, i), PointFlows{Issued: int64(100 * i), Burned: int64(40 * i), Expired: int64(5 * i), Adjusted: int64(i)}})
	}
	return r
}

func samplePromoCodes(lang string) []PromoCodeRow {
	batch := PromoCodeRow{ID: "b", Name: either(lang, "Affiches", "Posters"), Pattern: "SUN-####-####-###", Gives: "10 %", Size: 200, Used: 12, Left: 188, Ready: true, Until: at(2027, 1, 31, 0, 0)}
	taken, voided, making := batch, batch, batch
	taken.ExportedAt, voided.VoidedAt, making.Ready = at(2026, 11, 2, 9, 0), at(2026, 11, 3, 9, 0), false
	return []PromoCodeRow{{ID: "n", Name: "ETE2027", Code: "ETE2027", Gives: "50 points", Size: 1, Used: 4, Left: -1, Ready: true}, batch, taken, voided, making}
}

func sampleAdjustments(lang string) []AdjustmentView {
	waits := AdjustmentView{
		ID: "a1", Kind: "adjust", Member: "4471209310", Points: 800, Reason: either(lang, "Colis perdu", "Parcel lost"), State: "waiting", Asker: "Nadia", At: at(2026, 11, 20, 16, 5), ExpiresAt: at(2026, 11, 27, 16, 5),
	}
	own, done := waits, waits
	own.ID, own.Own, own.Kind, own.Reason = "a2", true, "reverse", ""
	done.ID, done.State, done.Decider, done.DecidedAt, done.Words = "a3", "refused", "Ravi", at(2026, 11, 20, 17, 5), either(lang, "Déjà corrigé", "Corrected already")
	return []AdjustmentView{waits, own, done}
}

func sampleSteps(lang string) []TraceStep {
	return []TraceStep{{Words: either(lang, "1 point pour 10 Rs", "1 point for Rs 10"), Points: 50}, {Words: either(lang, "palier ×1,25", "tier ×1.25"), Points: 62}}
}

func sampleBackTest(lang string) *BackTestView {
	return &BackTestView{
		First: at(2026, 10, 1, 0, 0), Last: at(2026, 10, 31, 0, 0), Events: 412, Earning: 380, Members: 97, Points: 6100, Cost: 30_500, Given: 5200, Cut: true, Currency: "MUR",
		Unknown: []string{"behaving", "tier"}, Refused: []RefusedCount{{Why: either(lang, "Le montant n’atteint pas.", "The amount is below."), N: 32}},
	}
}
