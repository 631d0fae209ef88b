package frontend

import (
	"fmt"
	"net/url"
	"time"
)

func sampleDesk(lang, path string) AdminFrame {
	frame := brandFrame(lang, path)
	return AdminFrame{
		Frame: frame, User: StaffView{Name: "Nadia", Email: "nadia@glaces.example", Role: RoleManager},
		Brands: []BrandChoice{{Slug: "glaces-du-port", Name: "Les Glaces du Port", Colour: "#0b7a75", Role: RoleManager, Current: true}, {Slug: "savane", Name: "Savons Savane", Colour: "#ffd400", Role: RoleViewer}},
		Can:    Permissions{true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true},
	}
}

func sampleJournal(lang string) []JournalLine {
	return []JournalLine{
		{
			At: at(2026, 11, 20, 16, 5), Actor: "Nadia", Action: either(lang, "Jeu-concours modifié", "Contest edited"), Subject: sampleContest(lang).Title, Href: "/" + lang + "/admin/b/glaces-du-port/contests/un-an-de-glaces",
			Changes: []FieldChange{{either(lang, "titre", "title"), either(lang, "Gagnez des glaces", "Win ice cream"), sampleContest(lang).Title}, {either(lang, "question", "question"), "", sampleContest(lang).Questions[0].Label}},
		},
		{At: at(2026, 11, 18, 9, 0), Action: either(lang, "Vote ouvert", "Vote opened"), Subject: samplePoll(lang, MethodSingle).Title},
	}
}

var sampleDays = []int{3, 8, 21, 14, 9, 30, 42, 38, 51, 47, 60}

func deskSamples(lang string) []sample {
	frame := func(under string) AdminFrame { return sampleDesk(lang, "/admin/b/glaces-du-port"+under) }
	zones, currencies := []string{"Indian/Mauritius", "Europe/Paris", "Africa/Dakar"}, []string{"MUR", "EUR", "XOF"}
	contest, poll := sampleContest(lang), samplePoll(lang, MethodIRV)
	home := AdminHomePage{
		AdminFrame: frame(""), Recent: sampleJournal(lang),
		Todo: []Todo{
			{Kind: TodoDraw, Title: contest.Title, At: at(2027, 1, 4, 18, 0), Href: "/draw", Urgent: true},
			{Kind: TodoFlagged, Title: contest.Title, Count: 3, Href: "/entries"},
			{Kind: TodoAppeals, Title: contest.Title, Count: 2, Href: "/review"},
			{Kind: TodoSlips, Title: contest.Title, Count: 4, Href: "/receipts"},
			{Kind: TodoProofs, Title: contest.Title, Count: 1, Href: "/proofs"},
			{Kind: TodoExpiring, Count: 2, At: at(2027, 1, 6, 18, 0), Href: "/claims", Urgent: true},
			{Kind: TodoAnswered, Count: 1, Href: "/claims"},
			{Kind: TodoToSend, Count: 3, Href: "/claims"},
			{Kind: TodoAgree, Count: 1, At: at(2027, 1, 7, 18, 0), Href: "/adjustments"},
			{Kind: TodoRequests, Count: 1, At: at(2027, 1, 9, 18, 0), Href: "/requests"},
			{Kind: TodoPollEnded, Title: poll.Title, Count: 812, Href: "/poll"},
			{Kind: TodoStock, Title: sampleRewards(lang)[1].Name, Count: 3, Href: "/rewards"},
			{Kind: TodoDraft, Title: contest.Title, Href: "/x"},
			{Kind: TodoBeacon, Title: contest.Title, Href: "/x"},
			{Kind: TodoDrawn, Title: contest.Title, Href: "/x"},
			{Kind: TodoNoRewards, Href: "/x"},
		},
		Live: []LiveCampaign{
			{Kind: KindContest, Slug: contest.Slug, Title: contest.Title, ClosesAt: contest.ClosesAt, Count: 18432, Today: 214, Days: sampleDays},
			{Kind: KindPoll, Slug: poll.Slug, Title: poll.Title, ClosesAt: poll.ClosesAt, Count: 812, Today: 0, Days: []int{5}, Leader: poll.Options[0].Label},
		},
		Coming: []Milestone{{At: poll.ClosesAt, Kind: "closes", Title: poll.Title, Href: "/x"}, {At: contest.DrawAt, Kind: "draw", Title: contest.Title, Href: "/x"}, {At: contest.OpensAt, Kind: "opens", Title: contest.Title, Href: "/x"}},
	}
	row := func(kind CampaignKind, state CampaignState) CampaignRow {
		card := sampleCard(lang, kind, state)
		return CampaignRow{Kind: kind, Slug: card.Slug, Title: card.Title, State: state, OpensAt: card.OpensAt, ClosesAt: card.ClosesAt, Count: card.Participants, Flagged: 2}
	}
	campaigns := AdminCampaignsPage{
		AdminFrame: frame("/campaigns"), State: "open",
		Tabs:  []Tab{{Key: "all", Count: 12, Href: "?"}, {Key: "draft", Count: 2, Href: "?state=draft"}, {Key: "upcoming", Count: 1, Href: "?"}, {Key: "open", Count: 4, Href: "?state=open", Current: true}, {Key: "closed", Count: 5, Href: "?state=closed"}, {Key: "drawn", Count: 3, Href: "?"}, {Key: "cancelled", Count: 1, Href: "?"}},
		Rows:  []CampaignRow{row(KindContest, StateOpen), row(KindPoll, StateOpen), row(KindContest, StateDraft), row(KindContest, StateAwaiting), row(KindContest, StateDrawn), row(KindPoll, StateClosed), row(KindContest, StateCancelled)},
		Pager: Pager{From: 1, To: 50, Total: 120, Next: "?page=2"},
	}
	noMatch := campaigns
	noMatch.Rows, noMatch.Query = nil, "mangue"
	fresh := AdminCampaignsPage{AdminFrame: frame("/campaigns"), Empty: true}
	return []sample{
		{"admin-sign-in", AdminSignInPage{Frame: sampleFrame(lang, "/admin/sign-in"), Form: Form{Errors: []FieldError{{Message: either(lang, "Adresse ou mot de passe incorrect", "Wrong address or password")}}}}},
		{"admin-setup", AdminSetupPage{Frame: sampleFrame(lang, "/admin/setup"), Token: "tok", Zones: zones, Currencies: currencies}},
		{"admin-join", AdminJoinPage{Frame: brandFrame(lang, "/admin/join"), Token: "tok", Email: "luc@example.org", Role: RoleTill}},
		{"admin-join-known", AdminJoinPage{Frame: brandFrame(lang, "/admin/join"), Token: "tok", Email: "luc@example.org", Role: RoleTill, Known: true}},
		{"admin-forgotten", AdminForgottenPage{Frame: sampleFrame(lang, "/admin/forgotten")}},
		{"admin-forgotten-sent", AdminForgottenPage{Frame: sampleFrame(lang, "/admin/forgotten"), Sent: true}},
		{"admin-reset", AdminResetPage{Frame: sampleFrame(lang, "/admin/reset"), Token: "tok"}},
		{"admin-brands", AdminBrandsPage{AdminFrame: sampleDesk(lang, "/admin/brands"), MayCreate: true, Zones: zones, Currencies: currencies}},
		{"admin-settings", AdminBrandEditPage{AdminFrame: frame("/settings"), Zones: zones, Currencies: currencies, Form: Form{Values: url.Values{"name": {"Les Glaces du Port"}, "colour": {"#0b7a75"}, "time_zone": {"Europe/Paris"}}}}},
		{"admin-account", AdminAccountPage{AdminFrame: sampleDesk(lang, "/admin/account"), Form: Form{Values: url.Values{"name": {"Nadia"}, "lang": {lang}}}, Sessions: []SessionLine{{Device: "Firefox, Linux", LastSeen: at(2026, 11, 21, 9, 0), Current: true}, {Device: "Chrome, Android", LastSeen: at(2026, 11, 20, 19, 4)}}}},
		{"admin-team", AdminTeamPage{AdminFrame: frame("/team"), Members: []TeamMember{{ID: "1", Name: "Nadia", Email: "nadia@glaces.example", Role: RoleOwner, LastSeen: at(2026, 11, 21, 9, 0), Self: true}, {ID: "2", Name: "Luc", Email: "luc@glaces.example", Role: RoleTill}}, Invited: []Invitation{{ID: "3", Email: "zoe@example.org", Role: RoleWitness, ExpiresAt: at(2026, 11, 28, 9, 0), Link: "https://fete.example/admin/join?token=abc"}}}},
		{"admin-home", home},
		{"admin-home-empty", AdminHomePage{AdminFrame: frame("")}},
		{"admin-campaigns", campaigns},
		{"admin-campaigns-none", noMatch},
		{"admin-campaigns-empty", fresh},
		{"admin-journal", AdminJournalPage{AdminFrame: frame("/journal"), Lines: sampleJournal(lang), Actors: []Choice{{"1", "Nadia"}}, Actions: []Choice{{"contest.edit", either(lang, "Jeu-concours modifié", "Contest edited")}}, Actor: "1", Pager: Pager{Next: "?cursor=x", Total: -1}}},
		{"admin-journal-empty", AdminJournalPage{AdminFrame: frame("/journal")}},
	}
}

func sampleMissing() []MissingPart {
	var parts []MissingPart
	for _, key := range []string{"title", "slug", "prize", "dates", "dates_past", "rules", "source", "options", "alt", "organiser", "contact"} {
		parts = append(parts, MissingPart{Key: key, Section: "look", Href: "/fr/admin/b/glaces-du-port/settings"})
	}
	return parts
}

func campaignDeskSamples(lang string) []sample {
	frame := func(under string) AdminFrame { return sampleDesk(lang, "/admin/b/glaces-du-port"+under) }
	contest, poll := sampleContest(lang), samplePoll(lang, MethodIRV)
	counts := EntryCounts{Confirmed: 18432, Pending: 310, Excluded: 12, Flagged: 3, Tickets: 20110, Today: 214}
	detail := AdminContestPage{AdminFrame: frame("/contests/un-an-de-glaces"), Contest: contest, State: StateOpen, Public: "https://fete.example/c/un-an-de-glaces", Counts: counts, Days: sampleDays, FirstDay: contest.OpensAt, Rules: RulesView{Version: 1, Hash: sampleHash, PublishedAt: contest.OpensAt, LogIndex: 41}, Timeline: sampleJournal(lang), Copies: true}
	draft := AdminContestPage{AdminFrame: frame("/contests/un-an-de-glaces"), Contest: ContestView{Slug: contest.Slug, Title: contest.Title, Label: LabelTest}, State: StateDraft, Rehearsal: "/fr/admin/b/glaces-du-port/rehearsal/c/un-an-de-glaces", Missing: sampleMissing()}
	entries := AdminEntriesPage{
		AdminFrame: frame("/contests/un-an-de-glaces/entries"), Slug: contest.Slug, Title: contest.Title, State: StateOpen, ExportURL: "/x.csv",
		Tabs: []Tab{{Key: "all", Count: 18754, Href: "?", Current: true}, {Key: "confirmed", Count: 18432, Href: "?"}, {Key: "pending", Count: 310, Href: "?"}, {Key: "excluded", Count: 12, Href: "?"}, {Key: "withdrawn", Count: 1, Href: "?"}, {Key: "flagged", Count: 3, Href: "?"}},
		Rows: []EntryRow{
			{ID: "1", Number: "GLA-4F7K-92", Name: "Awa Diop", Contact: "awa@exemple.sn", Answer: either(lang, "Le tamarin de ma grand-mère", "My grandmother’s tamarind"), Status: EntryConfirmed, Tickets: 3, At: at(2026, 11, 18, 14, 32), Source: "page", Fan: true},
			{ID: "2", Number: "GLA-9B2M-11", Alias: "Kévin L.", Contact: "kevin@jetable.example", Status: EntryPending, Tickets: 1, At: at(2026, 11, 18, 14, 40), Source: "api", Flags: []string{either(lang, "Adresse jetable", "Throw-away address")}},
			{ID: "3", Number: "GLA-11XX-03", Name: "Lina", Contact: "lina@example.org", Status: EntryExcluded, Tickets: 1, At: at(2026, 11, 18, 15, 1), Source: "import", Reason: either(lang, "Doublon", "Duplicate")},
		}, Pager: Pager{From: 1, To: 50, Total: 18754, Next: "?page=2"},
	}
	sealed := entries
	sealed.Sealed, sealed.Rows, sealed.Query = true, nil, "zzz"
	report := &ImportReport{File: "comments-01-Psy.csv", Rows: 350, Accepted: 171, Filtered: 175, Duplicates: 2, Total: 2, CSVHref: "/refused.csv", Refused: []RefusedRow{{Line: 12, Text: "=cmd|' /C calc'!A0", Message: either(lang, "Le nom est vide", "The name is empty")}, {Line: 351, Text: "z12, trunc", Message: either(lang, "La ligne est coupée : guillemet non fermé", "The row is cut: quote not closed")}}}
	draw := AdminDrawPage{AdminFrame: frame("/contests/un-an-de-glaces/draw"), Slug: contest.Slug, Title: contest.Title, State: StateDrawn, ClosesAt: contest.ClosesAt, DrawAt: contest.DrawAt, Label: LabelA2, Counts: counts, Draw: sampleDraw(lang, LabelA2), Public: "https://fete.example/c/x/draw", PostFR: "La liste est scellée.", PostEN: "The list is sealed.", ProofHref: "/proof.zip", VerifyLine: "kermesse verify draw proof.zip", EmbargoTill: at(2027, 1, 5, 6, 0), Drawn: []DrawnAttempt{{Attempt: 1, Prizes: sampleDraw(lang, LabelA2).Prizes}}, Unfit: 1}
	draw.Drawn[0].Prizes[0].Slots[0].Unfit = either(lang, "L’équipe de la marque ne participe pas.", "The brand’s team does not take part.")
	waiting := draw
	waiting.Draw, waiting.Drawn, waiting.State, waiting.ProofHref, waiting.VerifyLine, waiting.Label = nil, nil, StateOpen, "", "", LabelTest
	awards, awardsWaiting := draw, waiting
	awards.Ranked, awards.ProofHref, awards.VerifyLine, awards.PostFR, awards.PostEN, awardsWaiting.Ranked = true, "", "", "", "", true
	slot := sampleDraw(lang, LabelA2).Prizes[0].Slots[1]
	next := sampleDraw(lang, LabelA2).Prizes[0].Slots[2]
	disqualify := AdminDecidePage{Act: DecideDisqualify, AdminFrame: frame("/contests/un-an-de-glaces/disqualify"), Slug: contest.Slug, Title: contest.Title, Prize: contest.Prizes[0].Name, Slot: slot, Next: &next, Reasons: []Choice{{"staff", either(lang, "Salarié de l’organisateur", "Works for the organiser")}, {"age", either(lang, "Trop jeune", "Too young")}}}
	reinstate := disqualify
	reinstate.Act, reinstate.Next = DecideReinstate, nil
	pollValues := url.Values{"title": {poll.Title}, "slug": {poll.Slug}, "method": {"schulze"}, "access": {"email"}, "shuffle": {"yes"}, "results": {"after_vote"}}
	var options []OptionLine
	for _, o := range poll.Options {
		options = append(options, OptionLine{ID: o.ID, Label: o.Label, Description: o.Description, Picture: o.Picture})
	}
	pollEdit := AdminPollEditPage{AdminFrame: frame("/polls/parfum-2027/edit"), Slug: poll.Slug, State: StateDraft, Form: Form{Key: "k", Values: pollValues}, Options: options, Missing: sampleMissing()[7:9], Zone: "Indian/Mauritius"}
	voted := pollEdit
	voted.Published, voted.Voted, voted.Missing = true, true, nil
	pollDetail := AdminPollPage{AdminFrame: frame("/polls/parfum-2027"), Poll: poll, State: StateClosed, Public: "https://fete.example/p/parfum-2027", Results: rankedResults(lang, MethodIRV), Today: 12, Days: sampleDays, FirstDay: poll.OpensAt, BallotsHref: "/ballots", RecountLine: "kermesse verify poll parfum-2027.json", Timeline: sampleJournal(lang)}
	pollDraft := AdminPollPage{AdminFrame: frame("/polls/parfum-2027"), Poll: poll, State: StateDraft, Draft: true, Missing: sampleMissing()[7:]}
	pollSealed := AdminPollPage{AdminFrame: frame("/polls/parfum-2027"), Poll: poll, State: StateOpen, Public: "https://fete.example/p/parfum-2027", Sealed: true, Waiting: 3, HasAside: true, Timeline: sampleJournal(lang)}
	pollSealed.Poll.Access, pollSealed.Poll.Comments, pollSealed.Unread = AccessCode, CommentsBefore, 4
	review := AdminReviewPage{
		AdminFrame: frame("/polls/parfum-2027/review"), Slug: poll.Slug, Title: poll.Title, More: true,
		Networks: []Choice{{"", ReviewChoice(lang, 0)}, {"k1", ReviewChoice(lang, 1)}},
		Rows: []ReviewRow{
			{ID: "b1", Number: "K7QA-2MNB-XR3T-9WWE", At: at(2026, 11, 20, 14, 30), Network: ReviewNetwork(lang, 1), Signals: []VoteSignal{SignalNetwork, SignalVelocity}, Appeal: "Nous votons depuis le lycée.\n\nTrente élèves."},
			{ID: "b2", Number: "PLAX-2UAG-OH37-J53Y", At: at(2026, 11, 20, 14, 45), Signals: []VoteSignal{SignalDisposable}, Review: "kept", Reason: either(lang, "Trois fois le même appareil", "The same device, three times")},
		},
	}
	noReview := review
	noReview.Rows, noReview.More = nil, false
	codes := AdminCodesPage{
		AdminFrame: frame("/polls/parfum-2027/codes"), Slug: poll.Slug, Title: poll.Title, Example: "https://fete.example/p/parfum-2027?code=7KQA-2MNB-XR3T",
		Batches: []CodeBatchRow{
			{No: 1, Label: "Pots de juin", Size: 100_000, Used: 1204, CreatedAt: at(2026, 11, 1, 9, 0)},
			{No: 2, Size: 200, CreatedAt: at(2026, 11, 2, 9, 0), VoidedAt: at(2026, 11, 3, 9, 0)},
		},
		Form: Form{Key: "k", Errors: []FieldError{{Field: "count", Message: either(lang, "Donnez un nombre entier entre 1 et 100 000", "Give a whole number from 1 to 100,000")}}},
	}
	noCodes := AdminCodesPage{AdminFrame: frame("/polls/parfum-2027/codes"), Slug: poll.Slug, Title: poll.Title, Over: true}
	reopen := AdminConfirmPage{AdminFrame: frame("/polls/parfum-2027/reopen"), Act: ActReopenPoll, Subject: poll.Title, Count: 812, AskReason: true, Published: true, Zone: "Indian/Mauritius", Back: "/"}
	ideas := AdminIdeasPage{
		AdminFrame: frame("/polls/parfum-2027/ideas"), Slug: poll.Slug, Title: poll.Title, Options: []Choice{{"mangue", "Mangue piment"}},
		Rows: []IdeaRow{
			{ID: "i1", Label: "Pistache grillée", State: IdeaHeld, Voters: 12},
			{ID: "i2", Label: "Dub the Dew", State: IdeaHeld, Voters: -1},
			{ID: "i3", Label: "Mangue et piment", State: IdeaMerged, Into: "Mangue piment", Voters: 3},
			{ID: "i4", Label: "Goudron", State: IdeaDeclined, Reason: either(lang, "Ne se mange pas", "Not edible"), Voters: 1},
			{ID: "i5", Label: "Yuzu", State: IdeaAccepted, Voters: 4},
		},
		Wrong: "i2", Form: Form{Errors: []FieldError{{Field: "reason", Message: either(lang, "Dites pourquoi", "Say why")}}},
	}
	comments := AdminCommentsPage{
		AdminFrame: frame("/polls/parfum-2027/comments"), Slug: poll.Slug, Title: poll.Title, Policy: CommentsBefore, State: CommentHeld, ExportURL: "/x.csv", Skip: "/s", Next: "/n",
		Tabs: []Tab{{Label: either(lang, "À lire", "To read"), Count: 2, Href: "?tab=held", Current: true}, {Label: either(lang, "Publiés", "Published"), Count: 40, Href: "?tab=shown"}},
		Rows: []AdminCommentRow{{ID: "c1", Said: "Ça réveille !\n\nVraiment.", Lang: "fr"}, {ID: "c2", Said: "Too sweet", Lang: "en"}},
		Done: &DoneComment{ID: "c0", Undo: "hold"},
	}
	removedComments := comments
	removedComments.State, removedComments.Done = CommentRemoved, nil
	removedComments.Rows = []AdminCommentRow{{ID: "c1", Said: "Imbéciles", Lang: "fr", Reason: RemovedInsult, Appeal: "C’était pour rire."}, {ID: "c2", Said: "0601020304", Lang: "fr", Reason: RemovedPersonalData, Upheld: true}}
	shownComments := comments
	shownComments.State, shownComments.Rows = CommentShown, []AdminCommentRow{{ID: "c1", Said: "Bof", Lang: "fr", Reply: "Merci !"}, {ID: "c2", Said: "Top", Lang: "fr"}}
	shownComments.Wrong, shownComments.Form = "c2", Form{Errors: []FieldError{{Field: "reply", Message: either(lang, "Ce texte est trop long", "This text is too long")}}}
	noComments := AdminCommentsPage{AdminFrame: frame("/polls/parfum-2027/comments"), Slug: poll.Slug, Title: poll.Title, Policy: CommentsAfter, State: CommentHeld}
	sealedComments := noComments
	sealedComments.Sealed = true
	noIdeas := AdminIdeasPage{AdminFrame: frame("/polls/parfum-2027/ideas"), Slug: poll.Slug, Title: poll.Title}
	pollCalling := AdminPollPage{AdminFrame: frame("/polls/parfum-2027"), Poll: poll, State: StateCalling, Draft: true, Public: "https://fete.example/p/parfum-2027", HasIdeas: true, IdeasHeld: 4}
	cup := pollEdit
	cup.Form, cup.RoundEnds = Form{Key: "k", Values: url.Values{"title": {poll.Title}, "method": {"bracket"}, "seeds": {"brand"}}, Errors: []FieldError{{Field: "round_ends", Message: "Un tournoi de 4 options a 2 tours"}}}, []string{"2026-11-22T20:00"}
	begun := AdminPollEditPage{AdminFrame: frame("/polls/new"), State: StateDraft, Zone: "Indian/Mauritius", NoNone: true, Templates: []string{"flavour", "scent", "packaging", "destination", "topic"}, Form: Form{Values: url.Values{"template": {"flavour"}, "method": {"irv"}, "tie": {"lot"}}}, Options: []OptionLine{{ID: "a", Label: "Mangue piment"}}}
	all := []sample{
		{"admin-ideas", ideas},
		{"admin-comments", comments},
		{"admin-comments-removed", removedComments},
		{"admin-comments-shown", shownComments},
		{"admin-comments-none", noComments},
		{"admin-comments-sealed", sealedComments},
		{"admin-ideas-none", noIdeas},
		{"admin-poll-calling", pollCalling},
		{"admin-poll-template", begun},
		{"admin-poll-bracket", cup},
		{"admin-poll-sealed", pollSealed},
		{"admin-review", review},
		{"admin-review-none", noReview},
		{"admin-codes", codes},
		{"admin-codes-none", noCodes},
		{"admin-poll-reopen", reopen},
		{"admin-contest", detail},
		{"admin-contest-draft", draft},
		{"admin-show", AdminShowPage{
			AdminFrame: frame("/contests/x/show"), Slug: contest.Slug, Title: contest.Title, State: StateDrawn, Drawn: true, HeldUntil: at(2027, 1, 4, 21, 0),
			StageHref: "/fr/c/x/draw/stage?key=k", VerticalHref: "/fr/c/x/draw/stage?key=k&format=vertical", RehearsalHref: "/fr/admin/b/x/rehearsal", StatusHref: "/status",
			Stage: StageLine{Words: either(lang, "Scène déconnectée depuis 4 s", "Stage disconnected for 4 s")},
			Cues:  []StageCue{{Step: 0, Prize: contest.Prizes[0].Name, Of: 1, Shown: true, Current: true}, {Step: 1, Prize: contest.Prizes[1].Name, Of: 40}},
			Next:  &StageCue{Step: 1, Prize: contest.Prizes[1].Name, Of: 40, Phase: "prize"},
		}},
		{"admin-show-before", AdminShowPage{AdminFrame: frame("/contests/x/show"), Slug: contest.Slug, Title: contest.Title, State: StateOpen, StageHref: "/s", VerticalHref: "/v", RehearsalHref: "/r", StatusHref: "/status", Stage: StageLine{There: true, Words: either(lang, "Scène connectée", "Stage connected")}}},
		{"admin-publish", AdminPublishPage{AdminFrame: frame("/contests/x/publish"), Kind: KindContest, Slug: contest.Slug, Title: contest.Title, OpensAt: contest.OpensAt, ClosesAt: contest.ClosesAt, DrawAt: contest.DrawAt, Statement: sampleStatement(lang, LabelA2), PublishAt: contest.OpensAt, Zone: "Indian/Mauritius", Rehearsal: "/fr/admin/b/glaces-du-port/rehearsal/c/x", Advice: []MissingPart{{Key: "organiser", Section: "rules", Href: "/x", Advice: true}}, Facts: []string{either(lang, "1 gagnant et 2 suppléants pour un an de glaces.", "1 winner and 2 alternates for a year of ice cream.")}}},
		{"admin-publish-missing", AdminPublishPage{AdminFrame: frame("/polls/x/publish"), Kind: KindPoll, Slug: poll.Slug, Title: poll.Title, Missing: sampleMissing()[:3]}},
		{"admin-entries", entries},
		{"admin-entries-sealed", sealed},
		{"admin-entries-empty", AdminEntriesPage{AdminFrame: frame("/contests/x/entries"), Slug: "x", Title: contest.Title, Empty: true}},
		{"admin-import", AdminImportPage{AdminFrame: frame("/contests/x/entries/import"), Slug: "x", Title: contest.Title, MaxBytes: 20_000_000, Report: report}},
		{"admin-draw", draw},
		{"admin-draw-waiting", waiting},
		{"admin-draw-ranked", awards},
		{"admin-draw-ranked-waiting", awardsWaiting},
		{"admin-disqualify", disqualify},
		{"admin-reinstate", reinstate},
		{"admin-poll-edit", pollEdit},
		{"admin-poll-voted", voted},
		{"admin-poll", pollDetail},
		{"admin-poll-draft", pollDraft},
	}
	for i, act := range []Act{ActCancelContest, ActCancelPoll, ActCancelSurvey, ActDeleteDraft, ActEraseMember, ActRemoveStaff, ActReverse, ActExcludeEntry, ActIncludeEntry, ActRemoveWebhook} {
		all = append(all, sample{"admin-act-" + string(act), AdminConfirmPage{AdminFrame: frame("/act"), Act: act, Subject: contest.Title, Count: i, AskReason: i%2 == 0, Back: "/admin/b/glaces-du-port", Form: Form{Key: "k"}}})
	}
	return all
}

func bookSample(frame AdminFrame, proofs []ProofLine) AdminBooksPage {
	page := AdminBooksPage{
		AdminFrame: frame, Proofs: proofs, Form: Form{Key: "k"}, OwedSum: 812_400,
		Owed: []OwedMonth{{at(2026, 12, 1, 0, 0), 12_400}, {at(2027, 8, 1, 0, 0), 700_000}, {Points: 100_000}},
	}
	for i, account := range []string{"issuance", "adjust", "burned", "expired", "writeoff", "available", "pending", "held", "debt"} {
		page.Accounts = append(page.Accounts, BookAccount{account, int64(i * 1000)})
	}
	return page
}

func loyaltyDeskSamples(lang string) []sample {
	frame := func(under string) AdminFrame { return sampleDesk(lang, "/admin/b/glaces-du-port"+under) }
	members := AdminMembersPage{
		AdminFrame: frame("/members"), Totals: LedgerTotals{4210, 812_400, 2_100_000, 1_187_600, 100_000}, ExportURL: "/x.csv",
		Tabs:  []Tab{{Key: "all", Count: 4210, Href: "?", Current: true}, {Label: either(lang, "Cornet", "Cone"), Count: 900, Href: "?tier=1"}},
		Rows:  []MemberRow{{ID: "1", Name: "Awa Diop", Contact: "awa@exemple.sn", Tier: "Cornet", Available: 1240, Pending: 60, LastAt: at(2026, 11, 18, 14, 32)}, {ID: "2", Contact: "+230 5251 2345", Available: 0}, {ID: "3", Erased: true}},
		Pager: Pager{From: 1, To: 50, Total: 4210, Next: "?cursor=x"},
	}
	none := members
	none.Rows = nil
	none.Proof = &ProofLine{At: at(2026, 11, 18, 3, 0)}
	members.Proof = &ProofLine{At: at(2026, 11, 18, 3, 0), Wrong: 1}
	operations := []string{"earn", "confirm", "spend", "redeem", "voucher_use", "hold", "capture", "release", "adjust", "transfer", "reverse", "refund", "promo_redeem", "promo_reserve", "promo_confirm", "promo_rollback", "hold_timeout", "activation", "expiry", "tier_review", "erase"}
	books := []string{"issuance", "adjust", "burned", "expired", "writeoff", "available", "pending", "held", "debt"}
	var postings []PostingRow
	for i, op := range operations {
		postings = append(postings, PostingRow{At: at(2026, 11, 18-i, 14, 32), Txn: fmt.Sprint(i), Operation: op, From: books[i%len(books)], To: books[(i+5)%len(books)], Amount: int64(20 * i), Points: int64(20 - 7*i), Reversible: i%2 == 0, Detail: sampleContest(lang).Title})
	}
	postings[8].Actor, postings[8].Reason = "Nadia", either(lang, "Achat du 10 novembre non compté", "Purchase of 10 November not counted")
	member := AdminMemberPage{
		AdminFrame: frame("/members/1"), ID: "1", Member: sampleMember(lang), Name: "Awa Diop", Since: at(2025, 3, 2, 0, 0), Postings: postings,
		Lots:     []PointLot{{Seq: 41, Origin: either(lang, "Achat en boutique", "Purchase in a shop"), Points: 300, Available: 240, Expired: 60, ExpiresAt: at(2027, 3, 1, 0, 0)}, {Seq: 52, Origin: either(lang, "Ajustement", "Adjustment"), Points: 1000, Available: 900, Held: 100}},
		Vouchers: []VoucherView{{Code: "7F2Q-9HKM", Reward: either(lang, "Une boule offerte", "A free scoop"), State: VoucherVoid}, {Code: "7F2Q-9HKN", Reward: either(lang, "Une boule offerte", "A free scoop"), State: VoucherExpired, ExpiresAt: at(2026, 1, 1, 0, 0)}},
		Consents: []ConsentLine{{Label: either(lang, "Nouveautés par e-mail", "News by e-mail"), At: at(2026, 11, 18, 14, 32)}},
		Entries:  []DataLine{{Title: sampleContest(lang).Title, Detail: "GLA-4F7K-92", At: at(2026, 11, 18, 14, 32)}}, Votes: []DataLine{{Title: samplePoll(lang, MethodSingle).Title, At: at(2026, 11, 18, 14, 32)}},
		Form: Form{Key: "k", Values: url.Values{"points": {"-5000"}}, Errors: []FieldError{{"reason", either(lang, "Dites pourquoi : le membre le lira", "Say why: the member will read it")}}}, ExportURL: "/export",
	}
	erased := AdminMemberPage{AdminFrame: frame("/members/3"), ID: "3", Erased: true, Since: at(2025, 3, 2, 0, 0)}
	earning := AdminEarningRulesPage{
		AdminFrame: frame("/earning"), Currency: "MUR", Editing: "entry", Events: []Choice{{"entry", either(lang, "Participation à un jeu", "Contest entry")}},
		Rules: []EarningRuleRow{{ID: "entry", Name: either(lang, "Jeu", "Contest"), Event: either(lang, "Participation à un jeu", "Contest entry"), Worth: "20 points", ExpiryDays: 365, Limit: either(lang, "1 par jour", "1 a day"), Qualifying: true, Active: true}, {ID: "shop", Name: either(lang, "Achat", "Purchase"), Worth: "1 / 10 Rs", PendingDays: 14}},
		Tiers: []TierRow{{either(lang, "Boule", "Scoop"), 0, 10000, 3100}, {either(lang, "Cornet", "Cone"), 500, 12500, 900}},
	}
	rewards := AdminRewardsPage{AdminFrame: frame("/rewards"), Rows: []RewardRow{{ID: "boule", Name: either(lang, "Une boule offerte", "A free scoop"), Cost: 200, Stock: -1, Redeemed: 412, Used: 380, Active: true}, {ID: "atelier", Name: either(lang, "Atelier", "Workshop"), Cost: 1200, Stock: 8, Tier: "Cornet", Until: at(2026, 12, 31, 0, 0)}}}
	return []sample{
		{"admin-members", members},
		{"admin-members-none", none},
		{"admin-books", bookSample(frame("/books"), nil)},
		{"admin-books-wrong", bookSample(frame("/books"), []ProofLine{
			{At: at(2026, 11, 18, 3, 0), Members: 4210, Transactions: 98_765, Postings: 198_765, Wrong: 2, First: "ly_wallet 018f: …"},
			{At: at(2026, 11, 17, 3, 0), Members: 4200, Transactions: 98_000, Postings: 197_000},
		})},
		{"admin-books-right", bookSample(frame("/books"), []ProofLine{{At: at(2026, 11, 17, 3, 0), Members: 4200, Transactions: 98_000, Postings: 197_000}})},
		{"admin-members-empty", AdminMembersPage{AdminFrame: frame("/members"), Empty: true}},
		{"admin-member", member},
		{"admin-member-erased", erased},
		{"admin-earning", earning},
		{"admin-earning-empty", AdminEarningRulesPage{AdminFrame: frame("/earning")}},
		{"admin-rewards", rewards},
		{"admin-rewards-empty", AdminRewardsPage{AdminFrame: frame("/rewards")}},
		{"admin-reward-edit", AdminRewardEditPage{AdminFrame: frame("/rewards/boule"), ID: "boule", Picture: samplePicture("boule", "Boule", 192, 192), Tiers: []Choice{{"", either(lang, "Tous", "All")}}, Zone: time.UTC.String()}},
	}
}
