package handlers

import "net/http"

// loyaltyRoutes are points: the API and the panel. A member's own pages are behind the
// member's door.
func (a *App) loyaltyRoutes() {
	a.ledgerOperations()
	a.loyaltyOperations()
	a.codeOperations()
	a.purchaseOperations()
	a.profileOperations()
	a.ownOperations()
	a.importOperations()
	a.deskOperations()

	r := a.fiber
	r.Get("/admin/b/:brand/members", a.inBrand(a.membersPage))
	r.Get("/admin/b/:brand/members/export.csv", a.inBrand(a.exportMembers))
	r.Get("/admin/b/:brand/members/:member", a.inBrand(a.ledgerPage))
	r.Post("/admin/b/:brand/members/:member/adjust", a.inBrand(a.adjustPoints))
	r.Get("/admin/b/:brand/members/:member/reverse/:txn", a.inBrand(a.reversePage))
	r.Post("/admin/b/:brand/members/:member/reverse/:txn", a.inBrand(a.reverseTxn))
	r.Get("/admin/b/:brand/members/:member/erase", a.inBrand(a.eraseMemberPage))
	r.Post("/admin/b/:brand/members/:member/erase", a.inBrand(a.eraseMember))
	r.Get("/admin/b/:brand/members/:member/statement.pdf", a.inBrand(a.statementPaperInPanel))
	r.Get("/admin/b/:brand/members/:member/statement.csv", a.inBrand(a.statementTableInPanel))
	r.Get("/admin/b/:brand/members/:member/export.json", a.inBrand(a.exportMember))

	r.Get("/admin/b/:brand/imports", a.inBrand(a.importsPage))
	r.Post("/admin/b/:brand/imports", a.inBrand(a.addImport))
	r.Get("/admin/b/:brand/imports/:import", a.inBrand(a.memberImportPage))
	r.Post("/admin/b/:brand/imports/:import/run", a.inBrand(a.runImportForm))
	r.Get("/admin/b/:brand/imports/:import/left-out.csv", a.inBrand(a.leftOutMembers))
	r.Post("/admin/b/:brand/takeout", a.inBrand(a.takeoutForm))

	r.Get("/admin/b/:brand/books", a.inBrand(a.booksPage))
	r.Post("/admin/b/:brand/books/prove", a.inBrand(a.proveBooks))

	r.Get("/admin/b/:brand/earning", a.inBrand(a.earningPage))
	r.Post("/admin/b/:brand/earning", a.inBrand(a.saveRuleForm))
	r.Get("/admin/b/:brand/adjustments", a.inBrand(a.adjustmentsPage))
	r.Post("/admin/b/:brand/adjustments/:request", a.inBrand(a.decideAdjustmentForm))
	r.Get("/admin/b/:brand/points/campaigns", a.inBrand(a.pointCampaignsPage))
	r.Post("/admin/b/:brand/points/campaigns", a.inBrand(a.savePointCampaign))
	r.Get("/admin/b/:brand/points/settings", a.inBrand(a.pointSettingsPage))
	r.Post("/admin/b/:brand/points/settings", a.inBrand(a.savePointSettings))
	r.Get("/admin/b/:brand/points/report", a.inBrand(a.pointReportPage))
	r.Get("/admin/b/:brand/points/report.csv", a.inBrand(a.sendPointReportCSV))
	r.Get("/admin/b/:brand/points/report.xlsx", a.inBrand(a.sendPointReportXLSX))
	r.Get("/admin/b/:brand/points/codes", a.inBrand(a.pointCodesPage))
	r.Post("/admin/b/:brand/points/codes", a.inBrand(a.savePointCode))
	r.Post("/admin/b/:brand/points/codes/:code/export", a.inBrand(a.exportPointCodes))
	r.Get("/admin/b/:brand/points/codes/:code/void", a.inBrand(a.voidPointCodesPage))
	r.Post("/admin/b/:brand/points/codes/:code/void", a.inBrand(a.voidPointCodes))
	r.Get("/admin/b/:brand/points/pools", a.inBrand(a.pointPoolsPage))
	r.Post("/admin/b/:brand/points/pools", a.inBrand(a.fillPointPool))

	r.Get("/admin/b/:brand/rewards", a.inBrand(a.rewardsPage))
	r.Get("/admin/b/:brand/rewards/new", a.inBrand(a.newRewardPage))
	r.Post("/admin/b/:brand/rewards/new", a.inBrand(a.saveNewReward))
	r.Get("/admin/b/:brand/rewards/:reward", a.inBrand(a.rewardPage))
	r.Post("/admin/b/:brand/rewards/:reward", a.inBrand(a.saveOldReward))
}

// loyaltyOperations are all but the operations of the books.
func (a *App) loyaltyOperations() {
	op := func(method, path, id, summary string) operation {
		return operation{method: method, path: "/brands/{brand}/loyalty" + path, id: id, summary: summary, tag: "loyalty"}
	}
	natural := func(o operation) operation {
		o.natural = true
		return o
	}
	register(a, natural(op(http.MethodPost, "/earns", "loyalty-earn-many", "Give points for many events at once")), a.earnMany)

	register(a, op(http.MethodPost, "/members", "create-members", "Make members under the brand's own numbers"), a.createMembers)
	register(a, op(http.MethodGet, "/members", "list-members", "List members: who came last comes first, and numbers that are searched for come in their order"), a.listMembers)
	register(a, op(http.MethodGet, "/members/{member}", "find-member", "Read what a member has now"), a.findMember)
	register(a, op(http.MethodGet, "/members/{member}/lots", "list-lots", "List every point lot a member was granted"), a.listLots)
	register(a, op(http.MethodGet, "/members/{member}/history", "list-history", "List a member's transactions with their postings, latest first"), a.listHistory)

	register(a, op(http.MethodGet, "/programme", "find-programme", "Read the programme: terms, tiers, rules, campaigns"), a.findProgramme)
	register(a, op(http.MethodPut, "/programme", "set-programme", "Replace the programme, or begin it"), a.setProgramme)
	register(a, op(http.MethodPut, "/rules/{rule}", "save-rule", "Add or change one way to earn points"), a.saveRule)
	register(a, op(http.MethodGet, "/rewards", "list-rewards", "List the catalogue, cheapest first"), a.listRewards)
	register(a, op(http.MethodPut, "/rewards/{reward}", "save-reward", "Add or change a reward; the stock of one that is there stays"), a.saveReward)
	register(a, op(http.MethodPut, "/rewards/{reward}/stock", "set-stock", "Correct the stock of a reward"), a.setStock)
	register(a, op(http.MethodGet, "/codes", "list-codes", "List the promo codes"), a.listCodes)
	register(a, op(http.MethodPut, "/codes/{code}", "save-code", "Add or change a promo code"), a.saveCode)

	register(a, op(http.MethodGet, "/totals", "loyalty-totals", "Read the books: the balance of every account, which sum to zero"), a.loyaltyTotals)
	register(a, op(http.MethodGet, "/liability", "loyalty-liability", "Read what the brand owes by the month it ends"), a.loyaltyLiability)
	register(a, op(http.MethodGet, "/verification", "verify-ledger", "Prove the books, as kermesse verify ledger does"), a.verifyLedger)
}
