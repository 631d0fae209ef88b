package frontend

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// messages are one language's words as they are written, by key.
func messages(t *testing.T, lang string) map[string]*i18n.Message {
	t.Helper()
	all, err := readMessages(lang)
	if err != nil {
		t.Fatal(err)
	}
	byKey := map[string]*i18n.Message{}
	for _, message := range all {
		if byKey[message.ID] != nil {
			t.Errorf("%s: %s is there twice", lang, message.ID)
		}
		byKey[message.ID] = message
	}
	return byKey
}

// shape is what must be alike in both languages: the placeholders, the link, the plural.
func shape(m *i18n.Message) string {
	all := m.One + " " + m.Other
	var names []string
	for _, found := range placeholder.FindAllStringSubmatch(all, -1) {
		names = append(names, found[1])
	}
	slices.Sort(names)
	return fmt.Sprint(slices.Compact(names), strings.Contains(all, "["), m.One != "")
}

func TestBothLanguagesSayTheSameThings(t *testing.T) {
	french, english := messages(t, "fr"), messages(t, "en")
	for key, fr := range french {
		en, ok := english[key]
		switch {
		case !ok:
			t.Errorf("%s is missing in English", key)
		case shape(fr) != shape(en):
			t.Errorf("%s: French has %s, English %s", key, shape(fr), shape(en))
		case strings.TrimSpace(fr.Other) == "" || strings.TrimSpace(en.Other) == "":
			t.Errorf("%s is empty", key)
		}
	}
	for key := range english {
		if french[key] == nil {
			t.Errorf("%s is missing in French", key)
		}
	}
}

// groups are the values that templates look up by word, with the group of their texts.
var groups = map[string][]any{
	"referral":   {ReferralCame, ReferralActed, ReferralRewarded},
	"gift":       {GiftOpen, GiftClaimed, GiftBack},
	"till_act":   {TillEarn, TillSpend, TillRewards, TillUse, TillHand},
	"till_state": {TillOpen, TillDone, TillRefused, TillUndone},
	"till_limit": {"bill", "day_bills", "spend", "day_spend"},
	"thanks":     {ThanksVote, ThanksEntry, ThanksPending, ThanksLeft},
	"notice": {
		NoticeTabletLocked, NoticeAsked, NoticeAnswered, NoticeAmended,
		NoticeDuplicated, NoticeScheduled, NoticeUnscheduled, NoticeVoted, NoticeVoteChanged, NoticeVoteAgain, NoticeVoteWithdrawn, NoticeEntered, NoticeActDone, NoticeCodeAdded, NoticeSlipSent, NoticePhotoSent, NoticePhotoGone, NoticeCodesMade, NoticeCodesRevoked, NoticeEnteredAgain, NoticeConfirmed, NoticeProvedContact, NoticeCodeSent, NoticeCodeLater, NoticeRedeemed, NoticeSignedOut, NoticeWithdrawn,
		NoticeJoined, NoticeGiftMade, NoticeGiftClaimed, NoticeGiftBack, NoticeProfile,
		NoticeSaved, NoticeCreated, NoticePublished, NoticeCancelled, NoticeDrawn, NoticeDisqualified, NoticeReinstated, NoticeImported, NoticeExcluded, NoticeIncluded,
		NoticeAdjusted, NoticeReversed, NoticeProved, NoticeAskedSecond, NoticeErased, NoticeInvited, NoticeRoleChanged, NoticeRemoved, NoticePassword, NoticeSessionsOut, NoticeNamesPublic, NoticeReopened, NoticeVoided, NoticeVoteAside, NoticeMailLater, NoticeAppealed, NoticeDecided, NoticeCodesVoided, NoticeAccepted, NoticeRestarted,
	},
	"kind":            {KindContest, KindPoll, KindSurvey},
	"log.kind":        anys(LogKinds),
	"state":           {StateDraft, StateUpcoming, StateOpen, StateClosed, StateAwaiting, StateDrawn, StateCancelled, StateVoid},
	"entry":           {EntryPending, EntryConfirmed, EntryExcluded, EntryWithdrawn},
	"entry_short":     {EntryPending, EntryConfirmed, EntryExcluded, EntryWithdrawn},
	"entry_source":    {"page", "staff", "api", "import", "embed", "kiosk"},
	"check.open":      {EntryPending, EntryConfirmed, EntryExcluded, EntryWithdrawn},
	"check.closed":    {EntryPending, EntryExcluded, EntryWithdrawn},
	"slot":            {SlotWinner, SlotAlternate, SlotPromoted, SlotDisqualified, SlotVacant},
	"method":          {MethodSingle, MethodApproval, MethodScore, MethodSTAR, MethodBorda, MethodIRV, MethodCondorcet, MethodSchulze, MethodRankedPairs, MethodSTV, MethodDots},
	"method.how":      {MethodSingle, MethodApproval, MethodScore, MethodSTAR, MethodBorda, MethodIRV, MethodCondorcet, MethodSchulze, MethodRankedPairs, MethodSTV, MethodDots},
	"access":          {AccessOpen, AccessCookie, AccessNetwork, AccessWork, AccessEmail, AccessCode, AccessMember},
	"access_name":     {AccessOpen, AccessCookie, AccessNetwork, AccessWork, AccessEmail, AccessCode, AccessMember},
	"results_rule":    {ResultsAlways, ResultsAfterVote, ResultsAfterClose, ResultsSealed, ResultsStaff},
	"poll_notice":     {PollReworded, PollReopened, PollVoided, PollReleased, PollKept, PollCodesIssued, PollCodesVoided},
	"comments_policy": {CommentsOff, CommentsBefore, CommentsAfter},
	"comment_rule":    {CommentsOff, CommentsBefore, CommentsAfter},
	"comment_seen":    {ResultsAlways, ResultsAfterVote, ResultsAfterClose, ResultsSealed, ResultsStaff},
	"comment_state":   {CommentHeld, CommentShown},
	"comments_none":   {CommentHeld, CommentShown, CommentRemoved},
	"removal":         anys(RemovalReasons),
	"signal":          {SignalNetwork, SignalVelocity, SignalDisposable, SignalNoCookie, SignalBlocked},
	"signal_short":    {SignalNetwork, SignalVelocity, SignalDisposable, SignalNoCookie, SignalBlocked},
	"review_state":    {"released", "kept"},
	"tie":             {"lot", "declare"},
	"reward":          {RewardLimit, RewardOut},
	"earn_kind":       {"fixed", "amount", "piece"},
	"cap_period":      {"day", "week", "month", "year", "ever"},
	"dedupe":          {"brand", "member", "none"},
	"unknown":         {"tier", "segments", "group", "events", "lines", "behaving", "returns"},
	"request_kind":    {"adjust", "reverse", "refund"},
	"request_state":   {"waiting", "approved", "refused", "lapsed"},
	"reward_gives":    {"product", "discount", "code", "pool", "tickets", "seat"},
	"discount_kind":   {"percent", "fixed"},
	"code_kind":       {"percent", "fixed", "points"},
	"code_made":       {"name", "batch"},
	"clawback":        {"debt", "clamp"},
	"import_state":    {"checking", "checked", "running", "done"},
	"voucher":         {VoucherValid, VoucherUsed, VoucherExpired, VoucherVoid},
	"role":            {RoleOwner, RoleManager, RoleModerator, RoleTill, RoleViewer, RoleWitness},
	"role_more":       {RoleOwner, RoleManager, RoleModerator, RoleTill, RoleViewer, RoleWitness},
	"todo":            {TodoFlagged, TodoSlips, TodoProofs, TodoExpiring, TodoAnswered, TodoToSend, TodoAgree, TodoRequests, TodoAside, TodoComments, TodoRefused, TodoDraft, TodoDraw, TodoBeacon, TodoDrawn, TodoPollEnded, TodoStock, TodoNoRewards},
	"milestone":       {"opens", "closes", "draw"},
	"source":          {SourceDrand, SourceOperator, SourceTest},
	"source_more":     {SourceDrand, SourceOperator, SourceTest},
	"tab":             {"all", "draft", "upcoming", "open", "closed", "awaiting", "drawn", "cancelled", "confirmed", "pending", "excluded", "withdrawn", "flagged"},
	"missing":         {"title", "slug", "prize", "prize_name", "dates", "dates_past", "rules", "source", "options", "alt", "questions", "organiser", "contact"},
	"operation": {
		"earn", "confirm", "spend", "redeem", "voucher_use", "hold", "capture", "release", "adjust", "transfer", "reverse", "refund", "promo_redeem", "promo_reserve", "promo_confirm",
		"promo_rollback", "hold_timeout", "activation", "expiry", "tier_review", "erase",
	},
	"book":                  {"issuance", "adjust", "burned", "expired", "writeoff", "available", "pending", "held", "debt"},
	"book_more":             {"issuance", "adjust", "burned", "expired", "writeoff", "available", "pending", "held", "debt"},
	"contact":               {"email", "phone", "either"},
	"contest_template":      {"giveaway", "question", "quiz", "photo", "codes", "event"},
	"contest_template_more": {"giveaway", "question", "quiz", "photo", "codes", "event"},
	"contest_cost":          {"nothing", "extras", "either", "code", "purchase"},
	"share_rule":            {"tag_friends", "share_post", "follow_account", "purchase_condition", "false_free", "cost_to_winner", "personal_data", "lottery_words", "no_disclaimer", "no_rules", "too_long"},
	"language":              {"fr", "en"},
	"question_required":     {"no", "yes"},
	"codes_use":             {"none", "extra", "required"},
	"instant_mode":          {"none", "moments", "everyone"},
	"instant_dress":         {"plain", "wheel", "scratch"},
	"instant_plays":         {"once", "daily"},
	"instant_winners":       {"stay", "leave"},
	"mode":                  {"one-win", "many-wins"},
	"import_per":            {"author", "comment"},
	"slips_use":             {"none", "take"},
	"photos_use":            {"none", "take"},
	"photo_award":           {"draw", "best"},
	"photo_votes_per":       {"contest", "day"},
	"photo_why":             {"disposable-email", "network-burst", "blocked"},
	"photo_done":            {"published", "refused"},
	"photo_tie":             {"jury", "votes", "sent-first", "number"},
	"exit_photo_state":      {"held", "waiting", "published", "refused", "withdrawn"},
	"slip_state":            {"waiting", "accepted", "refused"},
	"contact_list":          {"invited", "excluded"},
	"acts_again":            {"day", "week"},
	"acts_do":               {"bonus", "visit", "code", "quiz", "tier", "proof"},
	"action_again":          {"none", "day", "week"},
	"action_kind":           {"bonus", "visit", "code", "quiz", "quiz_again", "referral", "tier", "text", "link", "picture"},
	"action_must":           {"no", "yes"},
	"action_every":          {"once", "day", "week"},
	"action_after":          {"none", "all"},
	"answer_kind":           {"text", "number", "date", "picture"},
	"birth_rule":            {"ask", "check", "keep", "declare"},

	"question_kind":      anys(QuestionKinds()),
	"question_more":      anys(QuestionKinds()),
	"survey_access":      {"cookie", "member"},
	"country":            {"FR", "BE", "MU", "CI", "SN", "US"},
	"channel":            {"facebook", "instagram", "tiktok", "whatsapp", "youtube", "x", "linkedin", "newsletter", "shop", "elsewhere"},
	"post_state":         {"idea", "draft", "ready", "published", "dropped"},
	"remind":             {"0", "15", "60", "180", "1440", "2880", "10080"},
	"survey_access_more": {"cookie", "member"},
	"condition_op":       {"is", "not", "at_least", "at_most", "answered", "unanswered"},
	"survey_least":       {"choice", "scale", "number"},
	"survey_most":        {"choice", "scale", "number", "text"},
	"survey_options":     {"choice", "matrix"},
}

func anys[T any](values []T) []any {
	all := make([]any, len(values))
	for i, v := range values {
		all[i] = v
	}
	return all
}

// formats are the keys that templates build with printf, with the values they may get.
var formats = map[string][]any{
	"error.%s.title":    {"4xx", "403", "404", "405", "410", "413", "422", "429", "500", "503", "5xx"},
	"error.%s.text":     {"4xx", "403", "404", "405", "410", "413", "422", "429", "500", "503", "5xx"},
	"act.%s.title":      {ActCancelContest, ActCancelPoll, ActCancelSurvey, ActDeleteDraft, ActEraseMember, ActRemoveStaff, ActReverse, ActExcludeEntry, ActIncludeEntry, ActReopenPoll, ActVoidPoll, ActVoidCodes, ActVoidPoints, ActRevokeCodes, ActCancelAttempt, ActRestartAll, ActRestartOpen},
	"act.%s.text":       {ActCancelContest, ActCancelPoll, ActCancelSurvey, ActDeleteDraft, ActEraseMember, ActRemoveStaff, ActReverse, ActExcludeEntry, ActIncludeEntry, ActReopenPoll, ActVoidPoll, ActVoidCodes, ActVoidPoints, ActRevokeCodes, ActCancelAttempt, ActRestartAll, ActRestartOpen},
	"act.%s.button":     {ActCancelContest, ActCancelPoll, ActCancelSurvey, ActDeleteDraft, ActEraseMember, ActRemoveStaff, ActReverse, ActExcludeEntry, ActIncludeEntry, ActReopenPoll, ActVoidPoll, ActVoidCodes, ActVoidPoints, ActRevokeCodes, ActCancelAttempt, ActRestartAll, ActRestartOpen},
	"decide.%s.title":   {DecideDisqualify, DecideReinstate, DecideAccept},
	"decide.%s.text":    {DecideDisqualify, DecideReinstate, DecideAccept},
	"decide.%s.button":  {DecideDisqualify, DecideReinstate, DecideAccept},
	"todo.%s":           {TodoFlagged, TodoSlips, TodoProofs, TodoExpiring, TodoAnswered, TodoToSend, TodoAgree, TodoRequests, TodoAside, TodoComments, TodoStock, TodoPollEnded},
	"lead.%s":           {LeadClear, LeadLikely, LeadClose},
	"how.label.%s":      anys(HowPage{}.Labels()),
	"how.risk.%s.name":  anys(HowPage{}.Risks()),
	"how.risk.%s.what":  anys(HowPage{}.Risks()),
	"how.risk.%s.done":  anys(HowPage{}.Risks()),
	"how.risk.%s.stays": anys(HowPage{}.Risks()),
}

// drawnKeys are asked for by what is drawn in Go: pictures and documents.
var drawnKeys = []string{
	"rehearsal.csv_prize", "rehearsal.csv_place", "rehearsal.csv_number", "rehearsal.csv_name",
	"poster.verifiable", "poster.vote", "poster.frozen", "poster.test", "poster.until", "poster.alt",
	"paper.title", "paper.kind", "paper.foot", "paper.scan", "paper.rules_print", "paper.close_print", "paper.root_print", "paper.number_print",
	"sheet.badge_poll", "sheet.badge_contest", "sheet.badge_contest_unfree", "sheet.badge_survey", "sheet.rules_unfree", "sheet.scan", "sheet.until", "sheet.rules",
	"acts.between", "acts.at_least", "acts.at_most", "acts.between_days", "acts.not_before", "acts.not_after", "who.other_country", "contest_edit_actions.title",
	"jury.mark", "photo_desk.tab_waiting", "photo_desk.tab_published", "photo_desk.tab_refused", "photo_desk.tab_held", "photo_desk.tab_votes", "photo_desk.tab_ranking",
	"statement.title", "statement.year", "statement.number", "statement.made", "statement.scan", "statement.what", "statement.when", "statement.reason",
	"statement.points", "statement.balance", "statement.opening", "statement.closing", "statement.more",
	"law.kept_draw", "law.kept_closing", "law.print", "law.scan", "law.file",
	"paper.seed_print", "paper.check", "paper.more", "beacon.drand", "beacon.test", "show.stage_there", "show.stage_lost", "show.stage_never", "show.hold_hours", "show.hold_none",
}

var (
	literalKey   = regexp.MustCompile(`\b(?:t|n|rich) "([a-z0-9_.]+)"`)
	groupKey     = regexp.MustCompile(`\b(?:word|wordChoices) "([a-z0-9_.]+)"`)
	formattedKey = regexp.MustCompile(`printf "([a-z_.]+\.%s[a-z_.]*)"`)
)

// usedKeys are the keys that the templates ask for.
func usedKeys(t *testing.T) map[string]bool {
	t.Helper()
	used := map[string]bool{}
	err := fs.WalkDir(templateFiles, "templates", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := templateFiles.ReadFile(name)
		if err != nil {
			return err
		}
		for _, found := range literalKey.FindAllStringSubmatch(string(raw), -1) {
			used[found[1]] = true
		}
		for _, found := range groupKey.FindAllStringSubmatch(string(raw), -1) {
			values, known := groups[found[1]]
			if !known {
				t.Errorf("%s: the values of group %s are not listed", name, found[1])
			}
			for _, value := range values {
				used[fmt.Sprintf("%s.%v", found[1], value)] = true
			}
		}
		for _, found := range formattedKey.FindAllStringSubmatch(string(raw), -1) {
			if slices.ContainsFunc([]string{"play.", "answer.", "place.", "score.", "address.%s"}, func(field string) bool { return strings.HasPrefix(found[1], field) }) {
				continue // the name of a field
			}
			values, known := formats[found[1]]
			if !known {
				t.Errorf("%s: the values of %s are not listed", name, found[1])
			}
			for _, value := range values {
				used[fmt.Sprintf(found[1], value)] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range drawnKeys {
		used[key] = true
	}
	return used
}

func TestTemplatesAndTextsMeet(t *testing.T) {
	used, written := usedKeys(t), messages(t, "fr")
	for key := range used {
		if written[key] == nil {
			t.Errorf("a template asks for %s, which no text has", key)
		}
	}
	for key := range written {
		if !used[key] {
			t.Errorf("no template asks for %s", key)
		}
	}
}

func TestPluralsOfBothLanguages(t *testing.T) {
	for _, c := range []struct {
		lang string
		n    int64
		want string
	}{
		{"fr", 0, "0 vote"},
		{"fr", 1, "1 vote"},
		{"fr", 2, "2 votes"},
		{"fr", 18432, "18 432 votes"},
		{"fr", 1_000_000, "1 000 000 votes"},
		{"en", 0, "0 votes"},
		{"en", 1, "1 vote"},
		{"en", 18432, "18,432 votes"},
	} {
		words, err := loadTexts(c.lang)
		if err != nil {
			t.Fatal(err)
		}
		got, err := words.count("count.votes", c.n)
		if err != nil {
			t.Fatal(err)
		}
		if got = visible(got); got != c.want {
			t.Errorf("%s %d: got %q, want %q", c.lang, c.n, got, c.want)
		}
	}
}

func TestMissingTextsAndValuesAreErrors(t *testing.T) {
	words, err := loadTexts("fr")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := words.text("no.such.key"); err == nil {
		t.Errorf("got %q for a key that is not there", got)
	}
	if got, err := words.text("receipt.title"); err == nil {
		t.Errorf("got %q without its value", got)
	}
	if got, err := words.text("receipt.title", "Number"); err == nil {
		t.Errorf("got %q for a name without value", got)
	}
}

// visible turns the no-break spaces into plain ones.
func visible(s string) string { return strings.NewReplacer(nbsp, " ", nnbsp, " ").Replace(s) }
